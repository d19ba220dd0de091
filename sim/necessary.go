package sim

import (
	"slices"
	"strings"
)

// A Condition is a list of alternatives, at least one of which holds; each is a list of conditions that hold together.
type Condition [][]string

// String joins conditions that hold together with "and", and alternatives with "or".
func (c Condition) String() string {
	var ways []string
	for _, together := range c {
		ways = append(ways, strings.Join(together, " and "))
	}
	return strings.Join(ways, "; or ")
}

// Necessary returns the conditions that hold on every path to each of the states to, in the order of the rows: what
// must have been true. A path begins in one of the states from; rows before those are ignored.
func Necessary(rows []Row, from []State, to ...State) (all []Condition) {
	n := necessity{rows: rows, known: map[State][]Condition{}}
	for _, s := range from {
		n.known[s] = []Condition{}
	}
	for i, s := range to {
		if must := n.of(s); i == 0 {
			all = must
		} else {
			all = both(all, must)
		}
	}
	return all
}

// A necessity remembers what is necessary for each state.
type necessity struct {
	rows  []Row
	known map[State][]Condition
}

// of is Necessary for one state; nil if no path leads to it.
func (n *necessity) of(s State) []Condition {
	if must, ok := n.known[s]; ok {
		return must
	}
	var ways [][]Condition
	for _, r := range n.rows {
		if r.To != s {
			continue
		}
		if before := n.of(r.From); before != nil {
			ways = append(ways, append(slices.Clone(before), Condition{{r.If}}))
		}
	}
	n.known[s] = merged(ways)
	return n.known[s]
}

// mostChoices is how many alternatives a Condition lists at most.
const mostChoices = 4

// merged is what the paths to a state have in common, followed by the alternatives between which they differ.
func merged(ways [][]Condition) []Condition {
	if len(ways) == 0 {
		return nil
	}
	common := slices.Clone(ways[0])
	for _, w := range ways[1:] {
		common = both(common, w)
	}
	var choice Condition
	for _, w := range ways {
		together := []string{}
		for _, c := range Without(w, common) {
			if len(c) > 1 {
				return common // nested alternatives say too little
			}
			together = append(together, c[0]...)
		}
		if len(together) == 0 {
			return common
		}
		if !slices.ContainsFunc(choice, func(t []string) bool { return slices.Equal(t, together) }) {
			choice = append(choice, together)
		}
	}
	if len(choice) > mostChoices {
		return common
	}
	return append(common, choice)
}

// Without returns the conditions of a list that are not in another.
func Without(list, other []Condition) []Condition {
	return slices.DeleteFunc(slices.Clone(list), func(c Condition) bool { return contains(other, c) })
}

// both returns the conditions of a list that are in another, too.
func both(list, other []Condition) []Condition {
	return slices.DeleteFunc(slices.Clone(list), func(c Condition) bool { return !contains(other, c) })
}

func contains(list []Condition, c Condition) bool {
	return slices.ContainsFunc(list, func(o Condition) bool { return o.String() == c.String() })
}
