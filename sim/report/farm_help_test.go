package report_test

import (
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/report"
)

// The example of help farm loads, and ends as the page says.
func TestTheExampleOfHelpFarm(t *testing.T) {
	_, example, _ := strings.Cut(report.FarmIntro, "  # farm.yaml\n")
	example, _, ok := strings.Cut(example, "\n\n")
	if !ok {
		t.Fatal("the page has no example")
	}
	file, err := scenarios.Load("farm.yaml", []byte(strings.ReplaceAll(example[2:], "\n  ", "\n")))
	if err != nil {
		t.Fatal(err)
	}
	for p := range file.Model().Play(file) {
		if d := p.Decision; d.Because != "mismatch.machines" || len(d.Differences) > 0 {
			t.Errorf("got %s, because %s", d.Verdict, d.Because)
		}
	}
}
