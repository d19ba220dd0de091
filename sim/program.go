package sim

import "math"

// A Choice is a value that several consecutive conditions of a state depend on: each compares it with a value of its
// own.
type Choice[C any] func(*C) uint8

// Is is the condition that a choice returns value.
func (c *Choice[C]) Is(name string, value uint8, found func(*C) string) Cond[C] {
	return Cond[C]{Name: name, Holds: func(facts *C) bool { return (*c)(facts) == value }, Found: found, Choice: c, Value: value}
}

// A Program is a table specialized for facts that are partly known beforehand: for each row the next row to evaluate
// or, if negative, the complement of the final state. A row that cannot be reached is unreached.
type Program []int32

const unreached = math.MinInt32

// Only adds a precondition: the result holds if both needs and the condition do. Later facts must not change needs.
func (c Cond[C]) Only(needs func(*C) bool) Cond[C] {
	holds := c.Holds
	c.Holds = func(facts *C) bool { return needs(facts) && holds(facts) }
	c.Needs = needs
	return c
}

// Program evaluates each fixed condition once and drops it from the program, together with conditions whose
// precondition fails. facts need only have what fixed conditions and preconditions read. starts are the states in which
// the program will be run.
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

// ahead finds the next row that must be evaluated at run time, starting at row i.
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

// taken finds the next row that must be evaluated after row i was taken.
func (t *Table[C]) taken(p Program, i int32, facts *C) int32 {
	if next := t.rows[i].next; next >= 0 {
		return t.ahead(p, next, facts)
	}
	return ^int32(t.rows[i].to)
}

// RunProgram is Run for a program: it skips what was decided beforehand, and evaluates each Choice once.
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

// A group is consecutive rows of one state that use the same Choice: each value maps to its row or, if it has none, to
// the row after the group.
type group[C any] struct {
	choice Choice[C]
	rows   [math.MaxUint8 + 1]int32
	end    int32
}

// gather makes a group of the rows from i on that use the same Choice.
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
