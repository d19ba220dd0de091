package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect")

// promptly keeps the race detector from waiting a second at the end of every process.
const promptly = "atexit_sleep_ms=0"

func TestMain(m *testing.M) {
	if os.Getenv("NTLMSIM_AS_PROGRAM") == "1" {
		main()
		return
	}
	_ = os.Setenv("GORACE", promptly)
	testscript.Main(ownState{m}, map[string]func(){"ntlmsim": main})
}

// ownState runs the tests with a state directory of their own: what they send is not what the user sent.
type ownState struct{ *testing.M }

func (o ownState) Run() int {
	dir, err := os.MkdirTemp("", "test-of-ntlmsim-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	_ = os.Setenv("XDG_STATE_HOME", dir)
	return o.M.Run()
}

// The scripts are the documentation of the commands, run.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("GORACE", promptly)
			e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, "state"))
			seen, err := os.ReadFile("../../testdata/recordings/samba-4.17.json")
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(e.WorkDir, "seen.json"), seen, 0o644)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits CODE PROGRAM ARG… runs a program that is to end with that code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
