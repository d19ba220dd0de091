package report

import (
	"strings"
	"time"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
)

// ReplayJSON is what replay --json prints.
type ReplayJSON struct {
	Version int                `json:"version"`
	Results []replayResultJSON `json:"results"`
	Stale   []string           `json:"stale"`
	Summary map[string]int     `json:"summary"`

	Spent     []spentJSON `json:"spent,omitempty"`
	Unclaimed []Unclaimed `json:"unclaimed,omitempty"`
}

// spentJSON is what a run spent of an account, or could have.
type spentJSON struct {
	Account string     `json:"account"`
	At      []string   `json:"at"`
	Spent   int        `json:"spent"`
	Most    int        `json:"most"`
	Why     string     `json:"why"`
	Earlier int        `json:"earlier"`
	Until   *time.Time `json:"until,omitempty"`
}

type replayResultJSON struct {
	File      string              `json:"file"`
	Attempt   string              `json:"attempt"`
	Machine   string              `json:"machine"`
	Retest    bool                `json:"retest,omitempty"`
	Verdict   replay.Verdict      `json:"verdict"`
	Why       string              `json:"why,omitempty"`
	Possible  []uint32            `json:"possible,omitempty"`
	Learned   string              `json:"learned,omitempty"`
	Because   sim.State           `json:"because,omitempty"`   // left out where several answers are possible
	Predicted *answerJSON         `json:"predicted,omitempty"` // left out there, and where nothing is sent
	Findings  []replayFindingJSON `json:"findings"`
}

type replayFindingJSON struct {
	Client   string          `json:"client"`
	Verdict  replay.Verdict  `json:"verdict"`
	Why      string          `json:"why,omitempty"`
	Known    string          `json:"known,omitempty"`
	Observed *answerJSON     `json:"observed"`
	Sent     *replaySentJSON `json:"sent"`
	Said     *replaySaidJSON `json:"said,omitempty"`
}

type replaySaidJSON struct {
	Error    uint32          `json:"error"`
	Loopback bool            `json:"loopback,omitempty"`
	Logged   []replay.Logged `json:"logged"`
}

type answerJSON struct {
	Setup     string  `json:"setup"`
	SetupName string  `json:"setupName"`
	Session   string  `json:"session"`
	Tree      *string `json:"tree"`
	TreeName  string  `json:"treeName,omitempty"`
}

type replaySentJSON struct {
	Domain      string `json:"domain"`
	User        string `json:"user"`
	Workstation string `json:"workstation"`
	Response    string `json:"response"`
	Share       string `json:"share"`
}

func spentOf(list []replay.Spending) (rows []spentJSON) {
	for _, s := range list {
		row := spentJSON{s.Account, s.At, s.Spent, s.Most, s.Why, s.Earlier, nil}
		if s.Earlier > 0 {
			row.Until = &s.Until
		}
		rows = append(rows, row)
	}
	return rows
}

// ReplayOf is what a replay found for programs.
func ReplayOf(found Replayed, spent []replay.Spending) ReplayJSON {
	out := ReplayJSON{Version: Version, Results: []replayResultJSON{}, Stale: append([]string{}, found.Stale...), Spent: spentOf(spent), Summary: map[string]int{}, Unclaimed: found.Unclaimed}
	for _, v := range replay.Verdicts() {
		out.Summary[string(v)] = found.Counts[v]
	}
	for _, r := range found.Results {
		row := replayResultJSON{File: r.File, Attempt: r.Attempt, Machine: r.Machine, Retest: r.Retest, Verdict: r.Verdict, Why: r.Why,
			Possible: r.Possible, Learned: r.Learned, Findings: []replayFindingJSON{}}
		if len(r.Possible) == 0 {
			row.Because, row.Predicted = r.Outcome.Because, predictedOf(r.Outcome)
		}
		for _, f := range r.Findings {
			row.Findings = append(row.Findings, findingOf(f))
		}
		out.Results = append(out.Results, row)
	}
	return out
}

// predictedOf is what a server is predicted to answer; nil where nothing is sent.
func predictedOf(o logon.Outcome) *answerJSON {
	if o.Status == nil {
		return nil
	}
	predicted := answerOf(replay.Predicted(o))
	return &predicted
}

func findingOf(f replay.Finding) replayFindingJSON {
	out := replayFindingJSON{Client: f.Client, Verdict: f.Verdict, Why: f.Why}
	if f.Entry != nil {
		out.Known = f.Entry.ID
	}
	if f.Observed != nil {
		seen := answerOf(*f.Observed)
		out.Observed = &seen
	}
	if s := f.Seen.Sent; s.Authenticate {
		out.Sent = &replaySentJSON{s.Domain, s.User, s.Workstation, s.Response.String(), s.Share}
	}
	if s := f.Said; s != nil {
		out.Said = &replaySaidJSON{s.Error, s.Loopback, append([]replay.Logged{}, s.Logged...)}
	}
	return out
}

func answerOf(a replay.Answer) answerJSON {
	out := answerJSON{Setup: a.Setup.String(), SetupName: a.Setup.Name(), Session: a.Session.String()}
	if a.Tree != nil {
		tree := a.Tree.String()
		out.Tree, out.TreeName = &tree, a.Tree.Name()
	}
	return out
}

// ReplayJUnit reports a replay to build servers: what was not asked is skipped with the reason.
func ReplayJUnit(found Replayed) ([]byte, error) {
	all := JUnitSuites{Name: "ntlmsim replay", Tests: len(found.Results), Failures: found.Counts[replay.Differs] + len(found.Stale),
		Errors: found.Counts[replay.CouldNot]}
	for _, r := range found.Results {
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != r.File {
			all.Suites = append(all.Suites, JUnitSuite{Name: r.File})
		}
		suite := &all.Suites[len(all.Suites)-1]
		c := JUnitCase{Class: r.File, Name: r.Attempt, Output: strings.TrimSpace(string(r.Verdict) + " " + r.Why)}
		switch r.Verdict {
		case replay.Differs:
			suite.Failures++
			c.Failure = &JUnitMessage{Message: r.Why, Text: string(r.Outcome.Because)}
		case replay.CouldNot:
			suite.Errors++
			c.Error = &JUnitMessage{Message: r.Why}
		case replay.NotAsked, replay.Planned:
			c.Skipped = &JUnitMessage{Message: r.Why}
		}
		if r.Retest {
			c.Name += " (retest)"
		}
		if len(r.Stale) > 0 {
			suite.Failures++
			c.Failure = &JUnitMessage{Message: "agrees, though " + r.Stale[0].ID + " is a known difference", Text: string(r.Outcome.Because)}
		}
		suite.Tests++
		suite.Cases = append(suite.Cases, c)
	}
	return all.Marshal()
}
