package report

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/causes"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
)

// addCauses finds the causes of a code, or of an exported event.
func (m *Meaning) addCauses() {
	m.causes = causes.List{}
	l, known := causes.Of(m.Code)
	if r := m.recorded; r == nil {
		l = l.Fitting(m.ways)
		known = known && len(l.Causes) > 0
	} else {
		if r.Outside() != "" && r.Kerberos == nil {
			return
		}
		l, m.signs = l.For(*r, m.ways)
		known = known && (len(m.ways) == 0 || slices.ContainsFunc(l.Causes, func(c causes.Cause) bool { return c.Ending != "" || m.signs[c.What] != "" }))
	}
	if !known && m.isRefusal() {
		situations := m.situations
		if m.recorded != nil && len(m.ways) > 0 {
			situations = nil
		}
		l = causes.FromRules(situations, m.ways)
	}
	if len(l.Causes) < 2 {
		l.Order = sim.Cite{}
	}
	m.causes = l
}

// isRefusal reports whether a code says that something went wrong: a success needs no cause.
func (m *Meaning) isRefusal() bool {
	switch {
	case m.Kind == logon.EventCode:
		return m.Status != nil && *m.Status != logon.StatusSuccess
	case m.Kind == logon.StatusCode:
		return *m.Status != logon.StatusSuccess
	}
	return m.Win32 != 0
}

// printCauses writes why people see a code, the most likely first, and what to do: at most causes.Most, or with all
// every one of them.
func (p *Page) printCauses(m Meaning, all bool) {
	l := m.causes
	if len(l.Causes) == 0 {
		return
	}
	p.Head(headOfCauses(l))
	var seen []string
	for i, c := range l.Causes {
		if i == causes.Most && !all {
			break
		}
		if i > 0 {
			p.Line()
		}
		p.printCause(i+1, c, m.signs[c.What])
		if w := m.witness(c); w != "" && !slices.Contains(seen, w) {
			p.Line("     see   ", p.Style.Dim("ntlmsim explain "+w))
			seen = append(seen, w)
		}
		p.printSource("     ", c.Cite)
	}
	if l.Order.Source != "" {
		p.Line()
		p.Para("  ", "  ", p.Style.Dim, fmt.Sprintf("The order: %s (%s).", l.Order.Source, page.Fold(l.Order.Note)))
	}
}

// printCause writes a cause, how to tell it, and what to do. sign is what an exported event shows of it.
func (p *Page) printCause(n int, c causes.Cause, sign string) {
	p.Para(fmt.Sprintf("  %d  ", n), "     ", p.Style.Bold, page.Capital(strings.TrimSuffix(c.What, "."))+".")
	for _, row := range []struct {
		label, text string
		paint       func(string) string
	}{{"here", sign, p.Style.Yellow}, {"tell", c.Tell, nil}, {"do", c.Do, nil}} {
		if row.text != "" {
			p.Para("     "+page.Pad(row.label, 6), "           ", row.paint, row.text)
		}
	}
	if c.Run != "" {
		p.Line("           ", p.Style.Cyan(c.Run))
	}
}

func headOfCauses(l causes.List) string {
	switch {
	case len(l.Causes) == 1:
		return "Its cause, and what to do"
	case l.Order.Source == "":
		return "Its causes, and what to do; no source says which is the most likely"
	}
	return "Most likely first, and what to do"
}

// witness is an attempt of the catalogue that shows the code by a cause, at a Windows server if there is one; "" where
// there is none.
func (m Meaning) witness(c causes.Cause) string {
	var of []sim.State
	for _, w := range m.ways {
		if c.IsOf(w) {
			of = append(of, w.States...)
		}
	}
	found := ""
	for _, s := range various(m.sightings) {
		if !slices.Contains(of, s.Because) && !slices.Contains(of, s.end) {
			continue
		}
		if name := fmt.Sprintf("%s#%d", s.File, s.Number); !s.samba {
			return name
		} else if found == "" {
			found = name
		}
	}
	return found
}

// printMore says how to get what was left out.
func (p *Page) printMore(m Meaning, command string) {
	what := "what it is, and its sources"
	if n := len(m.ways); n > 0 {
		what = fmt.Sprintf("its rules (%d), the attempts that show it (%d), and their sources", n, len(m.sightings))
	}
	if n := len(m.causes.Causes) - causes.Most; n > 0 {
		what = page.Plural(n, "more cause") + ", " + what
	}
	p.Line()
	p.Para("", "    ", p.Style.Dim, fmt.Sprintf("ntlmsim explain -v %s: %s.", command, what))
}
