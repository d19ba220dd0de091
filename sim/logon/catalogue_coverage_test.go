package logon_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// catalogueFile is one file of the embedded catalogue, loaded.
func catalogueFile(t *testing.T, path string) *scenarios.File {
	t.Helper()
	data, err := fs.ReadFile(scenarios.Catalogue(), path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := scenarios.Load(path, data)
	if err != nil {
		t.Errorf("%s does not load: %v", path, err)
		return nil
	}
	return file
}

// askCatalogue asks every attempt of a file, each as those before it have left the world.
func askCatalogue(t *testing.T, file *scenarios.File, see func(name string, q *logon.Question)) {
	t.Helper()
	playCatalogue(t, file, func(name string, q *logon.Question, _ logon.Outcome) { see(name, q) })
}

// playCatalogue is askCatalogue with what comes of each attempt, both tries at a prompt counted.
func playCatalogue(t *testing.T, file *scenarios.File, see func(name string, q *logon.Question, o logon.Outcome)) {
	t.Helper()
	world, err := logon.NewWorld(file.Topology)
	if err != nil {
		t.Errorf("%s: %v", file.Path, err)
		return
	}
	for p := range file.Play(world) {
		q, problems := p.Before.Question(p.Attempt.Attempt)
		if len(problems) > 0 {
			t.Errorf("%s: %s: %v", file.Path, p.Name, problems)
			continue
		}
		see(p.Name, q, p.Outcome())
	}
}

// Every row of the table, and every pair of rows that some small world takes one after the other, is taken by a
// scenario of the catalogue. What is missing is printed as a list of work, what the small worlds take most often
// first; NTLMSIM_MISSING=FILE writes it to a file.
func TestTheCatalogueTakesEveryRowAndEveryPairOfRows(t *testing.T) {
	r := everything(t)
	rows, pairs := map[int32]bool{}, map[pairOfRows]bool{}
	attempts := 0
	for _, path := range scenarios.CatalogueFiles() {
		file := catalogueFile(t, path)
		if file == nil {
			continue
		}
		askCatalogue(t, file, func(_ string, q *logon.Question) {
			var facts logon.Facts
			attempts++
			q.AskTraces(&facts, nil, func(trace sim.Trace) {
				for i, row := range trace {
					rows[row] = true
					if i > 0 && !leads(trace[i-1]) {
						pairs[pairOfRows{trace[i-1], row}] = true
					}
				}
			})
		})
	}
	for p := range pairs {
		if r.pairs[p] == nil {
			t.Errorf("a scenario takes what no small world does: mend the small worlds\n    %s", describePair(p))
		}
	}
	for row := range rows {
		if r.rows[row] == nil {
			t.Errorf("a scenario takes what no small world does: mend the small worlds\n    %s", describeRow(row))
		}
	}
	t.Logf("%d attempts take %d of %d rows and %d of %d pairs", attempts, len(rows), len(r.rows), len(pairs), len(r.pairs))
	modeltest.Claims(t, "%s of %s rows and %s of %s pairs, by %s attempts", len(rows), len(r.rows), len(pairs), len(r.pairs), attempts)
	list := missing(r, rows, pairs)
	writeMissing(t, list)
	if len(list) > 0 {
		t.Errorf("the catalogue lacks %d rows and %d pairs; %d more attempts would take them:\n%s",
			len(r.rows)-len(rows), len(r.pairs)-len(pairs), len(list), strings.Join(list, "\n"))
	}
}

// A lack is what the scenarios do not take: a row, or a pair of rows.
type lack struct {
	taken *taken
	row   int32
	pair  *pairOfRows
}

func (l lack) describe() string {
	if l.pair != nil {
		return "pair " + describePair(*l.pair)
	}
	return "row  " + describeRow(l.row)
}

// missing describes the rows and pairs that no scenario takes, the most frequent first: each attempt of the list is
// the simplest example for the first of them, and takes all that are listed above it.
func missing(r *reach, rows map[int32]bool, pairs map[pairOfRows]bool) []string {
	var lacking []lack
	for row, t := range r.rows {
		if !rows[row] {
			lacking = append(lacking, lack{taken: t, row: row})
		}
	}
	for p, t := range r.pairs {
		if !pairs[p] {
			lacking = append(lacking, lack{taken: t, pair: &p})
		}
	}
	slices.SortFunc(lacking, func(a, b lack) int {
		return cmp.Or(b.taken.times-a.taken.times, strings.Compare(a.describe(), b.describe()))
	})
	var list []string
	for len(lacking) > 0 {
		example := lacking[0].taken
		var here, rest []lack
		for _, l := range lacking {
			if slices.Contains(example.rows, l.row) && l.pair == nil || l.pair != nil && takes(example.rows, *l.pair) {
				here = append(here, l)
			} else {
				rest = append(rest, l)
			}
		}
		var b strings.Builder
		for _, l := range here {
			fmt.Fprintf(&b, "%s (%d)\n", l.describe(), l.taken.times)
		}
		list = append(list, b.String()+indent(example.example()))
		lacking = rest
	}
	return list
}

func takes(trace []int32, p pairOfRows) bool {
	for i := range trace[1:] {
		if trace[i] == p[0] && trace[i+1] == p[1] {
			return true
		}
	}
	return false
}

func indent(text string) string {
	return "      " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n      ") + "\n"
}

func writeMissing(t *testing.T, list []string) {
	t.Helper()
	path := os.Getenv("NTLMSIM_MISSING")
	if path == "" {
		return
	}
	text := fmt.Sprintf("%d attempts are missing\n\n%s", len(list), strings.Join(list, "\n"))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Error(err)
	}
}

