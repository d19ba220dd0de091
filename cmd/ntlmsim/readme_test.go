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

// The README's lab is a topology, its attempt fits it, and its questions are answered.
func TestTheREADMEsQuestionsAreAnswered(t *testing.T) {
	text := readme(t)
	yaml := fenced(text, "yaml")
	dir := t.TempDir()
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("lab.yaml", yaml[0])
	write("kept.yaml", yaml[0]+yaml[1])
	if out, code := shell(t, dir, "ntlmsim run kept.yaml"); code != exitExpected {
		t.Errorf("the attempt of the README: %d: %s", code, out)
	}
	asked := 0
	for _, block := range fenced(text, "sh") {
		for _, line := range strings.Split(strings.TrimSpace(block), "\n") {
			server := strings.Contains(line, "replay") && !strings.Contains(line, "--dry-run") || strings.HasPrefix(line, "ntlmsim lab")
			if !strings.HasPrefix(line, "ntlmsim ") || server {
				continue // what asks or builds servers has tests of its own
			}
			if strings.Contains(line, "replay") {
				line = strings.Replace(line, "lab.yaml", "kept.yaml", 1)
			}
			asked++
			breaks := strings.Contains(line, "run --set") // what is asked for is a difference
			if out, code := shell(t, dir, line); code != exitExpected && !(breaks && code == exitDifference) {
				t.Errorf("%s ends with %d: %s", line, code, out)
			}
		}
	}
	if asked < 4 {
		t.Errorf("only %d questions", asked)
	}
}

// The run of random attempts that the README speaks of is the recorded one.
func TestTheRecordedRandomRunIsTheREADMEs(t *testing.T) {
	data, err := os.ReadFile("../../testdata/random/seed-103390.json")
	if err != nil {
		t.Fatal(err)
	}
	var r fuzz.Report
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	if r.Seed != 103390 || r.Asked < 100000 || r.Agree != r.Asked || r.Differ != 0 || r.Records < r.Asked || len(r.NotAsked) > 0 {
		t.Errorf("seed %d: %d asked, %d agree, %d differ, %d records, not asked: %v", r.Seed, r.Asked, r.Agree, r.Differ, r.Records, r.NotAsked)
	}
	text := strings.Join(strings.Fields(readme(t)), " ")
	for _, want := range []string{
		fmt.Sprintf("%s random attempts at %d servers in %d rounds", thousands(r.Asked), r.Servers, r.Rounds),
		fmt.Sprintf("%s records", thousands(r.Records)),
		fmt.Sprintf("%s, %.0f seconds", r.Samba, r.Seconds),
		"`ntlmsim lab fuzz --seed 103390 --attempts 100000`",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the README does not say %q", want)
		}
	}
}

// thousands writes a number as the README does: 100,000.
func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
