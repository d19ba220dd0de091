package whatif

import (
	"cmp"
	"slices"

	"ntlmsim/sim/logon"
)

// A step is a first change, and the outcome of the attempt after it.
type step struct {
	change  change
	world   *logon.World
	attempt logon.Attempt
	meets   logon.Outcome
	moves   bool // the attempt then fails for another reason
}

// two looks for pairs of changes if no single one helps: for each first change, the smallest second one in the changed
// world. First changes after which the attempt fails for another reason come first. Workarounds (a guest session,
// another machine) are not used in pairs.
func (f *Found) two(s *search, a logon.Attempt, firsts []change) {
	steps := f.steps(s, a, firsts)
	for i, first := range steps {
		if len(f.List) == mostTwo {
			return
		}
		if f.Tried >= f.most {
			f.Left += len(steps) - i
			return
		}
		if good, ok := f.second(s, a, first); ok && !slices.ContainsFunc(f.List, good.reversed) {
			f.List = append(f.List, good)
		}
	}
}

// steps makes each first change.
func (f *Found) steps(s *search, a logon.Attempt, firsts []change) (list []step) {
	for i, c := range firsts {
		if f.Tried >= f.most {
			f.Left = len(firsts) - i
			break
		}
		world, attempt, next, ok := f.gets(s.world, a, c)
		if !ok || c.last {
			continue
		}
		list = append(list, step{c, world, attempt, next, next.Because != s.outcome.Because || next.End != s.outcome.End})
	}
	stays := slices.DeleteFunc(slices.Clone(list), func(s step) bool { return s.moves })
	return append(slices.DeleteFunc(list, func(s step) bool { return !s.moves }), stays...)
}

// second is the smallest change that helps after a first one.
func (f *Found) second(s *search, a logon.Attempt, first step) (Advice, bool) {
	next := newSearch(first.world, first.attempt, first.meets)
	next.closed = next.closed || s.closed
	for _, second := range next.changes() {
		if second.last {
			continue
		}
		good, ok := f.try(first.world, first.attempt, second)
		if !ok {
			continue
		}
		good.Kind, good.Change, good.And = first.change.kind+"+"+good.Kind, first.change.text, good.Change
		good.Run, good.AndRun = first.change.run, good.Run
		if f.instead(s, a, first.change, second) {
			good.Change += first.change.orText
		}
		good.Caveat = both(first.change.caveat, good.Caveat)
		return good, true
	}
	return Advice{}, false
}

// instead reports whether the alternative way of making the first change also helps, with the same second change.
func (f *Found) instead(s *search, a logon.Attempt, first, second change) bool {
	if first.instead == nil {
		return false
	}
	world, attempt, _, ok := f.gets(s.world, a, change{edits: first.instead, of: first.of})
	if !ok {
		return false
	}
	_, _, _, ok = f.helps(world, attempt, second)
	return ok
}

// both joins two caveats.
func both(first, second string) string {
	if first == "" || second == "" || first == second {
		return cmp.Or(first, second)
	}
	return first + "; and " + second
}
