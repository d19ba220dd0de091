package report_test

import (
	"encoding/json"
	"strings"
	"testing"

	"ntlmsim/sim/lab/webserver"
	"ntlmsim/sim/report"
)

func TestAWebLabIsReportedInEveryFormat(t *testing.T) {
	found := report.WebLab{File: "web.yaml", Results: []webserver.Result{
		{Number: 1, Attempt: "one", Verdict: webserver.Agrees, Got: &webserver.Seen{Status: 200}},
		{Number: 2, Attempt: "two", Verdict: webserver.Differs, Why: "got 401; want 200", Got: &webserver.Seen{Status: 401}},
		{Number: 3, Attempt: "three", Verdict: webserver.CouldNot, Why: "no answer"},
		{Number: 4, Attempt: "four", Verdict: webserver.NotObservable, Why: "nothing shows it"},
		{Number: 5, Attempt: "five", Verdict: webserver.Known, Known: []string{"apache-gssapi/wrong-key-is-31"}, Got: &webserver.Seen{Code: 31}},
	}}
	junit, err := found.JUnit()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(found.JSON())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ in, part string }{
		{string(junit), `tests="5" failures="1" errors="1"`}, {string(junit), `<failure message="got 401; want 200"`}, {string(junit), `<skipped message="nothing shows it"`},
		{string(text), `"differences":{"apache-gssapi/wrong-key-is-31":"MIT`}, {string(text), `"verdict":"not observable","why":"nothing shows it","observed":null`},
		{string(text), `"differs":1`},
	} {
		if !strings.Contains(c.in, c.part) {
			t.Errorf("no %s in %s", c.part, c.in)
		}
	}
	unasked := []webserver.Result{{Verdict: webserver.NotAsked}}
	for want, w := range map[int]report.WebLab{4: {Command: "replay", Results: unasked}, 0: {Command: "replay", DryRun: true, Results: found.Results}} {
		if got := w.Code(4, 1); got != want {
			t.Errorf("the code of %v is %d, want %d", w, got, want)
		}
	}
	for n, want := range map[int]int{0: 0, 1: 0, 2: 1, 3: 4, 5: 4} {
		if got := (report.WebLab{Results: found.Results[:n]}).Code(4, 1); got != want {
			t.Errorf("the code of the first %d is %d, want %d", n, got, want)
		}
	}
}
