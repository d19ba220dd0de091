package report

import (
	"fmt"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
)

// decisionOf is what logon predicts, in the terms of any model.
func decisionOf(p scenarios.Played, o logon.Outcome) *scenarios.Decision {
	d := &scenarios.Decision{Asked: QuestionOf(p.Attempt), Verdict: o.Verdict(), Result: resultOf(o), Reason: Reason(o),
		Steps: o.Trace, Again: "again, with the password typed at the prompt", Because: o.Because, End: o.End,
		Differences: scenarios.Differences(p.Attempt, o)}
	if p.Want != nil || p.Because != "" {
		d.Wanted = wanted(p.Attempt)
	}
	d.Caveat = caveatOf(o)
	return d
}

// caveatOf is what a reader must know beside the reason: that sources differ, that a client can remember where DFS
// leads, which protocol it is and why, and which other error NET may print.
func caveatOf(o logon.Outcome) string {
	var list []string
	if disputed := o.Disputed(); disputed != "" {
		list = append(list, disputed)
	}
	if r := o.Referral(); r != nil && r.Refused() {
		list = append(list, o.Client()+" asks unless it remembers where the path leads (dfsutil cache referral). Then it connects there at once.")
	}
	if o.Protocol == logon.Kerberos {
		list = append(list, "This is Kerberos, and no NTLM is sent.")
	}
	if o.NTLMOnly != "" {
		list = append(list, "This is NTLM, and not Kerberos: "+o.NTLMOnly+".")
	}
	if number, cite := o.MayPrint(); number != 0 {
		list = append(list, fmt.Sprintf("NET USE may print %d instead: %s (%s, %s).", number, cite.Note, cite.Source, cite.Mark))
	}
	return strings.Join(list, " ")
}

func resultOf(o logon.Outcome) scenarios.Result {
	switch {
	case o.Error != 0:
		return scenarios.Failure
	case o.Session == logon.User:
		return scenarios.Success
	}
	return scenarios.Partial
}

// reasonOf is one sentence: the model's own, or what was found on the way.
func reasonOf(d *scenarios.Decision) string {
	if d.Reason != "" {
		return d.Reason
	}
	var found []string
	for _, s := range d.Steps {
		found = append(found, finding(s))
	}
	return page.Capital(page.Listed(found)) + "."
}

// A DecisionJSON is what another model than logon decides.
type DecisionJSON struct {
	Verdict string     `json:"verdict"`
	Because sim.State  `json:"because"`
	End     sim.State  `json:"end"`
	Reason  string     `json:"reason"`
	Trace   []stepJSON `json:"trace"`
}

func decidedOf(d *scenarios.Decision) DecisionJSON {
	return DecisionJSON{Verdict: d.Verdict, Because: d.Because, End: d.End, Reason: reasonOf(d), Trace: stepsOf(d.Steps)}
}

func stepsOf(steps []sim.Step) []stepJSON {
	list := []stepJSON{}
	for _, s := range steps {
		list = append(list, stepJSON{s.State, s.Condition, s.Next, citeOf(s.Cite), s.Found, s.Round > 0})
	}
	return list
}

// An OtherJSON is what predict --json prints of another model than logon.
type OtherJSON struct {
	Version int    `json:"version"`
	Asked   string `json:"asked"`
	DecisionJSON
	Advice  []adviceJSON `json:"advice"`
	Logged  []string     `json:"logged,omitempty"`
	Remarks []string     `json:"remarks,omitempty"`
}

// otherAdvice is the advice of another model than logon.
func otherAdvice(d *scenarios.Decision) []adviceJSON {
	list := []adviceJSON{}
	for _, x := range d.Advice {
		list = append(list, adviceJSON{Kind: "change", Change: x.Change, Run: x.Run, And: x.And, AndRun: x.AndRun, Session: "user", Caveat: x.Caveat})
	}
	return list
}

func (p *Page) printOtherAdvice(d *scenarios.Decision) {
	if len(d.Advice) > 0 {
		p.Head(d.Advised)
	}
	for _, x := range otherAdvice(d) {
		p.printOneAdvice(x)
	}
}

func (p *Page) printLogged(d *scenarios.Decision) {
	if len(d.Logged) == 0 {
		return
	}
	p.Head("In the logs")
	for _, line := range d.Logged {
		for _, part := range strings.Split(line, "\n") {
			p.Para("  ", "    ", nil, part)
		}
	}
}
