package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/winevent"
)

// An Export is a file of events: those the model knows, grouped by what they say, and a count of the others. Add fills
// it; Explain adds what the groups mean.
type Export struct {
	Path   string // in messages
	Arg    string // on the command line
	Count  int    // of all events
	Groups []Group
	Others []OtherEvents
	Unread error // why some records of a log could not be read, or nil
}

// A Group is the events of a file that say the same.
type Group struct {
	meaning Meaning // of the first; Explain fills it
	says    string
	first   logon.Recorded
	numbers []int // in the file, from 1
	times   [2]time.Time
	where   []string // the machines that wrote them
	who     []string // the accounts
}

// OtherEvents counts events that the model does not know, by provider and number.
type OtherEvents struct {
	Provider string `json:"provider"`
	ID       int    `json:"id"`
	Count    int    `json:"count"`
}

// Add puts an event into the group of those that say the same. number is its place in the file, from 1.
func (x *Export) Add(ev winevent.Event, number int) {
	r, ok := logon.RecordedOf(ev)
	if !ok {
		i := slices.IndexFunc(x.Others, func(o OtherEvents) bool { return o.ID == ev.ID && o.Provider == ev.Provider })
		if i < 0 {
			i, x.Others = len(x.Others), append(x.Others, OtherEvents{Provider: ev.Provider, ID: ev.ID})
		}
		x.Others[i].Count++
		return
	}
	says := r.GroupKey()
	i := slices.IndexFunc(x.Groups, func(g Group) bool { return g.says == says })
	if i < 0 {
		i, x.Groups = len(x.Groups), append(x.Groups, Group{says: says, first: r})
	}
	x.Groups[i].add(r, number)
}

// mostOfGroup is the greatest number of accounts, and of machines, that a group remembers.
const mostOfGroup = 50

func (g *Group) add(r logon.Recorded, number int) {
	g.numbers = append(g.numbers, number)
	at := r.Entry.Time
	if !at.IsZero() && (g.times[0].IsZero() || at.Before(g.times[0])) {
		g.times[0] = at
	}
	if at.After(g.times[1]) {
		g.times[1] = at
	}
	g.where = including(g.where, r.Entry.Computer)
	g.who = including(g.who, logon.Name{Domain: r.Domain, User: r.Account}.String())
}

func including(list []string, name string) []string {
	if name == "" || len(list) == mostOfGroup || slices.Contains(list, name) {
		return list
	}
	return append(list, name)
}

// NamesOfOthers lists unknown events in one line.
func NamesOfOthers(list []OtherEvents) string {
	var names []string
	for _, o := range list {
		names = append(names, strings.TrimSpace(fmt.Sprintf("%s %d", o.Provider, o.ID))+fmt.Sprintf(" (%d)", o.Count))
	}
	return few(names, mostStates)
}

// Single reports whether the export has only one event that the model knows.
func (x *Export) Single() bool { return len(x.Groups) == 1 && len(x.Groups[0].numbers) == 1 }

// Explain works out the meaning of each group. The catalogue is where attempts that show the same events are looked
// for.
func (x *Export) Explain(catalogue []CatalogueAttempt) {
	for i := range x.Groups {
		x.Groups[i].meaning = recordedMeaning(x.Groups[i].first, catalogue)
	}
}

// recordedMeaning is the meaning of an exported event: that of its code, without what its fields exclude.
func recordedMeaning(r logon.Recorded, catalogue []CatalogueAttempt) Meaning {
	m := MeaningOf(r.Code, catalogue)
	m.recorded, m.ways, m.must, m.situations, m.next = &r, r.Ways(), r.MustHaveBeen(), r.Situations(), r.Next()
	m.sightings = slices.DeleteFunc(m.sightings, func(s Sighting) bool {
		return !slices.ContainsFunc(m.ways, func(w logon.Way) bool {
			return slices.Contains(w.States, s.Because) || slices.Contains(w.States, s.end)
		})
	})
	if r.Outside() != "" {
		m.collapses = nil
	}
	return m
}
