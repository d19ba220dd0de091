package webserver

import (
	"errors"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

func TestEveryVerdictIsGiven(t *testing.T) {
	given := map[Verdict]int{}
	for _, p := range plans(t, Curl, Probe) {
		for i, a := range p.Attempts {
			given[a.Judge(i+1, a.Want, nil).Verdict]++
			if a.Cannot != "" {
				continue
			}
			other, another := a.Want, a.Want
			other.Status++
			another.SPN += "x"
			for want, got := range map[Verdict]Result{Differs: a.Judge(1, other, nil), CouldNot: a.Judge(1, another, nil)} {
				if got.Verdict != want || got.Why == "" {
					t.Errorf("%s: got %+v, want %s", a.Attempt.Name, got, want)
				}
			}
			if got := a.Judge(1, Seen{}, errors.New("no answer")); got.Verdict != CouldNot || got.Why != "no answer" || got.Got != nil {
				t.Errorf("%s: got %+v after an error", a.Attempt.Name, got)
			}
		}
		for _, r := range p.Planned() {
			given[r.Verdict]++
		}
	}
	for _, v := range []Verdict{Agrees, Known, NotObservable, Planned} {
		if given[v] == 0 {
			t.Errorf("no attempt %s", v)
		}
	}
}

// What a file says stands in lines of configurations: what would be read as more than a name or a password is refused.
func TestNothingThatIsMoreThanANameIsWritten(t *testing.T) {
	for want, change := range map[string]func(*logon.Domain){
		"":                    func(*logon.Domain) {},
		"has no dns:":         func(d *logon.Domain) { d.DNS = "" },
		"account":             func(d *logon.Domain) { d.Accounts = []logon.Account{{Name: "A B", Password: "PSW1"}} },
		"a control character": func(d *logon.Domain) { d.Accounts[0].Password = "PSW1\naddprinc eve" },
		"has signs that no":   func(d *logon.Domain) { d.DNS = "corp\nkdc = 10.0.0.1" },
	} {
		p := PlanOf(t, Probe, "kb326985/article.yaml")
		topology := p.World.Topology()
		topology.Domains = append([]logon.Domain{}, topology.Domains...)
		topology.Domains[0].Accounts = append([]logon.Account{}, topology.Domains[0].Accounts...)
		change(&topology.Domains[0])
		changed, err := Prepare(Probe, topology, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := changed.Unbuildable(); !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("got %q, want %q", got, want)
		}
		if got := changed.Unbuildable(); strings.Contains(got, "PSW1") {
			t.Errorf("%q has a password", got)
		}
	}
}

// Every file of the catalogue can be put to real parts, also those of Exchange.
func TestEveryFileCanBeBuilt(t *testing.T) {
	for _, name := range append(scenarios.CatalogueOf("web"), scenarios.CatalogueOf("ews-proxy")...) {
		p := planFrom(t, name)
		if why := p.Unbuildable(); why != "" {
			t.Errorf("%s: %s", name, why)
		}
	}
}

func planFrom(t *testing.T, name string) Plan {
	t.Helper()
	data, err := scenarios.ReadFile(scenarios.Catalogue(), name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := scenarios.LoadAs(scenarios.Models(), name, data)
	if err != nil {
		t.Fatal(err)
	}
	p, err := FromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
