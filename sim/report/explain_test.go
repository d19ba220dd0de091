package report_test

import (
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/report"
)

// Whatever somebody types, a question has no password in it.
func TestNoQuestionHasAPassword(t *testing.T) {
	asked := 0
	for _, name := range scenarios.CatalogueFiles() {
		data, err := scenarios.ReadFile(scenarios.Catalogue(), name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := scenarios.Load(name, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range file.Attempts {
			secrets := []*string{a.Run.Password, a.Typed}
			if a.Send != nil {
				secrets = append(secrets, &a.Send.Password)
			}
			for _, secret := range secrets {
				if secret == nil || !strings.HasPrefix(*secret, "PSW") {
					continue
				}
				asked++
				if q := report.QuestionOf(a); strings.Contains(q, *secret) {
					t.Errorf("%s: %s shows the password %s", name, q, *secret)
				}
			}
		}
	}
	if asked < 100 {
		t.Errorf("only %d passwords looked for", asked)
	}
}
