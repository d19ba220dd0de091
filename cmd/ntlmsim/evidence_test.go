package main

import "testing"

// What single attempts rest on and what is counted by citation are the same: nothing is counted twice, and nothing that
// is documented or observed is listed.
func TestDoubtsAreCountedByCitation(t *testing.T) {
	if testing.Short() {
		t.Skip("asks the whole catalogue in one goroutine: run it without -short")
	}
	var ran wireRun
	decode(t, &ran, "run", "--strict-evidence", "--json")
	type cite struct{ source, quote, note, mark string }
	of := func(c wireCite) cite { return cite{*c.Source, *c.Quote, c.Note, *c.Mark} }
	want, sound, attempts := map[cite]int{}, 0, 0
	for _, f := range ran.Files {
		for _, a := range f.Attempts {
			seen := map[cite]bool{}
			for _, g := range a.RestsOn {
				if *g.Mark != "inferred" && *g.Mark != "folklore" {
					t.Errorf("%s#%d: %s is %s", *f.Path, *a.Number, *g.What, *g.Mark)
				}
				seen[of(g.wireCite)] = true
			}
			for c := range seen {
				want[c]++
			}
			if attempts++; len(seen) == 0 {
				sound++
			}
		}
	}
	if e := ran.Evidence; len(e.Citations) != len(want) || *e.Attempts != attempts || *e.Sound != sound || sound == 0 || sound == attempts {
		t.Errorf("%d citations, want %d; %d of %d attempts are sound, want %d of %d", len(e.Citations), len(want), *e.Sound, *e.Attempts, sound, attempts)
	}
	last := attempts
	for _, c := range ran.Evidence.Citations {
		most := 0
		for _, s := range c.Of {
			most = max(most, *s.Attempts)
		}
		if n := want[of(c.wireCite)]; *c.Attempts != n || n > last || most > n || most == 0 {
			t.Errorf("%s: %d attempts, want %d, after one with %d; one thing that has it is counted %d times", *c.Source, *c.Attempts, n, last, most)
		}
		last = *c.Attempts
	}
}
