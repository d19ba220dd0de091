package graph

import (
	"cmp"
	"fmt"
	"slices"
)

// A wire is an arrow of the picture: straight pieces through the channels between the rows, and the gutters of domains.
type wire struct {
	hop    bool // of an attempt; else a trust
	class  string
	from   *tip
	to     *tip
	both   bool // an arrowhead at either end
	text   string
	number int
	side   int // the side of the picture where it goes from row to row: 0 left, 1 right; -1: it stays between two rows
	lane   int // there, from the middle outwards
	runs   []*level
	points []point
	label  label
}

// A tip is an end of a wire.
type tip struct {
	wire    *wire
	block   *block
	box     *box // where a hop ends; nil of a trust
	side    int  // the gutter
	top     bool // it leaves its block upwards
	channel int  // into which it does; channel 0 is above the first row
	x, y    int  // where it leaves the block; y where it meets its box
}

// other is the tip at the other end.
func (t *tip) other() *tip {
	if t.wire.from == t {
		return t.wire.to
	}
	return t.wire.from
}

// inGutter reports whether the tip enters its block beside the machines.
func (t *tip) inGutter() bool { return t.box != nil && t.block.enclosure }

// A level is the level piece of a wire in a channel.
type level struct {
	wire   *wire
	tips   []*tip // one, if the wire goes on beside the rows
	x1, x2 int
	at     int // where its text begins; -1: it has none
	lane   int
	y      int
}

// class is where a run comes from: above, both sides, or below.
func (r *level) class() int {
	switch {
	case !slices.ContainsFunc(r.tips, func(t *tip) bool { return t.top }):
		return 0
	case !slices.ContainsFunc(r.tips, func(t *tip) bool { return !t.top }):
		return 2
	}
	return 1
}

func (r *level) span() int { return r.x2 - r.x1 }

// extent is the part of its lane that a run takes, with its text.
func (r *level) extent() (from, to int) {
	if r.at < 0 {
		return r.x1 - 6, r.x2 + 6
	}
	return min(r.x1, r.at) - 6, max(r.x2, r.at+r.wire.wide()) + 6
}

func (r *level) meets(o *level) bool {
	a, b := r.extent()
	c, d := o.extent()
	return a < d && c < b
}

// wide is how wide the text of a wire is, with its number.
func (w *wire) wide() int { return w.label.w + w.room() }

func (w *wire) room() int {
	if w.number > 0 {
		return iconRoom + 2
	}
	return 0
}

// wiresOf adds the arrows of a scene: the trusts, then the hops of the attempt.
func (p *plan) wiresOf(s *Scene) {
	for _, t := range s.trusts {
		w := &wire{class: "trust", both: t.mutual, text: s.sentence(t, shortName) + ": " + t.about(), side: -1}
		switch {
		case t.down:
			w.class = "trust down"
		case t.selective:
			w.class = "trust selective"
		}
		w.from, w.to = &tip{wire: w, block: p.blocks[t.from]}, &tip{wire: w, block: p.blocks[t.to]}
		p.wires = append(p.wires, w)
	}
	if s.asking == nil {
		return
	}
	for i, h := range s.asking.hops {
		w := &wire{hop: true, class: "hop " + string(s.asking.mood), text: s.label(i), number: i + 1, side: -1}
		if h.failed {
			w.class += " down"
		}
		w.from, w.to = p.tipAt(w, h.from), p.tipAt(w, h.to)
		p.wires = append(p.wires, w)
	}
}

// shortName is a name shortened for the text at an arrow.
func shortName(name string) string { return textFace.shortened(name, 170) }

func (p *plan) tipAt(w *wire, c *card) *tip {
	for _, b := range p.blocks {
		for _, box := range b.boxes {
			if box.card == c {
				return &tip{wire: w, block: b, box: box}
			}
		}
	}
	panic(fmt.Sprintf("no machine %s in the picture", c.name))
}

// direct decides through which channels each wire goes: within a row, trusts above it and hops below it; between
// neighbouring rows through the channel between them; otherwise beside the rows.
func (p *plan) direct() {
	counts := [2]int{}
	for _, w := range p.wires {
		a, b := w.from, w.to
		above, below := a.block.row, b.block.row
		switch {
		case above == below:
			a.top, b.top = !w.hop, !w.hop
		default:
			a.top, b.top = above > below, below > above
		}
		if max(above, below)-min(above, below) > 1 {
			w.side = 0
			if a.block.middle()+b.block.middle() > p.w {
				w.side = 1
			}
			counts[w.side]++
			w.lane = counts[w.side]
		}
		for _, t := range []*tip{a, b} {
			if t.channel = t.block.row; !t.top {
				t.channel++
			}
			t.enter()
		}
	}
}

