package main

import (
	"bytes"
	"testing"

	"ntlmsim/sim/page"
	"ntlmsim/sim/report"
)

// What no attempt claims is listed once, with how often it was recorded; where everything is claimed, nothing is said.
func TestRecordsOfNoAttemptAreListedOnce(t *testing.T) {
	var found replayed
	for _, record := range []string{"NET recorded A", "NET recorded B", "NET recorded A"} {
		found.note(record)
	}
	for want, list := range map[string][]unclaimed{
		"note   3 records of no attempt:\n         2 × NET recorded A\n         1 × NET recorded B\n": found.unclaimed,
		"note   1 record of no attempt:\n         1 × X\n":                                            {{"X", 1}},
		"": nil,
	} {
		var out bytes.Buffer
		printUnclaimed(&report.Page{Page: page.New(&out, 80, false)}, list)
		if out.String() != want {
			t.Errorf("got %q, want %q", out.String(), want)
		}
	}
}
