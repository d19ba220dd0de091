package windows

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func load(t testing.TB, name, text string) *scenarios.File {
	t.Helper()
	file, err := scenarios.Load(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func catalogue(t testing.TB, name string) *scenarios.File {
	t.Helper()
	data, err := fs.ReadFile(scenarios.Catalogue(), name)
	if err != nil {
		t.Fatal(err)
	}
	return load(t, name, string(data))
}

func golden(t *testing.T, at string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", at, diff)
	}
}
