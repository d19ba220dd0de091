package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/lab"
)

// The accounts of services that act for persons, or behind them, and the persons, with their passwords. They stand in
// shareTickets, too.
var (
	hopFronts  = []string{"PLAIN", "ANY", "LIST", "SWITCH"}
	hopPersons = map[string]string{"ANNA": "PSW1", "BERT": "PSW2", "BOSS": "PSW8"}
)

const hopPassword = "PSW9"

// delegationSettings are the settings of the directory, as samba-tool makes them.
func delegationSettings() []string {
	lines := []string{"user sensitive BOSS on", "delegation for-any-service ANY on", "delegation add-service LIST HTTP/BACK1.corp.example",
		"delegation add-service SWITCH HTTP/BACK1.corp.example", "delegation for-any-protocol SWITCH on", "delegation add-principal BACK2 PLAIN"}
	for _, name := range append([]string{"BACK1", "BACK2"}, hopFronts...) {
		lines = append(lines, "spn add HTTP/"+name+".corp.example "+name)
	}
	return lines
}

// hopOf is the same in the model.
func hopOf(q lab.Delegating) lab.Hop {
	name := func(host string) kerberos.Name { return kerberos.Name{Class: "HTTP", Host: host + ".corp.example"} }
	front := &kerberos.Account{Realm: "CORP", Name: q.Front, Version: 1}
	host := strings.TrimSuffix(strings.TrimPrefix(q.To, "HTTP/"), ".corp.example")
	back := &kerberos.Account{Realm: "CORP", Name: host, Version: 1}
	h := lab.Hop{Protected: q.User == "BERT", Of: map[*kerberos.Account]kerberos.Delegation{}}
	h.Hop = kerberos.Hop{User: &kerberos.Account{Realm: "CORP", Name: q.User}, Sensitive: q.User != "ANNA", ByTicket: q.ByTicket, Front: front, Name: name(host),
		Owners: []*kerberos.Account{back}, Keys: []kerberos.Key{{Of: back, Version: 1}}}
	h.Of[front] = map[string]kerberos.Delegation{"ANY": {Unconstrained: true}, "LIST": {To: []kerberos.Name{name("BACK1")}},
		"SWITCH": {To: []kerberos.Name{name("BACK1")}, AnyProtocol: true}}[q.Front]
	if host == "BACK2" {
		h.Of[back] = kerberos.Delegation{From: []string{`CORP\PLAIN`}}
	}
	return h
}

func hopQuestions(kdc string) (list []lab.Delegating) {
	for user, password := range hopPersons {
		for _, front := range hopFronts {
			for _, to := range []string{"BACK1", "BACK2"} {
				q := lab.Delegating{KDC: kdc, Realm: "CORP.EXAMPLE", User: user, Password: password, Front: front, FrontPassword: hopPassword,
					At: "HTTP/" + front + ".corp.example", To: "HTTP/" + to + ".corp.example"}
				list = append(list, q)
				q.ByTicket = true
				list = append(list, q)
			}
		}
	}
	return list
}

// delegated asks a controller for every kind of delegation, for persons who may be delegated and who may not, by their
// own tickets and without. What it answers is what the table of second hops says.
func delegated(t *testing.T, plan lab.Plan, state string) {
	sambaTool(t, state, delegationSettings()...)
	controller, _ := plan.Server("DC")
	questions := hopQuestions(controller.Address)
	var lines strings.Builder
	for _, q := range questions {
		line, _ := json.Marshal(q)
		fmt.Fprintf(&lines, "%s\n", line)
	}
	ask := onMachine(t, state, "PC").Command(t.Context(), "/usr/bin/python3", "-c", lab.DelegationScript)
	ask.Stdin = strings.NewReader(lines.String())
	out, err := ask.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	answers := json.NewDecoder(strings.NewReader(string(out)))
	acts, met := 0, map[string]int{}
	for _, q := range questions {
		var got lab.Delegated
		if err := answers.Decode(&got); err != nil {
			t.Fatal(err)
		}
		differs, known := hopOf(q).Differs(q, got)
		if differs != "" {
			t.Errorf("%s at %s, by ticket %t, as %s: %s", q.Front, q.To, q.ByTicket, q.User, differs)
		}
		for _, name := range known {
			met[name]++
		}
		if got.Acts(q) {
			acts++
		}
	}
	if acts == 0 || len(met) != 2 {
		t.Errorf("%d services act, and the differences met are %v", acts, met)
	}
	t.Logf("%d second hops, of which %d act for the person; differences of Samba from Windows: %v", len(questions), acts, met)
}
