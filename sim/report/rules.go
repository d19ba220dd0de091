package report

import (
	"slices"

	"ntlmsim/sim"
	"ntlmsim/sim/page"
)

// A Drawing is the rules to show, and which of them an attempt took. It becomes text, JSON, Mermaid or DOT.
type Drawing struct {
	Rows  []sim.Row
	taken map[edge]bool // nil: no attempt
	ends  map[sim.State]bool
}

// An edge identifies a rule: its state, its condition, and the next state.
type edge struct {
	from sim.State
	cond string
	to   sim.State
}

func edgeOf(r sim.Row) edge { return edge{r.From, r.If, r.To} }

// DrawingOf is a drawing of rules, without an attempt.
func DrawingOf(rows []sim.Row) Drawing { return Drawing{Rows: rows, ends: map[sim.State]bool{}} }

// Follow marks the rules that an attempt took.
func (d *Drawing) Follow(a Attempt) {
	d.taken = map[edge]bool{}
	for _, s := range a.Decision.Steps {
		d.taken[edge{s.State, s.Condition, s.Next}] = true
	}
	d.ends[a.Decision.Because], d.ends[a.Decision.End] = true, true
}

// PrintRules writes each state, and under it its rules; with short without their sources.
func (p *Page) PrintRules(d Drawing, short bool) {
	for len(d.Rows) > 0 {
		n := slices.IndexFunc(d.Rows, func(r sim.Row) bool { return r.From != d.Rows[0].From })
		if n < 0 {
			n = len(d.Rows)
		}
		p.Line(p.Style.Bold(string(d.Rows[0].From)))
		p.printState(d.Rows[:n], d, short)
		if d.Rows = d.Rows[n:]; len(d.Rows) > 0 {
			p.Line()
		}
	}
}

// printState writes the rules of one state, each on one line if all of them fit.
func (p *Page) printState(rows []sim.Row, d Drawing, short bool) {
	conditions, next := 0, 0
	for _, r := range rows {
		conditions, next = max(conditions, page.Width(r.If)), max(next, page.Width(string(r.To)))
	}
	one := !p.TTY || 4+conditions+4+next <= p.Width
	for _, r := range rows {
		mark, colour, to := "  ", p.Style.Plain, p.Style.Bold(string(r.To))
		if r.Final {
			to = p.Style.Cyan(string(r.To))
		}
		if d.taken[edgeOf(r)] {
			mark, colour = p.Style.Green("▶ "), p.Style.Green
		}
		if one {
			p.Line("  ", mark, page.Pad(colour(r.If), conditions), "  → ", to)
		} else {
			p.Para("  "+mark, "    ", colour, r.If)
			p.Line("        → ", to)
		}
		if !short {
			p.printCite("      ", r.Cite)
		}
	}
}

// JSON is the rules for programs.
func (d Drawing) JSON() RulesJSON {
	out := RulesJSON{Version: Version}
	for _, r := range d.Rows {
		j := ruleJSON{State: r.From, Condition: r.If, Next: r.To, Final: r.Final, citeJSON: citeOf(r.Cite)}
		if d.taken != nil {
			taken := d.taken[edgeOf(r)]
			j.Taken = &taken
		}
		out.Rules = append(out.Rules, j)
	}
	return out
}
