package logon_test

import (
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// A member is not in KB 103390 but in KB 102716: "On a member of a Windows domain, the request is always passed
// through to the primary domain of the workstation, letting the primary domain determine whether the specified domain
// is trusted."
func memberTopology() logon.Topology {
	account := func(name, password string) logon.Account { return logon.Account{Name: name, Password: password} }
	return logon.Topology{
		Domains: []logon.Domain{
			{Name: "HOME", DNS: "home.test", Kind: logon.ActiveDirectory, Trusts: []logon.Trust{{Domain: "NEAR", Type: logon.External, Direction: logon.Outgoing}},
				Accounts: []logon.Account{account("HOMER", "in HOME"), account("BOTH", "in HOME"), {Name: "Guest"}}},
			{Name: "NEAR", DNS: "near.test", Kind: logon.ActiveDirectory,
				Accounts: []logon.Account{account("NEARER", "in NEAR"), account("HOMER", "in NEAR")}},
			{Name: "FAR", Kind: logon.ActiveDirectory, Accounts: []logon.Account{account("FARER", "in FAR")}},
		},
		Machines: []logon.Machine{
			{Name: "DC", Role: logon.Controller, Domain: "HOME", Profile: "kb103390"},
			{Name: "MEMBER", Role: logon.Member, Domain: "HOME", Profile: "kb103390", Shares: []logon.Share{{Name: "share"}},
				Accounts: []logon.Account{account("LOCAL", "in the SAM"), account("BOTH", "in the SAM")}},
			{Name: "OPEN", Role: logon.Member, Domain: "HOME", Profile: "kb103390", Shares: []logon.Share{{Name: "share"}},
				Accounts: []logon.Account{{Name: "Guest"}}},
			{Name: "OTHER", Role: logon.Member, Domain: "HOME", Profile: "kb103390"},
		},
	}
}

func TestAMemberAsksItsOwnController(t *testing.T) {
	world, err := logon.NewWorld(memberTopology())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		law                        string
		to, domain, user, password string
		error                      uint32
		because                    sim.State
	}{
		{"its computer name is its own database", "MEMBER", "MEMBER", "LOCAL", "in the SAM", 0, "own.found.password-matches"},
		{"and only that", "MEMBER", "MEMBER", "HOMER", "in HOME", 1326, "own.missing.guest-disabled"},
		{"case does not matter", "MEMBER", "member", "local", "in the SAM", 0, "own.found.password-matches"},

		{"its own domain is its controller's", "MEMBER", "HOME", "HOMER", "in HOME", 0, "trusted.found.password-matches"},
		{"by its DNS name too", "MEMBER", "home.test", "HOMER", "in HOME", 0, "trusted.found.password-matches"},
		{"not the SAM's account of the same name", "MEMBER", "HOME", "BOTH", "in HOME", 0, "trusted.found.password-matches"},
		{"whose password is another one", "MEMBER", "HOME", "BOTH", "in the SAM", 1326, "trusted.found.password-differs"},
		{"who is not there is not looked for in the SAM", "MEMBER", "HOME", "LOCAL", "in the SAM", 1326, "trusted.missing.guest-disabled"},

		{"its controller knows which domains are trusted", "MEMBER", "NEAR", "NEARER", "in NEAR", 0, "trusted.found.password-matches"},
		{"an account of another domain with the same name does not count", "MEMBER", "NEAR", "HOMER", "in HOME", 1326, "trusted.found.password-differs"},
		{"a wrong password is 1326", "MEMBER", "NEAR", "NEARER", "wrong", 1326, "trusted.found.password-differs"},

		{"a domain that nobody trusts is unknown: the member's own SAM", "MEMBER", "FAR", "LOCAL", "in the SAM", 0, "unknown.found.password-matches"},
		{"however real the domain", "MEMBER", "FAR", "FARER", "in FAR", 1326, "unknown.missing.guest-disabled"},
		{"a name that means nothing, likewise", "MEMBER", "ELSEWHERE", "BOTH", "in the SAM", 0, "unknown.found.password-matches"},
		{"and never the controller's database", "MEMBER", "ELSEWHERE", "HOMER", "in HOME", 1326, "unknown.missing.guest-disabled"},
		{"another member's name is unknown, too", "MEMBER", "OTHER", "LOCAL", "in the SAM", 0, "unknown.found.password-matches"},
		{"and so is the controller's", "MEMBER", "DC", "HOMER", "in HOME", 1326, "unknown.missing.guest-disabled"},

		{"NULL is the SAM first", "MEMBER", "", "LOCAL", "in the SAM", 0, "none.found.password-matches"},
		{"whose password decides", "MEMBER", "", "BOTH", "in HOME", 1326, "none.found.password-differs"},
		{"then the controller's own database", "MEMBER", "", "HOMER", "in HOME", 0, "none.domain.password-matches"},
		{"whose password decides, before the trusted domains are asked", "MEMBER", "", "HOMER", "in NEAR", 1326, "none.domain.password-differs"},
		{"then the domains that the controller trusts", "MEMBER", "", "NEARER", "in NEAR", 0, "none.asked.password-matches"},
		{"and no others", "MEMBER", "", "FARER", "in FAR", 1326, "none.missing.guest-disabled"},
		{"the question mark is the same", "MEMBER", "?", "NEARER", "in NEAR", 0, "none.asked.password-matches"},

		{"the guest is the member's, never the domain's", "MEMBER", "HOME", "NOBODY", "", 1326, "trusted.missing.guest-disabled"},
		{"where its own is enabled, that is who comes in", "OPEN", "HOME", "NOBODY", "", 0, "trusted.missing.guest-enabled"},
		{"from an unknown domain", "OPEN", "ELSEWHERE", "NOBODY", "", 0, "unknown.missing.guest-enabled"},
		{"from none", "OPEN", "", "NOBODY", "", 0, "none.missing.guest-enabled"},
	} {
		t.Run(c.law, func(t *testing.T) {
			q, problems := world.Question(logon.Attempt{Send: &logon.Send{To: c.to, Share: "share", Domain: c.domain, User: c.user,
				Password: c.password, Response: ntlm.NTLMv1}})
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			o := q.Predict()
			if o.Error != c.error || o.Because != c.because {
				t.Errorf(`%s\%s at %s: got %d %s, want %d %s`, c.domain, c.user, c.to, o.Error, o.Because, c.error, c.because)
			}
		})
	}
}

// The setting is the controller's: it is the one that would ask the trusted domains.
func TestAMembersControllerDecidesWhetherTrustedDomainsAreAsked(t *testing.T) {
	for _, restricted := range []string{"MEMBER", "DC"} {
		topology := memberTopology()
		for i := range topology.Machines {
			if topology.Machines[i].Name == restricted {
				topology.Machines[i].Settings = []logon.Setting{set("LsaLookupRestrictIsolatedNameLevel", "1")}
			}
		}
		world, err := logon.NewWorld(topology)
		if err != nil {
			t.Fatal(err)
		}
		q, problems := world.Question(logon.Attempt{Send: &logon.Send{To: "MEMBER", Share: "share", User: "NEARER", Password: "in NEAR", Response: ntlm.NTLMv1}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		want := map[string]uint32{"MEMBER": 0, "DC": 1326}[restricted]
		if o := q.Predict(); o.Error != want {
			t.Errorf("restricted on %s: got %d %s, want %d", restricted, o.Error, o.Because, want)
		}
	}
}
