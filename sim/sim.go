// Package sim is the engine that every model shares: a table of cited rules, read once from top to bottom.
//
// A model is a list of Rules over its own facts. Each Rule says: in this state, if that holds, go there; and it cites
// the source. New checks the list and compiles it; Run follows it; Steps renders what was taken. Nothing here knows
// what is being decided.
package sim

import (
	"fmt"
	"strings"
)

// A State is the path that led there, its words joined by dots: "trusted.found.password-matches".
type State string

// A Mark is how reliable the source of a Cite is.
type Mark string

const (
	Documented Mark = "documented" // stated in the vendor's article or specification
	Observed   Mark = "observed"   // seen on a real server or in a real event log
	Inferred   Mark = "inferred"   // concluded from another implementation, or by us from documents and observations
	Folklore   Mark = "folklore"   // a blog or a forum
)

// A Cite is the source of a rule. Quote is an exact quotation that is enough to find the sentence in Source; Note is
// our wording, for what no single sentence states.
type Cite struct {
	Source string
	Quote  string
	Note   string
	Mark   Mark
}

// A Cond is a named condition on facts. Without Holds it always holds. Found describes what was found; it is called
// only when a step is rendered.
type Cond[C any] struct {
	Name  string
	Holds func(*C) bool
	Found func(*C) string

	Fixed  bool          // it depends only on what is known beforehand: a Program evaluates it once
	Needs  func(*C) bool // a precondition that is known beforehand; nil: none
	Choice *Choice[C]    // the condition holds if the choice returns Value; nil: Holds decides
	Value  uint8
}

// A Rule leads from one state to another if a condition holds.
type Rule[C any] struct {
	From State
	If   Cond[C]
	To   State
	Cite Cite
}

// Use inserts a block of rules at a place: within the block "" is the place itself and ".x" is the state x below it.
func Use[C any](place State, block []Rule[C]) []Rule[C] {
	rules := make([]Rule[C], len(block))
	for i, r := range block {
		r.From, r.To = within(place, r.From), within(place, r.To)
		rules[i] = r
	}
	return rules
}

func within(place, s State) State {
	if s == "" || strings.HasPrefix(string(s), ".") {
		return place + s
	}
	return s
}

// An ID is a state of one Table, in the order in which the table first names them.
type ID int32

// A Trace is the rules taken, in order, as row numbers of the Table.
type Trace []int32

// A Table is a checked list of rules. It cannot loop, and in every state that is not final exactly one rule is taken.
type Table[C any] struct {
	rules  []Rule[C]
	states []State
	ids    map[State]ID
	start  []int32 // by ID: the first row of the state, or -1 if it is final
	rows   []row[C]
	groups []group[C]
}

// A row is the part of a rule that Run needs: next is the first row of the state to, or -1 if that is final.
type row[C any] struct {
	holds func(*C) bool
	to    ID
	next  int32
	group int32 // on the first row that uses a Choice: the number of its group, from 1
	fixed bool
	needs func(*C) bool
}

// New compiles rules. The rows of a state stand together and end in one without a condition; a rule leads to a
// state further down or to a final one; every row is named and cited.
func New[C any](blocks ...[]Rule[C]) (*Table[C], error) {
	t := &Table[C]{ids: map[State]ID{}}
	for _, block := range blocks {
		t.rules = append(t.rules, block...)
	}
	for _, r := range t.rules {
		t.rows = append(t.rows, row[C]{holds: r.If.Holds, fixed: r.If.Fixed, needs: r.If.Needs})
		t.id(r.From)
	}
	for i, r := range t.rules {
		t.rows[i].to = t.id(r.To)
	}
	t.start = make([]int32, len(t.states))
	for i := range t.start {
		t.start[i] = -1
	}
	for i := len(t.rules) - 1; i >= 0; i-- {
		t.start[t.ids[t.rules[i].From]] = int32(i)
	}
	for i := range t.rows {
		t.rows[i].next = t.start[t.rows[i].to]
		t.gather(int32(i))
	}
	return t, t.check()
}

func (t *Table[C]) id(s State) ID {
	if id, ok := t.ids[s]; ok {
		return id
	}
	id := ID(len(t.states))
	t.states, t.ids[s] = append(t.states, s), id
	return id
}

func (t *Table[C]) check() error {
	for i, r := range t.rules {
		last := i+1 == len(t.rules) || t.rules[i+1].From != r.From
		switch {
		case r.From == "" || r.To == "":
			return fmt.Errorf("row %d: a state without a name", i)
		case r.If.Name == "":
			return fmt.Errorf("row %d (%s): a condition without a name", i, r.From)
		case r.Cite.Source == "" || r.Cite.Mark == "" || r.Cite.Quote == "" && r.Cite.Note == "":
			return fmt.Errorf("row %d (%s): not cited", i, r.From)
		case i > 0 && t.rules[i-1].From != r.From && t.start[t.ids[r.From]] != int32(i):
			return fmt.Errorf("row %d (%s): the rows of a state do not stand together", i, r.From)
		case last != (r.If.Holds == nil):
			return fmt.Errorf("row %d (%s): the last row of a state, and only that, has no condition", i, r.From)
		}
		if to := t.start[t.rows[i].to]; to >= 0 && to <= int32(i) {
			return fmt.Errorf("row %d (%s): leads up to %s", i, r.From, r.To)
		}
	}
	return nil
}

// Run follows the rules from a state to a final one: in each state the first rule whose condition holds is taken, and
// the last of a state has none.
func (t *Table[C]) Run(from ID, facts *C) ID {
	for rows, i := t.rows, t.start[from]; i >= 0; {
		if r := &rows[i]; r.holds == nil || r.holds(facts) {
			from, i = r.to, r.next
		} else {
			i++
		}
	}
	return from
}

// Trace is Run, appending the rules taken to trace.
func (t *Table[C]) Trace(from ID, facts *C, trace Trace) (ID, Trace) {
	for rows, i := t.rows, t.start[from]; i >= 0; {
		if r := &rows[i]; r.holds == nil || r.holds(facts) {
			trace = append(trace, i)
			from, i = r.to, r.next
		} else {
			i++
		}
	}
	return from, trace
}

// Rules returns the expanded rules in order. The caller must not change them.
func (t *Table[C]) Rules() []Rule[C] { return t.rules }

// Rule returns one row of a Trace.
func (t *Table[C]) Rule(i int32) Rule[C] { return t.rules[i] }

// States returns every state, by ID. The caller must not change them.
func (t *Table[C]) States() []State { return t.states }

// State returns the name of a state.
func (t *Table[C]) State(id ID) State { return t.states[id] }

// ID finds a state by its name.
func (t *Table[C]) ID(s State) (ID, bool) {
	id, ok := t.ids[s]
	return id, ok
}

// Final reports whether no rule leads on from a state.
func (t *Table[C]) Final(id ID) bool { return t.start[id] < 0 }
