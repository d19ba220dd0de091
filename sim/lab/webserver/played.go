package webserver

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/web"
	"ntlmsim/sim/webprobe"
)

// Played is an attempt with what these parts are expected to show of it.
type Played struct {
	Attempt web.Attempt
	Outcome web.Outcome // of the question that these parts ask
	Want    Seen
	Known   []string // the differences that made it other than that of Windows
	Cannot  string   // why it is not asked; "": it is
}

// A Client asks the servers.
type Client string

// Curl is curl with MIT's library, and go-ntlmssp behind it. Probe is our own, which does as Windows does. Chromium is
// the browser with MIT's library, and go-ntlmssp behind it.
const (
	Curl     Client = "curl"
	Probe    Client = "probe"
	Chromium Client = "chromium"
)

// A Plan is a file's attempts, and the world in which these parts ask them.
type Plan struct {
	Client    Client
	Directory *Directory // which gives the tickets; nil: MIT's KDC does
	World     *web.World
	Attempts  []Played
	parts     []string
}

// Prepare decides the attempts for Windows and for these parts.
func Prepare(c Client, t web.Topology, attempts []web.Attempt) (Plan, error) {
	return prepare(nil, c, t, attempts)
}

// prepare decides the attempts for the laboratory's parts: MIT's KDC is one only where no directory gives the tickets.
// Samba's controllers are asked what MIT's KDC does otherwise, and say what Windows says.
func prepare(d *Directory, c Client, t web.Topology, attempts []web.Attempt) (Plan, error) {
	parts := []string{apacheGSSAPI}
	if d == nil {
		parts = append(parts, mitKDC)
	}
	switch c {
	case Curl:
		parts = append(parts, curl, mitClient)
	case Chromium:
		parts = append(parts, chromium, mitClient)
	}
	p, err := prepareFor(c, parts, t, attempts)
	p.Directory = d
	return p, err
}

// Servers are the parts whose differences count where servers are not those of the laboratory.
func Servers() []string { return []string{apacheGSSAPI, mitKDC} }

// PrepareFor decides the attempts for Windows, or for what else the servers are, which the probe asks.
func PrepareFor(servers []string, t web.Topology, attempts []web.Attempt) (Plan, error) {
	return prepareFor(Probe, servers, t, attempts)
}

func prepareFor(c Client, parts []string, t web.Topology, attempts []web.Attempt) (Plan, error) {
	windows, err := web.New(t)
	if err != nil {
		return Plan{}, err
	}
	usual, err := worldsOf(t, differencesOf(parts, web.Browser{}, web.Attempt{}))
	p, prepared := Plan{Client: c, World: usual.here, parts: parts}, map[string]worlds{}
	for _, a := range attempts {
		there := windows.Predict(a)
		known := differencesOf(parts, there.Browser(), a)
		key := fmt.Sprint(known)
		w, ok := prepared[key]
		if !ok {
			if w, err = worldsOf(t, known); err != nil {
				return Plan{}, err
			}
			prepared[key] = w
		}
		p.Attempts = append(p.Attempts, w.play(a, parts, known, predicted(there)))
	}
	return p, err
}

// worlds are the world with all differences that change the question, and one with each.
type worlds struct {
	here  *web.World
	alone map[string]*web.World
}

func worldsOf(t web.Topology, known []difference) (w worlds, err error) {
	all := t
	w.alone = map[string]*web.World{}
	for _, d := range known {
		if d.asks == nil {
			continue
		}
		one := t
		d.asks(&one)
		d.asks(&all)
		if w.alone[d.name], err = web.New(one); err != nil {
			return w, err
		}
	}
	w.here, err = web.New(all)
	return w, err
}

// Probe is what asks the attempts.
func (p Plan) Probe() *webprobe.Probe {
	probe := &webprobe.Probe{World: p.World}
	if slices.Contains(p.parts, apacheGSSAPI) {
		probe.LeavesOutNTLM = noStates
	}
	return probe
}

func (w worlds) play(a web.Attempt, parts []string, known []difference, usual Seen) Played {
	p := Played{Attempt: a, Outcome: w.here.Predict(a)}
	p.Want = predicted(p.Outcome)
	if p.Cannot = unobservable(parts, a, p.Outcome); p.Cannot != "" {
		return p
	}
	for _, d := range known {
		switch {
		case d.asks != nil && predicted(w.alone[d.name].Predict(a)) != usual:
			p.Known = append(p.Known, d.String())
		case d.when != nil && d.when(p.Outcome):
			before := p.Want
			if d.shows(&p.Want, p.Outcome); p.Want != before {
				p.Known = append(p.Known, d.String())
			}
		}
	}
	return p
}

// Verdict is what an attempt shows, in one line; ok is false where it is not what was expected. Of two hops only the
// first is asked.
func (p Played) Verdict(got Seen) (text string, ok bool) {
	if text, ok = p.verdict(got); p.Attempt.Then != nil && p.Cannot == "" {
		text += "; the second hop is not asked"
	}
	return text, ok
}

func (p Played) verdict(got Seen) (text string, ok bool) {
	switch {
	case p.Cannot != "":
		return "not observable: " + p.Cannot, true
	case got.SPN != p.Want.SPN:
		return fmt.Sprintf("not scored: a ticket for %s was asked for, not for %s", orNone(got.SPN), orNone(p.Want.SPN)), false
	case got != p.Want:
		return fmt.Sprintf("differs: got %s; want %s", got, p.Want), false
	case len(p.Known) > 0:
		return "known difference " + strings.Join(p.Known, ", ") + ": " + got.String(), true
	}
	return "agrees: " + got.String(), true
}
