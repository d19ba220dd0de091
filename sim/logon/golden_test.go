package logon_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

var update = flag.Bool("update", false, "write testdata/traces and testdata/citations instead of comparing with them")

const tracesFolder = "../../testdata/traces"

// The rules that each attempt of the catalogue takes, by their names only, so that a change of the table shows as a
// change of what happens, and rewording a citation does not.
func TestTheTracesOfTheCatalogueAreThoseOfTheGoldens(t *testing.T) {
	want := map[string]bool{}
	for _, path := range scenarios.CatalogueFiles() {
		golden := filepath.Join(tracesFolder, filepath.FromSlash(strings.TrimSuffix(path, ".yaml"))+".txt")
		want[golden] = true
		t.Run(path, func(t *testing.T) {
			if file := catalogueFile(t, path); file != nil {
				compareGolden(t, golden, tracesOf(t, file))
			}
		})
	}
	forEachGolden(t, func(golden string) {
		switch {
		case want[golden]:
		case *update:
			if err := os.Remove(golden); err != nil {
				t.Error(err)
			}
		default:
			t.Errorf("%s: the catalogue has no such scenario; go test ./sim/logon -update removes it", golden)
		}
	})
}

func tracesOf(t *testing.T, file *scenarios.File) string {
	var b strings.Builder
	playCatalogue(t, file, func(name string, _ *logon.Question, o logon.Outcome) {
		fmt.Fprintf(&b, "# %s\n", name)
		retest := false
		for _, s := range o.Trace {
			if s.Round > 0 && !retest {
				b.WriteString("-- the password typed at the prompt --\n")
				retest = true
			}
			fmt.Fprintf(&b, "%s | %s | %s\n", s.State, s.Condition, s.Next)
		}
		fmt.Fprintf(&b, "= error %d, session %s, because %s\n\n", o.Error, o.Session, o.Because)
	})
	return b.String()
}

func compareGolden(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v; go test ./sim/logon -update writes it", err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("(-want +got); go test ./sim/logon -update rewrites it\n%s", diff)
	}
}

func forEachGolden(t *testing.T, do func(golden string)) {
	t.Helper()
	err := filepath.WalkDir(tracesFolder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			do(path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
