package postback_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim/postback"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func catalogue(t testing.TB) []*scenarios.File { return modeltest.CatalogueOf(t, "postback") }

func TestEveryScenarioIsAsExpected(t *testing.T) {
	attempts := 0
	for _, f := range catalogue(t) {
		for p := range f.Model().Play(f) {
			attempts++
			for _, d := range p.Decision.Differences {
				t.Errorf("%s#%d %s: %s: want %s, got %s", f.Path, p.Number, p.Name, d.Field, d.Want, d.Got)
			}
		}
	}
	modeltest.Claims(t, "All of the %s attempts about view state", attempts)
}

func TestEveryRowIsCitedAndTaken(t *testing.T) {
	modeltest.Cited(t, scenarios.Postback())
	modeltest.Taken(t, scenarios.Postback(), catalogue(t)...)
}

// The article is no part of the project: NTLMSIM_ARTICLES is its folder.
func TestEveryQuotationIsInTheArticle(t *testing.T) {
	folder := os.Getenv("NTLMSIM_ARTICLES")
	if folder == "" {
		t.Skip("NTLMSIM_ARTICLES=FOLDER says where the articles are")
	}
	names, err := filepath.Glob(filepath.Join(folder, "002_*.txt"))
	if err != nil || len(names) != 1 {
		t.Fatalf("%s: got %v, want one article", folder, names)
	}
	text, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	if n := modeltest.Quoted(t, scenarios.Postback(), map[string]string{postback.KB: string(text)}); n > 0 {
		t.Errorf("%d quotations are of other documents, and not checked", n)
	}
}

func TestTheTracesAreGolden(t *testing.T) {
	for _, f := range catalogue(t) {
		golden := filepath.Join("testdata", strings.TrimSuffix(filepath.Base(f.Path), ".yaml")+".txt")
		modeltest.Golden(t, f, golden, *update)
	}
}

// unadvised are the reasons for which no change is known.
var unadvised = map[string]bool{"failed.format": true}

// Every state that is lost has advice, and the article's solutions are among it.
func TestEveryFailureHasAdvice(t *testing.T) {
	solutions := map[string]int{"<machineKey>": 0, "affinity": 0, "aspnet_regiis -ga": 0, "loadUserProfile:true": 0, "Provision-AutoGenKeys": 0, "sign on as": 0}
	for _, f := range catalogue(t) {
		for p := range f.Model().Play(f) {
			d := p.Decision
			if d.Result != scenarios.Success && (len(d.Advice) == 0) != unadvised[string(d.Because)] {
				t.Errorf("%s#%d %s (%s): %d changes are advised", f.Path, p.Number, p.Name, d.Because, len(d.Advice))
			}
			for _, a := range d.Advice {
				for s := range solutions {
					if strings.Contains(a.Change+a.Run, s) {
						solutions[s]++
					}
				}
			}
		}
	}
	for s, n := range solutions {
		if n == 0 {
			t.Errorf("nothing advises %s", s)
		}
	}
}

// No text of a prediction has a key.
func TestNoKeyIsTold(t *testing.T) {
	told := 0
	for _, f := range catalogue(t) {
		for p := range f.Model().Play(f) {
			d := p.Decision
			text := d.Asked + d.Verdict + d.Reason + d.Caveat + strings.Join(d.Logged, "")
			for _, s := range d.Steps {
				text += s.Found
			}
			for _, a := range d.Advice {
				text += a.Change + a.Run + a.Caveat
			}
			told += len(text)
			for _, k := range []string{"A1A1", "B2B2", "C3C3", "not digits"} {
				if strings.Contains(text, k) {
					t.Errorf("%s#%d %s: a key is told: %q", f.Path, p.Number, p.Name, text)
				}
			}
		}
	}
	if told < 10_000 {
		t.Errorf("only %d characters were looked at", told)
	}
}
