package web_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

// What is sent is what the tables decided: a ticket for the name where one is asked for, a response of NTLM where one
// is sent, and the answers of the outcome.
func TestTheWireIsWhatTheTablesDecided(t *testing.T) {
	unsent := 0
	for _, f := range catalogue(t) {
		topology, attempts, _ := scenarios.WebOf(f)
		w, err := web.New(topology)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range attempts {
			o := w.Predict(a)
			var sent []string
			for _, m := range o.Wire() {
				if m.Sent {
					sent = append(sent, m.String())
				} else {
					unsent++
				}
			}
			has := func(part string) bool {
				return slices.ContainsFunc(sent, func(s string) bool { return strings.Contains(s, part) })
			}
			at := fmt.Sprintf("%s#%d", f.Path, i+1)
			if asked := o.SPN() != "" && o.Code != 24 && o.Code != 6 && o.Code != 18 && o.Code != 23 && o.Because != "refused.clock"; asked && !has(o.SPN()) {
				t.Errorf("%s: no ticket for %s is asked for: %q", at, o.SPN(), sent)
			}
			if o.Code != 0 && !has(fmt.Sprintf("error %d", o.Code)) {
				t.Errorf("%s: no error %d: %q", at, o.Code, sent)
			}
			if byNTLM := o.NTLM != nil && o.End != "denied.at-client"; byNTLM != has("NTLM: ") {
				t.Errorf("%s: NTLM is decided %t: %q", at, byNTLM, sent)
			}
			if o.Protocol == web.ByKerberos && !has("opened, 200") {
				t.Errorf("%s: no ticket is opened: %q", at, sent)
			}
		}
	}
	if unsent < 10 {
		t.Errorf("only %d messages are not sent", unsent)
	}
}

// A second hop to a host that is not in the file is drawn as one.
func TestTheWireNamesAStranger(t *testing.T) {
	w, err := web.New(web.Topology{Topology: logon.Topology{
		Domains:  []logon.Domain{{Name: "CORP", Kind: logon.ActiveDirectory, DNS: "corp.example", Accounts: []logon.Account{{Name: "ANNA", Password: "PSW1"}}}},
		Machines: []logon.Machine{{Name: "WEB1", Role: logon.Member, Domain: "CORP", Profile: "windows-2022"}, {Name: "PC1", Role: logon.Member, Domain: "CORP", Profile: "windows-10"}},
	}, Sites: []web.Site{{Name: "www", Machine: "WEB1", Providers: []web.Provider{web.Negotiate}}}})
	if err != nil {
		t.Fatal(err)
	}
	open, _ := web.ParseURL("http://web1/")
	then, _ := web.ParseURL("http://elsewhere/")
	wire := w.Predict(web.Attempt{From: "PC1", As: logon.Name{Domain: "CORP", User: "ANNA"}, Open: open, Then: &then}).Wire()
	last := wire[len(wire)-1]
	if last.To != (logon.Party{Machine: "elsewhere"}) || last.Sent {
		t.Errorf("got %+v", last)
	}
}
