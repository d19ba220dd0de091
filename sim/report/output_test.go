package report_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"ntlmsim/sim/report"
)

// An output is whole or not at all: until it is written, and where that fails, what was there before stays.
func TestAnOutputIsWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "report"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(path, []byte("old"), 0o600), os.Symlink(path, link)); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name    string
		content string
		err     error
		want    string
	}{{path, "", errors.New("no"), "old"}, {path, "new", nil, "new"}, {link, "newer", nil, "newer"}} {
		o, err := report.NewOutput("--junit", step.name, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Write(func() ([]byte, error) { return []byte(step.content), step.err }); (err == nil) != (step.err == nil) {
			t.Errorf("writing %q: %v", step.content, err)
		}
		o.Abandon()
		if got, _ := os.ReadFile(path); string(got) != step.want {
			t.Errorf("%s: got %q, want %q", step.name, got, step.want)
		}
	}
	if target, err := os.Readlink(link); err != nil || target != path {
		t.Errorf("the link leads to %q: %v", target, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
