package lab

import (
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// Attempts that no workstation tells apart are on one connection, in their order; every other is on some connection,
// once.
func TestWhatNothingTellsApartIsAskedOnOneConnection(t *testing.T) {
	var attempts []scenarios.Attempt
	for _, station := range []string{"A", "", "B", "C", "twice", "", "D", "TWICE"} {
		attempts = append(attempts, scenarios.Attempt{Attempt: logon.Attempt{Send: &logon.Send{Workstation: station}}})
	}
	at := map[string][]int{}
	n := 0
	for i, list := range parts(attempts, 3) {
		for _, a := range list {
			at[fold(a.Send.Workstation)] = append(at[fold(a.Send.Workstation)], i)
			n++
		}
	}
	if n != len(attempts) {
		t.Errorf("%d attempts of %d", n, len(attempts))
	}
	for _, station := range []string{"", "TWICE"} {
		if list := at[station]; len(list) != 2 || list[0] != 0 || list[1] != 0 {
			t.Errorf("%q is asked on %v", station, list)
		}
	}
	if at["B"][0] == 0 {
		t.Error("what is told apart waits all the same")
	}
}
