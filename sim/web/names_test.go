package web_test

import (
	"testing"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

// estate is a domain with a web server in it and one in a workgroup.
func estate() web.Topology {
	return web.Topology{Sites: []web.Site{
		{Name: "inside", Machine: "WEB1", Providers: []web.Provider{web.Negotiate}}, {Name: "outside", Machine: "LONE1", Providers: []web.Provider{web.Negotiate, web.NTLM}}},
		Topology: logon.Topology{
			Domains: []logon.Domain{{Name: "CORP", DNS: "corp.example", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "ANNA", Password: "PSW1"}}}},
			Machines: []logon.Machine{
				{Name: "WEB1", Role: logon.Member, Domain: "CORP", Profile: "windows-2022"},
				{Name: "LONE1", Role: logon.Standalone, Profile: "windows-2022", Accounts: []logon.Account{{Name: "ANNA", Password: "PSW1"}}},
				{Name: "PC1", Role: logon.Member, Domain: "CORP", Profile: "windows-11-24h2"},
			}}}
}

func opened(t *testing.T, topology web.Topology, a web.Attempt, url string) web.Outcome {
	t.Helper()
	w, err := web.New(topology)
	if err != nil {
		t.Fatal(err)
	}
	if a.Open, err = web.ParseURL(url); err != nil {
		t.Fatal(err)
	}
	if problems := w.CheckAttempt(a); len(problems) > 0 {
		t.Fatal(problems)
	}
	return w.Predict(a)
}

// A domain has two names, also where an account is typed.
func TestAnAccountIsKnownByBothNamesOfItsDomain(t *testing.T) {
	topology := estate()
	browser := web.Usual("PC1")
	browser.Zoned = true
	topology.Browsers = []web.Browser{browser}
	for _, domain := range []string{"CORP", "corp.example"} {
		a := web.Attempt{From: "PC1", As: logon.Name{Domain: "CORP", User: "ANNA"}, Typed: &web.Typed{As: logon.Name{Domain: domain, User: "ANNA"}, Password: "PSW1"}}
		if o := opened(t, topology, a, "http://web1/"); o.Protocol != web.ByKerberos || o.Prompts != 1 || o.User.Domain != "CORP" {
			t.Errorf("%s: %s by %q, because %s", domain, o.User, o.Protocol, o.Because)
		}
	}
}

// A web server in a workgroup has no name that a KDC knows: NTLM, among its own accounts.
func TestAServerInAWorkgroup(t *testing.T) {
	o := opened(t, estate(), web.Attempt{From: "PC1", As: logon.Name{Domain: "CORP", User: "ANNA"}}, "http://lone1/")
	if o.Protocol != web.ByNTLM || o.Code != kerberos.ServiceUnknown || o.Facts == nil || o.User.Domain != "LONE1" {
		t.Errorf("%s by %q, code %d, because %s", o.User, o.Protocol, o.Code, o.Because)
	}
}
