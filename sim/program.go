package sim

import "math"

// A Choice is what several conditions of a state ask of the facts, one after the other: a number that each compares
// with its own.
type Choice[C any] func(*C) uint8

// Is is the condition that a choice comes out so.
func (c *Choice[C]) Is(name string, value uint8, found func(*C) string) Cond[C] {
	return Cond[C]{Name: name, Holds: func(facts *C) bool { return (*c)(facts) == value }, Found: found, Choice: c, Value: value}
}

// A Program is a table for facts of which some are known beforehand: for each row, the row that is asked next or, below
// zero, the complement of the final state in which it ends. A row that cannot be reached has unreached.
type Program []int32

const unreached = math.MinInt32

// Only is the condition that holds where this one does, and what it needs. Nothing that is asked later changes that.
func (c Cond[C]) Only(needs func(*C) bool) Cond[C] {
	holds := c.Holds
	c.Holds = func(facts *C) bool { return needs(facts) && holds(facts) }
	c.Needs = needs
	return c
}

// Program asks each condition that is fixed once, and leaves it out from then on, as it does one that lacks what it
// needs. The facts are those to come, as far as fixed conditions ask about them. starts are the states in which it will
// be run.
func (t *Table[C]) Program(facts *C, starts ...ID) Program {
	p := make(Program, len(t.rows))
	for i := range p {
		p[i] = unreached
	}
	for _, s := range starts {
		if t.start[s] >= 0 {
			t.ahead(p, t.start[s], facts)
		}
	}
	return p
}

// ahead finds what is asked next where a row is to be asked.
func (t *Table[C]) ahead(p Program, i int32, facts *C) int32 {
	if p[i] != unreached {
		return p[i]
	}
	switch r := &t.rows[i]; {
	case r.holds == nil || r.fixed && r.holds(facts):
		p[i] = t.taken(p, i, facts)
	case r.fixed, r.needs != nil && !r.needs(facts):
		p[i] = t.ahead(p, i+1, facts)
	default:
		p[i] = i
		t.taken(p, i, facts)
		t.ahead(p, i+1, facts)
	}
	return p[i]
}

// taken finds what is asked next where a row was taken.
func (t *Table[C]) taken(p Program, i int32, facts *C) int32 {
	if next := t.rows[i].next; next >= 0 {
		return t.ahead(p, next, facts)
	}
	return ^int32(t.rows[i].to)
}

// RunProgram is Run, asking only what the program was not told, and what a Choice asks only once.
func (t *Table[C]) RunProgram(p Program, from ID, facts *C) ID {
	i := t.start[from]
	if i < 0 {
		return from
	}
	for i = p[i]; i >= 0; {
		r := &t.rows[i]
		switch {
		case r.group > 0:
			g := &t.groups[r.group-1]
			if i = g.rows[g.choice(facts)]; i == g.end {
				i = p[i]
				continue
			}
			r = &t.rows[i]
		case !r.holds(facts):
			i = p[i+1]
			continue
		}
		if r.next < 0 {
			return r.to
		}
		i = p[r.next]
	}
	return ID(^i)
}

// A group is rows of one state that ask the same Choice, one after the other: each value of it leads to the row that it
// belongs to, or to the one behind them all.
type group[C any] struct {
	choice Choice[C]
	rows   [math.MaxUint8 + 1]int32
	end    int32
}

// gather makes a group of the rows from i on that ask the same Choice.
func (t *Table[C]) gather(i int32) {
	first := &t.rules[i]
	same := func(j int32) bool {
		return t.rules[j].From == first.From && t.rules[j].If.Choice == first.If.Choice
	}
	if first.If.Choice == nil || i > 0 && same(i-1) {
		return
	}
	g := group[C]{choice: *first.If.Choice, end: i}
	for g.end < int32(len(t.rules)) && same(g.end) {
		g.end++
	}
	for v := range g.rows {
		g.rows[v] = g.end
	}
	for j := g.end - 1; j >= i; j-- {
		g.rows[t.rules[j].If.Value] = j
	}
	t.groups = append(t.groups, g)
	t.rows[i].group = int32(len(t.groups))
}
