// Package whatif finds what would make a refused attempt work: it asks the model the same question in changed worlds.
package whatif

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// An Advice is a change after which the model predicts error 0 for the attempt, or two changes if no single one helps.
type Advice struct {
	Kind    string // one of Kinds; for two changes both, joined by +
	Change  string
	And     string        // the second change; "" if one is enough
	Run     string        // the command that makes the change, and where; "" where it is the attempt's own, or none is known
	AndRun  string        // the command that makes the second change
	Attempt logon.Attempt // the attempt after the change
	After   *logon.World  // the world after the change
	Session logon.Session // the session it gets
	Caveat  string        // a disadvantage of the change, or ""
}

// Found is the result of a search for advice.
type Found struct {
	List  []Advice
	Tried int    // how many times the model was asked
	Left  int    // changes that were not tried, because enough advice was found or the search took too long
	Why   string // why no change can help, if known

	most int // how many times the model may be asked
}

// Early reports whether the search was cut short before everything was tried, without enough advice.
func (f *Found) Early() bool { return f.Left > 0 && len(f.List) < MostAdvice }

// MostAdvice limits the pieces of advice, and mostTwo those with two changes. mostAsked limits how many times the model
// is asked in one search. Candidates are few by construction (kinds): the limit is for unforeseen topologies.
const (
	MostAdvice = 8
	mostTwo    = 3
	mostAsked  = 3000
)

// Advise looks for the smallest changes that make a refused attempt work in the world in which it was refused: single
// changes or, if none helps, pairs, each confirmed by the model. o is the model's prediction for the attempt in that
// world.
func Advise(w *logon.World, a logon.Attempt, o logon.Outcome) Found {
	if o.Error == 0 {
		return Found{}
	}
	return newSearch(w, a, o).within(mostAsked)
}

// within is the search; it stops when the model has been asked most times.
func (s *search) within(most int) Found {
	found := Found{most: most}
	w, a := s.world, s.attempt
	changes := s.changes()
	for i, c := range changes {
		if len(found.List) == MostAdvice || found.Tried >= found.most {
			found.Left = len(changes) - i
			break
		}
		if c.once && found.has(c.kind) || c.wide && len(found.List) > 0 || found.runs(c.run) {
			continue
		}
		if good, ok := found.try(w, a, c); ok {
			found.List = append(found.List, good)
		}
	}
	if len(found.List) > 0 || found.Left > 0 {
		return found
	}
	if found.Why = s.hopeless(); found.Why == "" {
		found.two(s, a, changes)
	}
	return found
}

func (f *Found) has(kind string) bool {
	return slices.ContainsFunc(f.List, func(a Advice) bool { return a.Kind == kind })
}

// runs reports whether a command is that of another piece of advice.
func (f *Found) runs(command string) bool {
	return command != "" && slices.ContainsFunc(f.List, func(a Advice) bool { return a.Run == command })
}

// try makes one change, and asks the model.
func (f *Found) try(w *logon.World, a logon.Attempt, c change) (Advice, bool) {
	after, attempt, o, ok := f.helps(w, a, c)
	if !ok {
		return Advice{}, false
	}
	good := Advice{Kind: c.kind, Change: c.text, Attempt: attempt, After: after, Session: o.Session, Caveat: c.caveat, Run: c.run}
	if c.instead != nil {
		if _, _, _, ok := f.helps(w, a, change{edits: c.instead, of: c.of}); ok {
			good.Change += c.orText
		}
	}
	return good, true
}

// helps reports whether an attempt succeeds after a change: with a user session, unless the change is about guests, and
// without a bad password on the way if bad passwords are counted.
func (f *Found) helps(w *logon.World, a logon.Attempt, c change) (*logon.World, logon.Attempt, logon.Outcome, bool) {
	after, attempt, o, ok := f.gets(w, a, c)
	switch {
	case !ok || o.Error != 0 || o.Session == logon.Guest && !c.guest:
		return after, attempt, o, false
	}
	return after, attempt, o, !slices.ContainsFunc(o.Counts, func(c logon.Count) bool { return c.Effect == logon.Counted })
}

// gets is the outcome of an attempt after a change; false if the change cannot be made, or if another account is asked
// than the one it is about.
func (f *Found) gets(w *logon.World, a logon.Attempt, c change) (*logon.World, logon.Attempt, logon.Outcome, bool) {
	f.Tried++
	attempt := c.asks(a)
	if len(c.edits) > 0 {
		var err error
		if w, err = w.With(c.edits...); err != nil {
			return nil, attempt, logon.Outcome{}, false
		}
	}
	q, problems := w.Question(attempt)
	if len(problems) > 0 {
		return w, attempt, logon.Outcome{}, false
	}
	o := q.Predict()
	return w, attempt, o, c.of == "" || strings.EqualFold(c.of, accountOf(o))
}

// reversed reports whether another piece of advice has the same two changes in the other order.
func (a Advice) reversed(b Advice) bool { return a.Change == b.And && a.And == b.Change }

// accountOf is the account of a session setup, with its database.
func accountOf(o logon.Outcome) string {
	database, user := o.Account()
	return logon.Name{Domain: database, User: user}.String()
}
