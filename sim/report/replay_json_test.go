package report_test

import (
	"encoding/json"
	"strings"
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
	"ntlmsim/sim/report"
)

// Of several possible answers none is predicted: a program reads all of their errors.
func TestNothingIsPredictedWhereSeveralAnswersArePossible(t *testing.T) {
	status := logon.StatusLogonFailure
	o := logon.Outcome{Error: 1326, Status: &status, Because: "own.found.password-differs"}
	for _, c := range []struct {
		possible  []uint32
		predicted bool
	}{{nil, true}, {[]uint32{0, 1326}, false}, {[]uint32{1326}, false}} {
		var found report.Replayed
		found.Add(replay.Result{Outcome: o, Verdict: replay.NotAsked, Possible: c.possible})
		text, err := json.Marshal(report.ReplayOf(found, nil))
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{`"predicted"`, `"because"`} {
			if got := strings.Contains(string(text), key); got != c.predicted {
				t.Errorf("possible %v: %s is there: %v\n%s", c.possible, key, got, text)
			}
		}
	}
}
