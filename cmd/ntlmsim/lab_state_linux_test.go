package main

import (
	"os"
	"strings"
	"testing"

	"ntlmsim/sim/lab"
)

// While a lab is being built, who asks it is told to wait.
func TestALabThatIsBeingBuiltSaysSo(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	state, err := lab.ClaimState("one.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lab.ClaimState("other.yaml"); err == nil {
		t.Error("two labs are built at a time")
	}
	for _, args := range [][]string{{"lab", "exec", "SRV", "--", "true"}, {"replay", "kb103390/example.yaml"}} {
		_, stderr, code := tryRun(t, "", args...)
		if want := "the lab of one.yaml is being built\nWait until ntlmsim lab status"; code != exitServer || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d, want %d and %q\n%s", args, code, exitServer, want, stderr)
		}
	}
	if stdout, _, code := tryRun(t, "", "lab", "status"); code != exitExpected || !strings.Contains(stdout, "one.yaml, being built since") {
		t.Errorf("lab status: exit code %d\n%s", code, stdout)
	}
	if err := state.Forget(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(os.Getenv("XDG_RUNTIME_DIR")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
