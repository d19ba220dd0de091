package lab

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/logon"
)

// hamlet has NT4-style domains, one of Active Directory that trusts one of them both ways, and a member.
const hamlet = `
domains:
  OLD-DOMAIN:
    kind: nt4
    dns: old.test
    trusts: [ELDER, {domain: NEW-DOMAIN, direction: both}]
    policy: {lockout-threshold: 3}
    accounts: {OLDUSER: {password: PSWO, groups: [Sales]}, Guest: {}}
  ELDER: {kind: nt4, accounts: {USER1: {password: PSW1}}}
  NEW-DOMAIN: {accounts: {NEWUSER: {password: PSWN}}}
machines:
  OLD:   {role: controller, domain: OLD-DOMAIN, profile: windows-nt4, shares: {share: {allow: [Sales]}}}
  NEW:   {role: controller, domain: NEW-DOMAIN, profile: windows-2022, shares: {share: {}}}
  FILE1: {role: member, domain: OLD-DOMAIN, profile: windows-nt4, shares: {share: {}}}
attempts:
  - {name: old, send: {to: OLD, user: OLDUSER, password: PSWO, domain: OLD-DOMAIN}, want: {error: 0}}
  - {name: new, send: {to: NEW, user: NEWUSER, password: PSWN, domain: NEW-DOMAIN}, want: {error: 0}}
  - {name: file, send: {to: FILE1, user: OLDUSER, password: PSWO, domain: OLD-DOMAIN}, want: {error: 0}}
`

func TestAnNT4DomainGetsAnNT4StyleController(t *testing.T) {
	file := load(t, "hamlet.yaml", hamlet)
	plan, _ := Build(file.Topology, file.Attempts)
	var got []string
	for _, s := range plan.Servers {
		got = append(got, strings.Join([]string{s.Name, string(s.Kind), s.Domain}, " "))
	}
	want := []string{"OLD NT4-style controller OLD-DOMAIN", "ELDER-DC NT4-style controller ELDER",
		"NEW AD controller NEW-DOMAIN", "FILE1 member server OLD-DOMAIN"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("servers (-want +got):\n%s", diff)
	}
	compareConf(t, plan)
	old, _ := plan.Server("OLD")
	golden(t, "testdata/old.passwd", []byte(plan.Etc(old)["passwd"]))
	golden(t, "testdata/old.lmhosts", []byte(plan.Etc(old)["samba/lmhosts"]))
}

func TestBothEndsOfATrustAreToldTheSameSecret(t *testing.T) {
	file := load(t, "hamlet.yaml", hamlet)
	plan, _ := Build(file.Topology, file.Attempts)
	told := func(server string) (b batch) {
		s, _ := plan.Server(server)
		if err := json.Unmarshal(plan.controllerBatch(s).encode(), &b); err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, test := range []struct{ truster, trusted string }{{"OLD", "ELDER-DC"}, {"OLD", "NEW"}, {"NEW", "OLD"}} {
		truster, _ := plan.Server(test.truster)
		trusted, _ := plan.Server(test.trusted)
		out := find(told(test.truster).Trusted, trusted.Domain)
		in := find(told(test.trusted).Tied, truster.Domain)
		switch {
		case out.Password == "" || out.Password != in.Password:
			t.Errorf("%s trusts %s: the secrets differ, or there is none", test.truster, test.trusted)
		case out.SID != plan.Domain(trusted.Domain).SID:
			t.Errorf("%s trusts %s as %s", test.truster, test.trusted, out.SID)
		}
	}
	if n := len(told("ELDER-DC").Trusted); n != 0 {
		t.Errorf("ELDER trusts %d domains", n)
	}
	if account := find(told("OLD").Tied, "NEW-DOMAIN").Account; account != "new-domain.test." {
		t.Errorf("NEW-DOMAIN asks as %s", account)
	}
	if told("OLD").AdminPassword == told("ELDER-DC").AdminPassword {
		t.Error("the lab's administrator has one password in two domains: each controller would let the other's in as its own")
	}
}

func find(list []secret, name string) secret {
	i := slices.IndexFunc(list, func(s secret) bool { return s.Name == name })
	if i < 0 {
		return secret{}
	}
	return list[i]
}

// A domain of the article's era is predicted as what is built of it.
func TestAnNT4DomainIsPredictedAsSambasController(t *testing.T) {
	file := load(t, "hamlet.yaml", hamlet)
	built := AsBuilt(file.Topology, file.Attempts)
	var got []string
	for _, m := range built.Machines {
		got = append(got, m.Name+" "+m.Profile+" map to guest="+setting(m, "map to guest"))
	}
	want := []string{"OLD samba-nt4-dc map to guest=bad user", "NEW samba-ad-dc map to guest=", "FILE1 samba-member map to guest=never",
		"ELDER-DC samba-nt4-dc map to guest="}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if d := domainNamed(built, "OLD-DOMAIN"); d.DNS != "" || len(d.Accounts) != 1 {
		t.Errorf("OLD-DOMAIN has the DNS name %q and %d accounts: its Guest is a setting of Samba's", d.DNS, len(d.Accounts))
	}
}

func TestEveryDomainIsBuiltInOneStyle(t *testing.T) {
	file := load(t, "hamlet.yaml", strings.Replace(hamlet, "USER1: {password: PSW1}", "USER1: {password: PSW1, local: true}", 1))
	for kind, want := range map[logon.DomainKind]Kind{logon.NT4: NT4Controller, logon.ActiveDirectory: ADController} {
		topology := InStyle(file.Topology, kind)
		if problems := logon.Check(topology); len(problems) > 0 {
			t.Errorf("%s: %v", kind, problems)
		}
		plan, _ := Build(topology, file.Attempts)
		for _, s := range plan.Servers {
			if s.Kind != MemberServer && s.Kind != want {
				t.Errorf("%s: %s is an %s", kind, s.Name, s.Kind)
			}
		}
	}
	if diff := cmp.Diff(file.Topology, InStyle(file.Topology, "")); diff != "" {
		t.Errorf("without a style (-want +got):\n%s", diff)
	}
	if file.Topology.Domains[0].Kind != logon.NT4 || !file.Topology.Domains[1].Accounts[0].Local {
		t.Error("the topology itself has changed")
	}
}

func TestAMemberThatNothingCanJoinIsSaidNotToBeBuilt(t *testing.T) {
	file := load(t, "hamlet.yaml", strings.Replace(hamlet, "profile: windows-nt4, shares: {share: {allow: [Sales]}}",
		"profile: samba-nt4-dc, settings: {ntlm auth: disabled}, shares: {share: {}}", 1))
	plan, cannot := Build(file.Topology, file.Attempts)
	if _, ok := plan.Server("FILE1"); ok {
		t.Error("FILE1 is built")
	}
	if !slices.ContainsFunc(cannot, func(c Cannot) bool { return c.NotBuilt && c.Machine == "FILE1" && strings.Contains(c.Why, "NTLM") }) {
		t.Errorf("nothing says why FILE1 is not built: %v", cannot)
	}
}
