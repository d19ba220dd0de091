package report

import (
	"context"
	"fmt"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
	"ntlmsim/sim/page"
	"ntlmsim/sim/whatif"
)

// An adviceJSON is one change, or two, that make a refused attempt work.
type adviceJSON struct {
	Kind    string `json:"kind"`
	Change  string `json:"change"`
	And     string `json:"and,omitempty"`
	Command string `json:"command,omitempty"` // the changed command; "" if the command stays the same
	Run     string `json:"run,omitempty"`     // the command that makes another change, and where
	AndRun  string `json:"andRun,omitempty"`  // the one that makes the second change
	Session string `json:"session"`
	Caveat  string `json:"caveat,omitempty"`
}

// advicesOf is the advice that was found, with the commands to type.
func advicesOf(a scenarios.Attempt, found whatif.Found) []adviceJSON {
	list := []adviceJSON{}
	for _, x := range found.List {
		list = append(list, adviceJSON{x.Kind, x.Change, x.And, commandAfter(a, x.Attempt), x.Run, x.AndRun, x.Session.String(), x.Caveat})
	}
	return list
}

// commandAfter is the command to type after the changes; "" if it stays the same, but for its password. It has no
// password: it asks for it, or has a placeholder where the session cannot ask.
func commandAfter(a scenarios.Attempt, attempt logon.Attempt) string {
	asks := attempt.AtKeyboard() || attempt.SignOn.Kind.Shows() || attempt.SignOn.Password != nil || attempt.SignOn.NetOnly != nil
	after := netuse.WriteToType(a.Command, attempt.Run, asks)
	if attempt.Send != nil || after == netuse.WriteToType(a.Command, a.Run, asks) {
		return ""
	}
	return after
}

// AddAdvice finds what would make the refused attempts of a list work. It stops when ctx ends.
func AddAdvice(ctx context.Context, list []Attempt) {
	for i := range list {
		switch a := &list[i]; {
		case ctx.Err() != nil || a.other:
		case a.Several():
			a.adviseAll(ctx)
		default:
			a.Advice = whatif.Advise(a.Before, a.Attempt.Attempt, a.Outcome)
		}
	}
}

// printAdvice writes what would make a refused attempt work. It says so where the session is then only a guest's.
func (p *Page) printAdvice(a scenarios.Attempt, o logon.Outcome, found whatif.Found) {
	if o.Error == 0 {
		return
	}
	switch {
	case len(found.List) == 0:
		p.Head("What would work")
		p.Para("  ", "  ", nil, noAdvice(o, found))
		return
	case len(found.List) == 1 && found.List[0].And == "":
		p.Head("What would work")
	case found.List[0].And == "":
		p.Head("What would work, each alone")
	default:
		p.Head("What would work, two changes at once")
	}
	for _, x := range advicesOf(a, found) {
		p.printOneAdvice(x)
	}
	if found.Left > 0 {
		p.Line("  ", p.Style.Dim(fmt.Sprintf("and perhaps more: %s not tried", were(found.Left, "other change"))))
	}
}

func (p *Page) printOneAdvice(a adviceJSON) {
	text := a.Change
	if a.And != "" {
		text += "; and " + a.And
	}
	if a.Session != "user" && a.Session != "undecided" {
		text += " (the session is then " + strings.Replace(a.Session, "guest", "a guest's", 1) + ")"
	}
	p.Para("  - ", "    ", nil, text)
	if a.Command != "" {
		p.Line("        ", p.Style.Cyan(a.Command))
	}
	p.printRun(a.Run)
	p.printRun(a.AndRun)
	if a.Caveat != "" {
		p.Para("    ", "    ", p.Style.Yellow, "but "+a.Caveat)
	}
}

// printRun writes the command that makes a change, below where it is typed.
func (p *Page) printRun(run string) {
	where, command, ok := strings.Cut(run, ": ")
	if !ok {
		return
	}
	p.Line("        ", p.Style.Dim("# "+where))
	for line := range strings.SplitSeq(command, "\n") {
		p.Line("        ", p.Style.Cyan(line))
	}
}

// noAdvice is why a refused attempt has no advice, or how much was tried; "" if it has some.
func noAdvice(o logon.Outcome, found whatif.Found) string {
	switch {
	case o.Error == 0 || len(found.List) > 0:
		return ""
	case found.Why != "":
		return found.Why
	case found.Early():
		return fmt.Sprintf("Nothing was found yet: the search ended early, after the model was asked %s.", times(found.Tried))
	}
	return fmt.Sprintf("Nothing was found: the model was asked %s, with one change and with two at once.", times(found.Tried))
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func were(n int, what string) string {
	if n == 1 {
		return page.Plural(n, what) + " was"
	}
	return page.Plural(n, what) + " were"
}
