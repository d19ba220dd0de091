package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
	"ntlmsim/sim/whatif"
)

// An Evidence lists what the predictions of a run depend on that is only inferred, or folklore.
type Evidence struct {
	Attempts  int            `json:"attempts"`
	Sound     int            `json:"sound"` // attempts that depend on documents and observations only
	Citations []citationJSON `json:"citations"`
}

// A citationJSON is an unconfirmed citation, with what has it and how many attempts depend on it.
type citationJSON struct {
	citeJSON
	Attempts int         `json:"attempts"`
	Of       []stoodJSON `json:"of"`

	cite  sim.Cite
	names []string // of the attempts
}

// A stoodJSON is a rule, ending, setting or count with an unconfirmed citation.
type stoodJSON struct {
	Kind     whatif.GroundKind `json:"kind"`
	What     string            `json:"what"`
	Attempts int               `json:"attempts"`
}

// A groundJSON is a rule, ending, setting or count that one attempt depends on.
type groundJSON struct {
	Kind whatif.GroundKind `json:"kind"`
	What string            `json:"what"`
	citeJSON
}

func groundsOf(list []whatif.Ground) (out []groundJSON) {
	for _, g := range list {
		out = append(out, groundJSON{g.Kind, g.What, citeOf(g.Cite)})
	}
	return out
}

// AddDoubts adds to attempts of a file what their predictions depend on that is only inferred, or folklore. The list
// holds some or all attempts of the file, in order. It stops when ctx ends.
func AddDoubts(ctx context.Context, file *scenarios.File, list []Attempt) {
	if file.Model().Name != scenarios.Logon().Name {
		for i := range list {
			list[i].Doubts = whatif.DoubtfulSteps(list[i].Decision.Steps) // no model but logon has products
		}
		return
	}
	if len(logon.Unknowns(file.Topology)) > 0 {
		for i := range list {
			if ctx.Err() == nil {
				list[i].Doubts = doubtsOfAll(list[i])
			}
		}
		return
	}
	w, err := file.World()
	if err != nil {
		return // its attempts have been predicted: it is a topology
	}
	e := whatif.NewEvidence(w, file.History, askedIn(w, file.Attempts))
	next := 0
	for i, a := range file.Attempts {
		if next == len(list) || ctx.Err() != nil {
			return
		}
		doubts, _ := e.Doubts(a.After, a.Attempt)
		if list[next].Number == i+1 {
			list[next].Doubts = doubts
			next++
		}
	}
}

// DoubtsOf is what the prediction of a single attempt depends on that is only inferred, or folklore.
func DoubtsOf(w *logon.World, a scenarios.Attempt) []whatif.Ground {
	doubts, _ := whatif.NewEvidence(w, logon.NewHistory, askedIn(w, []scenarios.Attempt{a})).Doubts(0, a.Attempt)
	return doubts
}

// askedIn reports whether attempts can depend on a machine: a client or server of one of them, or any controller.
func askedIn(w *logon.World, attempts []scenarios.Attempt) func(logon.Machine) bool {
	asked := map[string]bool{}
	for _, a := range attempts {
		names := append(w.Servers(a.Attempt), a.From)
		if a.Send != nil {
			names = []string{a.Send.To}
		}
		for _, name := range names {
			if m, ok := w.Machine(name); ok {
				asked[m.Name] = true
			}
		}
	}
	return func(m logon.Machine) bool { return m.Role == logon.Controller || asked[m.Name] }
}

// printDoubts writes the unconfirmed settings that the result depends on. Unconfirmed rules are marked in the trace.
func (p *Page) printDoubts(doubts []whatif.Ground) {
	headed := false
	for _, g := range doubts {
		if g.Kind != whatif.BySetting {
			continue
		}
		if !headed {
			p.Head("Unconfirmed settings this result depends on")
			headed = true
		}
		p.Para("  ", "    ", nil, g.What)
		p.printCite("  ", g.Cite)
	}
}

// EvidenceOf groups the doubts of all attempts by citation. The citation on which most attempts depend is first.
func EvidenceOf(all []File) *Evidence {
	found := &Evidence{Citations: []citationJSON{}}
	at := map[sim.Cite]int{}
	for _, r := range all {
		for _, a := range r.Attempts {
			found.Attempts++
			if len(a.Doubts) == 0 {
				found.Sound++
			}
			name := fmt.Sprintf("%s#%d %s", r.Name, a.Number, a.Name)
			for _, g := range a.Doubts {
				if _, ok := at[g.Cite]; !ok {
					at[g.Cite] = len(found.Citations)
					found.Citations = append(found.Citations, citationJSON{citeJSON: citeOf(g.Cite), cite: g.Cite})
				}
				found.Citations[at[g.Cite]].count(g, name)
			}
		}
	}
	slices.SortStableFunc(found.Citations, func(a, b citationJSON) int {
		return cmp.Or(b.Attempts-a.Attempts, strings.Compare(a.Source, b.Source))
	})
	return found
}

// count adds an attempt to a citation. An attempt counts once, also if it depends on the citation several times.
func (c *citationJSON) count(g whatif.Ground, attempt string) {
	if len(c.names) == 0 || c.names[len(c.names)-1] != attempt {
		c.names = append(c.names, attempt)
		c.Attempts++
	}
	i := slices.IndexFunc(c.Of, func(s stoodJSON) bool { return s.Kind == g.Kind && s.What == g.What })
	if i < 0 {
		i = len(c.Of)
		c.Of = append(c.Of, stoodJSON{Kind: g.Kind, What: g.What})
	}
	c.Of[i].Attempts++
}

// mostStood is the greatest number of rules or settings that are listed for a citation.
const mostStood = 3

// PrintEvidence lists the unconfirmed citations, each with the number of attempts and with what has it. With every, it
// lists the attempts as well.
func (p *Page) PrintEvidence(found *Evidence, every bool) {
	if len(found.Citations) > 0 {
		p.Head("Unconfirmed sources, and how many attempts depend on each")
	}
	for _, c := range found.Citations {
		p.Printf("  %4d  %s\n", c.Attempts, p.sure(c.Mark)(string(c.Mark)))
		for i, s := range c.Of {
			if i == mostStood && len(c.Of) > mostStood+1 && !every {
				p.Line("        ", p.Style.Dim(fmt.Sprintf("and %d more", len(c.Of)-i)))
				break
			}
			p.Para("        "+page.Pad(string(s.Kind), 9), "                   ", nil, s.What)
		}
		p.printCite("        ", c.cite)
		if every {
			for _, name := range c.names {
				p.Para("        ", "          ", p.Style.Dim, name)
			}
		}
	}
	p.Line()
	p.Para("", "", nil, fmt.Sprintf("%s: %d on documents and observations only, %d also on inference or folklore (%s)", page.Plural(found.Attempts, "attempt"),
		found.Sound, found.Attempts-found.Sound, page.Plural(len(found.Citations), "citation")))
}
