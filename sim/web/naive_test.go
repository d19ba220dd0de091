package web_test

import (
	"fmt"
	"slices"
	"testing"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

// A small is one small world: who has the name, whose key the site opens tickets with, what it offers, and by what name
// it is called.
type small struct {
	owners    []string // of HTTP/www.corp.example: WEB1$, SVC, OTHER
	decryptor string   // WEB1$ or SVC
	providers []web.Provider
	called    string // real, alias or address
	typed     string // "", right, wrong or unknown
	domain    bool   // the account signed on is one of the domain
}

// naive is the decision table of the reference, as a person reads it: protocol, and the code of Kerberos.
func (s small) naive() (web.Protocol, kerberos.Code) {
	ntlm := web.ByNothing
	if !slices.Equal(s.providers, []web.Provider{web.KerberosAlone}) && s.knownByNTLM() {
		ntlm = web.ByNTLM
	}
	if slices.Equal(s.providers, []web.Provider{web.NTLM}) || s.called == "address" || s.account() == "local" {
		return ntlm, 0
	}
	switch s.account() {
	case "unknown":
		return ntlm, 6
	case "wrong":
		return ntlm, 24
	}
	owners := s.owners
	if s.called == "real" {
		owners = []string{"WEB1$"} // HOST, which every computer has
	}
	switch {
	case len(owners) != 1:
		return ntlm, 7
	case owners[0] != s.decryptor:
		return web.ByNothing, 41
	}
	return web.ByKerberos, 0
}

// account is what the browser has to prove itself with.
func (s small) account() string {
	switch {
	case s.typed != "":
		return s.typed
	case !s.domain:
		return "local"
	}
	return "right"
}

func (s small) knownByNTLM() bool { return s.account() == "right" }

func (s small) world(t *testing.T) *web.World {
	t.Helper()
	site := web.Site{Name: "www", Machine: "WEB1", Providers: s.providers}
	if s.decryptor == "SVC" {
		site.Pool, site.PoolKey = `CORP\SVC`, true
	}
	all, alias := site, site
	alias.Name, alias.Hosts = "alias", []string{"www.corp.example"}
	topology := web.Topology{Sites: []web.Site{all, alias}, Topology: logon.Topology{
		Domains: []logon.Domain{{Name: "CORP", DNS: "corp.example", Kind: logon.ActiveDirectory, Accounts: []logon.Account{
			{Name: "ANNA", Password: "PSW1"}, {Name: "SVC", Password: "PSW2"}, {Name: "OTHER", Password: "PSW3"}}}},
		Machines: []logon.Machine{
			{Name: "DC1", Role: logon.Controller, Domain: "CORP", Profile: "windows-2022"},
			{Name: "WEB1", Role: logon.Member, Domain: "CORP", Profile: "windows-2022", Addresses: []string{"10.0.0.5"}},
			{Name: "PC1", Role: logon.Member, Domain: "CORP", Profile: "windows-11-24h2", Accounts: []logon.Account{{Name: "TOM", Password: "PSW4"}}},
		}}}
	for _, owner := range s.owners {
		topology.SPNs = append(topology.SPNs, logon.Registered{Account: `CORP\` + owner, Names: []kerberos.Name{{Class: "HTTP", Host: "www.corp.example"}}})
	}
	if s.typed != "" {
		browser := web.Usual("PC1")
		browser.Zoned = true
		topology.Browsers = []web.Browser{browser}
	}
	if problems := web.Check(topology); len(problems) > 0 {
		t.Fatal(problems)
	}
	w, err := web.New(topology)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (s small) attempt(t *testing.T) web.Attempt {
	t.Helper()
	host := map[string]string{"real": "web1.corp.example", "alias": "www.corp.example", "address": "10.0.0.5"}[s.called]
	open, err := web.ParseURL("http://" + host + "/")
	if err != nil {
		t.Fatal(err)
	}
	a := web.Attempt{From: "PC1", As: logon.Name{Domain: "CORP", User: "ANNA"}, Open: open}
	if !s.domain {
		a.As = logon.Name{Domain: "PC1", User: "TOM"}
	}
	typed := map[string]web.Typed{"right": {As: logon.Name{Domain: "CORP", User: "ANNA"}, Password: "PSW1"},
		"wrong": {As: logon.Name{Domain: "CORP", User: "ANNA"}, Password: "x"}, "unknown": {As: logon.Name{Domain: "CORP", User: "NOBODY"}, Password: "x"}}
	if with, ok := typed[s.typed]; ok {
		a.Typed = &with
	}
	return a
}

func TestTheModelIsTheDecisionTableInEverySmallWorld(t *testing.T) {
	worlds := 0
	for _, owners := range [][]string{nil, {"WEB1$"}, {"SVC"}, {"OTHER"}, {"WEB1$", "SVC"}, {"SVC", "OTHER"}} {
		for _, decryptor := range []string{"WEB1$", "SVC"} {
			for _, providers := range [][]web.Provider{{web.Negotiate, web.NTLM}, {web.Negotiate}, {web.NTLM, web.Negotiate}, {web.NTLM}, {web.KerberosAlone}} {
				for _, called := range []string{"real", "alias", "address"} {
					for _, typed := range []string{"", "right", "wrong", "unknown"} {
						for _, domain := range []bool{true, false} {
							s := small{owners, decryptor, providers, called, typed, domain}
							o := s.world(t).Predict(s.attempt(t))
							worlds++
							wantProtocol, wantCode := s.naive()
							if got, want := fmt.Sprint(o.Protocol, o.Code), fmt.Sprint(wantProtocol, wantCode); got != want {
								t.Errorf("%+v: got %s, want %s (%s)", s, got, want, o.Because)
							}
							if (o.Status == 200) != (o.Protocol != web.ByNothing) || (o.User.User == "") != (o.Protocol == web.ByNothing) {
								t.Errorf("%+v: %d, %q, %s do not go together", s, o.Status, o.Protocol, o.User)
							}
						}
					}
				}
			}
		}
	}
	t.Logf("%d small worlds", worlds)
}
