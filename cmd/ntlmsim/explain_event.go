package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
	"ntlmsim/sim/winevent"
)

// An exported is what an export has: the events of which the model knows something, by what they say, and how many others.
type exported struct {
	path   string // as messages name it
	arg    string // as it was named
	count  int
	groups []eventGroup
	others []otherEvents
	unread error // records of a log that could not be read
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

// otherEvents are those of a number of which nothing is known.
type otherEvents struct {
	Provider string `json:"provider"`
	ID       int    `json:"id"`
	Count    int    `json:"count"`
}

func (o *explainOptions) runEvent(ctx context.Context, e *env, args []string) error {
	if len(args) > 0 {
		return usage("ntlmsim help explain says what it is for.", "--event names the file, and there is %s beside it", quotable(args[0]))
	}
	if o.trace {
		return usage("ntlmsim help explain says what it is for.", "--trace and --event cannot be combined")
	}
	x, err := readExport(ctx, e.in, o.event)
	if err != nil {
		return err
	}
	if len(x.groups) == 0 {
		return usage("ntlmsim help codes lists the events that it knows.", "%s: none of its events is one that the model or its documents know: %s", x.path, namesOfOthers(x.others))
	}
	catalogue, err := predictCatalogue(ctx)
	if err != nil {
		return err
	}
	warnUnread(e, x)
	if o.json {
		return e.printJSON(x.json(catalogue))
	}
	e.out.printExport(x, catalogue, o.all)
	return nil
}

// readExport reads the events of FILE, or the Nth of FILE#N.
func readExport(ctx context.Context, stdin io.Reader, arg string) (*exported, error) {
	name, number, err := splitEvent(arg)
	if err != nil {
		return nil, err
	}
	data, err := exportBytes(ctx, stdin, name)
	if err != nil {
		return nil, err
	}
	x := &exported{path: name, arg: name}
	if name == "-" {
		x.path = "standard input"
	}
	events, err := winevent.Read(data)
	var bad *winevent.Error
	if errors.As(err, &bad) && len(events) == 0 {
		return nil, usage(page.Capital(bad.Hint)+".", "%s: %v", x.path, bad)
	}
	x.unread, x.count = err, len(events)
	if number > len(events) {
		return nil, usage("", "%s has events 1 to %d, not %d", x.path, len(events), number)
	}
	for i, ev := range events {
		if number == 0 || i == number-1 {
			x.add(ev, i+1)
		}
	}
	return x, ctx.Err()
}

// splitEvent takes FILE#N apart. What there is as a file is one.
func splitEvent(arg string) (name string, number int, err error) {
	if _, err := os.Stat(arg); err == nil {
		return arg, 0, nil
	}
	i := strings.LastIndex(arg, "#")
	if i < 0 {
		return arg, 0, nil
	}
	number, err = strconv.Atoi(arg[i+1:])
	if err != nil || number < 1 {
		return "", 0, usage("For instance: ntlmsim explain --event events.xml#1", "--event %s: %q is not the number of an event", arg, arg[i+1:])
	}
	return arg[:i], number, nil
}

// exportBytes reads at most as much as is read at once. What waits for standard input is interrupted by Ctrl-C.
func exportBytes(ctx context.Context, stdin io.Reader, name string) ([]byte, error) {
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, usage("", "--event: %s", unread(place{path: name}, err))
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return nil, usage("", "--event: %s is a directory, and no file of events", name)
		}
		stdin = f
	}
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := io.ReadAll(io.LimitReader(stdin, winevent.MaxBytes+1))
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			return nil, usage("", "--event: %s", unread(place{path: name}, r.err))
		}
		return r.data, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// add puts an event to those that say the same.
func (x *exported) add(ev winevent.Event, number int) {
	r, ok := logon.RecordedOf(ev)
	if !ok {
		i := slices.IndexFunc(x.others, func(o otherEvents) bool { return o.ID == ev.ID && o.Provider == ev.Provider })
		if i < 0 {
			i, x.others = len(x.others), append(x.others, otherEvents{Provider: ev.Provider, ID: ev.ID})
		}
		x.others[i].Count++
		return
	}
	says := r.SumsUp()
	i := slices.IndexFunc(x.groups, func(g eventGroup) bool { return g.says == says })
	if i < 0 {
		i, x.groups = len(x.groups), append(x.groups, eventGroup{says: says, first: r})
	}
	x.groups[i].add(r, number)
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

func namesOfOthers(list []otherEvents) string {
	var names []string
	for _, o := range list {
		names = append(names, strings.TrimSpace(fmt.Sprintf("%s %d", o.Provider, o.ID))+fmt.Sprintf(" (%d)", o.Count))
	}
	return few(names, mostStates)
}

// warnUnread says on the side which records could not be read.
func warnUnread(e *env, x *exported) {
	if x.unread != nil {
		fmt.Fprintf(e.err, "ntlmsim: %s: %v; the others are read\n", x.path, x.unread)
	}
}

// recordedMeaning is what there is to say about an event that was exported: what is to be said about its code, as far as its
// fields leave it.
func recordedMeaning(r logon.Recorded, catalogue []predicted) meaning {
	m := meaningOf(r.Code, catalogue)
	m.recorded, m.ways, m.must, m.situations, m.next = &r, r.Ways(), r.MustHaveBeen(), r.Situations(), r.Next()
	m.sightings = slices.DeleteFunc(m.sightings, func(s sighting) bool {
		return !slices.ContainsFunc(m.ways, func(w logon.Way) bool {
			return slices.Contains(w.States, s.Because) || slices.Contains(w.States, s.end)
		})
	})
	if r.Outside() != "" {
		m.squashes = nil
	}
	return m
}
