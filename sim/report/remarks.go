package report

import (
	"fmt"
	"slices"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
)

// PrintRemarks writes how a file was understood where it is not explicit, for instance which profile "windows-11"
// means.
func (p *Page) PrintRemarks(remarks []string) {
	if len(remarks) == 0 {
		return
	}
	p.Line()
	for _, remark := range remarks {
		p.Para("", "  ", p.Style.Dim, remark)
	}
}

// printMisspelled writes below the line of a file which of its names are likely to be misspelled.
func (p *Page) printMisspelled(remarks []string) {
	for _, remark := range remarks {
		p.Para("         ", "           ", p.Style.Dim, remark)
	}
}

// otherInTurn reports whether the client refuses an attempt once it has the connections of the attempts before it.
func (a Attempt) otherInTurn() bool {
	return a.InTurn != nil && !slices.ContainsFunc(a.outcomes(), func(o logon.Outcome) bool { return o.Because == a.InTurn.Because })
}

// outcomes are those that are possible.
func (a Attempt) outcomes() (list []logon.Outcome) {
	if a.Answers == nil {
		return []logon.Outcome{a.Outcome}
	}
	for _, answer := range a.Answers.List {
		list = append(list, answer.Outcome())
	}
	return list
}

// printInTurn writes what the answer is where the client has the connections of the attempts before it.
func (p *Page) printInTurn(indent string, a Attempt) {
	if a.otherInTurn() {
		p.Para(indent, indent, p.Style.Dim, fmt.Sprintf("This is the answer to it alone. In one session, after the attempts before it, the answer is %d (connections: kept). %s",
			a.InTurn.Error, Reason(*a.InTurn)))
	}
}

// printInTurns writes how many attempts have another answer in one session.
func (p *Page) printInTurns(n int) {
	if n > 0 {
		p.Para("", "  ", p.Style.Dim, fmt.Sprintf("each attempt was asked alone; in one session, one after the other, %s would be 1219 (connections: kept, ntlmsim help scenario)",
			page.Plural(n, "attempt")))
	}
}
