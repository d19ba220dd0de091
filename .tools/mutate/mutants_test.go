package main

import (
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const small = `package p

var list = []rule{
	row("a", even, "b", kb("one")),
	row("a", otherwise("not"), "c", kb("two")),
}

func f(n int) bool {
	if n > 1 && ok {
		return true
	}
	n++
	return even(n)
}
`

func TestEachKindOfMutantIsFoundOnce(t *testing.T) {
	list, err := mutantsOf("p.go", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range list {
		got = append(got, m.key())
		if _, err := format.Source(m.apply([]byte(small))); err != nil {
			t.Errorf("%s is no Go: %v", m.key(), err)
		}
		if string(m.apply([]byte(small))) == small {
			t.Errorf("%s changes nothing", m.key())
		}
	}
	for _, want := range []string{
		`p.go list: drop row("a", even, "b", kb("one"))`,
		`p.go list: swap row("a", even, "b", kb("one")) and row("a", otherwise("not"), "c", kb("two"))`,
		`p.go list: swap field 2 of even and otherwise("not")`,
		`p.go list: swap field 3 of "b" and "c"`,
		`p.go list: swap field 4 of kb("one") and kb("two")`,
		`p.go list: negate the condition even`,
		`p.go list: "one" becomes "~one"`,
		`p.go f: > becomes >= in n > 1`,
		`p.go f: 1 becomes 2`,
		`p.go f: && becomes || in n > 1 && ok`,
		`p.go f: drop if n > 1 && ok { return true }`,
		`p.go f: true becomes false`,
		`p.go f: drop n++`,
		`p.go f: even(n) becomes !(even(n))`,
	} {
		if n := len(slices.DeleteFunc(slices.Clone(got), func(key string) bool { return key != want })); n != 1 {
			t.Errorf("%s: found %d times in\n%s", want, n, strings.Join(got, "\n"))
		}
	}
	if slices.Contains(got, `p.go list: negate the condition otherwise("not")`) {
		t.Error("the last row of a state has nothing to negate")
	}
}

// A source with its mutants in it is Go, has each of them once, and the lines that are said to be a mutant's are.
func TestMutantsAreWovenIntoTheirSource(t *testing.T) {
	list, err := mutantsOf("p.go", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	var results []*result
	for i, m := range list {
		results = append(results, &result{mutant: m, number: i + 1})
	}
	text, spans := woven(small, results)
	if _, err := format.Source([]byte(text)); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	lines := strings.Split(text, "\n")
	seen := map[int]bool{}
	for _, s := range spans {
		if len(s.mutants) > 1 {
			continue // the choice of a value
		}
		m := s.mutants[0]
		if here := strings.Join(lines[s.first-1:s.last], "\n"); !strings.Contains(here, m.within(small)) || seen[m.number] {
			t.Errorf("lines %d to %d are not of %s alone:\n%s", s.first, s.last, m.key(), here)
		}
		seen[m.number] = true
	}
	if len(seen) != len(list) {
		t.Errorf("%d of %d mutants are in\n%s", len(seen), len(list), text)
	}
}

// The key of a mutant does not change with the lines above it, and no two are the same.
func TestTheKeyOfAMutantStays(t *testing.T) {
	before, _ := mutantsOf("p.go", []byte(small))
	after, _ := mutantsOf("p.go", []byte(strings.Replace(small, "var list", "// More.\n\nvar list", 1)))
	keys := map[string]bool{}
	for i, m := range before {
		if m.key() != after[i].key() || keys[m.key()] {
			t.Errorf("%q, with two lines above it %q; twice: %t", m.key(), after[i].key(), keys[m.key()])
		}
		keys[m.key()] = true
	}
}

func TestAnEquivalentMutantHasAReason(t *testing.T) {
	for text, want := range map[string]string{
		"# none\n":                    "",
		"a f: x\n  since y\n  is z\n": "",
		"a f: x\n":                    "has no reason",
		"  since y\n":                 "without a mutant",
		"a f: x\n  y\na f: x\n  z\n":  "there twice",
	} {
		path := filepath.Join(t.TempDir(), "equivalent.txt")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		list, err := readEquivalents(path)
		if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v, want %q", text, list, err, want)
		}
		if err == nil && len(list) > 0 && list["a f: x"] != "since y is z" {
			t.Errorf("%q: %v", text, list)
		}
	}
	if _, err := readEquivalents("equivalent.txt"); err != nil {
		t.Error(err)
	}
	several := equivalents{"a f: swap *": "order is nothing"}
	for what, want := range map[string]bool{"swap x and y": true, "drop x": false} {
		if _, got := several.entry(mutant{file: "a", where: "f", what: what}); got != want {
			t.Errorf("%s: got %t", what, got)
		}
	}
}
