package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/report"
)

// shownBy are the codes that an outcome shows, and the state of which each is to say that it leads there.
func shownBy(o logon.Outcome) map[string]sim.State {
	codes := map[string]sim.State{fmt.Sprint(o.Error): o.End}
	if o.Status != nil {
		codes[o.Status.String()] = o.End
	}
	for _, g := range o.Events {
		switch {
		case g.OfTicket(), g.PassedOnBy != "":
			continue // a ticket leads to no state by itself, and what a controller records on the way need not be the end of it
		case !g.CarriesStatus():
			codes[fmt.Sprint(g.ID)] = o.Because
		case g.ID == 4625 && !strings.HasPrefix(g.Cite.Source, "Samba"):
			codes[fmt.Sprintf("4625 %s/%s", g.Status, g.SubStatus)] = o.Because
		default:
			codes[fmt.Sprintf("%d %s", g.ID, g.Status)] = o.Because
		}
	}
	return codes
}

// Whatever an attempt of the catalogue shows leads back to the state in which it ended, and the attempt is found.
func TestEveryCodeOfTheCatalogueLeadsBackToItsState(t *testing.T) {
	catalogue, err := predictCatalogue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ways, found, asked := map[string][]logon.Way{}, map[string][]report.Sighting{}, 0
	for _, p := range catalogue {
		for text, state := range shownBy(p.Outcome) {
			c, err := logon.ParseCode(text)
			if err != nil {
				t.Errorf("%s#%d shows %s: %v", p.File, p.Number, text, err)
				continue
			}
			if _, ok := ways[text]; !ok {
				ways[text], found[text] = c.Ways(), report.Sightings(catalogue, c)
			}
			asked++
			if !slices.ContainsFunc(ways[text], func(w logon.Way) bool { return slices.Contains(w.States, state) }) {
				t.Errorf("%s#%d shows %s and ends in %s, which is no way to it", p.File, p.Number, text, state)
			}
			if !slices.ContainsFunc(found[text], func(s report.Sighting) bool { return s.File == p.File && s.Number == p.Number }) {
				t.Errorf("%s#%d shows %s, and is not among its scenarios", p.File, p.Number, text)
			}
		}
	}
	t.Logf("%d codes of %d attempts, %d different ones", asked, len(catalogue), len(ways))
}

// An ending is a way to an event only if an attempt of the catalogue that ends so makes a machine write it. Of the
// events before Windows Vista the catalogue has too few.
func TestEveryWayToAnEventIsTakenByAnAttempt(t *testing.T) {
	catalogue, err := predictCatalogue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"4624", "4625", "4776", "4776 0xc0000064", "4776 0xc000006a", "4776 0",
		"4625 0xc000006d", "4625 0xc000006d/0xc0000064", "4625 0xc000006d/0xc000006a", "4625 0xc000006e/0xc0000072", "4625 0xc0000234/0"} {
		c, err := logon.ParseCode(text)
		if err != nil {
			t.Fatal(err)
		}
		seen := report.Sightings(catalogue, c)
		for _, w := range c.Ways() {
			if !slices.ContainsFunc(seen, func(s report.Sighting) bool { return slices.Contains(w.States, s.Because) }) {
				t.Errorf("%s: no attempt of the catalogue that ends as %s shows it", text, w.Ending)
			}
		}
	}
}

func TestWhatThereIsAsAFileIsAFile(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, test := range []struct {
		args []string
		want bool
	}{
		{[]string{"1326"}, true},
		{[]string{"STATUS_LOGON_FAILURE"}, true},
		{[]string{"status_logon_failure"}, true},
		{[]string{"NO_SUCH_USER"}, true},
		{[]string{"C000006D"}, true},
		{[]string{"4625 0xc000006d/0xc0000064"}, true},
		{[]string{"4625", "0xc000006d/0xc0000064"}, true},
		{[]string{"kb103390/example.yaml"}, false},
		{[]string{"kb103390/example.yaml#1"}, false},
		{[]string{"kb103390/exampel.yaml"}, false},
		{[]string{"1326#1"}, false},
		{[]string{"exampel"}, false},
		{[]string{"-"}, false},
		{[]string{""}, false},
		{[]string{"a.yaml", "b.yaml"}, false},
		{nil, false},
	} {
		if got := isCode(test.args); got != test.want {
			t.Errorf("%q is a code: %t", test.args, got)
		}
	}
	if err := os.WriteFile("1326", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if isCode([]string{"1326"}) {
		t.Error("1326 is there as a file")
	}
}

func TestACodeHasTheDocumentedShape(t *testing.T) {
	var c wireCode
	decode(t, &c, "explain", "--json", "4625", "0xc000006d/0xc0000064")
	if *c.Code != "4625 0xc000006d/0xc0000064" || *c.Kind != "event" || *c.Event.ID != 4625 || c.Event.FailureReason != "%%2313" ||
		len(c.Statuses) != 2 || *c.Statuses[1].Name != "STATUS_NO_SUCH_USER" || len(c.Rules) == 0 || len(c.Scenarios) == 0 || len(c.Look) == 0 {
		t.Errorf("%+v", c)
	}
	for _, r := range c.Rules {
		if !slices.Contains(r.Shown, "event") || len(r.States) == 0 || *r.Source == "" {
			t.Errorf("%+v", r)
		}
	}
	c = wireCode{}
	decode(t, &c, "explain", "--json", "1231")
	if c.Event != nil || *c.Kind != "win32" || c.Statuses[0].Status != nil || *c.Statuses[0].Win32 != 1231 || c.Rules == nil || len(c.Rules) > 0 || len(c.Situations) == 0 {
		t.Errorf("%+v", c)
	}
	c = wireCode{}
	decode(t, &c, "explain", "--json", "4625", "0xdeadbeef/0")
	if c.Statuses[0].Win32 != nil || *c.Statuses[0].Status != "0xdeadbeef" {
		t.Errorf("%+v", c.Statuses[0])
	}
}
