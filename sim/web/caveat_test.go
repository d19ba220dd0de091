package web_test

import (
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/modeltest"
)

// What no row decides is said beside the answer, where it matters and nowhere else.
func TestWhatIsNotModelledIsSaid(t *testing.T) {
	const kernel, name = "kernel mode on, with which IIS cannot use", "which is not modelled"
	for _, c := range []struct {
		site, open string
		says       string
	}{
		{"{machine: WEB1, providers: ['Negotiate:Kerberos']}", "http://web1/", kernel},
		{"{machine: WEB1, providers: ['Negotiate:Kerberos'], kernel-mode: false}", "http://web1/", ""},
		{"{machine: WEB1, extended-protection: require}", "http://web1/", name},
		{"{machine: WEB1, extended-protection: require}", "https://web1/", ""},
		{"{machine: WEB1, extended-protection: allow}", "http://web1/", ""},
	} {
		caveat := decided(t, c.site, c.open).Caveat
		for _, text := range []string{kernel, name} {
			if got := strings.Contains(caveat, text); got != (text == c.says) {
				t.Errorf("%s, %s: %q is said: %t", c.site, c.open, text, got)
			}
		}
	}
}

// decided is the decision of one attempt at a site in kernel mode of its own.
func decided(t *testing.T, site, open string) *scenarios.Decision {
	t.Helper()
	text := "model: web\ndomains: {CORP: {dns: corp.example, accounts: {ANNA: {password: PSW1}, SVCWEB: {password: PSW2}}}}\nmachines:\n" +
		"  DC1: {role: controller, domain: CORP, profile: windows-2022}\n  WEB1: {role: member, domain: CORP, profile: windows-2022}\n" +
		"  WEB2: {role: member, domain: CORP, profile: windows-2022}\n  PC1: {role: member, domain: CORP, profile: windows-11-24h2}\n" +
		"sites:\n  one: " + site + "\nbrowsers: {PC1: {intranet: ['*', web1]}}\nattempts:\n  - {name: a, from: PC1, as: 'CORP\\ANNA', open: '" + open + "'}\n"
	return only(t, text)
}

// Two changes are advised where one alone does not help, each with its command, and they are proven together.
func TestTwoChangesAreAdvisedWhereOneIsNotEnough(t *testing.T) {
	want := map[string][2]string{ // in the commands of both
		"the server's own name is registered for the account of another server's pool": {`setspn -S HTTP/web2.corp.example CORP\WEB2$`, "Reset-ComputerMachinePassword"},
		"the name is the first computer's":                                             {"/useAppPoolCredentials:true", `setspn -S HTTP/one.corp.example CORP\SVCWEB`},
		"the client may not send NTLM":                                                 {`setspn -S HTTP/ntlm.corp.example CORP\WEB1$`, "/+providers.[@start,value='Negotiate']"},
	}
	got := map[string]bool{}
	for _, f := range modeltest.CatalogueOf(t, "web") {
		for p := range f.Model().Play(f) {
			for _, a := range p.Decision.Advice {
				if a.And == "" {
					continue
				}
				got[p.Name] = true
				if parts := want[p.Name]; parts[0] == "" || !strings.Contains(a.Run, parts[0]) || !strings.Contains(a.AndRun, parts[1]) {
					t.Errorf("%s: got %q, and %q", p.Name, a.Run, a.AndRun)
				}
			}
		}
	}
	if len(got) != len(want) {
		t.Errorf("two changes are advised for %v", got)
	}
}

// A person is named as people are: also by a UPN. In a workgroup a name in DNS may lead to a controller, which is said.
func TestAPersonIsNamedByUPN(t *testing.T) {
	const text = "model: web\ndomains: {CORP: {dns: corp.example, accounts: {ANNA: {password: PSW1}}}}\nmachines:\n" +
		"  DC1: {role: controller, domain: CORP, profile: windows-2022}\n  WEB1: {role: member, domain: CORP, profile: windows-2022}\n" +
		"  PC1: {role: standalone, profile: windows-11-24h2, accounts: {TOM: {password: PSW2}}}\n" +
		"sites: {one: {machine: WEB1}}\nbrowsers: {PC1: {intranet: []}}\nattempts:\n" +
		"  - {name: a, from: PC1, as: 'PC1\\TOM', open: 'http://web1/', typed: {account: 'WHO', password: PSW1}}\n"
	for who, byDNS := range map[string]bool{`CORP\ANNA`: false, `corp.example\ANNA`: true, `anna@corp.example`: true} {
		d := only(t, strings.Replace(text, "WHO", who, 1))
		if got := strings.Contains(d.Caveat, "finds a controller of that domain by DNS"); d.Result != scenarios.Success || got != byDNS {
			t.Errorf("%s: %s; a controller by DNS is said: %t", who, d.Verdict, got)
		}
	}
}

// A site behind that the file does not have is no back end without a name: that is said.
func TestASiteBehindThatIsNotThereIsNamed(t *testing.T) {
	for then, said := range map[string]bool{"http://nowhere/": true, "http://web1/": false} {
		d := decided(t, "{machine: WEB1}", "http://web1/', then: '"+then)
		if got := strings.Contains(d.Caveat, "has no site for the host nowhere"); got != said {
			t.Errorf("%s: %q", then, d.Caveat)
		}
	}
}
