package main

import (
	"cmp"
	"slices"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// A step is a first change, and what the attempt meets after it.
type step struct {
	change  change
	world   *logon.World
	attempt scenarios.Attempt
	meets   logon.Outcome
	moves   bool // something else stands in the way
}

// two looks for two changes where no single one helps: for each first one, in the world and for the attempt that it leaves, the
// least second. First come those after which something else stands in the way. What is no cure by itself (a guest's session,
// another machine) is no half of one either.
func (found *advised) two(s *search, a scenarios.Attempt, firsts []change) {
	steps := found.steps(s, a, firsts)
	for i, first := range steps {
		if len(found.List) == mostTwo {
			return
		}
		if found.Tried >= mostAsked {
			found.Left = len(steps) - i
			return
		}
		if good, ok := found.second(s, a, first); ok && !slices.ContainsFunc(found.List, good.same) {
			found.List = append(found.List, good)
		}
	}
}

// steps makes each first change.
func (found *advised) steps(s *search, a scenarios.Attempt, firsts []change) (list []step) {
	for _, c := range firsts {
		after := a
		world, attempt, next, ok := found.gets(s.world, a.Attempt, c)
		if !ok || c.last || next.Error == 0 && next.Session != logon.Guest {
			continue
		}
		after.Attempt = attempt
		list = append(list, step{c, world, after, next, next.Because != s.outcome.Because || next.End != s.outcome.End})
	}
	slices.SortStableFunc(list, func(a, b step) int { return first(b.moves) - first(a.moves) })
	return list
}

// second is the least change that helps after a first one.
func (found *advised) second(s *search, a scenarios.Attempt, first step) (advice, bool) {
	for _, second := range newSearch(first.world, first.attempt.Attempt, first.meets).changes() {
		if second.last {
			continue
		}
		good, ok := found.try(first.world, first.attempt, second)
		if !ok {
			continue
		}
		good.Kind, good.Change, good.And = first.change.kind+"+"+good.Kind, first.change.text, good.Change
		if found.instead(s, a, first.change, second) {
			good.Change += first.change.orText
		}
		good.Command, good.Caveat = commandAfter(a, second.asks(first.attempt.Attempt)), both(first.change.caveat, good.Caveat)
		return good, true
	}
	return advice{}, false
}

// instead reports whether the other way of making a first change helps as well, before the same second.
func (found *advised) instead(s *search, a scenarios.Attempt, first, second change) bool {
	if first.instead == nil {
		return false
	}
	world, attempt, _, ok := found.gets(s.world, a.Attempt, change{edits: first.instead, of: first.of})
	if !ok {
		return false
	}
	_, _, ok = found.helps(world, attempt, second)
	return ok
}

// both are two caveats as one.
func both(first, second string) string {
	if first == "" || second == "" || first == second {
		return cmp.Or(first, second)
	}
	return first + "; and " + second
}

// same reports whether two pairs are of the same changes, in whichever order.
func (a advice) same(b advice) bool {
	return a.Change == b.Change && a.And == b.And || a.Change == b.And && a.And == b.Change
}
