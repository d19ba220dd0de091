package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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
