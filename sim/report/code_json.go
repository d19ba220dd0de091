package report

import "ntlmsim/sim/logon"

// A CodeJSON is what explain --json CODE prints.
type CodeJSON struct {
	Version    int             `json:"version"`
	Code       string          `json:"code"`
	Kind       logon.CodeKind  `json:"kind"`
	Meaning    string          `json:"meaning"`
	Statuses   []codeStatus    `json:"statuses"`
	Event      *codeEvent      `json:"event,omitempty"`
	Order      *citeJSON       `json:"order,omitempty"`
	Causes     []codeCause     `json:"causes"`
	Stages     []logon.Stage   `json:"stages"`
	Squashed   []codeCollapse  `json:"squashed"`
	Situations []codeSituation `json:"situations"`
	Rules      []codeRule      `json:"rules"`
	Scenarios  []Sighting      `json:"scenarios"`
	Look       []codeNext      `json:"look"`
}

type codeStatus struct {
	Status      *string `json:"status"`
	Name        string  `json:"name"`
	Win32       *uint32 `json:"win32"`
	Win32Name   string  `json:"win32Name"`
	Text        string  `json:"text"`
	TextBefore8 string  `json:"textBefore8,omitempty"`
	citeJSON
}

type codeEvent struct {
	ID            int    `json:"id"`
	Log           string `json:"log"`
	Machine       string `json:"machine"`
	When          string `json:"when"`
	FailureReason string `json:"failureReason,omitempty"`
	FailureText   string `json:"failureText,omitempty"`
	citeJSON
}

type codeCause struct {
	What     string `json:"what"`
	Here     string `json:"here,omitempty"` // what an exported event shows of it
	Tell     string `json:"tell"`
	Do       string `json:"do"`
	Run      string `json:"run,omitempty"`
	Scenario string `json:"scenario,omitempty"`
	citeJSON
}

type codeCollapse struct {
	Inside   []string `json:"inside"`
	Wire     string   `json:"wire"`
	When     string   `json:"when,omitempty"`
	Survives string   `json:"survives"`
	citeJSON
}

type codeSituation struct {
	Stage logon.Stage `json:"stage"`
	What  string      `json:"what"`
	citeJSON
}

type codeRule struct {
	Ending     string        `json:"ending"`
	Stage      logon.Stage   `json:"stage"`
	Shown      []logon.Shown `json:"shown"`
	Conditions []string      `json:"conditions"`
	States     []string      `json:"states"`
	citeJSON
}

type codeNext struct {
	Text string `json:"text"`
	citeJSON
}

// JSON is the meaning for programs.
func (m Meaning) JSON() CodeJSON {
	j := CodeJSON{Version: Version, Code: m.Number(), Kind: m.Kind, Meaning: m.headline(), Statuses: []codeStatus{},
		Stages: append([]logon.Stage{}, m.stages...), Squashed: []codeCollapse{}, Situations: []codeSituation{},
		Rules: []codeRule{}, Scenarios: m.sightings, Look: []codeNext{}, Causes: []codeCause{}}
	if l := m.causes; l.Order.Source != "" {
		order := citeOf(l.Order)
		j.Order = &order
	}
	for _, c := range m.causes.Causes {
		j.Causes = append(j.Causes, codeCause{c.What, m.signs[c.What], c.Tell, c.Do, c.Run, m.witness(c), citeOf(c.Cite)})
	}
	if k := m.event; m.Kind == logon.EventCode {
		j.Event = &codeEvent{k.ID, k.Log, k.Machine, k.When, m.reason.Number, m.reason.Text, citeOf(k.Cite)}
	}
	for _, s := range m.Statuses() {
		j.Statuses = append(j.Statuses, codeStatusOf(s))
	}
	for _, q := range m.collapses {
		j.Squashed = append(j.Squashed, codeCollapse{names(q.Inside), q.Wire.Name(), q.When, q.Where, citeOf(q.Cite)})
	}
	for _, s := range m.situations {
		j.Situations = append(j.Situations, codeSituation{s.Stage, s.What, citeOf(s.Cite)})
	}
	for _, w := range m.ways {
		r := codeRule{Ending: w.Ending, Stage: w.Stage, Shown: w.Shown, Conditions: w.Conditions, citeJSON: citeOf(w.Cite)}
		for _, s := range w.States {
			r.States = append(r.States, string(s))
		}
		j.Rules = append(j.Rules, r)
	}
	for _, n := range m.next {
		j.Look = append(j.Look, codeNext{n.Text, citeOf(n.Cite)})
	}
	return j
}

// codeStatusOf leaves Status null for an error that the client makes itself, and Win32 null for an unknown status.
func codeStatusOf(s logon.Status) codeStatus {
	j := codeStatus{Name: s.Name(), Win32Name: s.ErrorName(), Text: s.Text(false), citeJSON: citeOf(s.Cite())}
	if s.Server() {
		j.Status = hex(s)
	}
	if code, ok := s.Win32(); ok {
		j.Win32 = &code
	}
	if old := s.Text(true); old != j.Text {
		j.TextBefore8 = old
	}
	return j
}
