package logon_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// cited is every cite there is, with where it stands.
func cited() (list []struct {
	where string
	cite  sim.Cite
}) {
	add := func(where string, c sim.Cite) {
		list = append(list, struct {
			where string
			cite  sim.Cite
		}{where, c})
	}
	for i, r := range logon.Rules().Rules() {
		add(fmt.Sprintf("row %d, %s", i, describeRow(int32(i))), r.Cite)
	}
	for _, e := range logon.Endings() {
		add("ending "+e.State, e.Cite)
	}
	for _, p := range logon.Profiles() {
		for _, v := range p.Values {
			add("profile "+p.Name+", "+v.Setting.Name, v.Cite)
		}
	}
	for where, c := range logon.CodeCites() {
		add(where, c)
	}
	return list
}

func TestEverythingIsCited(t *testing.T) {
	marks := map[sim.Mark]int{}
	quoted := 0
	for _, c := range cited() {
		if problem := modeltest.CiteProblem(c.cite); problem != "" {
			t.Errorf("%s: %s", c.where, problem)
		}
		marks[c.cite.Mark]++
		if c.cite.Quote != "" {
			quoted++
		}
	}
	t.Logf("%d cites, %d with a quotation: %v", len(cited()), quoted, marks)
}

// A quotation is in the document it is from, white space folded. The documents are no part of the project:
// NTLMSIM_ARTICLES is the folder of the articles, and beside its parent is the reference.
func TestEveryQuotationIsInItsDocument(t *testing.T) {
	quotes := map[[2]string]string{} // source, quotation: where it stands
	for _, c := range cited() {
		if c.cite.Quote != "" {
			quotes[[2]string{c.cite.Source, c.cite.Quote}] = c.where
		}
	}
	folder := os.Getenv("NTLMSIM_ARTICLES")
	if folder == "" {
		t.Skipf("%d quotations not checked: NTLMSIM_ARTICLES=FOLDER says where the articles are", len(quotes))
	}
	article := document(t, folder, "001_*.txt")
	reference := document(t, folder, "../reference/windows-logon-semantics.md")
	sentences := section(t, reference, "### 1.3 ", "### 1.4 ")
	found := map[string]int{}
	for quote, where := range quotes {
		words := folded(quote[1])
		switch {
		case quote[0] == "KB 103390" && strings.Contains(article, words):
			found["in the article"]++
		case quote[0] == "KB 103390" && strings.Contains(sentences, words):
			found["in the reference, section 1.3, where the article has them in German"]++
		case quote[0] == "KB 103390":
			t.Errorf("%s: KB 103390 does not say %q", where, quote[1])
		case strings.Contains(reference, words):
			found["in the reference"]++
		default:
			found["from documents not at hand: not checked"]++
			t.Logf("not at hand: %s: %q", quote[0], quote[1])
		}
	}
	for _, where := range []string{"in the article", "in the reference, section 1.3, where the article has them in German", "in the reference",
		"from documents not at hand: not checked"} {
		t.Logf("%3d of %d quotations %s", found[where], len(quotes), where)
	}
}

func document(t *testing.T, folder, pattern string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil || len(names) != 1 {
		t.Fatalf("NTLMSIM_ARTICLES=%s: %s: got %d files, want one (%v)", folder, pattern, len(names), err)
	}
	text, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	return folded(string(text))
}

// section is what stands between two headings of a folded document.
func section(t *testing.T, text, from, to string) string {
	t.Helper()
	_, after, ok := strings.Cut(text, folded(from)+" ")
	before, _, ends := strings.Cut(after, folded(to)+" ")
	if !ok || !ends {
		t.Fatalf("the reference has no section between %q and %q", from, to)
	}
	return before
}

func folded(text string) string { return strings.Join(strings.Fields(text), " ") }
