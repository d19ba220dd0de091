package main

import (
	"bytes"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/page"
)

const terminal = 80 // columns

// onTerminal is what a command prints on a terminal of 80 columns.
func onTerminal(t *testing.T, args ...string) string {
	t.Helper()
	var out, errors bytes.Buffer
	e := newEnv(strings.NewReader(""), &out, &errors, []string{"NO_COLOR=1", "XDG_STATE_HOME=" + t.TempDir()})
	e.tty, e.out.TTY, e.out.Width = true, true, terminal
	if err := dispatch(t.Context(), e, args); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	if err := e.finish(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Whatever a command prints, of every file of the catalogue, fits a terminal. A command to type stays in one line, and
// so does a word.
func TestEverythingFitsATerminal(t *testing.T) {
	commands := [][]string{{"run", "-v"}, {"run", "--strict-evidence"}, {"rules"}, {"rules", "--short"}, {"rules", "--outcomes"}, {"profiles"},
		{"profiles", "windows-2022"}, {"profiles", "samba"}, {"profiles", "windows-2003", "windows-2022"}, {"explain", "1326"}, {"explain", "4625"},
		{"help", "json"}, {"help", "codes"}, {"help"}, {"help", "explain"},
		{"replay", "samba/map-to-guest.yaml", "--recording", "samba-4.17.json", "-v"},
		{"replay", "kb103390/unknown-domain.yaml", "--at", "SRV=127.0.0.1:4450", "--dry-run"},
		{"lab", "run", "windows/members.yaml", "--dry-run"}}
	for _, file := range scenarios.CatalogueFiles() {
		commands = append(commands, []string{"explain", file}, []string{"explain", file + "#1"}, []string{"explain", file, "--logs", "text"},
			[]string{"graph", file + "#1"})
	}
	lines := 0
	for _, args := range commands {
		for _, line := range strings.Split(onTerminal(t, args...), "\n") {
			lines++
			if page.Width(line) > terminal && breakable(line) {
				t.Errorf("%q prints %d columns: %s", args, page.Width(line), line)
			}
		}
	}
	t.Logf("%d lines of %d commands", lines, len(commands))
}

// breakable reports whether a line could have been broken: it is no command to type, and has a blank behind its indent.
func breakable(line string) bool {
	line = strings.TrimSpace(line)
	for _, command := range []string{"net use ", "ntlmsim ", "reg add ", "reg query ", "Grant-SmbShareAccess ", "Set-SmbClientConfiguration "} {
		if strings.HasPrefix(strings.ToLower(line), strings.ToLower(command)) {
			return false
		}
	}
	return strings.Contains(line, " ")
}