func (b *block) middle() int { return b.x + b.w/2 }

// enter gives a tip its place among the others of its block: in the gutter that the other end is nearer to.
func (t *tip) enter() {
	if !t.inGutter() {
		t.block.tips = append(t.block.tips, t)
		return
	}
	t.side = t.box.column
	if t.block.columns() == 1 {
		other := t.other().block
		if other.middle() > t.block.middle() || other == t.block && t == t.wire.to {
			t.side = 1
		}
	}
	t.block.gutters[t.side] = append(t.block.gutters[t.side], t)
	t.box.tips = append(t.box.tips, t)
}

// spread gives the tips of a block their places on its edges.
func (b *block) spread() {
	for side, tips := range b.gutters {
		slices.SortStableFunc(tips, (*tip).outer)
		for i, t := range tips {
			t.x = b.x + tipStep*(i+1)
			if side == 1 {
				t.x = b.right() - tipStep*(i+1)
			}
		}
	}
	for _, top := range []bool{true, false} {
		var tips []*tip
		for _, t := range b.tips {
			if t.top == top {
				tips = append(tips, t)
			}
		}
		slices.SortStableFunc(tips, func(s, t *tip) int { return cmp.Compare(s.other().block.middle(), t.other().block.middle()) })
		left, wide := b.inner()
		for i, t := range tips {
			t.x = left + wide*(i+1)/(len(tips)+1)
		}
	}
}

// outer orders the tips of a gutter from the outermost one: first those of upper machines that leave downwards, or of
// lower machines that leave upwards; at one machine, first those that go furthest.
func (t *tip) outer(o *tip) int {
	c := cmp.Compare(t.box.y, o.box.y)
	if t.top && o.top {
		c = -c
	}
	if c == 0 {
		c = cmp.Compare(o.reach(), t.reach())
	}
	return c
}

// reach is how far to the side of its gutter a wire goes.
func (t *tip) reach() int {
	far := t.other().block.middle() - t.block.middle()
	if t.side == 0 {
		return -far
	}
	return far
}

// depth orders the tips of a machine from above.
func (t *tip) depth() int {
	depth := t.x - t.block.x
	if t.side == 1 {
		depth = t.block.right() - t.x
	}
	if t.top {
		return -depth
	}
	return depth
}

// inner is the part of the edge of a block between its gutters.
func (b *block) inner() (x, w int) {
	if !b.enclosure {
		return b.x, b.w
	}
	return b.x + b.gutter(0) - inset/2, b.w - b.gutter(0) - b.gutter(1) + inset
}

// separate moves tips apart that would lie on each other, in a channel or a block.
func (p *plan) separate() {
	var placed []*tip
	for _, w := range p.wires {
		w.straighten()
		for _, t := range []*tip{w.from, w.to} {
			x := t.x
			for off := 0; off < 40 && slices.ContainsFunc(placed, t.hides); off++ {
				if t.x = x + (off+1)/2; off%2 == 1 {
					t.x = x - (off+1)/2
				}
				if left, right := t.bounds(); t.x < left || t.x > right {
					t.x = x
				}
			}
			placed = append(placed, t)
		}
	}
}

// straighten puts the ends of a wire between neighbouring rows under each other, if they are nearly so.
func (w *wire) straighten() {
	left, right := w.to.bounds()
	if far := w.from.x - w.to.x; w.from.channel == w.to.channel && w.from.top != w.to.top && max(far, -far) < 40 &&
		w.from.x >= left && w.from.x <= right {
		w.to.x = w.from.x
	}
}

// hides reports whether two tips are too close to be told apart.
func (t *tip) hides(o *tip) bool {
	if t.channel != o.channel && t.block != o.block || t.wire == o.wire && t.block != o.block {
		return false
	}
	return max(t.x-o.x, o.x-t.x) < 5
}

// bounds is where a tip may be moved to.
func (t *tip) bounds() (left, right int) {
	switch {
	case !t.inGutter():
		x, w := t.block.inner()
		return x + 4, x + w - 4
	case t.side == 0:
		return t.block.x + 4, t.block.x + t.block.gutter(0) - inset
	}
	return t.block.right() - t.block.gutter(1) + inset, t.block.right() - 4
}

