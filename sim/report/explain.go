package report

import (
	"cmp"
	"fmt"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
	"ntlmsim/sim/page"
)

// PrintFile writes attempts of a file: an overview, or with whole an explanation of each, which needs AddDoubts and
// AddAdvice before.
func (p *Page) PrintFile(file *scenarios.File, list []Attempt, whole bool) {
	p.PrintRemarks(file.Remarks)
	if !whole {
		p.printOverview(file, list)
		return
	}
	for i, a := range list {
		if i > 0 {
			p.Line()
		}
		p.printExplanation(file, a)
	}
}

// printOverview writes the comment of a file, and each attempt with its verdict and the reason.
func (p *Page) printOverview(file *scenarios.File, list []Attempt) {
	if file.Comment != "" {
		p.Para("", "", nil, page.Reflow(file.Comment))
		p.Line()
	}
	for _, a := range list {
		p.Long("", "   ", p.Style.Bold, fmt.Sprintf("#%d %s", a.Number, a.Name))
		p.printQuestion("    ", a)
		p.printVerdict("    ", a.Decision)
		p.printReason("    ", a.Decision)
		p.printCounts("    ", a.Outcome)
		p.printDifferences("    ", a.Decision.Differences)
		p.Line()
	}
	p.Line(p.Style.Dim(fmt.Sprintf("ntlmsim explain %s#1 explains every step of the first.", file.Path)))
}

// printQuestion writes who types what.
func (p *Page) printQuestion(indent string, a Attempt) {
	if a.After > 0 {
		p.Line(indent, p.Style.Dim(fmt.Sprintf("%s after the attempt before it:", a.After)))
	}
	if a.other {
		p.Para(indent, indent+"    ", p.Style.Dim, a.Decision.Asked)
		return
	}
	if a.Send != nil {
		p.Para(indent, indent+"    ", p.Style.Dim, fmt.Sprintf("%s gets: %s, share %s", a.Send.To, carried(*a.Send), cmp.Or(a.Send.Share, "IPC$")))
		return
	}
	p.Line(indent, p.Style.Dim(a.Who()+", types:"))
	p.Line(indent, "    ", p.Style.Cyan(netuse.Masked(a.Command, a.Run)))
	if a.Typed != nil {
		p.Line(indent, p.Style.Dim("and "+netuse.Stars+" where a password is asked for"))
	}
}

// printExplanation writes everything about one attempt.
func (p *Page) printExplanation(file *scenarios.File, a Attempt) {
	d := a.Decision
	if a.Several() {
		p.PrintSeveral(a, file.Topology, true)
		p.Head(fmt.Sprintf("#%d %s", a.Number, a.Name))
		p.Line("  ", p.Style.Dim(fmt.Sprintf("%s:%d", file.Path, a.Line)))
		p.printQuestion("  ", a)
		p.printInTurn("  ", a)
		p.printExpected(d)
		p.printDoubts(a.Doubts)
		return
	}
	p.printVerdict("", d)
	p.printReason("", d)
	p.printInTurn("", a)
	p.printCounts("", a.Outcome)
	p.printCountCites(a.Outcome)
	p.Head(fmt.Sprintf("#%d %s", a.Number, a.Name))
	p.Line("  ", p.Style.Dim(fmt.Sprintf("%s:%d", file.Path, a.Line)))
	p.printQuestion("  ", a)
	if a.other {
		p.printOtherAdvice(d)
	} else {
		p.printAdvice(a.Attempt, a.Outcome, a.Advice)
	}
	p.Head("Step by step")
	p.printTrace(d)
	if !a.other {
		p.Head("On the wire")
		p.printWire(a.Outcome)
		p.Head("In the logs")
		p.printEvents(a.Outcome.Logged())
	} else {
		p.printLogged(d)
	}
	p.printExpected(d)
	if !a.other {
		p.printDoubts(a.Doubts)
	}
}

func (p *Page) printExpected(d *scenarios.Decision) {
	p.Head("Expected")
	p.Para("  ", "  ", nil, cmp.Or(d.Wanted, noWant))
	if len(d.Differences) == 0 && d.Wanted != "" {
		p.Line("  ", p.Style.Green("as predicted"))
	}
	p.printDifferences("  ", d.Differences)
}

