package graph

import (
	"strings"

	"ntlmsim/sim/logon"
)

// A rect is a place in the picture, in pixels from its upper left corner.
type rect struct{ x, y, w, h int }

func (r rect) right() int  { return r.x + r.w }
func (r rect) bottom() int { return r.y + r.h }

// A point is where a line turns.
type point struct{ x, y int }

// A plan is a scene with a place for everything.
type plan struct {
	w, h    int
	blocks  []*block
	texts   []label // title, verdict and legend
	wires   []*wire
	samples []sample
}

// A label is a line of text in its place.
type label struct {
	rect
	face  face
	class string
	text  string
	icon  string // drawn before it, or ""
}

// A block is a domain with its machines, or a machine of no domain.
type block struct {
	rect
	enclosure bool
	title     string // its whole text: the tooltip
	texts     []label
	boxes     []*box
	row       int
	gutters   [2][]*tip // ends of hops that enter on the left and on the right
	tips      []*tip    // ends of trusts, and of hops without a gutter
}

// A box is a machine.
type box struct {
	rect
	card   *card
	title  string
	texts  []label
	column int
	tips   []*tip
}

// A sample shows what a line of the legend explains.
type sample struct {
	rect
	kind string
}

// The faces of the picture.
var (
	headFace  = face{19, true}
	nameFace  = face{14, true}
	textFace  = face{12, false}
	oddFace   = face{12, true}
	smallFace = face{11, false}
	callFace  = face{14, true}
)

// Distances in pixels.
const (
	margin     = 24
	inset      = 12 // between a border and what is inside
	iconRoom   = 18 // before a text
	leading    = 5  // between lines
	between    = 14 // between the machines of a domain
	apart      = 36 // between blocks of a row
	tipStep    = 10 // between lines side by side
	laneStep   = 26 // between lines under each other, a text between them
	widestBox  = 280
	widestWord = 340 // a box becomes wider for a long word
	widestRow  = 1240
	leastBox   = 168
	leastWide  = 720
)

// paragraph sets a text under y, and returns where the next one begins.
func paragraph(texts []label, x, y, room int, f face, class, icon, text string) ([]label, int) {
	indent := 0
	if icon != "" {
		indent = iconRoom
	}
	for _, line := range f.wrap(text, room-indent) {
		texts = append(texts, label{rect{x + indent, y, f.width(line), f.size + 2}, f, class, line, icon})
		y += f.size + 2 + leading
		icon = ""
	}
	return texts, y
}

// setFacts sets facts under y, each with the icon of its kind.
func setFacts(texts []label, x, y, room int, facts []fact) ([]label, int) {
	for _, f := range facts {
		face, class := textFace, "ink"
		if f.odd {
			face, class = oddFace, "odd"
		}
		texts, y = paragraph(texts, x, y, room, face, class, string(f.kind), f.text)
	}
	return texts, y
}

// boxOf is a machine, as wide as its text within bounds.
func boxOf(c *card) *box {
	b := &box{card: c, title: titleOf(c.name, c.about(), c.facts)}
	b.set(wideFor(c.facts))
	widest := leastBox
	for _, t := range b.texts {
		widest = max(widest, t.right()+inset)
	}
	b.set(widest)
	return b
}

// wideFor is how wide a box with such facts may be. No word is shortened without need.
func wideFor(facts []fact) int {
	wide := widestBox
	for _, f := range facts {
		for _, word := range strings.Fields(f.text) {
			wide = max(wide, min(oddFace.width(word)+iconRoom+2*inset, widestWord))
		}
	}
	return wide
}

// set arranges the text of a machine in a box of a width.
func (b *box) set(w int) {
	room := w - 2*inset
	texts, y := paragraph(nil, inset, inset, room, nameFace, "ink", b.card.icon(), b.card.name)
	texts, y = paragraph(texts, inset+iconRoom, y-1, room-iconRoom, smallFace, "dim", "", b.card.about())
	texts, y = setFacts(texts, inset, y+3, room, b.card.facts)
	b.texts, b.w, b.h = texts, w, y+inset-leading-3
}

// icon is what stands before the name of a machine.
func (c *card) icon() string {
	switch {
	case c.absent:
		return "absent"
	case c.role == string(logon.Controller):
		return "controller"
	}
	return "machine"
}

// titleOf is the whole text of a box.
func titleOf(name, about string, facts []fact) string {
	lines := []string{name, about}
	for _, f := range facts {
		lines = append(lines, string(f.kind)+": "+f.text)
	}
	return strings.Join(lines, "\n")
}

// blockOf is a domain, its machines in one column, or in two if there are many.
func blockOf(d enclosure) *block {
	b := &block{enclosure: true, title: titleOf(d.name, d.about(), d.facts)}
	for i, c := range d.cards {
		box := boxOf(c)
		if len(d.cards) > 3 {
			box.column = i % 2
		}
		b.boxes = append(b.boxes, box)
	}
	widest := leastBox
	for _, box := range b.boxes {
		widest = max(widest, box.w)
	}
	texts, _ := headOf(d)(0, widestBox)
	for _, t := range texts {
		widest = max(widest, (t.right()-between*(b.columns()-1))/b.columns())
	}
	for _, box := range b.boxes {
		box.set(widest)
	}
	return b
}

// gutter is the width of the space beside the machines, where hops enter.
func (b *block) gutter(side int) int { return inset + tipStep*len(b.gutters[side]) }

// arrange gives everything in a block its place, from the corner of the block.
func (b *block) arrange(head func(x, room int) ([]label, int)) {
	if !b.enclosure {
		b.w, b.h = b.boxes[0].w, b.boxes[0].h
		return
	}
	columns, wide := b.columns(), b.boxes[0].w
	room := columns*wide + (columns-1)*between
	left := b.gutter(0)
	texts, y := head(left, room)
	b.texts, b.w = texts, left+room+b.gutter(1)
	next := [2]int{y + inset/2, y + inset/2}
	for _, box := range b.boxes {
		box.x, box.y = left+box.column*(wide+between), next[box.column]
		next[box.column] += box.h + between
	}
	b.h = max(next[0], next[1]) - between + inset
}

// headOf sets the text above the machines of a domain.
func headOf(d enclosure) func(x, room int) ([]label, int) {
	return func(x, room int) ([]label, int) {
		texts, y := paragraph(nil, x, inset, room, nameFace, "ink", "domain", d.name)
		texts, y = paragraph(texts, x+iconRoom, y-1, room-iconRoom, smallFace, "dim", "", d.about())
		return setFacts(texts, x, y+3, room, d.facts)
	}
}

// move puts a block and its content at x, y.
func (b *block) move(x, y int) {
	b.x, b.y = x, y
	for i := range b.texts {
		b.texts[i].x += x
		b.texts[i].y += y
	}
	for _, box := range b.boxes {
		box.x += x
		box.y += y
		for i := range box.texts {
			box.texts[i].x += box.x
			box.texts[i].y += box.y
		}
	}
}

// rows divides blocks of such widths among as few rows as possible, as evenly as their order allows. It returns the row
// of each.
func rows(widths []int, widest int) []int {
	fill := func(limit int) (row []int, n int) {
		used := 0
		for _, w := range widths {
			if used > 0 && used+apart+w > limit {
				n, used = n+1, 0
			}
			if used > 0 {
				used += apart
			}
			used += w
			row = append(row, n)
		}
		return row, n
	}
	_, least := fill(widest)
	for limit := 0; ; limit += 20 {
		if row, n := fill(limit); n <= least {
			return row
		}
	}
}
