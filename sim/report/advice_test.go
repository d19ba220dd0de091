package report

import (
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/whatif"
)

// A search that is given up says so, and how often the model was asked.
func TestASearchThatEndsEarlySaysSo(t *testing.T) {
	found := whatif.Found{Tried: 3000, Left: 3}
	if got := noAdvice(logon.Outcome{Error: 5}, found); got != "Nothing was found yet: the search ended early, after the model was asked 3000 times." {
		t.Errorf("got %q", got)
	}
}
