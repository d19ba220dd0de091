package report

import (
	"bytes"
	"testing"

	"ntlmsim/sim/page"
)

// What no attempt claims is listed once, with how often it was recorded; where everything is claimed, nothing is said.
func TestRecordsOfNoAttemptAreListedOnce(t *testing.T) {
	var found Replayed
	for _, record := range []string{"NET recorded A", "NET recorded B", "NET recorded A"} {
		found.Note(record)
	}
	for want, list := range map[string][]Unclaimed{
		"note   3 records of no attempt:\n         2 × NET recorded A\n         1 × NET recorded B\n": found.Unclaimed,
		"note   1 record of no attempt:\n         1 × X\n":                                            {{"X", 1}},
		"": nil,
	} {
		var out bytes.Buffer
		(&Page{Page: page.New(&out, 80, false)}).printUnclaimed(list)
		if out.String() != want {
			t.Errorf("got %q, want %q", out.String(), want)
		}
	}
}
