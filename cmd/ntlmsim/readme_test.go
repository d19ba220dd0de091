package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim/lab/fuzz"
)

func readme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// fenced are the blocks of a language in a text.
func fenced(text, language string) []string {
	var blocks []string
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(text, -1) {
		blocks = append(blocks, m[1])
	}
	return blocks
}

// shell runs a line as a reader would, ntlmsim being this program.
func shell(t *testing.T, dir, line string) (output string, code int) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", `ntlmsim() { "`+program+`" "$@"; }; `+line)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NTLMSIM_AS_PROGRAM=1", "NO_COLOR=1")
	out, err := cmd.CombinedOutput()
	if exit, ok := err.(*exec.ExitError); ok {
		return string(out), exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return string(out), 0
}

// What the README shows of a session is what the program prints.
func TestTheREADMEShowsWhatIsPrinted(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range fenced(readme(t), "console") {
		line, want, _ := strings.Cut(block, "\n")
		line = strings.Replace(strings.TrimPrefix(line, "$ "), "go run ./cmd/ntlmsim", "ntlmsim", 1)
		got, code := shell(t, root, line)
		if code == exitUsage || code == exitScenario {
			t.Errorf("%s ends with %d: %s", line, code, got)
		}
		if want != "" && got != want {
			t.Errorf("%s\nprints\n%s\nand the README shows\n%s", line, got, want)
		}
	}
}

// The README's topology fits its attempt, and its commands are answered.
func TestTheREADMEsCommandsAreAnswered(t *testing.T) {
	text := readme(t)
	yaml := fenced(text, "yaml")
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "lab.yaml"), yaml[0])
	writeFile(t, filepath.Join(dir, "kept.yaml"), yaml[0]+yaml[1])
	if out, code := shell(t, dir, "ntlmsim run kept.yaml"); code != exitExpected {
		t.Errorf("the attempt of the README: %d: %s", code, out)
	}
	asked := 0
	for _, block := range fenced(text, "sh") {
		for _, line := range commandsIn(block) {
			asked++
			isAnswered(t, dir, line)
		}
	}
	if asked < 8 {
		t.Errorf("only %d questions", asked)
	}
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// isAnswered types a command. What asks or builds servers has tests of its own: here its flags are read.
func isAnswered(t *testing.T, dir, line string) {
	t.Helper()
	known := strings.Contains(line, "--dry-run") || strings.Contains(line, "--recording") || strings.Contains(line, "lab export")
	if server := strings.HasPrefix(line, "ntlmsim replay") || strings.HasPrefix(line, "ntlmsim lab"); server && !known {
		before, rest, cut := strings.Cut(line, " -- ")
		line = before + " --help"
		if cut {
			line += " -- " + rest
		}
	}
	breaks := strings.Contains(line, "run --set") // what is asked for is a difference
	several := strings.Contains(line, "=unknown")
	if out, code := shell(t, dir, line); code != exitExpected && !(breaks && code == exitDifference) && !(several && code == exitSeveral) {
		t.Errorf("%s ends with %d: %s", line, code, out)
	}
}

// commandsIn are the lines of a text that call ntlmsim, those joined that end with a backslash.
func commandsIn(text string) (list []string) {
	for _, line := range strings.Split(strings.ReplaceAll(text, "\\\n", " "), "\n") {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "ntlmsim ") {
			list = append(list, line)
		}
	}
	return list
}

// The README is for a person with a problem.
func TestTheREADMEIsShort(t *testing.T) {
	if lines := strings.Count(readme(t), "\n"); lines > 150 {
		t.Errorf("%d lines: what is for a few people belongs into a topic of help", lines)
	}
}

// The test command of the README is that of .ci/run.
func TestTheREADMEsTestsAreThoseOfCI(t *testing.T) {
	script, err := os.ReadFile("../../.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	const command = "NTLMSIM_LIVE=1 go test -count=1 -timeout 45m ./..."
	if !strings.Contains(readme(t), command) || !strings.Contains(string(script), command) {
		t.Errorf("README.md and .ci/run do not both have %s", command)
	}
}

// The run of random attempts that help evidence speaks of is the recorded one.
func TestTheRecordedRandomRunIsTheClaimedOne(t *testing.T) {
	data, err := os.ReadFile("../../testdata/random/seed-103390.json")
	if err != nil {
		t.Fatal(err)
	}
	var r fuzz.Report
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	if r.Seed != 103390 || r.Asked < 100000 || r.Agree != r.Asked || r.Differ != 0 || r.Records < r.Asked || r.Unfinished != "" {
		t.Errorf("seed %d: %d asked, %d agree, %d differ, %d records, not asked: %v", r.Seed, r.Asked, r.Agree, r.Differ, r.Records, r.NotAsked)
	}
	for why := range r.NotAsked {
		if why != "the client sends the password of its computer account, which nobody knows" {
			t.Errorf("not asked: %s", why)
		}
	}
	text := strings.Join(strings.Fields(written("evidence")()), " ")
	for _, want := range []string{
		fmt.Sprintf("%s random attempts at %d servers in %d rounds", modeltest.Thousands(r.Asked), r.Servers, r.Rounds),
		fmt.Sprintf("%s records", modeltest.Thousands(r.Records)),
		fmt.Sprintf("%s, %.0f seconds", r.Samba, r.Seconds),
		"ntlmsim lab fuzz --seed 103390 --attempts 100000",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("ntlmsim help evidence does not have %q", want)
		}
	}
}
