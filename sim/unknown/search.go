package unknown

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// mostAsked limits the worlds in which one attempt is asked.
const mostAsked = 3000

// A search finds the answers to the last attempt of a Play.
type search struct {
	*Play
	asks   int
	early  bool
	leaves []leaf
}

// A leaf is an outcome, and what must be known for it.
type leaf struct {
	known []choice
	Answer
	shows string // everything that can be seen of the outcome
}

// A choice is a value that was chosen for an unknown one.
type choice struct {
	of   logon.Unknown
	says string
	edit logon.Edit // none for a password

	password string   // "": it is none of those that were compared with it
	chosen   bool     // it is password
	not      []string // the passwords that it is not
}

func (p *Play) search() Answers {
	s := &search{Play: p}
	if s.explore(nil); len(s.leaves) == 0 {
		p.forget()
		s = &search{Play: p}
		s.explore(nil)
	}
	return s.answers()
}

// forget is for results that no world explains together: what was seen is not used any more.
func (p *Play) forget() {
	for i := range p.asked {
		p.asked[i].seen = nil
	}
}

// explore asks the last attempt with what is known, and branches on the first unknown value that matters.
func (s *search) explore(known []choice) {
	if s.asks++; s.asks > mostAsked {
		s.early = true
		return
	}
	world, err := s.base.With(s.edits(known)...)
	if err != nil {
		return // no machine can be like that
	}
	found, matter := s.ask(world)
	if !s.possible(found) {
		if next := s.next(known, found, flat(found.before)); next != nil {
			s.each(known, next)
		}
		return
	}
	if next := s.next(known, found, matter); next != nil {
		s.each(known, next)
		return
	}
	s.leaves = append(s.leaves, leaf{known, found.Answer, shown(found.Setups)})
}

func (s *search) each(known, next []choice) {
	for _, c := range next {
		rest := slices.DeleteFunc(slices.Clone(known), func(k choice) bool { return k.of == c.of })
		s.explore(append(rest, c))
	}
}

// A played attempt is the last one with those before it, in one world.
type played struct {
	Answer
	before [][]logon.Outcome
}

// ask asks all attempts in one world. What matters for the last one is its own session setups, those of attempts that
// may have changed the count of the same account or left a connection of the same client, and those of which a result
// is known.
func (s *search) ask(world *logon.World) (played, []logon.Outcome) {
	var p played
	history := s.newHistory(world)
	for _, a := range s.asked {
		history.Advance(a.after)
		p.Before, p.Setups = history.World(), nil
		if !a.unsent {
			p.Setups, _ = history.Ask(a.attempt)
		}
		p.before = append(p.before, p.Setups)
	}
	matter, counting := slices.Clone(p.Setups), countingOf(p.Setups)
	for i := len(p.before) - 2; i >= 0; i-- {
		of := countingOf(p.before[i])
		if s.asked[i].seen != nil || s.connects(i) || slices.ContainsFunc(of, func(n logon.Name) bool { return slices.Contains(counting, n) }) {
			matter, counting = append(matter, p.before[i]...), append(counting, of...)
		}
	}
	return p, matter
}

// connects reports whether an attempt may have left a connection that the last one finds: in the same session at the
// client.
func (s *search) connects(i int) bool {
	one, last := s.asked[i].attempt, s.asked[len(s.asked)-1].attempt
	return s.keeps && one.From != "" && strings.EqualFold(one.From, last.From) && one.LogonSession() == last.LogonSession()
}

func countingOf(setups []logon.Outcome) (list []logon.Name) {
	for i := range setups {
		list = append(list, setups[i].Counting()...)
	}
	return list
}

// possible reports whether the results are those that were seen.
func (s *search) possible(p played) bool {
	for i, a := range s.asked {
		if a.seen != nil && !a.seen(p.before[i]) {
			return false
		}
	}
	return true
}

func flat(setups [][]logon.Outcome) (list []logon.Outcome) {
	for _, s := range setups {
		list = append(list, s...)
	}
	return list
}

// next lists the values of the first unknown one that outcomes depend on; nil if they depend on none.
func (s *search) next(known []choice, p played, outcomes []logon.Outcome) []choice {
	depends := func(u logon.Unknown) bool {
		return slices.ContainsFunc(outcomes, func(o logon.Outcome) bool { return o.DependsOn(u) })
	}
	for _, u := range s.places {
		if u.Key != logon.KeyPassword && chosen(known, u) == nil && depends(u) {
			return s.values(u, outcomes)
		}
	}
	for _, sent := range []bool{true, false} { // what is sent first: others are compared with it
		for _, u := range s.places {
			if u.Key == logon.KeyPassword && depends(u) && sent == sends(outcomes, u) {
				if next := s.passwords(known, u, p, outcomes); next != nil {
					return next
				}
			}
		}
	}
	return nil
}

func chosen(known []choice, u logon.Unknown) *choice {
	if i := slices.IndexFunc(known, func(c choice) bool { return c.of == u }); i >= 0 {
		return &known[i]
	}
	return nil
}

func (s *search) values(u logon.Unknown, outcomes []logon.Outcome) (list []choice) {
	s.early = s.early || u.Many(outcomes)
	for _, v := range u.Values(s.topology, s.setups(), outcomes) {
		list = append(list, choice{of: u, says: v.Says, edit: v.Edit})
	}
	return list
}

// setups is how many bad passwords can have been sent by now.
func (s *search) setups() (n int) {
	for _, a := range s.asked {
		n++
		if a.attempt.Typed != nil {
			n++
		}
	}
	return n
}

// edits makes what is known true.
func (s *search) edits(known []choice) (list []logon.Edit) {
	for _, c := range known {
		switch {
		case c.of.Key != logon.KeyPassword:
			list = append(list, c.edit)
		case c.chosen:
			password := s.meant(known, c.password)
			list = append(list, logon.EditAccount(c.of.Of, c.of.User, func(a *logon.Account) { a.Password = password }))
		}
	}
	return list
}
