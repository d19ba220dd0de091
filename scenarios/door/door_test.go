package door_test

import (
	"flag"
	"os"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/door"
	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim"
)

var update = flag.Bool("update", false, "rewrite the golden file")

func load(t *testing.T) *scenarios.File {
	t.Helper()
	data, err := os.ReadFile("door.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file, err := scenarios.LoadAs(append(scenarios.Models(), door.Model()), "door.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestItsRowsAreCitedAndTaken(t *testing.T) {
	modeltest.Cited(t, door.Model())
	modeltest.Taken(t, door.Model(), load(t))
	if rows := scenarios.Untaken(door.Model()); len(rows) != 4 {
		t.Errorf("without a file %d rows are not taken", len(rows))
	}
	if n := modeltest.Quoted(t, door.Model(), map[string]string{"the house rules": "Rule 1. At night\nonly guards get through."}); n != 0 {
		t.Errorf("%d quotations are not checked", n)
	}
}

func TestItsTracesAreGolden(t *testing.T) {
	modeltest.Golden(t, load(t), "testdata/door.txt", *update)
}

// A recorder is a test that only remembers whether it has failed.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.failed = true }

// Each test of modeltest can fail.
func TestWhatIsWrongIsFound(t *testing.T) {
	uncited := door.Model()
	rows := uncited.Rows()
	rows[0].Cite.Source = ""
	uncited.Rows = func() []sim.Row { return rows }
	for name, test := range map[string]func(testing.TB){
		"a row without a source":      func(t testing.TB) { modeltest.Cited(t, uncited) },
		"rows that nothing takes":     func(t testing.TB) { modeltest.Taken(t, door.Model()) },
		"a quotation that is not one": func(t testing.TB) { modeltest.Quoted(t, door.Model(), map[string]string{"the house rules": "By day."}) },
		"other traces":                func(t testing.TB) { modeltest.Golden(t, load(t.(*recorder).TB.(*testing.T)), "door.yaml", false) },
	} {
		r := &recorder{TB: t}
		if test(r); !r.failed {
			t.Errorf("%s: nothing fails", name)
		}
	}
}