// What is printed as an example is a scenario that lacks only its opening comment, a name and what is wanted, and takes
// what it is printed for.
func TestTheExamplesOfSmallWorldsAreScenarios(t *testing.T) {
	var examples []*taken
	for _, of := range everything(t).rows {
		examples = append(examples, of)
	}
	for _, of := range everything(t).pairs {
		examples = append(examples, of)
	}
	for _, of := range examples {
		text := "# An example.\n" + strings.Replace(of.example(), "attempts:\n  - ", "attempts:\n  - name: an example\n    want: {error: 0}\n    ", 1)
		file, err := scenarios.Load("example.yaml", []byte(text))
		if err != nil {
			t.Errorf("%v\n%s", err, text)
			continue
		}
		askCatalogue(t, file, func(_ string, q *logon.Question) {
			var facts logon.Facts
			var got []int32
			q.AskTraces(&facts, nil, func(trace sim.Trace) { got = slices.Clone(trace) })
			if !slices.Equal(got, of.rows) {
				t.Errorf("takes %v, printed for %v\n%s", got, of.rows, text)
			}
		})
	}
	t.Logf("%d examples", len(examples))
}

// What is known before any database is asked is left out of a decision: it decides as the whole table does.
func TestADecisionIsThatOfTheWholeTable(t *testing.T) {
	asked := 0
	for _, path := range scenarios.CatalogueFiles() {
		askCatalogue(t, catalogueFile(t, path), func(name string, q *logon.Question) {
			var f logon.Facts
			q.Resolve(&f)
			short := logon.Decide(&f)
			if whole, _ := logon.DecideTrace(&f, nil); short != whole {
				t.Errorf("%s: %s: got %s and %s, want %s and %s", path, name, short.Because(), short.End(), whole.Because(), whole.End())
			}
			asked++
		})
	}
	if asked < 1000 {
		t.Errorf("%d questions only", asked)
	}
}

// Samba has no logs of Windows: what it records stands in its own audit log.
func TestSambaWritesNoEventsOfWindows(t *testing.T) {
	refused := 0
	for _, path := range scenarios.CatalogueFiles() {
		file := catalogueFile(t, path)
		samba := map[string]bool{}
		for _, m := range file.Topology.Machines {
			samba[m.Name] = strings.HasPrefix(m.Profile, "samba-")
		}
		playCatalogue(t, file, func(name string, _ *logon.Question, o logon.Outcome) {
			for _, e := range o.Beside {
				if samba[e.Machine] {
					t.Errorf("%s: %s: %s, Samba, logs event %d", path, name, e.Machine, e.ID)
				}
			}
			if o.Error != 0 && samba[o.Sent.To] {
				refused++
			}
		})
	}
	if refused < 100 {
		t.Errorf("%d refusals of Samba only", refused)
	}
}
