package fuzz

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
)

// What agrees is counted with the records that were read of it, and not with those that were predicted; what was not
// asked is neither; everything else differs, an attempt without an answer too.
func TestARoundCountsWhatWasSeen(t *testing.T) {
	report := RoundReport{NotAsked: map[string]int{}, Because: map[string]int{}}
	answer := &replay.Answer{Setup: logon.StatusLogonFailure}
	at := logon.Machine{Profile: "samba-member"}
	result := func(v replay.Verdict, a *replay.Answer) replay.Result {
		return replay.Result{SessionSetup: replay.SessionSetup{Attempt: string(v)}, Verdict: v, Why: "why", Findings: []replay.Finding{{Verdict: v, Observed: a}},
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
	for want, seen := range map[string]*Answer{"want: {error: 1326, session: none}": {1326, "none"}, "": nil} {
		file := alone(Random(1, 0, Alone, 5), "attempt 3")
		text := string(found(file, Difference{Why: "predicted otherwise", Seen: seen}, "Samba", "and made smaller"))
		if !strings.Contains(text, want) || strings.Contains(text, "want:") != (want != "") {
			t.Errorf("%v:\n%s", seen, text)
		}
		again, err := scenarios.Load("x.yaml", []byte(text), scenarios.Lenient)
		if err != nil || len(again.Attempts) != 1 || again.Attempts[0].Name != "attempt 3" {
			t.Errorf("%v\n%s", err, text)
		}
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
