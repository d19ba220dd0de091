package webserver

import (
	"os"
	"strings"
	"testing"

	"ntlmsim/scenarios"
)

// Files are those whose attempts are asked: the catalogue's about web servers, and one of this package.
func Files() []string { return append(scenarios.CatalogueOf("web"), states) }

const states = "testdata/states.yaml"

// PlanOf prepares the attempts of a file for a client.
func PlanOf(t *testing.T, c Client, name string) Plan {
	t.Helper()
	data, err := os.ReadFile(states)
	if name != states {
		data, err = scenarios.ReadFile(scenarios.Catalogue(), name)
	}
	if err != nil {
		t.Fatal(err)
	}
	file, err := scenarios.Load(name, data)
	if err != nil {
		t.Fatal(err)
	}
	topology, attempts, ok := scenarios.WebOf(file)
	if !ok {
		t.Fatalf("%s is not of the model web", name)
	}
	p, err := Prepare(c, topology, attempts)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// plans are those of all files, for some clients.
func plans(t *testing.T, clients ...Client) (list []Plan) {
	t.Helper()
	for _, c := range clients {
		for _, name := range Files() {
			list = append(list, PlanOf(t, c, name))
		}
	}
	return list
}

func TestEveryDifferenceIsMet(t *testing.T) {
	met := map[string]bool{}
	for _, p := range plans(t, Curl, Probe, Chromium) {
		for _, a := range p.Attempts {
			for _, name := range a.Known {
				met[name] = true
			}
		}
	}
	for _, d := range differences {
		if !met[d.String()] || d.reason == "" {
			t.Errorf("no attempt meets %s, or it has no reason", d)
		}
	}
}

// Whatever comes otherwise than expected is no verdict that passes.
func TestAVerdictSeesEveryField(t *testing.T) {
	for _, p := range plans(t, Curl, Probe, Chromium) {
		for _, a := range p.Attempts {
			if a.Cannot != "" {
				continue
			}
			if text, ok := a.Verdict(a.Want); !ok || strings.HasPrefix(text, "agrees") != (len(a.Known) == 0) {
				t.Errorf("%s: %s", a.Attempt.Name, text)
			}
			for _, change := range []func(*Seen){
				func(s *Seen) { s.Offers += "x" }, func(s *Seen) { s.SPN += "x" }, func(s *Seen) { s.Status++ }, func(s *Seen) { s.Protocol += "x" },
				func(s *Seen) { s.User += "x" }, func(s *Seen) { s.Code++ }, func(s *Seen) { s.Again = !s.Again },
			} {
				got := a.Want
				change(&got)
				if text, ok := a.Verdict(got); ok {
					t.Errorf("%s: %s, want %s", a.Attempt.Name, text, a.Want)
				}
			}
		}
	}
}

// What cannot be asked is little, and most of what the probe asks simply agrees. The live test gives each attempt the
// verdict that is counted here.
func TestMostAttemptsCanBeAsked(t *testing.T) {
	for c, least := range map[Client]struct{ asked, agree int }{Curl: {79, 34}, Probe: {79, 55}, Chromium: {69, 27}} {
		agree, known, cannot, not, met := 0, 0, 0, map[string]int{}, map[string]bool{}
		for _, p := range plans(t, c) {
			for _, a := range p.Attempts {
				switch {
				case a.Cannot != "":
					cannot++
					not[a.Cannot]++
				case len(a.Known) > 0:
					known++
					for _, name := range a.Known {
						met[name] = true
					}
				default:
					agree++
				}
			}
		}
		if agree+known < least.asked || agree < least.agree || 3*cannot > agree+known {
			t.Errorf("%s: %d attempts agree, %d are known differences and %d cannot be asked: %v", c, agree, known, cannot, not)
		}
		t.Logf("%s: %d attempts agree, %d meet %d known differences; not observable: %v", c, agree, known, len(met), not)
	}
}
