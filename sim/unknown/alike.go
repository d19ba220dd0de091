package unknown

import (
	"fmt"
	"slices"

	"ntlmsim/sim/logon"
)

// Alike makes one answer of those that end alike: with the same error, session and deciding state. What is sent or
// logged may differ between them. After an early end the answers are returned as they are.
func (a Answers) Alike() Answers {
	if a.Early || a.Tree == nil {
		return a
	}
	merged, numbers, known := Answers{}, make([]int, len(a.List)), map[string]int{}
	for i, answer := range a.List {
		key := ending(answer.Outcome())
		n, seen := known[key]
		if !seen {
			n = len(merged.List)
			known[key] = n
			merged.List = append(merged.List, Answer{Setups: answer.Setups, Before: answer.Before})
		}
		numbers[i] = n
		merged.List[n].alike = append(merged.List[n].alike, answer.alike...)
	}
	if merged.Tree, _ = a.Tree.renumbered(numbers); merged.Tree != nil {
		merged.Tree.describe(merged.List, nil)
	}
	return merged
}

// ending is what answers that end alike have in common. An attempt that locks the account ends otherwise than one that
// does not.
func ending(o logon.Outcome) string {
	locks := slices.ContainsFunc(o.Counts, func(c logon.Count) bool { return c.Effect == logon.Locks })
	return fmt.Sprint(o.Error, o.Session, o.Because, o.End, logon.StatusText(o.Status), o.Stage, o.Text, o.Prompted, locks)
}

// renumbered is the tree with other numbers of answers, without what decides nothing then: nil, and the answer, where
// all lead to one.
func (n *Node) renumbered(numbers []int) (*Node, int) {
	other := &Node{Of: n.Of}
	for _, c := range n.Cases {
		to := Case{Says: slices.Clone(c.Says)}
		if c.Then == nil {
			to.Answer = numbers[c.Answer]
		} else {
			to.Then, to.Answer = c.Then.renumbered(numbers)
		}
		other.Cases = append(other.Cases, to)
	}
	if other = other.merged(); len(other.Cases) == 1 && other.Cases[0].Then == nil {
		return nil, other.Cases[0].Answer
	}
	return other, 0
}

// Deciders are the unknown values that decide between answers, first the one that leaves the fewest open.
func (a Answers) Deciders() (list []logon.Unknown) {
	for level := []*Node{a.Tree}; len(level) > 0; level = level[1:] {
		n := level[0]
		if n == nil {
			continue
		}
		if !slices.Contains(list, n.Of) {
			list = append(list, n.Of)
		}
		for _, c := range n.Cases {
			level = append(level, c.Then)
		}
	}
	return list
}
