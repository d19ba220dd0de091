package page_test

import (
	"os"
	"strings"
	"testing"

	"ntlmsim/sim/page"
)

func Example() {
	p := page.New(os.Stdout, 40, false)
	p.Line("Files")
	p.Columns("  ", [][]string{{"name", "what it is"}, {"a.yaml", "a scenario"}})
	p.Para("  - ", "    ", nil, "A long sentence is wrapped at the width of the page.")
	// Output:
	// Files
	//   name    what it is
	//   a.yaml  a scenario
	//   - A long sentence is wrapped at the
	//     width of the page.
}

func TestWidthIsInColumnsOfATerminal(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "日本": 4, "e\u0301": 1, "\x1b[31mred\x1b[0m": 3, "ｱ": 1, "😀": 2, "a\u200db": 2} {
		if got := page.Width(text); got != want {
			t.Errorf("%q is %d columns wide, want %d", text, got, want)
		}
	}
}

func TestNothingInATextSteersTheTerminal(t *testing.T) {
	var b strings.Builder
	p := page.New(&b, 80, true)
	p.Line(p.Style.Red("red"), "\x1b]0;title\a\r\u202e\u009b")
	if got, want := b.String(), "\x1b[31mred\x1b[0m\ufffd]0;title\ufffd\ufffd\ufffd\ufffd\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
