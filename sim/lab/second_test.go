package lab

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/logon"
)

// twins is a domain of Active Directory with three controllers, of which one is asked nothing, and an older one with
// two.
const twins = `
domains:
  NET-DOMAIN: {dns: net.test, trusts: [{domain: SCRATCH-DOMAIN, channel: no-account}, {domain: CHANGED, channel: wrong-password}], accounts: {NETUSER: {password: PSWN}}}
  SCRATCH-DOMAIN: {trusts: [{domain: NET-DOMAIN}]}
  CHANGED: {}
  OLD-DOMAIN: {kind: nt4}
machines:
  TWIN1: {role: controller, domain: NET-DOMAIN, profile: samba-ad-dc, shares: {share: {}}}
  TWIN2: {role: controller, domain: NET-DOMAIN, profile: samba-ad-dc, settings: {ntlm auth: ntlmv1-permitted}, shares: {own: {allow: [NETUSER]}}}
  TWIN3: {role: controller, domain: NET-DOMAIN, profile: samba-ad-dc, shares: {share: {}}}
  FILES: {role: member, domain: NET-DOMAIN, profile: samba-member, shares: {share: {}}}
  PDC:   {role: controller, domain: OLD-DOMAIN, profile: windows-nt4, shares: {share: {}}}
  BDC:   {role: controller, domain: OLD-DOMAIN, profile: windows-nt4, shares: {share: {}}}
attempts:
  - {name: second, send: {to: TWIN2, response: none}, want: {error: 0}}
  - {name: member, send: {to: FILES, response: none}, want: {error: 0}}
  - {name: old, send: {to: PDC, response: none}, want: {error: 0}}
  - {name: backup, send: {to: BDC, response: none}, want: {error: 0}}
`

func twinsPlan(t *testing.T) (Plan, []Cannot) {
	file := load(t, "twins.yaml", twins)
	return Build(file.Topology, file.Attempts)
}

func TestAnotherControllerOfADomainJoinsTheFirst(t *testing.T) {
	plan, _ := twinsPlan(t)
	var got []string
	for _, s := range plan.Servers {
		if s.Domain == "NET-DOMAIN" {
			got = append(got, strings.Join([]string{s.Name, string(s.Kind), map[bool]string{true: "joins"}[plan.joins(s)]}, " "))
		}
	}
	want := []string{"TWIN1 AD controller ", "TWIN2 AD controller joins", "FILES member server "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if d := plan.Domain("NET-DOMAIN"); d.Controller != "TWIN1" {
		t.Errorf("%s answers for the domain", d.Controller)
	}
	second, _ := plan.Server("TWIN2")
	golden(t, "testdata/twin2.conf", []byte(plan.Conf(second)))
}

func TestInTheStyleOfNT4OneControllerStandsForADomain(t *testing.T) {
	_, cannot := twinsPlan(t)
	want := []Cannot{{Machine: "BDC", Why: "in the style of NT 4.0 one controller stands for the domain OLD-DOMAIN, and this is another", NotBuilt: true}}
	if diff := cmp.Diff(want, cannot); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Every controller of the trusting domain has a secure channel of its own; the other end is one account.
func TestATrustIsBrokenAtEveryControllerThatWouldAskAlongIt(t *testing.T) {
	plan, _ := twinsPlan(t)
	want := []Broken{
		{"TWIN1", "SCRATCH-DOMAIN", logon.AccountDeleted}, {"TWIN2", "SCRATCH-DOMAIN", logon.AccountDeleted},
		{"TWIN1", "CHANGED", logon.WrongPassword}, {"TWIN2", "CHANGED", logon.WrongPassword},
	}
	if diff := cmp.Diff(want, plan.Broken); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	spoilt := plan.spoilings()
	scratch := plan.Domain("SCRATCH-DOMAIN").Controller
	if diff := cmp.Diff([]string{"NET-DOMAIN$"}, spoilt[scratch].Delete); diff != "" {
		t.Errorf("deleted at %s (-want +got):\n%s", scratch, diff)
	}
	for _, name := range []string{"TWIN1", "TWIN2"} {
		if spoilt[name] == nil || !slices.Equal(spoilt[name].Trusts, []string{"CHANGED"}) {
			t.Errorf("%s keeps the trust's password", name)
		}
	}
}
