package logon_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// What a row says that it found, in the first attempt of the catalogue that takes it.
func TestWhatEachRowFindsIsThatOfTheGolden(t *testing.T) {
	found := map[string]string{}
	for _, path := range scenarios.CatalogueFiles() {
		file := catalogueFile(t, path)
		if file == nil {
			continue
		}
		playCatalogue(t, file, func(name string, _ *logon.Question, o logon.Outcome) {
			for _, s := range o.Trace {
				row := fmt.Sprintf("%s | %s | %s", s.State, s.Condition, s.Next)
				if _, ok := found[row]; !ok && s.Found != "" {
					found[row] = fmt.Sprintf("%s | %s | %s", row, s.Found, path)
				}
			}
		})
	}
	var lines []string
	for _, r := range logon.Rules().Rules() {
		if line, ok := found[fmt.Sprintf("%s | %s | %s", r.From, r.If.Name, r.To)]; ok {
			lines = append(lines, line)
		}
	}
	compareGolden(t, filepath.Join(citationsFolder, "found.txt"), strings.Join(lines, "\n")+"\n")
}

// outcomeIn is what comes of one attempt in a world.
func outcomeIn(t *testing.T, topology logon.Topology, a logon.Attempt) logon.Outcome {
	t.Helper()
	world, err := logon.NewWorld(topology)
	if err != nil {
		t.Fatal(err)
	}
	q, problems := world.Question(a)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return q.Predict()
}

// foundBy is what the row between two states says that it found.
func foundBy(t *testing.T, topology logon.Topology, a logon.Attempt, state, next string) string {
	t.Helper()
	for _, s := range outcomeIn(t, topology, a).Trace {
		if string(s.State) == state && string(s.Next) == next {
			return s.Found
		}
	}
	t.Fatalf("nothing leads from %s to %s", state, next)
	return ""
}

// trusting is a controller of HOME and as many other domains, each of which is trusted.
func trusting(n int) logon.Topology {
	home := logon.Domain{Name: "HOME", Kind: logon.ActiveDirectory}
	t := logon.Topology{Machines: []logon.Machine{{Name: "NET", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022"}}}
	for i := range n {
		name := fmt.Sprintf("D%d", i+1)
		home.Trusts = append(home.Trusts, logon.Trust{Domain: name, Type: logon.External, Direction: logon.Outgoing})
		t.Domains = append(t.Domains, logon.Domain{Name: name, Kind: logon.ActiveDirectory})
	}
	t.Domains = append(t.Domains, home)
	return t
}

func sendFrom(domain string) logon.Attempt {
	return logon.Attempt{Send: &logon.Send{To: "NET", Share: "share", Domain: domain, User: "USER1", Password: right, Response: ntlm.NTLMv2}}
}

// Eight trusted domains are named; of more, the first eight, and how many more there are.
func TestManyTrustedDomainsAreNamedAndCounted(t *testing.T) {
	for n, want := range map[int]string{
		0: "which trusts no other domain",
		1: "which trusts D1",
		8: "which trusts D1, D2, D3, D4, D5, D6, D7, D8",
		9: "which trusts D1, D2, D3, D4, D5, D6, D7, D8 and 1 more",
	} {
		want = `"NOWHERE" at NET, controller of HOME, ` + want
		if got := foundBy(t, trusting(n), sendFrom("NOWHERE"), "setup", "unknown"); got != want {
			t.Errorf("%d trusted domains: got %s, want %s", n, got, want)
		}
	}
}

// A trust that points the other way is the usual mistake: of an unknown domain that trusts the server's own that is
// said.
func TestOfAnUnknownDomainItIsSaidThatItsTrustPointsTheOtherWay(t *testing.T) {
	topology := trusting(1)
	topology.Domains[0].Trusts, topology.Domains[1].Trusts = []logon.Trust{{Domain: "HOME", Type: logon.External, Direction: logon.Outgoing}}, nil
	topology.Domains = append(topology.Domains, logon.Domain{Name: "STRANGER", Kind: logon.ActiveDirectory})
	for domain, want := range map[string]string{
		"D1":       "; D1 trusts HOME, and not the other way round",
		"STRANGER": "",
		"NOWHERE":  "",
	} {
		want = fmt.Sprintf("%q at NET, controller of HOME, which trusts no other domain%s", domain, want)
		if got := foundBy(t, topology, sendFrom(domain), "setup", "unknown"); got != want {
			t.Errorf("%s: got %s, want %s", domain, got, want)
		}
	}
}

// A machine without a domain trusts nobody, and that is said of it.
func TestOfAStandaloneMachineItIsSaidThatItTrustsNobody(t *testing.T) {
	topology := logon.Topology{Machines: []logon.Machine{{Name: "NET", Role: logon.Standalone, Profile: "windows-2022"}}}
	if got, want := foundBy(t, topology, sendFrom("NOWHERE"), "setup", "unknown"), `"NOWHERE" at NET, standalone`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := foundBy(t, topology, sendFrom(""), "none.ask", "none.nobody"), "NET, standalone: it trusts nobody"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
