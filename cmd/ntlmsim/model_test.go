package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/door"
)

const doorFile = "../../scenarios/door/door.yaml"

// withDoor adds the smallest model to those of the program, while a test runs.
func withDoor(t *testing.T) {
	t.Helper()
	before := models
	models = append(scenarios.Models(), door.Model())
	t.Cleanup(func() { models = before })
}

// runDoor runs the program with the model door.
func runDoor(t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	stdout, stderr, code := tryRun(t, "", args...)
	if code != want {
		t.Fatalf("%q ends with %d: %s%s", args, code, stdout, stderr)
	}
	return stdout, stderr
}

func TestAnotherModelIsRun(t *testing.T) {
	withDoor(t)
	stdout, _ := runDoor(t, exitExpected, "run", "-v", doorFile)
	want := `ok       ../../scenarios/door/door.yaml                3 attempts
     1  a guard at night
        the door opens
     2  anybody at night
        the door stays shut
     3  no such card
        the door stays shut
3 attempts as expected in 1 file
`
	if diff := cmp.Diff(want, stdout); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestAnotherModelIsExplained(t *testing.T) {
	withDoor(t)
	stdout, _ := runDoor(t, exitExpected, "explain", doorFile+"#1")
	want := `the door opens
open: The card is known, and the owner may pass now (night true).

#1 a guard at night
  ../../scenarios/door/door.yaml:7
  the card ANN

Step by step
   1  card
      the card is known
      │ “At night only guards get through.”
      │ — the house rules, documented
   2  hour
      the owner may pass now
      found: night true
      │ “At night only guards get through.”
      │ — the house rules, documented
   ■  open

Expected
  opens true, because open
  as predicted
`
	if diff := cmp.Diff(want, stdout); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if overview, _ := runDoor(t, exitExpected, "explain", doorFile); !strings.Contains(overview, "#3 no such card") || !strings.Contains(overview, "Who gets through the door at night.") {
		t.Errorf("%s", overview)
	}
}

func TestTheRulesOfAnotherModelAreDrawn(t *testing.T) {
	withDoor(t)
	drawn, _ := runDoor(t, exitExpected, "rules", "--format", "mermaid", "--path", doorFile+"#1")
	if !strings.HasPrefix(drawn, "flowchart TD\n") || strings.Count(drawn, "-->") != 4 || !strings.Contains(drawn, "linkStyle 1,3 ") {
		t.Errorf("%s", drawn)
	}
	listed, _ := runDoor(t, exitExpected, "rules", "--model", "door", "--short")
	if !strings.HasPrefix(listed, "card\n") || strings.Count(listed, "→") != 4 {
		t.Errorf("%s", listed)
	}
	if _, stderr := runDoor(t, exitUsage, "rules", "--model", "dor"); !strings.Contains(stderr, "Did you mean door?") {
		t.Errorf("%s", stderr)
	}
	runDoor(t, exitUsage, "rules", "--model", "logon", "--path", doorFile+"#1")
}

// What rests on an inferred row is not sound, whatever the model.
func TestAnotherModelIsWeighed(t *testing.T) {
	withDoor(t)
	stdout, _ := runDoor(t, exitExpected, "run", "--strict-evidence", "--json", doorFile)
	var ran struct {
		Evidence struct {
			Attempts, Sound int
			Citations       []struct{ Source, Note string }
		}
	}
	if err := json.Unmarshal([]byte(stdout), &ran); err != nil {
		t.Fatal(err)
	}
	if e := ran.Evidence; e.Attempts != 3 || e.Sound != 2 || len(e.Citations) != 1 || e.Citations[0].Note != "no rule speaks of cards that are not known" {
		t.Errorf("%+v", e)
	}
}

func TestAnotherModelHasJSONAndJUnit(t *testing.T) {
	withDoor(t)
	junit := filepath.Join(t.TempDir(), "report.xml")
	stdout, _ := runDoor(t, exitExpected, "run", "--json", "--junit", junit, doorFile)
	var ran struct {
		Files []struct{ Attempts []map[string]any }
	}
	if err := json.Unmarshal([]byte(stdout), &ran); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"number": 1.0, "name": "a guard at night", "line": 7.0, "asExpected": true, "error": nil, "session": nil, "because": "open", "verdict": "the door opens"}
	if diff := cmp.Diff(want, ran.Files[0].Attempts[0]); diff != "" {
		t.Errorf("run --json: -want +got\n%s", diff)
	}
	data, err := os.ReadFile(junit)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(data); !strings.Contains(text, `tests="3" failures="0"`) || !strings.Contains(text, "<system-out>the door opens</system-out>") {
		t.Errorf("%s", text)
	}
	stdout, _ = runDoor(t, exitExpected, "explain", "--json", doorFile+"#2")
	var explained struct {
		Attempts []struct {
			Asked, Want string
			Prediction  struct {
				Verdict, Because, End, Reason string
				Trace                         []map[string]any
			}
		}
	}
	if err := json.Unmarshal([]byte(stdout), &explained); err != nil {
		t.Fatal(err)
	}
	if a := explained.Attempts[0]; a.Asked != "the card BEN" || a.Want != "opens false, because shut" || a.Prediction.Verdict != "the door stays shut" || len(a.Prediction.Trace) != 2 {
		t.Errorf("explain --json: %+v", a)
	}
}

func TestAnotherModelHasASchema(t *testing.T) {
	withDoor(t)
	if stdout, _ := runDoor(t, exitExpected, "schema", "--model", "door"); stdout != string(door.Model().Schema()) {
		t.Errorf("%s", stdout)
	}
	if stdout, _ := runDoor(t, exitExpected, "schema"); stdout != string(scenarios.Schema()) {
		t.Error("without --model it is not that of logon")
	}
	runDoor(t, exitUsage, "schema", "--model", "x")
}

// What differs is said of another model, too, and its exit code.
func TestAnotherModelIsCompared(t *testing.T) {
	withDoor(t)
	data, err := os.ReadFile(doorFile)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "door.yaml")
	if err := os.WriteFile(file, []byte(strings.Replace(string(data), "opens: true", "opens: false", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, _ := runDoor(t, exitDifference, "run", file)
	for _, part := range []string{"opens", "want false", "got  true", "path  card → hour → open", "2 of 3 attempts as expected"} {
		if !strings.Contains(stdout, part) {
			t.Errorf("no %q in\n%s", part, stdout)
		}
	}
}

// A command that knows NET USE alone says so, and a mistake in the file is found by its own model, its codes masked.
func TestAnotherModelIsNotTakenForLogon(t *testing.T) {
	withDoor(t)
	for _, args := range [][]string{{"graph", doorFile}, {"replay", "--at", "NET=127.0.0.1:1", doorFile}, {"predict", "--topology", doorFile, "--from", "A", "--as", `A\B`, `net use \\A`},
		{"run", "--set", "*.LmCompatibilityLevel=3", doorFile}, {"explain", "--logs", "text", doorFile + "#1"}} {
		if stdout, stderr, code := tryRun(t, "", args...); code == exitExpected || !strings.Contains(stdout+stderr, "has model: door") {
			t.Errorf("%q ends with %d: %s%s", args, code, stdout, stderr)
		}
	}
	_, stderr, code := tryRun(t, "model: door\ncards: {ANN: {cod: s3cret}}\n", "run", "-")
	if code != exitScenario || !strings.Contains(stderr, "did you mean code?") || strings.Contains(stderr, "s3cret") {
		t.Errorf("%d: %s", code, stderr)
	}
}
