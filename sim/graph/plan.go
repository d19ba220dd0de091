package graph

import (
	"cmp"
	"slices"
	"strings"
)

// planOf gives everything in a scene its place. The same scene gets the same plan.
func planOf(s *Scene) *plan {
	p := &plan{}
	var heads []func(x, room int) ([]label, int)
	for _, d := range s.domains {
		p.blocks = append(p.blocks, blockOf(d))
		heads = append(heads, headOf(d))
	}
	for _, c := range s.alone {
		b := boxOf(c)
		p.blocks = append(p.blocks, &block{title: b.title, boxes: []*box{b}})
		heads = append(heads, nil)
	}
	p.wiresOf(s)
	for i, b := range p.blocks {
		b.arrange(heads[i])
	}
	n := p.rows(len(s.domains))
	p.sideBySide(n)
	p.direct()
	for i, b := range p.blocks {
		b.widen()
		b.arrange(heads[i])
	}
	sides := p.sideBySide(n)
	p.place(s, n, sides)
	return p
}

// rows puts the blocks into rows: the domains, then the machines without a domain. It returns the number of rows.
func (p *plan) rows(domains int) int {
	n := 0
	for _, part := range [][]*block{p.blocks[:domains], p.blocks[domains:]} {
		var widths []int
		for _, b := range part {
			widths = append(widths, b.w)
		}
		for i, row := range rows(widths, widestRow) {
			part[i].row = n + row
		}
		if len(part) > 0 {
			n = part[len(part)-1].row + 1
		}
	}
	return n
}

// columns is how many columns of machines a block has.
func (b *block) columns() int {
	n := 1
	for _, box := range b.boxes {
		n = max(n, box.column+1)
	}
	return n
}

// widen makes a block wide enough for the tips on its edges.
func (b *block) widen() {
	up := 0
	for _, t := range b.tips {
		if t.top {
			up++
		}
	}
	most := max(up, len(b.tips)-up)
	for _, box := range b.boxes {
		if least := (most + 1) * tipStep / b.columns(); box.w < least {
			box.set(least)
		}
	}
}

// sideBySide puts the blocks of each row beside each other, in the middle of the picture. It returns the place of each
// lane beside the rows, on the left and on the right.
func (p *plan) sideBySide(n int) (sides [2]func(lane int) int) {
	wide := make([]int, n)
	for _, b := range p.blocks {
		if wide[b.row] > 0 {
			wide[b.row] += apart
		}
		wide[b.row] += b.w
	}
	content := leastWide
	for _, w := range wide {
		content = max(content, w)
	}
	room := [2]int{}
	for _, w := range p.wires {
		w.label = label{rect{0, 0, 0, textFace.size + 2}, textFace, w.class, textFace.shortened(w.text, min(content-40, 460)), ""}
		w.label.w = textFace.width(w.label.text)
		if w.side >= 0 {
			room[w.side] = max(room[w.side], inset+tipStep*w.lane)
		}
	}
	left := margin + room[0]
	p.w = left + content + room[1] + margin
	next := make([]int, n)
	for _, b := range p.blocks {
		b.x = left + (content-wide[b.row])/2 + next[b.row]
		next[b.row] += b.w + apart
	}
	right := left + content
	return [2]func(int) int{
		func(lane int) int { return left - tipStep*lane },
		func(lane int) int { return right + tipStep*lane },
	}
}

// place decides how far down everything is: the title, channels and rows in turn, then the verdict and the legend.
func (p *plan) place(s *Scene, n int, sides [2]func(lane int) int) {
	for _, b := range p.blocks {
		b.spread()
	}
	p.separate()
	channels := p.runsOf(n+1, sides)
	y := p.header(s)
	for row := range n {
		y = p.channel(channels[row], y)
		tall := 0
		for _, b := range p.blocks {
			if b.row == row {
				b.move(b.x, y)
				tall = max(tall, b.h)
			}
		}
		y += tall
	}
	y = p.channel(channels[n], y)
	for _, b := range p.blocks {
		for _, box := range b.boxes {
			box.aim()
		}
	}
	for _, w := range p.wires {
		w.draw(sides)
	}
	p.h = p.footer(s, y) + margin
}

// aim gives the hops that end at a machine their heights, on each side of it, so that they do not cross: of those that
// leave downwards the outer ones are above the inner ones, of the others below.
func (b *box) aim() {
	slices.SortStableFunc(b.tips, func(s, t *tip) int { return cmp.Compare(s.depth(), t.depth()) })
	count := [2]int{}
	for _, t := range b.tips {
		count[t.side]++
	}
	next := [2]int{}
	for _, t := range b.tips {
		next[t.side]++
		t.y = b.y + b.h*next[t.side]/(count[t.side]+1)
	}
}

