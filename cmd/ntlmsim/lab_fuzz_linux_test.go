package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab/fuzz"
)

// played is a run whose rounds are played by somebody, and what it printed.
func played(t *testing.T, ctx context.Context, o labOptions, by fuzz.Player) (code int, stdout string) {
	t.Helper()
	var out, complaints bytes.Buffer
	e := newEnv(nil, &out, &complaints, nil)
	code = e.report(fuzzed(ctx, e, o, "Samba", by))
	return code, out.String()
}

// A run that is interrupted says what was done so far, and that it was not all.
func TestAnInterruptedRunSaysWhatWasDone(t *testing.T) {
	for _, json := range []bool{false, true} {
		ctx, interrupt := context.WithCancel(t.Context())
		var calls atomic.Int32
		code, stdout := played(t, ctx, labOptions{Seed: 7, Attempts: 100_000, JSON: json, Out: t.TempDir()},
			func(ctx context.Context, _ *scenarios.File) (fuzz.RoundReport, int, error) {
				if calls.Add(1) < 3 { // two are played at a time: whoever comes third has finished one
					return fuzz.RoundReport{Asked: 5, Agree: 5, Records: 6}, 2, nil
				}
				interrupt()
				<-ctx.Done()
				return fuzz.RoundReport{}, 0, ctx.Err()
			})
		if code != exitInterrupted {
			t.Errorf("exit code %d", code)
		}
		for _, want := range map[bool][]string{
			false: {"attempts at ", " as predicted, 0 differ; ", "ended before its 100000 attempts were made: interrupted\n"},
			true:  {`"asked": `, `"unfinished": "interrupted"`},
		}[json] {
			if !strings.Contains(stdout, want) || strings.Contains(stdout, "seed 7: 0 attempts") {
				t.Errorf("nothing says %q of a round:\n%s", want, stdout)
			}
		}
	}
}

// A run whose lab fails says what was done so far, too.
func TestARunThatFailsSaysWhatWasDone(t *testing.T) {
	var calls atomic.Int32
	code, stdout := played(t, t.Context(), labOptions{Seed: 7, Attempts: 100_000, Out: t.TempDir()},
		func(ctx context.Context, _ *scenarios.File) (fuzz.RoundReport, int, error) {
			if calls.Add(1) < 3 {
				return fuzz.RoundReport{Asked: 5, Agree: 5}, 2, nil
			}
			return fuzz.RoundReport{}, 0, fault{exitServer, "no room", ""}
		})
	if code != exitServer || !strings.Contains(stdout, "ended before its 100000 attempts were made: no room\n") {
		t.Errorf("exit code %d\n%s", code, stdout)
	}
}

// What differs is kept though the run is ended while it is made smaller.
func TestADifferenceIsKeptWhenTheRunEnds(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	out := t.TempDir()
	code, stdout := played(t, ctx, labOptions{Seed: 7, Attempts: 3, Out: out},
		func(ctx context.Context, file *scenarios.File) (fuzz.RoundReport, int, error) {
			if len(file.Attempts) > 1 {
				return fuzz.RoundReport{Asked: 3, Agree: 2, Differences: []fuzz.Difference{{Attempt: file.Attempts[1].Name, Kind: "k", Why: "why"}}}, 1, nil
			}
			interrupt()
			return fuzz.RoundReport{}, 0, ctx.Err()
		})
	name := filepath.Join(out, "fuzz-7-1.yaml")
	text, err := os.ReadFile(name)
	if err != nil || code != exitInterrupted || !strings.Contains(stdout, name) || !strings.Contains(string(text), "the run was ended before") {
		t.Errorf("exit code %d, %v\n%s%s", code, err, stdout, text)
	}
}

// Packages that only a later round needs are named, all of them, before the first round is built.
func TestARandomRunNamesWhatItsLaterRoundsNeed(t *testing.T) {
	needLab(t)
	if os.Getuid() != 0 {
		t.Skip("hides programs: run it as root")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	hide := "mount --bind /dev/null /usr/sbin/winbindd && mount --bind /dev/null /usr/sbin/samba && mount --bind /dev/null /usr/bin/net && exec \"$@\""
	cmd := exec.Command("unshare", "-m", "sh", "-c", hide, "sh", self, "lab", "fuzz", "--attempts", "6000", "--out", t.TempDir())
	cmd.Env = append(os.Environ(), "NTLMSIM_AS_PROGRAM=1", "NO_COLOR=1")
	out, _ := cmd.CombinedOutput()
	want := "ntlmsim: the lab cannot be built: a lab of real servers needs packages that are missing: " +
		"apt-get install --no-install-recommends samba-ad-dc samba-common-bin winbind\n"
	if got := cmd.ProcessState.ExitCode(); got != exitServer || string(out) != want {
		t.Errorf("exit code %d, want %d and %q\n%s", got, exitServer, want, out)
	}
}
