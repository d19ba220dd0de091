package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

const outcomesGolden = "../../testdata/outcomes.md"

// How attempts can end, and how sure that is, changes only where somebody reads it.
func TestTheOutcomesAreTheRecordedOnes(t *testing.T) {
	out, err := outcomes()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(outcomesGolden, []byte(out.Markdown()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	written, err := os.ReadFile(outcomesGolden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(out.Markdown(), "\n"), strings.Split(string(written), "\n")); diff != "" {
		t.Errorf("go test ./cmd/ntlmsim -run Outcomes -update writes it anew (-want +got)\n%s", diff)
	}
}

// Every final state is in the table, with the rows that lead there; and every attempt of the catalogue once where it
// ends, with its error and its session.
func TestTheOutcomesAreThoseOfTheRulesAndTheCatalogue(t *testing.T) {
	out, err := outcomes()
	if err != nil {
		t.Fatal(err)
	}
	states, rows := map[sim.State]bool{}, 0
	for _, o := range out.Outcomes {
		for _, s := range o.States {
			states[s] = true
		}
		if n := total(o.Endings); n != len(o.States) || total(o.Rows) < n {
			t.Errorf("%s %d %s: %d states mean something, and %d rows lead to %d", o.Stage, o.Error, o.Session, n, total(o.Rows), len(o.States))
		}
	}
	for _, o := range out.ByError() {
		rows += total(o.Rows)
	}
	final := 0
	for _, r := range logon.Rules().Rules() {
		if id, _ := logon.Rules().ID(r.To); logon.Rules().Final(id) {
			final++
			if !states[r.To] {
				t.Errorf("%s is missing", r.To)
			}
		}
	}
	if rows != final {
		t.Errorf("%d rows lead to final states, and the table has %d", final, rows)
	}
	type end struct {
		error   uint32
		session string
	}
	want, got := map[end]int{}, map[end]int{}
	var ran wireRun
	decode(t, &ran, "run", "--json")
	for _, f := range ran.Files {
		for _, a := range f.Attempts {
			if a.Error != nil { // nil: of another model
				want[end{uint32(*a.Error), *a.Session}]++
			}
		}
	}
	for _, o := range out.Outcomes {
		if !o.GoesOn {
			got[end{o.Error, o.Session}] += o.Attempts
		}
	}
	for e, n := range want {
		if got[e] < n { // an attempt at whose prompt something is typed ends twice
			t.Errorf("%d attempts end in %d, session %s, and the table has %d", n, e.error, e.session, got[e])
		}
	}
	for e, n := range got {
		if want[e] == 0 && n > 0 && e.session != "none" {
			t.Errorf("the table has %d attempts that end in %d, session %s, and none does", n, e.error, e.session)
		}
	}
}

func total(count map[sim.Mark]int) (n int) {
	for _, c := range count {
		n += c
	}
	return n
}
