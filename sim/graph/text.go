package graph

import (
	"fmt"
	"strings"

	"ntlmsim/sim/page"
)

// Text writes a scene as trees: each domain with its accounts, trusts and machines; then who asks whom.
func (s *Scene) Text(p *page.Page) {
	p.Line(p.Style.Bold(s.title))
	for i, d := range s.domains {
		p.Line()
		p.Para("", "  ", nil, p.Style.Bold(d.name)+": "+p.Style.Dim(d.about()))
		printFacts(p, "│  ", d.facts)
		printTrusts(p, "├─ ", s, i)
		printCards(p, d.cards)
	}
	if len(s.alone) > 0 {
		p.Head("In no domain")
		printCards(p, s.alone)
	}
	if len(s.trusts) > 0 {
		p.Line()
		p.Para(p.Style.Cyan("──▶")+"  ", "     ", p.Style.Dim, trustMeans+".")
	}
	for _, n := range s.notes {
		p.Para("     ", "     ", p.Style.Dim, n)
	}
	if s.asking != nil {
		printAsking(p, s)
	}
}

// about is the domain's DNS name and kind.
func (d enclosure) about() string {
	if d.dns == "" {
		return d.kind
	}
	return d.dns + ", " + d.kind
}

// printFacts writes facts under each other. Each kind is named once.
func printFacts(p *page.Page, indent string, facts []fact) {
	const column = 10
	kind := factKind("")
	for _, f := range facts {
		label := strings.Repeat(" ", column)
		if f.kind != kind {
			label = p.Style.Dim(page.Pad(string(f.kind), column))
		}
		kind = f.kind
		var paint func(string) string
		if f.odd {
			paint = p.Style.Yellow
		}
		p.Para(indent+label, indent+strings.Repeat(" ", column), paint, f.text)
	}
}

// printTrusts writes the trusts of a domain.
func printTrusts(p *page.Page, indent string, s *Scene, domain int) {
	for _, t := range s.trusts {
		other, arrow := t.to, "──▶"
		switch {
		case t.mutual && (t.from == domain || t.to == domain):
			other, arrow = t.from+t.to-domain, "◀─▶"
		case t.from != domain:
			continue
		}
		verb := "trusts "
		if t.mutual {
			verb = "trusts and is trusted by "
		}
		p.Para(indent+p.Style.Cyan(arrow)+" ", "│      ", nil, verb+p.Style.Bold(s.domains[other].name)+" ("+t.about()+")")
	}
}

// printCards writes machines as the last branches of a tree.
func printCards(p *page.Page, cards []*card) {
	for i, c := range cards {
		corner, below := "├─ ", "│  "
		if i == len(cards)-1 {
			corner, below = "└─ ", "   "
		}
		p.Para(corner, below+"  ", nil, p.Style.Cyan(c.name)+": "+p.Style.Dim(c.about()))
		printFacts(p, below+"  ", c.facts)
	}
}

// printAsking writes who asks whom, and the verdict.
func printAsking(p *page.Page, s *Scene) {
	a := s.asking
	p.Head(a.title)
	p.Para("  ", "  ", nil, a.question)
	p.Line()
	for i, h := range a.hops {
		arrow := "══▶"
		if h.failed {
			arrow = "═✕ "
		}
		way := fmt.Sprintf("%s %s %s", p.Style.Bold(s.nameOf(h.from)), a.mood.paint(p.Style, arrow), p.Style.Bold(s.nameOf(h.to)))
		p.Para(fmt.Sprintf("  %d  ", i+1), "       ", nil, way+": "+h.answer)
	}
	p.Line()
	p.Long("  ", "  ", func(line string) string { return a.mood.paint(p.Style, line) }, a.verdict)
	p.Line("  ", p.Style.Cyan(a.because))
	p.Para("  ", "  ", nil, a.reason)
}
