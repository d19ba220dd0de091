package report

import "testing"

func TestAnExampleIsQuotedForItsShell(t *testing.T) {
	for _, test := range []struct{ goos, line, want string }{
		{"linux", `--as 'A\B' 'net use'`, `--as 'A\B' 'net use'`},
		{"windows", `--as 'A\B' 'net use'`, `--as "A\B" "net use"`},
		{"windows", `--send '{domain: "?"}'`, `--send "{domain: '?'}"`},
	} {
		if got := forShell(test.goos, test.line); got != test.want {
			t.Errorf("%s: %s, want %s", test.goos, got, test.want)
		}
	}
}
