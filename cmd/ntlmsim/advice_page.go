package main

import (
	"fmt"
	"strings"

	"ntlmsim/sim/logon"
)

// printAdvice says what would make a refused attempt work. A guest's session is called one.
func (p *page) printAdvice(o logon.Outcome, found advised) {
	if o.Error == 0 {
		return
	}
	switch {
	case len(found.List) == 0:
		p.head("What would work")
		p.para("  ", "  ", nil, found.none(o))
		return
	case found.List[0].And == "":
		p.head("What would work, each alone")
	default:
		p.head("What would work, two changes at once")
	}
	for _, a := range found.List {
		p.printOneAdvice(a)
	}
	if found.Left > 0 {
		p.line("  ", p.style.dim(fmt.Sprintf("and perhaps more: %s not tried", were(found.Left, "other change"))))
	}
}

func (p *page) printOneAdvice(a advice) {
	text := a.Change
	if a.And != "" {
		text += "; and " + a.And
	}
	if a.Session != "user" {
		text += " (the session is then " + strings.Replace(a.Session, "guest", "a guest's", 1) + ")"
	}
	p.para("  - ", "    ", nil, text)
	if a.Command != "" {
		p.line("        ", p.style.cyan(a.Command))
	}
	if a.Caveat != "" {
		p.para("    ", "    ", p.style.yellow, "but "+a.Caveat)
	}
}

// none is why there is no advice about a refused attempt, or how much was tried; "" where there is some.
func (found *advised) none(o logon.Outcome) string {
	switch {
	case o.Error == 0 || len(found.List) > 0:
		return ""
	case found.Why != "":
		return found.Why
	case found.Left > 0:
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
		return plural(n, what) + " was"
	}
	return plural(n, what) + " were"
}
