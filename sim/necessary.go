package sim

import (
	"slices"
	"strings"
)

// A Condition is one that holds, or one of several that hold together each.
type Condition [][]string

// String joins what holds together with and, and the others with or.
func (c Condition) String() string {
	var ways []string
	for _, together := range c {
		ways = append(ways, strings.Join(together, " and "))
	}
	return strings.Join(ways, "; or ")
}

// Necessary returns the conditions that hold on every way to every one of some states, in the order of the rows: what
// must have been true. A way begins in one of the states from. What leads to one of those is not asked about.
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

// of is Necessary for one state; nil where no way leads to it.
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

// mostChoices is how many different ways are given side by side.
const mostChoices = 4

// merged is what the ways to a state have in common, and then the choice between the rest.
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
				return common // a choice within a choice says too little
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
