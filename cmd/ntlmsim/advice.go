package main

import (
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// An advice is a change after which, the model says, the attempt ends in error 0; two, where no single one does it.
type advice struct {
	Kind    string `json:"kind"`
	Change  string `json:"change"`
	And     string `json:"and,omitempty"`
	Command string `json:"command,omitempty"` // the command afterwards, where it changes
	Session string `json:"session"`
	Caveat  string `json:"caveat,omitempty"`
}

// advised is the result of a search for advice.
type advised struct {
	List  []advice
	Tried int    // how often the model was asked
	Left  int    // changes that were not tried, since enough advice was found or the search had become too long
	Why   string // why nothing can help, where that is known
}

// mostAsked bounds how often the model is asked in one search; mostAdvice and mostTwo how much advice is given. Candidates are
// few by construction (kinds): the bound is for topologies that nobody has thought of, and a search that meets it says so.
const (
	mostAsked  = 3000
	mostAdvice = 8
	mostTwo    = 3
)

// advise looks for the smallest changes that make a refused attempt work, in the world in which it was refused: each alone, or
// else two at once, and each confirmed by the model.
func advise(world *logon.World, a scenarios.Attempt, o logon.Outcome) advised {
	if o.Error == 0 {
		return advised{}
	}
	var found advised
	s := newSearch(world, a.Attempt, o)
	changes := s.changes()
	for i, c := range changes {
		if len(found.List) == mostAdvice || found.Tried >= mostAsked {
			found.Left = len(changes) - i
			break
		}
		if c.once && found.has(c.kind) {
			continue
		}
		if good, ok := found.try(world, a, c); ok && !slices.Contains(found.List, good) {
			found.List = append(found.List, good)
		}
	}
	if len(found.List) > 0 {
		return found
	}
	if found.Why = s.hopeless(); found.Why == "" {
		found.two(s, a, changes)
	}
	return found
}

func (found *advised) has(kind string) bool {
	return slices.ContainsFunc(found.List, func(a advice) bool { return a.Kind == kind })
}

// try makes one change, and asks the model.
func (found *advised) try(world *logon.World, a scenarios.Attempt, c change) (advice, bool) {
	attempt, o, ok := found.helps(world, a.Attempt, c)
	if !ok {
		return advice{}, false
	}
	good := advice{Kind: c.kind, Change: c.text, Session: o.Session.String(), Caveat: c.caveat, Command: commandAfter(a, attempt)}
	if c.instead != nil {
		if _, _, ok := found.helps(world, a.Attempt, change{edits: c.instead, of: c.of}); ok {
			good.Change += c.orText
		}
	}
	return good, true
}

// helps reports whether an attempt is let in after a change: as a user, unless the change is about guests, and without a bad
// password on the way where they count.
func (found *advised) helps(world *logon.World, a logon.Attempt, c change) (logon.Attempt, logon.Outcome, bool) {
	_, attempt, o, ok := found.gets(world, a, c)
	switch {
	case !ok || o.Error != 0 || o.Session == logon.Guest && !c.guest:
		return attempt, o, false
	case c.known && strings.HasPrefix(string(o.Because), "unknown."):
		return attempt, o, false
	}
	return attempt, o, !slices.ContainsFunc(o.Counts, func(c logon.Count) bool { return c.Effect == logon.Counted || c.Effect == logon.Locks })
}

// gets is how far an attempt gets after a change; false where it cannot be made, or makes another account be asked than it is about.
func (found *advised) gets(world *logon.World, a logon.Attempt, c change) (*logon.World, logon.Attempt, logon.Outcome, bool) {
	found.Tried++
	attempt := c.asks(a)
	if len(c.edits) > 0 {
		var err error
		if world, err = world.With(c.edits...); err != nil {
			return nil, attempt, logon.Outcome{}, false
		}
	}
	o, err := predict(world, attempt)
	return world, attempt, o, err == nil && (c.of == "" || strings.EqualFold(c.of, accountOf(o)))
}

func accountOf(o logon.Outcome) string {
	database, user := o.Account()
	return logon.Name{Domain: database, User: user}.String()
}

// commandAfter is the command as it is typed after the changes; "" where that is the one that was.
func commandAfter(a scenarios.Attempt, attempt logon.Attempt) string {
	after := written(a.Command, attempt.Run)
	if attempt.Send != nil || after == written(a.Command, a.Run) {
		return ""
	}
	return after
}
