package report

import "testing"

func TestNothingInANameEndsALabelOfMermaid(t *testing.T) {
	if got := mermaidText(`a "b" #1 <c>`); got != "a #quot;b#quot; #35;1 #lt;c#gt;" {
		t.Errorf("escaped as %s", got)
	}
}
