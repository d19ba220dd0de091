package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/winevent"
)

// An Export is what an export has: the events of which the model knows something, by what they say, and how many others.
type Export struct {
	Path   string // as messages name it
	Arg    string // as it was named
	Count  int
	Groups []eventGroup
	Others []Others
	Unread error // records of a log that could not be read
}

// An eventGroup is the events of a file that say the same.
type eventGroup struct {
	says    string
	first   logon.Recorded
	numbers []int // in the file, from 1
	times   [2]time.Time
	where   []string // the machines that wrote them
	who     []string // the accounts
}

// Others are those of a number of which nothing is known.
type Others struct {
	Provider string `json:"provider"`
	ID       int    `json:"id"`
	Count    int    `json:"count"`
}

// Add puts an event to those that say the same.
func (x *Export) Add(ev winevent.Event, number int) {
	r, ok := logon.RecordedOf(ev)
	if !ok {
		i := slices.IndexFunc(x.Others, func(o Others) bool { return o.ID == ev.ID && o.Provider == ev.Provider })
		if i < 0 {
			i, x.Others = len(x.Others), append(x.Others, Others{Provider: ev.Provider, ID: ev.ID})
		}
		x.Others[i].Count++
		return
	}
	says := r.SumsUp()
	i := slices.IndexFunc(x.Groups, func(g eventGroup) bool { return g.says == says })
	if i < 0 {
		i, x.Groups = len(x.Groups), append(x.Groups, eventGroup{says: says, first: r})
	}
	x.Groups[i].add(r, number)
}

// mostOfGroup is how many accounts or machines of a group are kept.
const mostOfGroup = 50

func (g *eventGroup) add(r logon.Recorded, number int) {
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

func NamesOfOthers(list []Others) string {
	var names []string
	for _, o := range list {
		names = append(names, strings.TrimSpace(fmt.Sprintf("%s %d", o.Provider, o.ID))+fmt.Sprintf(" (%d)", o.Count))
	}
	return few(names, mostStates)
}

// recordedMeaning is what there is to say about an event that was exported: what is to be said about its code, as far as its
// fields leave it.
func recordedMeaning(r logon.Recorded, catalogue []Predicted) meaning {
	m := MeaningOf(r.Code, catalogue)
	m.recorded, m.ways, m.must, m.situations, m.next = &r, r.Ways(), r.MustHaveBeen(), r.Situations(), r.Next()
	m.sightings = slices.DeleteFunc(m.sightings, func(s Sighting) bool {
		return !slices.ContainsFunc(m.ways, func(w logon.Way) bool {
			return slices.Contains(w.States, s.Because) || slices.Contains(w.States, s.end)
		})
	})
	if r.Outside() != "" {
		m.squashes = nil
	}
	return m
}
