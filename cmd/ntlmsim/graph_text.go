package main

import (
	"fmt"
	"strings"
)

// printScene writes a scene as trees: each domain, what it has and the machines in it; then the trusts, then who asks whom.
func (p *page) printScene(s *scene) {
	p.line(p.style.bold(s.title))
	for i, d := range s.domains {
		p.line()
		p.para("", "  ", nil, p.style.bold(d.name)+": "+p.style.dim(d.about()))
		p.printFacts("│  ", d.facts)
		p.printTrusts("├─ ", s, i)
		p.printCards(d.cards)
	}
	if len(s.alone) > 0 {
		p.head("In no domain")
		p.printCards(s.alone)
	}
	if len(s.trusts) > 0 {
		p.line()
		p.para(p.style.cyan("──▶")+"  ", "     ", p.style.dim, trustMeans+".")
	}
	for _, n := range s.notes {
		p.para("     ", "     ", p.style.dim, n)
	}
	if s.asking != nil {
		p.printAsking(s)
	}
}

// about is the domain's DNS name and kind.
func (d enclosure) about() string {
	if d.dns == "" {
		return d.kind
	}
	return d.dns + ", " + d.kind
}

// printFacts writes facts under each other, each kind named once.
func (p *page) printFacts(indent string, facts []fact) {
	const column = 10
	kind := factKind("")
	for _, f := range facts {
		label := strings.Repeat(" ", column)
		if f.kind != kind {
			label = p.style.dim(pad(string(f.kind), column))
		}
		kind = f.kind
		var paint func(string) string
		if f.odd {
			paint = p.style.yellow
		}
		p.para(indent+label, indent+strings.Repeat(" ", column), paint, f.text)
	}
}

// printTrusts writes the trusts that a domain has of others.
func (p *page) printTrusts(indent string, s *scene, domain int) {
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
		p.para(indent+p.style.cyan(arrow)+" ", "│      ", nil, verb+p.style.bold(s.domains[other].name)+" ("+t.about()+")")
	}
}

// printCards writes the machines as the last branches of a tree.
func (p *page) printCards(cards []*card) {
	for i, c := range cards {
		corner, below := "├─ ", "│  "
		if i == len(cards)-1 {
			corner, below = "└─ ", "   "
		}
		p.para(corner, below+"  ", nil, p.style.cyan(c.name)+": "+p.style.dim(c.about()))
		p.printFacts(below+"  ", c.facts)
	}
}

// printAsking writes who asks whom, and the verdict.
func (p *page) printAsking(s *scene) {
	a := s.asking
	p.head(a.title)
	p.para("  ", "  ", nil, a.question)
	p.line()
	for i, h := range a.hops {
		arrow := "══▶"
		if h.failed {
			arrow = "═✕ "
		}
		way := fmt.Sprintf("%s %s %s", p.style.bold(s.nameOf(h.from)), a.mood.paint(p.style, arrow), p.style.bold(s.nameOf(h.to)))
		p.para(fmt.Sprintf("  %d  ", i+1), "       ", nil, way+": "+h.answer)
	}
	p.line()
	p.line("  ", a.mood.paint(p.style, a.verdict))
	p.line("  ", p.style.cyan(a.because))
}
