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
	"ntlmsim/sim/lab"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
)

// What agrees is counted with the records that were read of it, and not with those that were predicted; what was not asked
// is neither; everything else differs, an attempt without an answer too.
func TestARoundCountsWhatWasSeen(t *testing.T) {
	report := roundReport{NotAsked: map[string]int{}, Because: map[string]int{}}
	answer := &replay.Answer{Setup: logon.StatusLogonFailure}
	at := logon.Machine{Profile: "samba-member"}
	result := func(v replay.Verdict, a *replay.Answer) replay.Result {
		return replay.Result{Attempt: string(v), Verdict: v, Why: "why", Findings: []replay.Finding{{Verdict: v, Observed: a}},
			Outcome: logon.Outcome{Because: "own.missing", Events: make([]logon.Event, 2)}}
	}
	report.take(result(replay.Agrees, answer), at, 1)
	report.take(result(replay.NotAsked, nil), at, 0)
	report.take(result(replay.Differs, answer), at, 2)
	report.take(result(replay.NotObservable, answer), at, 2)
	report.take(result(replay.CouldNot, nil), at, 0)
	if report.Asked != 4 || report.Agree != 1 || report.Records != 1 || report.NotAsked["why"] != 1 || len(report.Differences) != 3 {
		t.Fatalf("%+v", report)
	}
	if seen := report.Differences[0].Seen; seen == nil || seen.Error != 1326 || seen.Session != "none" {
		t.Errorf("%+v", seen)
	}
	if d := report.Differences[2]; d.Seen != nil || d.Verdict != replay.CouldNot {
		t.Errorf("%+v", d)
	}
}

// A difference is kept as a scenario that expects what was observed, and expects nothing where nothing was.
func TestADifferenceExpectsOnlyWhatWasObserved(t *testing.T) {
	for want, seen := range map[string]*roundAnswer{"want: {error: 1326, session: none}": {1326, "none"}, "": nil} {
		file := alone(lab.Random(1, 0, lab.Alone, 5), "attempt 3")
		text := string(found(file, roundDifference{Why: "predicted otherwise", Seen: seen}, "Samba", "and made smaller"))
		if !strings.Contains(text, want) || strings.Contains(text, "want:") != (want != "") {
			t.Errorf("%v:\n%s", seen, text)
		}
		again, err := scenarios.Load("x.yaml", []byte(text), scenarios.Lenient)
		if err != nil || len(again.Attempts) != 1 || again.Attempts[0].Name != "attempt 3" {
			t.Errorf("%v\n%s", err, text)
		}
	}
}

// played is a run whose rounds are played by somebody, and what it printed.
func played(t *testing.T, ctx context.Context, o labOptions, by player) (code int, stdout string) {
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
			func(ctx context.Context, _ *scenarios.File) (roundReport, int, error) {
				if calls.Add(1) < 3 { // two are played at a time: whoever comes third has finished one
					return roundReport{Asked: 5, Agree: 5, Records: 6}, 2, nil
				}
				interrupt()
				<-ctx.Done()
				return roundReport{}, 0, ctx.Err()
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
		func(ctx context.Context, _ *scenarios.File) (roundReport, int, error) {
			if calls.Add(1) < 3 {
				return roundReport{Asked: 5, Agree: 5}, 2, nil
			}
			return roundReport{}, 0, fault{exitServer, "no room", ""}
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
		func(ctx context.Context, file *scenarios.File) (roundReport, int, error) {
			if len(file.Attempts) > 1 {
				return roundReport{Asked: 3, Agree: 2, Differences: []roundDifference{{Attempt: file.Attempts[1].Name, Kind: "k", Why: "why"}}}, 1, nil
			}
			interrupt()
			return roundReport{}, 0, ctx.Err()
		})
	name := filepath.Join(out, "fuzz-7-1.yaml")
	text, err := os.ReadFile(name)
	if err != nil || code != exitInterrupted || !strings.Contains(stdout, name) || !strings.Contains(string(text), "the run was ended before") {
		t.Errorf("exit code %d, %v\n%s%s", code, err, stdout, text)
	}
}

// What an earlier run has found is not overwritten, and what is there to the letter is not written twice.
func TestWhatAnEarlierRunHasFoundStays(t *testing.T) {
	dir := t.TempDir()
	for i, text := range []string{"one", "two", "one", "three", "two"} {
		name, err := keep(dir, 3, []byte(text))
		if want := filepath.Join(dir, []string{"fuzz-3-1.yaml", "fuzz-3-2.yaml", "fuzz-3-1.yaml", "fuzz-3-3.yaml", "fuzz-3-2.yaml"}[i]); err != nil || name != want {
			t.Errorf("%s is kept as %s, want %s (%v)", text, name, want, err)
		}
	}
	if text, err := os.ReadFile(filepath.Join(dir, "fuzz-3-1.yaml")); err != nil || string(text) != "one" {
		t.Errorf("%q, %v", text, err)
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