// channel lays the runs between two rows, and returns where the next row begins.
func (p *plan) channel(runs []*level, y int) int {
	if len(runs) == 0 {
		return y + 28
	}
	n := lanes(runs)
	p.settle(runs)
	for _, r := range runs {
		r.y = y + 12 + laneStep*r.lane + laneStep - 3
		if r.below() {
			r.y = y + 12 + laneStep*r.lane + 3
		}
	}
	return y + 24 + laneStep*n
}

// header writes the title, and the question of an attempt.
func (p *plan) header(s *Scene) int {
	room := p.w - 2*margin
	title := s.title
	y := margin
	if s.asking == nil {
		p.texts, y = paragraph(p.texts, margin, y, room, headFace, "ink", "", title)
		return y
	}
	p.texts, y = paragraph(p.texts, margin, y, room, smallFace, "dim", "", title)
	p.texts, y = paragraph(p.texts, margin, y+2, room, headFace, "ink", "", s.asking.title)
	p.texts, y = paragraph(p.texts, margin, y+4, room, textFace, "ink", "", s.asking.question)
	return y
}

// footer writes the verdict and the legend.
func (p *plan) footer(s *Scene, y int) int {
	room := p.w - 2*margin
	if a := s.asking; a != nil {
		p.texts, y = paragraph(p.texts, margin, y, room, callFace, string(a.mood), "verdict "+string(a.mood), a.verdict)
		p.texts, y = paragraph(p.texts, margin+iconRoom, y-1, room-iconRoom, smallFace, "dim", "", a.because)
		p.texts, y = paragraph(p.texts, margin+iconRoom, y-1, room-iconRoom, smallFace, "ink", "", a.reason)
		y += 8
	}
	y = p.legend(s, y+4)
	for _, n := range s.notes {
		p.texts, y = paragraph(p.texts, margin, y, room, smallFace, "dim", "", n)
	}
	return y
}

// legend explains only what is in the picture.
func (p *plan) legend(s *Scene, y int) int {
	x, step := margin, smallFace.size+10
	for _, k := range s.legend() {
		sampled := 20
		if k[0] == "domain" || strings.Contains(k[0], "trust") || strings.Contains(k[0], "hop") {
			sampled = 34
		}
		text := smallFace.shortened(k[1], p.w-2*margin-sampled)
		w := sampled + smallFace.width(text)
		if x > margin && x+w > p.w-margin {
			x, y = margin, y+step
		}
		p.samples = append(p.samples, sample{rect{x, y, sampled - 6, smallFace.size + 2}, k[0]})
		p.texts = append(p.texts, label{rect{x + sampled, y, w - sampled, smallFace.size + 2}, smallFace, "dim", text, ""})
		x += w + 22
	}
	return y + step
}

// legend lists the kinds of things in a scene, and their meanings.
func (s *Scene) legend() (list [][2]string) {
	uses := map[string]bool{}
	for _, t := range s.trusts {
		uses["trust"] = true
		uses["trust selective"] = uses["trust selective"] || t.selective && !t.down
		uses["trust down"] = uses["trust down"] || t.down
	}
	see := func(cards []*card) {
		for _, c := range cards {
			uses[c.icon()] = true
			s.see(c.facts, uses)
		}
	}
	for _, d := range s.domains {
		uses["domain"] = true
		see(d.cards)
		s.see(d.facts, uses)
	}
	see(s.alone)
	if s.asking != nil {
		uses["hop "+string(s.asking.mood)] = true
	}
	for _, k := range legendKeys {
		if uses[k[0]] {
			list = append(list, k)
		}
	}
	return list
}

func (s *Scene) see(facts []fact, uses map[string]bool) {
	for _, f := range facts {
		uses[string(f.kind)] = true
	}
}

// legendKeys are all entries of a legend, in order.
var legendKeys = [][2]string{
	{"trust", trustMeans},
	{"trust selective", "selective: only accounts that are allowed to authenticate"},
	{"trust down", "down: no controller there can be reached"},
	{"hop good", "who asks whom: let in as the user"},
	{"hop fair", "who asks whom: let in, but not as the user"},
	{"hop bad", "who asks whom: refused"},
	{"domain", "domain"},
	{"controller", "domain controller"},
	{"machine", "member of a domain, or standalone"},
	{"absent", "not in the file"},
	{"settings", "setting that differs from the product's"},
	{"policy", "lockout policy"},
	{"accounts", "account"},
	{"shares", "share"},
	{"SPNs", "service principal name"},
	{"sites", "web site"},
	{"keys", "key of tickets"},
	{"applications", "application: its mode and its algorithm"},
	{"validation keys", "where its validation key comes from"},
	{"browser", "browser"},
	{"delegation", "delegation"},
}
