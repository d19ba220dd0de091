// Package modeltest has the tests that every model needs: its rows are cited and taken, its quotations are in their
// documents, and its traces are as a golden file has them.
package modeltest

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
)

// Catalogue loads every file of the catalogue about NET USE.
func Catalogue(t testing.TB) []*scenarios.File { return CatalogueOf(t, "logon") }

// CatalogueOf loads every file of a model.
func CatalogueOf(t testing.TB, model string) (list []*scenarios.File) {
	t.Helper()
	for _, path := range scenarios.CatalogueOf(model) {
		data, err := scenarios.ReadFile(scenarios.Catalogue(), path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := scenarios.Load(path, data)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, file)
	}
	return list
}

// CiteProblem says what is wrong with a cite, or "".
func CiteProblem(c sim.Cite) string {
	switch {
	case c.Source == "":
		return "no source"
	case c.Quote == "" && c.Note == "":
		return "neither a quotation nor a note"
	case !slices.Contains([]sim.Mark{sim.Documented, sim.Observed, sim.Inferred, sim.Folklore}, c.Mark):
		return fmt.Sprintf("%q is no mark", c.Mark)
	case c.Quote != "" && c.Mark != sim.Documented && c.Mark != sim.Inferred:
		return fmt.Sprintf("a document is quoted, and the mark is %s", c.Mark)
	}
	return ""
}

// Cited fails for each row of a model whose cite says too little.
func Cited(t testing.TB, m scenarios.Model) {
	t.Helper()
	for _, r := range m.Rows() {
		if problem := CiteProblem(r.Cite); problem != "" {
			t.Errorf("%s | %s: %s", r.From, r.If, problem)
		}
	}
}

// Quoted fails for each quotation of a model's rows that is not in its document, white space folded. documents are
// texts by source; what a source that is not there says is not checked, and counted.
func Quoted(t testing.TB, m scenarios.Model, documents map[string]string) (unchecked int) {
	t.Helper()
	for _, r := range m.Rows() {
		text, ok := documents[r.Cite.Source]
		switch {
		case r.Cite.Quote == "":
		case !ok:
			unchecked++
		case !strings.Contains(folded(text), folded(r.Cite.Quote)):
			t.Errorf("%s | %s: %s does not say %q", r.From, r.If, r.Cite.Source, r.Cite.Quote)
		}
	}
	return unchecked
}

func folded(text string) string { return strings.Join(strings.Fields(text), " ") }

// Taken fails for each row of a model that no attempt of the files takes.
func Taken(t testing.TB, m scenarios.Model, files ...*scenarios.File) {
	t.Helper()
	for _, r := range scenarios.Untaken(m, files...) {
		t.Errorf("no attempt takes %s | %s | %s", r.From, r.If, r.To)
	}
}

// Traces is the rows that each attempt of a file takes, a line each, and what comes of it.
func Traces(f *scenarios.File) string {
	var b strings.Builder
	for p := range f.Model().Play(f) {
		fmt.Fprintf(&b, "# %s\n", p.Name)
		for _, s := range p.Trail() {
			fmt.Fprintf(&b, "%s | %s | %s\n", s.State, s.Condition, s.Next)
		}
		if d := p.Decision; d != nil {
			fmt.Fprintf(&b, "= %s, because %s\n", d.Verdict, d.Because)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Golden compares the traces of a file with a golden file; with update it writes that.
func Golden(t testing.TB, f *scenarios.File, golden string, update bool) {
	t.Helper()
	got := Traces(f)
	if update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: -want +got; go test -update rewrites it\n%s", golden, diff)
	}
}
