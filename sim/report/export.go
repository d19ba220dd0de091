package report

import (
	"fmt"
	"io"
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
	Number int    // of the event that is asked for, from 1; 0 for all
	Count  int    // of all events
	Groups []Group
	Others []OtherEvents
	Lost   winevent.Losses // what could not be read

	groups map[string]int      // of Groups, by what they say
	others map[OtherEvents]int // of Others, by provider and number
}

// How much of a file is remembered, so that memory does not grow with it.
const (
	mostKinds   = 1000 // groups, and kinds of events that the model does not know
	mostOfGroup = 50   // accounts, and machines, of a group
	mostNumbers = 1000 // of the events of a group
)

// furtherKinds are events of kinds that are not remembered.
const furtherKinds = "events of further kinds"

// A Group is the events of a file that say the same.
type Group struct {
	meaning Meaning // of the first; Explain fills it
	says    string
	first   logon.Recorded
	count   int
	numbers []int // of the first 1000, in the file, from 1
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

// Read reads an export, all of it or the event that is asked for.
func (x *Export) Read(r io.Reader) (err error) {
	x.Lost, err = winevent.Scan(r, func(ev winevent.Event) {
		if x.Count++; x.Number == 0 || x.Count == x.Number {
			x.Add(ev, x.Count)
		}
	})
	return err
}

// Add puts an event into the group of those that say the same. number is its place in the file, from 1.
func (x *Export) Add(ev winevent.Event, number int) {
	r, ok := logon.RecordedOf(ev)
	if !ok {
		x.addOther(ev)
		return
	}
	says := r.GroupKey()
	i, ok := x.groups[says]
	switch {
	case !ok && len(x.Groups) == mostKinds:
		x.addOther(winevent.Event{Provider: furtherKinds})
		return
	case !ok:
		if x.groups == nil {
			x.groups = map[string]int{}
		}
		i = len(x.Groups)
		x.groups[says], x.Groups = i, append(x.Groups, Group{says: says, first: r})
	}
	x.Groups[i].add(r, number)
}

func (x *Export) addOther(ev winevent.Event) {
	kind := OtherEvents{Provider: ev.Provider, ID: ev.ID}
	if _, ok := x.others[kind]; !ok && len(x.Others) >= mostKinds {
		kind = OtherEvents{Provider: furtherKinds}
	}
	i, ok := x.others[kind]
	if !ok {
		if x.others == nil {
			x.others = map[OtherEvents]int{}
		}
		i = len(x.Others)
		x.others[kind], x.Others = i, append(x.Others, kind)
	}
	x.Others[i].Count++
}

func (g *Group) add(r logon.Recorded, number int) {
	if g.count++; len(g.numbers) < mostNumbers {
		g.numbers = append(g.numbers, number)
	}
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
func (x *Export) Single() bool { return len(x.Groups) == 1 && x.Groups[0].count == 1 }

// Explain works out the meaning of each group. The catalogue is where attempts that show the same events are looked
// for.
func (x *Export) Explain(catalogue []CatalogueAttempt) {
	for i := range x.Groups {
		x.Groups[i].meaning = recordedMeaning(x.Groups[i].first, catalogue)
	}
}

// recordedMeaning is the meaning of an exported event: that of its code, without what its fields exclude, and without
// attempts at Samba, which writes no such event.
func recordedMeaning(r logon.Recorded, catalogue []CatalogueAttempt) Meaning {
	m := MeaningOf(r.Code, catalogue)
	m.recorded, m.ways, m.must, m.situations, m.next = &r, r.Ways(), r.MustHaveBeen(), r.Situations(), r.Next()
	m.sightings = slices.DeleteFunc(m.sightings, func(s Sighting) bool {
		return s.samba || !slices.ContainsFunc(m.ways, func(w logon.Way) bool {
			return slices.Contains(w.States, s.Because) || slices.Contains(w.States, s.end)
		})
	})
	if r.Outside() != "" {
		m.collapses = nil
	}
	m.addCauses()
	return m
}
