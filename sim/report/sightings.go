package report

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// A Sighting is an attempt of the catalogue that shows a code.
type Sighting struct {
	File    string    `json:"file"`
	Number  int       `json:"number"`
	Name    string    `json:"name"`
	Because sim.State `json:"because"`
	Shown   []string  `json:"shown"` // NET, wire, event
	end     sim.State // where it ended
	samba   bool      // Samba recorded it
}

// A CatalogueAttempt is an attempt of the catalogue with its outcome.
type CatalogueAttempt struct {
	File    string
	Number  int
	Name    string
	Outcome logon.Outcome
}

// Sightings lists the attempts of the catalogue that show a code.
func Sightings(of []CatalogueAttempt, c logon.Code) []Sighting {
	list := []Sighting{}
	for _, p := range of {
		if shown := showing(c, p.Outcome); len(shown) > 0 {
			list = append(list, Sighting{p.File, p.Number, p.Name, p.Outcome.Because, shown, p.Outcome.End, recordedBySamba(p.Outcome)})
		}
	}
	return list
}

// recordedBySamba reports whether a record of an outcome is Samba's.
func recordedBySamba(o logon.Outcome) bool {
	return slices.ContainsFunc(o.Logged(), func(g logon.Event) bool { return strings.HasPrefix(g.Cite.Source, "Samba") })
}

// showing lists where an outcome shows a code: NET, wire, event.
func showing(c logon.Code, o logon.Outcome) (list []string) {
	of := c.Statuses()
	number := c.Kind == logon.StatusCode && c.Status != nil && o.Error == uint32(*c.Status) // NET prints the NTSTATUS itself: 3227320323
	if number || c.Kind == logon.Win32Code && o.Error == c.Win32 {
		list = append(list, "NET")
	}
	if c.Kind != logon.EventCode && o.Status != nil && slices.Contains(of, *o.Status) {
		list = append(list, "wire")
	}
	if slices.ContainsFunc(o.Logged(), func(g logon.Event) bool { return logs(c, of, g) }) {
		list = append(list, "event")
	}
	return list
}

// logs reports whether an event is the one asked about, or has the status asked about. A success has none.
func logs(c logon.Code, of []logon.Status, g logon.Event) bool {
	fits := func(given *logon.Status, is logon.Status) bool { return given == nil || *given == is }
	if c.Kind == logon.EventCode {
		return g.ID == c.Event && fits(c.Status, g.Status) && fits(c.Sub, g.SubStatus)
	}
	carries := func(s logon.Status) bool { return s != logon.StatusSuccess && slices.Contains(of, s) }
	return g.CarriesStatus() && (carries(g.Status) || g.ID == 4625 && carries(g.SubStatus))
}

// mostSightings is the greatest number of attempts that are listed for people.
const mostSightings = 6

// printSightings lists a few attempts, with different deciding states if possible.
func (p *Page) printSightings(m Meaning) {
	p.Head("Scenarios that show it")
	if len(m.sightings) == 0 {
		p.Line("  none of the catalogue")
		return
	}
	list := various(m.sightings)
	for _, s := range list[:min(len(list), mostSightings)] {
		p.Para("  ", "      ", nil, p.Style.Cyan(fmt.Sprintf("%s#%d", s.File, s.Number))+"  "+s.Name)
	}
	if more := len(list) - mostSightings; more > 0 {
		p.Line(p.Style.Dim(fmt.Sprintf("  and %d more: --json has them all", more)))
	}
}

// various sorts attempts: first the first of each deciding state, and among these what a person sees before what is
// logged.
func various(list []Sighting) []Sighting {
	rank := func(s Sighting) int {
		return len(s.Shown) - 3*len(slices.DeleteFunc(slices.Clone(s.Shown), func(w string) bool { return w == "event" }))
	}
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b Sighting) int { return rank(a) - rank(b) })
	seen := map[sim.State]bool{}
	var first, rest []Sighting
	for _, s := range sorted {
		if seen[s.Because] {
			rest = append(rest, s)
		} else {
			first = append(first, s)
		}
		seen[s.Because] = true
	}
	return append(first, rest...)
}
