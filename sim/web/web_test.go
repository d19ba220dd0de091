package web_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func catalogue(t testing.TB) []*scenarios.File { return modeltest.CatalogueOf(t, "web") }

func TestEveryScenarioIsAsExpected(t *testing.T) {
	attempts := 0
	for _, f := range catalogue(t) {
		if f.Comment == "" {
			t.Errorf("%s: no comment says what it shows", f.Path)
		}
		for p := range f.Model().Play(f) {
			attempts++
			for _, d := range p.Decision.Differences {
				t.Errorf("%s#%d %s: %s: want %s, got %s", f.Path, p.Number, p.Name, d.Field, d.Want, d.Got)
			}
		}
	}
	modeltest.Claims(t, "The %s attempts in %s files about web servers are as expected", attempts, len(catalogue(t)))
	modeltest.Claims(t, "the %s rows of the three tables but six", len(scenarios.Web().Rows()))
}

// ofShares are rows that no browser takes: they are for shares, where a session can be anonymous.
var ofShares = []sim.State{"ntlm.nobody", "ntlm.no-domain", "ntlm.itself", "ntlm.revoked-since", "ntlm.restricted", "ntlm.owner-disabled"}

func TestEveryRowIsCitedAndTaken(t *testing.T) {
	model := scenarios.Web()
	modeltest.Cited(t, model)
	for _, r := range scenarios.Untaken(model, catalogue(t)...) {
		if !slices.Contains(ofShares, r.To) {
			t.Errorf("no attempt takes %s | %s | %s", r.From, r.If, r.To)
		}
	}
}

func TestTheRowsOfSharesAreTakenThere(t *testing.T) {
	taken := map[sim.State]bool{}
	for _, f := range modeltest.Catalogue(t) {
		for p := range f.Model().Play(f) {
			for _, s := range p.Outcome().Trace {
				taken[s.Next] = true
			}
		}
	}
	for _, s := range ofShares {
		if !taken[s] && s != "ntlm.nobody" {
			t.Errorf("no attempt at a share ends in %s", s)
		}
	}
}

// The article is no part of the project: NTLMSIM_ARTICLES is its folder.
func TestEveryQuotationIsInTheArticle(t *testing.T) {
	folder := os.Getenv("NTLMSIM_ARTICLES")
	if folder == "" {
		t.Skip("NTLMSIM_ARTICLES=FOLDER says where the articles are")
	}
	names, err := filepath.Glob(filepath.Join(folder, "000_*.txt"))
	if err != nil || len(names) != 1 {
		t.Fatalf("%s: got %v, want one article", folder, names)
	}
	text, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	if n := modeltest.Quoted(t, scenarios.Web(), map[string]string{"KB 326985": string(text)}); n > 0 {
		t.Errorf("%d quotations are of other documents, and not checked", n)
	}
}

func TestTheTracesAreGolden(t *testing.T) {
	for _, f := range catalogue(t) {
		golden := filepath.Join("testdata", strings.TrimSuffix(filepath.Base(f.Path), ".yaml")+".txt")
		modeltest.Golden(t, f, golden, *update)
	}
}

// unadvised are the reasons for which a page is refused and no change of the site, the names or the clocks helps.
var unadvised = map[sim.State]string{
	"refused.replay":  "a copied request is refused, and that is right",
	"alone.sensitive": "that is what the option and the group are for",
}

// Each page that is refused has advice, but where NTLM decides: that is the advice of the model of NET USE.
func TestEveryRefusedPageHasAdvice(t *testing.T) {
	advised := 0
	for _, f := range catalogue(t) {
		for p := range f.Model().Play(f) {
			d := p.Decision
			if len(d.Advice) > 0 {
				advised++
			}
			if d.Result == scenarios.Failure && len(d.Advice) == 0 && d.End != "denied.ntlm" && unadvised[d.Because] == "" {
				t.Errorf("%s#%d %s: no advice (%s)", f.Path, p.Number, p.Name, d.Because)
			}
			for _, a := range d.Advice {
				if a.Run != "" && !strings.Contains(a.Run, ": ") {
					t.Errorf("%s#%d: %q does not say where", f.Path, p.Number, a.Run)
				}
			}
		}
	}
	t.Logf("%d attempts have advice", advised)
}
