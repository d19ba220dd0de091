package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
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
		o, err := newOutput("--junit", step.name, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.write(func() ([]byte, error) { return []byte(step.content), step.err }); (err == nil) != (step.err == nil) {
			t.Errorf("writing %q: %v", step.content, err)
		}
		o.abandon()
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

// Every command that writes a file makes sure that it can before it does anything else, and leaves nothing where it
// cannot, or where something else is wrong.
func TestAnOutputThatCannotBeWrittenIsSaidFirst(t *testing.T) {
	dir := t.TempDir()
	old, nowhere := filepath.Join(dir, "old"), filepath.Join(dir, "nowhere")
	if err := errors.Join(os.WriteFile(old, []byte("old"), 0o644), os.Symlink(filepath.Join(dir, "absent"), nowhere)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("NTLMSIM_AS_PROGRAM", "1") // for whatever is started
	const file = "kb103390/example.yaml"
	at := []string{"--at", "NET=127.0.0.1:1", "--at", "SCRATCH=127.0.0.1:1"}
	for _, bad := range []string{filepath.Join(dir, "no", "such"), filepath.Join(old, "below"), dir, nowhere} {
		for _, args := range [][]string{
			{"run", file, "--junit", bad},
			append([]string{"replay", file, "--record", filepath.Join(dir, "seen"), "--junit", bad}, at...),
			append([]string{"replay", file, "--record", bad}, at...),
			{"graph", file, "--output", bad},
			{"lab", "run", "--json", file, "--junit", bad},
			{"lab", "run", "--json", file, "--record", bad},
		} {
			if stdout, stderr, code := tryRun(t, "", args...); code != exitUsage || stdout != "" || !strings.HasPrefix(stderr, "ntlmsim: --") {
				t.Errorf("%q: exit code %d, want %d\n%s%s", args, code, exitUsage, stdout, stderr)
			}
		}
	}
	if _, _, code := tryRun(t, "", "run", file, "--junit", old, "--set", "NET.Nothing=1"); code != exitUsage {
		t.Errorf("--set: exit code %d, want %d", code, exitUsage)
	}
	if got, _ := os.ReadFile(old); string(got) != "old" {
		t.Errorf("%s: %q", old, got)
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
}
