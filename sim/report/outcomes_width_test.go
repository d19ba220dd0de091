package report

import (
	"strings"
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
)

// A table of eight columns is for a file; on a terminal each outcome has lines of its own.
func TestOutcomesFitATerminal(t *testing.T) {
	out := OutcomesJSON{Outcomes: []outcomeJSON{{Stage: logon.AtSetup, Error: 1789, ErrorName: "ERROR_TRUSTED_RELATIONSHIP_FAILURE",
		StatusName: "STATUS_TRUSTED_RELATIONSHIP_FAILURE", Session: "none", States: []sim.State{"a", "b"}, Attempts: 4}}}
	for _, tty := range []bool{true, false} {
		var b strings.Builder
		p := &Page{&page.Page{W: &b, Width: 80, TTY: tty}}
		p.PrintOutcomes(out)
		for _, line := range strings.Split(b.String(), "\n") {
			if tty && page.Width(line) > 80 {
				t.Errorf("%d columns: %s", page.Width(line), line)
			}
		}
		if table := strings.HasPrefix(b.String(), "stage"); table == tty {
			t.Errorf("a terminal: %t, a table: %t", tty, table)
		}
		if !strings.Contains(b.String(), "1789 ERROR_TRUSTED_RELATIONSHIP_FAILURE") {
			t.Error(b.String())
		}
	}
}