// ExplanationOf is the explanation of attempts for programs, after AddDoubts and AddAdvice.
func ExplanationOf(file *scenarios.File, list []Attempt) ExplanationJSON {
	x := ExplanationJSON{Version: Version, File: file.Path, Comment: file.Comment, Remarks: file.Remarks, Attempts: []explainedJSON{}}
	for _, a := range list {
		x.Attempts = append(x.Attempts, explainedOf(file, a))
	}
	return x
}

func explainedOf(file *scenarios.File, a Attempt) explainedJSON {
	d := a.Decision
	j := explainedJSON{Number: a.Number, Name: a.Name, Line: a.Line, Want: cmp.Or(d.Wanted, noWant), Differences: append([]scenarios.Difference{}, d.Differences...)}
	if a.After > 0 {
		j.After = a.After.String()
	}
	if a.other {
		j.Asked, j.Prediction, j.Advice = d.Asked, decidedOf(d), otherAdvice(d)
		return j
	}
	j.Typed, j.RestsOn = a.Typed != nil, groundsOf(a.Doubts)
	if a.Several() {
		j.Prediction, j.Advice = SeveralOf(a, file.Topology, nil), []adviceJSON{}
	} else {
		j.Prediction, j.Advice, j.NoAdvice = predictionOf(a.Outcome), advicesOf(a.Attempt, a.Advice), noAdvice(a.Outcome, a.Advice)
	}
	if a.Send != nil {
		sent := sentOf(*a.Send)
		j.Send = &sent
	} else {
		j.From, j.As, j.Logon, j.Run = a.From, a.As.String(), a.SignOn.String(), netuse.Masked(a.Command, a.Run)
	}
	return j
}

// QuestionOf is in one line who types what, or what is sent. Passwords are masked.
func QuestionOf(a scenarios.Attempt) string {
	if a.Send != nil {
		return fmt.Sprintf("%s gets: %s, share %s", a.Send.To, carried(*a.Send), cmp.Or(a.Send.Share, "IPC$"))
	}
	text := fmt.Sprintf("%s, types: %s", a.Who(), netuse.Masked(a.Command, a.Run))
	if a.Typed != nil {
		text += ", and a password where one is asked for"
	}
	return text
}

// carried is the content of a session setup, without its password.
func carried(s logon.Send) string {
	text := fmt.Sprintf("domain %q, user %q, %s", s.Domain, s.User, s.Response)
	if s.Anonymous() {
		text = "no user and no response"
	}
	if s.Salt != nil {
		text += fmt.Sprintf(" hashed with %q", *s.Salt)
	}
	if s.Workstation != "" {
		text += fmt.Sprintf(", workstation %q", s.Workstation)
	}
	return text
}

// noWant stands where an attempt expects nothing.
const noWant = "nothing: it has no want:"

// wanted is what an attempt expects, in one line.
func wanted(a scenarios.Attempt) string {
	if a.Want == nil {
		return noWant
	}
	w := a.Want
	parts := []string{"error " + wantedErrors(*w)}
	if w.Status != nil {
		parts = append(parts, "status "+w.Status.String())
	}
	if w.Stage != nil {
		parts = append(parts, "stage "+string(*w.Stage))
	}
	if w.Session != nil {
		parts = append(parts, "session "+w.Session.String())
	}
	if w.Prompted != nil {
		parts = append(parts, map[bool]string{true: "prompted", false: "not prompted"}[*w.Prompted])
	}
	if w.Kerberos != nil {
		parts = append(parts, map[bool]string{true: "Kerberos", false: "no Kerberos"}[*w.Kerberos])
	}
	if w.Events != nil {
		parts = append(parts, page.Plural(len(w.Events), "event"))
	}
	if a.Because != "" {
		parts = append(parts, "because "+string(a.Because))
	}
	return strings.Join(parts, ", ")
}

func wantedErrors(w scenarios.Want) string { return eitherError(w.ErrorsWanted()) }

func eitherError(errors []uint32) string {
	var list []string
	for _, e := range errors {
		list = append(list, fmt.Sprint(e))
	}
	return either(list)
}
