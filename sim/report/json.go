package report

import (
	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// Version is the version of every JSON shape. Fields may be added without a new version; no field is renamed, removed
// or given another meaning.
const Version = 1

type predictionJSON struct {
	Version    int            `json:"version"`
	Error      uint32         `json:"error"`
	Text       string         `json:"text"`
	Verdict    string         `json:"verdict"`
	Prompted   bool           `json:"prompted"`
	Status     *string        `json:"status"`
	StatusName string         `json:"statusName"`
	Stage      string         `json:"stage"`
	Session    string         `json:"session"`
	Because    sim.State      `json:"because"`
	End        sim.State      `json:"end"`
	Reason     string         `json:"reason"`
	Protocol   logon.Protocol `json:"protocol"`
	NTLMOnly   string         `json:"ntlmOnly,omitempty"`
	Disputed   string         `json:"disputed,omitempty"`
	DFS        *dfsJSON       `json:"dfs,omitempty"`
	Sent       *sentJSON      `json:"sent"`
	Trace      []stepJSON     `json:"trace"`
	Events     []eventJSON    `json:"events"`
	Counts     []countJSON    `json:"counts,omitempty"`
	Remarks    []string       `json:"remarks,omitempty"`
}

// A PredictedJSON is what predict --json prints: a prediction with its doubts and advice.
type PredictedJSON struct {
	predictionJSON
	RestsOn  []groundJSON `json:"restsOn,omitempty"`
	Advice   []adviceJSON `json:"advice"`
	NoAdvice string       `json:"noAdvice,omitempty"`
}

type countJSON struct {
	Account   string       `json:"account"`
	Attempt   int          `json:"attempt"`
	Effect    logon.Effect `json:"effect"`
	Bad       int          `json:"bad"`
	Before    int          `json:"before"`
	Threshold int          `json:"threshold"`
	Lapsed    int          `json:"lapsed,omitempty"`
	Released  int          `json:"released,omitempty"`
	Unlocked  bool         `json:"unlocked,omitempty"`
	LockedBy  int          `json:"lockedBy,omitempty"`
	Left      *string      `json:"left,omitempty"`
	Text      string       `json:"text"`
	citeJSON
}

type dfsJSON struct {
	Path   string `json:"path"`
	Target string `json:"target"`
}

type sentJSON struct {
	To          string  `json:"to"`
	Share       string  `json:"share"`
	Domain      string  `json:"domain"`
	User        string  `json:"user"`
	Response    string  `json:"response"`
	Salt        *string `json:"salt"`
	Workstation string  `json:"workstation"`
}

type citeJSON struct {
	Source string   `json:"source"`
	Quote  string   `json:"quote"`
	Note   string   `json:"note,omitempty"`
	Mark   sim.Mark `json:"mark"`
}

type stepJSON struct {
	State     sim.State `json:"state"`
	Condition string    `json:"condition"`
	Next      sim.State `json:"next"`
	citeJSON
	Found  string `json:"found"`
	Retest bool   `json:"retest,omitempty"`
}

type eventJSON struct {
	Machine       string   `json:"machine"`
	Log           string   `json:"log"`
	ID            int      `json:"id"`
	Status        *string  `json:"status"`
	StatusName    string   `json:"statusName"`
	SubStatus     *string  `json:"subStatus"`
	SubStatusName string   `json:"subStatusName"`
	Account       string   `json:"account"`
	Domain        string   `json:"domain"`
	Workstation   string   `json:"workstation"`
	PassedOnBy    string   `json:"passedOnBy,omitempty"`
	Became        string   `json:"became,omitempty"`
	Ticket        string   `json:"ticket,omitempty"`
	Result        string   `json:"result,omitempty"`
	Source        string   `json:"source"`
	Note          string   `json:"note"`
	Mark          sim.Mark `json:"mark"`
}

// An ExplanationJSON is what explain --json prints.
type ExplanationJSON struct {
	Version  int             `json:"version"`
	File     string          `json:"file"`
	Comment  string          `json:"comment"`
	Remarks  []string        `json:"remarks,omitempty"`
	Attempts []explainedJSON `json:"attempts"`
}

type explainedJSON struct {
	Number      int                    `json:"number"`
	Name        string                 `json:"name"`
	Line        int                    `json:"line"`
	After       string                 `json:"after,omitempty"`
	From        string                 `json:"from,omitempty"`
	As          string                 `json:"as,omitempty"`
	Logon       string                 `json:"logon,omitempty"` // how As is signed on, if not with its password
	Run         string                 `json:"run,omitempty"`
	Typed       bool                   `json:"typed,omitempty"`
	Send        *sentJSON              `json:"send,omitempty"`
	Want        string                 `json:"want"`
	Differences []scenarios.Difference `json:"differences"`
	Asked       string                 `json:"asked,omitempty"`
	Prediction  any                    `json:"prediction"` // a predictionJSON; of another model than logon a DecisionJSON
	RestsOn     []groundJSON           `json:"restsOn,omitempty"`
	Advice      []adviceJSON           `json:"advice"`
	NoAdvice    string                 `json:"noAdvice,omitempty"`
}

// A RunJSON is what run --json prints.
type RunJSON struct {
	Version int           `json:"version"`
	Files   []runFileJSON `json:"files"`
	Summary Summary       `json:"summary"`

	Evidence *Evidence `json:"evidence,omitempty"`
}

type runFileJSON struct {
	Path     string           `json:"path"`
	Comment  string           `json:"comment"`
	Remarks  []string         `json:"remarks,omitempty"`
	Error    string           `json:"error,omitempty"`
	Attempts []runAttemptJSON `json:"attempts"`
}

type runAttemptJSON struct {
	Number      int                    `json:"number"`
	Name        string                 `json:"name"`
	Line        int                    `json:"line"`
	AsExpected  bool                   `json:"asExpected"`
	Error       *uint32                `json:"error"`
	Errors      []uint32               `json:"errors,omitempty"`
	Session     *string                `json:"session"`
	Because     sim.State              `json:"because"`
	Verdict     string                 `json:"verdict"`
	Differences []scenarios.Difference `json:"differences,omitempty"`
	RestsOn     []groundJSON           `json:"restsOn,omitempty"`
	InSession   *uint32                `json:"inSession,omitempty"`
}

// A RulesJSON is what rules --json prints.
type RulesJSON struct {
	Version int        `json:"version"`
	Rules   []ruleJSON `json:"rules"`
}

type ruleJSON struct {
	State     sim.State `json:"state"`
	Condition string    `json:"condition"`
	Next      sim.State `json:"next"`
	Final     bool      `json:"final"`
	citeJSON
	Taken *bool `json:"taken,omitempty"`
}

// A ProfilesJSON is what profiles --json prints.
type ProfilesJSON struct {
	Version  int           `json:"version"`
	Settings []settingJSON `json:"settings"`
	Profiles []profileJSON `json:"profiles"`
}

type settingJSON struct {
	Name   string `json:"name"`
	About  string `json:"about"`
	Values string `json:"values"`
}

type profileJSON struct {
	Name     string       `json:"name"`
	Title    string       `json:"title"`
	Base     string       `json:"base"`
	Roles    []logon.Role `json:"roles"`
	Settings []valueJSON  `json:"settings"`
}

type valueJSON struct {
	Name    string `json:"name"`
	Value   any    `json:"value"`
	Profile string `json:"profile"`
	citeJSON
}

func predictionOf(o logon.Outcome) predictionJSON {
	p := predictionJSON{Version: Version, Error: o.Error, Text: o.Text, Verdict: o.Verdict(), Prompted: o.Prompted,
		Stage: string(o.Stage), Session: o.Session.String(), Because: o.Because, End: o.End, Reason: Reason(o), Protocol: o.Protocol, NTLMOnly: o.NTLMOnly, Disputed: o.Disputed(),
		Trace: stepsOf(o.Trace), Events: []eventJSON{}}
	if o.SendsSetup() && o.Protocol != logon.Kerberos {
		sent := sentOf(o.Sent)
		p.Sent = &sent
	}
	if o.Status != nil {
		p.Status, p.StatusName = hex(*o.Status), o.Status.Name()
	}
	if r := o.Referral(); r != nil {
		p.DFS = &dfsJSON{r.Path, r.Target}
	}
	for _, g := range o.Logged() {
		p.Events = append(p.Events, eventOf(g))
	}
	for _, c := range o.Counts {
		p.Counts = append(p.Counts, countOf(c))
	}
	return p
}

// PredictedOf is a prediction with its doubts and advice for programs: a PredictedJSON, a SeveralJSON where several
// answers are possible, or of another model than logon an OtherJSON.
func PredictedOf(a Attempt, file *scenarios.File) any {
	if a.other {
		return OtherJSON{Version, a.Decision.Asked, decidedOf(a.Decision), otherAdvice(a.Decision), a.Decision.Logged, file.Remarks}
	}
	if a.Several() {
		return SeveralOf(a, file.Topology, file.Remarks)
	}
	j := PredictedJSON{predictionOf(a.Outcome), groundsOf(a.Doubts), advicesOf(a.Attempt, a.Advice), noAdvice(a.Outcome, a.Advice)}
	j.Remarks = file.Remarks
	return j
}

func countOf(c logon.Count) countJSON {
	j := countJSON{Account: c.Account.String(), Attempt: c.Attempt, Effect: c.Effect, Bad: c.Bad, Before: c.Before, Threshold: c.Threshold,
		Lapsed: c.Lapsed, Released: c.Released, Unlocked: c.Unlocked, LockedBy: c.LockedBy, Text: c.String(), citeJSON: citeOf(c.Cite)}
	if c.Effect == logon.Locks || c.Effect == logon.Refused {
		left := ""
		if d := c.Left(); d > 0 {
			left = d.String()
		}
		j.Left = &left
	}
	return j
}

func citeOf(c sim.Cite) citeJSON { return citeJSON{c.Source, c.Quote, c.Note, c.Mark} }

func hex(s logon.Status) *string {
	text := s.String()
	return &text
}

// sentOf leaves the password out.
func sentOf(s logon.Send) sentJSON {
	return sentJSON{s.To, s.Share, s.Domain, s.User, s.Response.String(), s.Salt, s.Workstation}
}

func eventOf(g logon.Event) eventJSON {
	e := eventJSON{Machine: g.Machine, Log: g.Log(), ID: g.ID, Account: g.Account, Domain: g.Domain, Workstation: g.Workstation,
		PassedOnBy: g.PassedOnBy, Source: g.Cite.Source, Note: g.Cite.Note, Mark: g.Cite.Mark}
	if g.Became != (logon.Name{}) {
		e.Became = g.Became.String()
	}
	if g.Ticket.Kerberos {
		e.Ticket, e.Result = g.Ticket.Service, logon.KerberosCode(g.Ticket.Result).String()
	}
	if g.CarriesStatus() {
		e.Status, e.StatusName = hex(g.Status), g.Status.Name()
	}
	if g.ID == 4625 {
		e.SubStatus, e.SubStatusName = hex(g.SubStatus), g.SubStatus.Name()
	}
	return e
}
