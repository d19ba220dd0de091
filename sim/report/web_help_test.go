package report_test

import (
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/report"
)

// The example of help web loads, and ends as the page says.
func TestTheExampleOfHelpWeb(t *testing.T) {
	_, example, _ := strings.Cut(report.WebIntro, "  # web.yaml\n")
	example, _, ok := strings.Cut(example, "\n\n")
	if !ok {
		t.Fatal("the page has no example")
	}
	file, err := scenarios.Load("web.yaml", []byte(strings.ReplaceAll(example[2:], "\n  ", "\n")))
	if err != nil {
		t.Fatal(err)
	}
	for p := range file.Model().Play(file) {
		if d := p.Decision; d.Because != "refused.other-key" || !strings.HasPrefix(d.Verdict, "401.1: the browser asks for a password three times") {
			t.Errorf("got %s, because %s", d.Verdict, d.Because)
		}
	}
}
