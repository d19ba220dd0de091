package main

import (
	"cmp"
	"slices"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// mostPairs bounds how often the model is asked for pairs; mostTwo how many are given.
const (
	mostPairs = 250
	mostTwo   = 3
)

// adviseTwo looks for two changes where no single one helps: a first after which something else stands in the way, and a
// second that removes that.
func adviseTwo(t logon.Topology, a scenarios.Attempt, o logon.Outcome, firsts []change) (list []advice) {
	tried := 0
	for _, first := range firsts {
		if tried >= mostPairs || len(list) == mostTwo {
			break
		}
		tried++
		world, changed, attempt, next, ok := gets(t, a, first)
		if !ok || next.Because == o.Because && next.End == o.End || next.Error == 0 {
			continue
		}
		for j, second := range newSearch(changed, attempt.Attempt, next).changes() {
			if j == mostTries {
				break
			}
			tried++
			found, ok := try(changed, world, attempt, second)
			if !ok {
				continue
			}
			found.Change, found.And = first.text, found.Change
			found.Command = commandAfter(a, second.asks(attempt.Attempt))
			found.Caveat = both(first.caveat, found.Caveat)
			if !slices.ContainsFunc(list, found.same) {
				list = append(list, found)
			}
			break // the least second change for each first
		}
	}
	return list
}

// both are two caveats as one.
func both(first, second string) string {
	if first == "" || second == "" || first == second {
		return cmp.Or(first, second)
	}
	return first + "; and " + second
}

// gets makes one change, and says how far the attempt then gets. Of a change that can be made in two places, that to what is
// asked is made; each of the two has to get as far.
func gets(t logon.Topology, a scenarios.Attempt, c change) (world *logon.World, changed logon.Topology, after scenarios.Attempt, o logon.Outcome, ok bool) {
	changed, after = copyOf(t), a
	after.Attempt = c.asks(a.Attempt)
	if c.world != nil && !c.either {
		c.world(&changed)
	}
	world, err := logon.NewWorld(changed)
	if err != nil {
		return nil, changed, after, o, false
	}
	o, err = predict(world, after.Attempt)
	if err == nil && c.either {
		_, _, _, alone, ok := gets(t, a, change{world: c.world})
		return world, changed, after, o, ok && alone.Because == o.Because && alone.End == o.End
	}
	return world, changed, after, o, err == nil
}

// same says that two pairs are of the same changes, in whichever order.
func (a advice) same(b advice) bool {
	return a.Change == b.Change && a.And == b.And || a.Change == b.And && a.And == b.Change
}

// commandAfter is the command as it is typed after the changes; "" where that is the one that was.
func commandAfter(a scenarios.Attempt, attempt logon.Attempt) string {
	after := written(a.Command, attempt.Run)
	if attempt.Send != nil || after == written(a.Command, a.Run) {
		return ""
	}
	return after
}
