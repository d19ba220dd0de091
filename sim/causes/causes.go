// Package causes says why people see an error, a status or an event: the most likely causes first, how to tell each
// from the others, and what to do. The order is that of a source, which the list names; where no source orders the
// causes, the list says so. What a source does not say is not here.
//
// It is a table of data. A cause that the model knows names the ending of the rules that it is, and a test holds it to
// that.
package causes

import (
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// A Cause is one reason for which people see a code.
type Cause struct {
	What   string // what is wrong
	Tell   string // how to tell it from the others
	Do     string // what to do
	Run    string // the command for it; "" where there is none
	Ending string // the endings of the rules that it is, as logon.Way has them, with spaces between; "" where the model does not decide it
	Cite   sim.Cite
}

// A List is the causes of some codes, the most likely first.
type List struct {
	Of       []logon.Status       // a Win32 code stands here as the statuses that it is made of
	Events   []int                // for an event without a status that has a list of its own
	Kerberos []logon.KerberosCode // for events with these result codes of Kerberos
	Order    sim.Cite             // who orders them; the zero Cite where no source does
	Causes   []Cause
	Signs    []Sign
	Against  []Sign // what speaks against a cause
}

// A Sign is what an exported event shows of a cause of its list.
type Sign struct {
	Of   int // the number of the cause, from 1
	Says string
	Is   func(logon.Recorded) bool
}

// Most is the greatest number of causes that a person gets to read.
const Most = 5

// For is the list without the causes that an exported event excludes: those of endings that are no way to it. What its
// fields show comes first, in the order of the signs, and what they speak against last; signs has what they show, by
// cause.
func (l List) For(r logon.Recorded, ways []logon.Way) (_ List, signs map[string]string) {
	signs = map[string]string{}
	var shown, others, last []Cause
	for _, s := range l.Against {
		if c := l.Causes[s.Of-1]; s.Is(r) && signs[c.What] == "" && c.fits(ways) {
			signs[c.What], last = s.Says, append(last, c)
		}
	}
	for _, s := range l.Signs {
		if c := l.Causes[s.Of-1]; s.Is(r) && signs[c.What] == "" && c.fits(ways) {
			signs[c.What], shown = s.Says, append(shown, c)
		}
	}
	for _, c := range l.Causes {
		if signs[c.What] == "" && c.fits(ways) {
			others = append(others, c)
		}
	}
	l.Causes = slices.Concat(shown, others, last)
	return l, signs
}

// Fitting is the list without the causes of endings that are no way to a code.
func (l List) Fitting(ways []logon.Way) List {
	l.Causes = slices.DeleteFunc(slices.Clone(l.Causes), func(c Cause) bool { return !c.fits(ways) })
	return l
}

// fits reports whether a cause is one of the ways that are left, or none that the rules decide.
func (c Cause) fits(ways []logon.Way) bool {
	return c.Ending == "" || len(ways) == 0 || slices.ContainsFunc(ways, c.IsOf)
}

// IsOf reports whether a way is one of the endings that the cause is.
func (c Cause) IsOf(w logon.Way) bool { return slices.Contains(c.Endings(), w.Ending) }

// Endings are the endings of the rules that the cause is.
func (c Cause) Endings() []string { return strings.Fields(c.Ending) }

// FromRules are the causes of a code that has no list, as the documents and the rules have them, in no order. What to
// do is known of those that another list has, too.
func FromRules(situations []logon.Situation, ways []logon.Way) (l List) {
	for _, s := range situations {
		l.Causes = append(l.Causes, Cause{What: s.What, Cite: s.Cite})
	}
	for _, w := range ways {
		if c, ok := of(w); ok {
			l.Causes = append(l.Causes, c)
		} else if len(w.Conditions) > 0 {
			l.Causes = append(l.Causes, Cause{What: strings.Join(w.Conditions, "; or "), Ending: w.Ending, Cite: w.Cite})
		}
	}
	return l
}

// of is the first cause that is a way.
func of(w logon.Way) (Cause, bool) {
	for _, l := range Lists() {
		for _, c := range l.Causes {
			if c.IsOf(w) {
				return c, true
			}
		}
	}
	return Cause{}, false
}

// Of is the list of a code. Of an event, the status that says more counts first: SubStatus, then Status, then the
// event. Credentials that were right have no causes.
func Of(c logon.Code) (List, bool) {
	if c.FoundRight() {
		return List{}, false
	}
	if c.Kerberos != nil {
		return find(func(l List) bool { return slices.Contains(l.Kerberos, *c.Kerberos) })
	}
	of := c.Statuses()
	if c.Kind == logon.EventCode {
		slices.Reverse(of)
	}
	for _, s := range of {
		if l, ok := find(func(l List) bool { return slices.Contains(l.Of, s) }); ok {
			return l, true
		}
	}
	return find(func(l List) bool { return c.Kind == logon.EventCode && slices.Contains(l.Events, c.Event) })
}

func find(is func(List) bool) (List, bool) {
	for _, l := range Lists() {
		if is(l) {
			return l, true
		}
	}
	return List{}, false
}

// Lists are all of them.
func Lists() []List {
	return slices.Concat(network, logons, states, shares, policies, channels, events)
}

// Constructors of cites, by mark: the fact stands next to them.
var (
	documented = sim.Documented.Beside
	observed   = sim.Observed.Beside
	inferred   = sim.Inferred.Beside
	folklore   = sim.Folklore.Beside
)

// ordered says which source orders a list, and how.
func ordered(source, how string) sim.Cite { return sim.Documented.Cite(source, how) }

// ranked says that we order a list by the public cases that are known, and how many there are.
func ranked(how string) sim.Cite { return sim.Observed.Cite("the public case log", how) }