// runsOf are the level pieces in each channel. The text of a wire goes to its longest.
func (p *plan) runsOf(channels int, sides [2]func(lane int) int) [][]*level {
	list := make([][]*level, channels)
	for _, w := range p.wires {
		w.runs = []*level{{wire: w, tips: []*tip{w.from, w.to}}}
		if w.side >= 0 {
			w.runs = []*level{{wire: w, tips: []*tip{w.from}}, {wire: w, tips: []*tip{w.to}}}
		}
		for _, r := range w.runs {
			x := []int{r.tips[0].x, r.tips[len(r.tips)-1].x}
			if w.side >= 0 {
				x[1] = sides[w.side](w.lane)
			}
			r.x1, r.x2, r.at = min(x[0], x[1]), max(x[0], x[1]), -1
			list[r.tips[0].channel] = append(list[r.tips[0].channel], r)
		}
		longest := slices.MaxFunc(w.runs, func(a, b *level) int { return cmp.Compare(a.span(), b.span()) })
		longest.at = p.within((longest.x1+longest.x2-w.wide())/2, w)
	}
	return list
}

// within keeps a text inside the picture.
func (p *plan) within(x int, w *wire) int { return max(margin, min(x, p.w-margin-w.wide())) }

// lanes gives runs that overlap different lanes of a channel: runs from above are near the top, short ones first; runs
// from below are near the bottom. It returns the number of lanes.
func lanes(runs []*level) (n int) {
	slices.SortStableFunc(runs, func(a, b *level) int {
		if c := cmp.Compare(a.class(), b.class()); c != 0 {
			return c
		}
		if a.class() == 0 {
			return cmp.Compare(a.span(), b.span())
		}
		return cmp.Compare(b.span(), a.span())
	})
	for i, r := range runs {
		for _, o := range runs[:i] {
			if o.meets(r) {
				r.lane = max(r.lane, o.lane+1)
			}
		}
		n = max(n, r.lane+1)
	}
	for _, r := range slices.Backward(runs) {
		for lane := n - 1; r.class() == 2 && lane > r.lane; lane-- {
			if !slices.ContainsFunc(runs, func(o *level) bool { return o != r && o.lane == lane && o.meets(r) }) {
				r.lane = lane
			}
		}
	}
	return n
}

// settle moves the texts of a channel along their own wires to where the fewest other wires cross them.
func (p *plan) settle(runs []*level) {
	for _, r := range runs {
		if r.at < 0 {
			continue
		}
		best, least := r.at, 1<<30
		for x := margin; x <= p.w-margin-r.wire.wide(); x += 4 {
			moved := *r
			moved.at = x
			if slices.ContainsFunc(runs, func(o *level) bool { return o != r && o.lane == r.lane && o.meets(&moved) }) {
				continue
			}
			far := max(r.x1-x-r.wire.wide(), x-r.x2, 0)
			cost := 300*moved.crossings(runs) + 40*max(far-8, 0) + max(r.at-x, x-r.at)
			if cost < least {
				best, least = x, cost
			}
		}
		r.at = best
	}
}

// crossings is how many upright pieces in its channel go through the text of a run.
func (r *level) crossings(runs []*level) (n int) {
	for _, o := range runs {
		for _, t := range o.tips {
			passes := t.top && (o.lane < r.lane || o.lane == r.lane && r.below()) || !t.top && (o.lane > r.lane || o.lane == r.lane && !r.below())
			if passes && t.x > r.at-5 && t.x < r.at+r.wire.wide()+5 {
				n++
			}
		}
	}
	return n
}

// below reports whether the text is under its line: on the side from which the wire does not come.
func (r *level) below() bool { return r.class() == 0 }

// draw joins the places of the wire to a line.
func (w *wire) draw(sides [2]func(lane int) int) {
	w.points = w.from.start()
	w.points = append(w.points, point{w.from.x, w.runs[0].y})
	if w.side >= 0 {
		x := sides[w.side](w.lane)
		w.points = append(w.points, point{x, w.runs[0].y}, point{x, w.runs[1].y})
	}
	w.points = append(w.points, point{w.to.x, w.runs[len(w.runs)-1].y})
	end := w.to.start()
	slices.Reverse(end)
	w.points = slices.Compact(append(w.points, end...))
	for _, r := range w.runs {
		if r.at >= 0 {
			w.label.x, w.label.y = r.at+w.room(), r.y-w.label.h-3
			if r.below() {
				w.label.y = r.y + 5
			}
		}
	}
}

// start is where a tip meets its machine or domain, and where it leaves the block.
func (t *tip) start() []point {
	if t.inGutter() {
		x := t.box.x
		if t.side == 1 {
			x = t.box.right()
		}
		return []point{{x, t.y}, {t.x, t.y}}
	}
	y := t.block.bottom()
	if t.top {
		y = t.block.y
	}
	return []point{{t.x, y}}
}
