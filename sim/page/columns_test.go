package page_test

import (
	"strings"
	"testing"

	"ntlmsim/sim/page"
)

// On a terminal the widest column is narrowed and its cells are wrapped, each line in the colour of its cell; for a
// program a row stays one line.
func TestRowsFitATerminal(t *testing.T) {
	rows := [][]string{{"FILES", "\x1b[31mthe account is locked out\x1b[0m", "4625"}}
	for tty, want := range map[bool]string{
		true:  "  FILES  \x1b[31mthe account is\x1b[0m   4625\n         \x1b[31mlocked out\x1b[0m\n",
		false: "  FILES  \x1b[31mthe account is locked out\x1b[0m  4625\n",
	} {
		var b strings.Builder
		p := page.New(&b, 30, true)
		p.TTY = tty
		p.Columns("  ", rows)
		if b.String() != want {
			t.Errorf("a terminal: %t:\n%q, want\n%q", tty, b.String(), want)
		}
	}
}

// What stands before the first line of a paragraph may be wider than what stands before the others.
func TestTheFirstLineOfAParagraphFitsToo(t *testing.T) {
	var b strings.Builder
	page.New(&b, 46, false).Para("  sent to the server  ", "    ", nil, "a domain and a user and a response")
	if want := "  sent to the server  a domain and a user and\n    a response\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}
