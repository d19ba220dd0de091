package logon_test

import (
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// A read-only controller that cannot reach a writable one still decides itself whose a name is: only a member asks.
func TestAControllerAsksNoControllerOfItsOwn(t *testing.T) {
	topology := logon.Topology{
		Domains: []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "KEPT", Password: right}}}},
		Machines: []logon.Machine{{Name: "SERVER", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022", ReadOnly: true, Channel: logon.Unreachable,
			Cached: []string{"KEPT"}, Shares: []logon.Share{{Name: "share"}}}},
	}
	for domain, want := range map[string]sim.State{"": "none.missing.guest-disabled", "ELSEWHERE": "unknown.missing.guest-disabled", "HOME": "own.missing.guest-disabled"} {
		if o := outcomeIn(t, topology, sendTo("share", domain, "STRANGER")); o.Because != want {
			t.Errorf("%q: got %s, want %s", domain, o.Because, want)
		}
	}
}

// Samba's torture tests: a user principal name by the domain's NetBIOS name "works for some things, but not NTLMv2". By
// its DNS name it works with both.
func TestAPrincipalByTheNetBIOSNameOfADomainIsFoundWithoutASaltOnly(t *testing.T) {
	topology := trustingTopology("windows-2022", nil, logon.Trust{}, logon.Account{Name: "USER1", Password: right})
	for _, c := range []struct {
		user     string
		response ntlm.Kind
		want     sim.State
	}{
		{"USER1@near.test", ntlm.NTLMv2, "none.asked.password-matches"},
		{"USER1@near.test", ntlm.NTLMv1, "none.asked.password-matches"},
		{"USER1@NEAR", ntlm.NTLMv1, "none.asked.password-matches"},
		{"USER1@NEAR", ntlm.NTLMv2, "none.missing.guest-disabled"},
		{"USER1@ELSEWHERE", ntlm.NTLMv1, "none.missing.guest-disabled"},
	} {
		if o := predicted(t, topology, logon.Send{To: "SERVER", Share: "share", User: c.user, Password: right, Response: c.response}); o.Because != c.want {
			t.Errorf("%s, %s: got %s, want %s", c.user, c.response, o.Because, c.want)
		}
	}
	// Nor is its trust asked then.
	topology = trustingTopology("windows-2022", nil, logon.Trust{Down: true}, logon.Account{Name: "USER1", Password: right})
	for response, want := range map[ntlm.Kind]sim.State{ntlm.NTLMv1: "none.unreachable", ntlm.NTLMv2: "none.missing.guest-disabled"} {
		if o := predicted(t, topology, logon.Send{To: "SERVER", Share: "share", User: "USER1@NEAR", Password: right, Response: response}); o.Because != want {
			t.Errorf("the trust is down, %s: got %s, want %s", response, o.Because, want)
		}
	}
}

// LimitBlankPasswordUse is of a machine's own accounts that are used from another machine, the built-in Guest aside.
func TestABlankPasswordIsForTheMachineItself(t *testing.T) {
	blank := []logon.Account{{Name: "BLANK"}}
	limit := []logon.Setting{set("LimitBlankPasswordUse", "1")}
	client := logon.Machine{Name: "CLIENT", Role: logon.Standalone, Profile: "windows-2022", Accounts: []logon.Account{{Name: "ME", Password: right}}}
	own := logon.Topology{Machines: []logon.Machine{client, {Name: "SERVER", Role: logon.Standalone, Profile: "windows-2022", Accounts: blank, Settings: limit,
		Shares: []logon.Share{{Name: "share"}}}}}
	domains := logon.Topology{Domains: []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory, Accounts: blank}},
		Machines: []logon.Machine{client, {Name: "SERVER", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022", Settings: limit, Shares: []logon.Share{{Name: "share"}}}}}
	fromItself := netUse("SERVER", "BLANK")
	fromItself.From, fromItself.As = "SERVER", logon.Name{Domain: "SERVER", User: "BLANK"}
	for name, c := range map[string]struct {
		topology logon.Topology
		attempt  logon.Attempt
		want     sim.State
	}{
		"from another machine": {own, netUse("SERVER", "BLANK"), "own.found.blank-password"},
		"from itself":          {own, fromItself, "own.found.password-matches"},
		"a domain's account":   {domains, netUse("HOME", "BLANK"), "own.found.password-matches"},
	} {
		c.attempt.Run.Password = new("")
		if o := outcomeIn(t, c.topology, c.attempt); o.Because != c.want {
			t.Errorf("%s: got %s, want %s", name, o.Because, c.want)
		}
	}
}

// KB 103390: the guest account's password must be the one that is sent. A response without a salt proves it, whatever
// domain is sent; one with a salt where that is the domain that was sent, or none.
func TestWhichResponsesProveTheGuestsPassword(t *testing.T) {
	topology := logon.Topology{Machines: []logon.Machine{{Name: "SERVER", Role: logon.Standalone, Profile: "kb103390", Shares: []logon.Share{{Name: "share"}},
		Accounts: []logon.Account{{Name: "Guest", Password: right}}}}}
	const proved, differs sim.State = "unknown.missing.guest-enabled", "unknown.missing.guest-password-differs"
	for _, c := range []struct {
		response ntlm.Kind
		salt     *string
		password string
		want     sim.State
	}{
		{ntlm.NTLMv1, nil, right, proved}, {ntlm.NTLMv1, nil, wrong, differs},
		{ntlm.NTLMv2, nil, right, proved}, {ntlm.NTLMv2, new("ELSEWHERE"), right, proved}, {ntlm.NTLMv2, new(""), right, proved},
		{ntlm.NTLMv2, new("FORGED"), right, differs}, {ntlm.NTLMv2, nil, wrong, differs},
	} {
		o := predicted(t, topology, logon.Send{To: "SERVER", Share: "share", Domain: "ELSEWHERE", User: "STRANGER", Password: c.password, Salt: c.salt, Response: c.response})
		if o.Because != c.want {
			t.Errorf("%s, salt %v, %s: got %s, want %s", c.response, c.salt, c.password, o.Because, c.want)
		}
	}
}

// Observed of Samba 4.17: an Active Directory controller says NOT_FOUND of user@domain where any other name has a wrong
// password, or the client hashed with another domain.
func TestAPrincipalThatNothingProvesIsNotFoundBySamba(t *testing.T) {
	topology := trustingTopology("samba-ad-dc", nil, logon.Trust{})
	topology.Domains[0].Accounts = []logon.Account{{Name: "USER1", Password: right}}
	const notFound, matches sim.State = "none.found.principal-unproven", "none.found.password-matches"
	for _, c := range []struct {
		user, password string
		salt           *string
		want           sim.State
	}{
		{"USER1@home.test", right, nil, matches},
		{"USER1@home.test", wrong, nil, notFound},
		{"USER1@home.test", right, new("FORGED"), notFound},
		{"USER1", wrong, nil, "none.found.password-differs"},
		{"USER1", right, new("FORGED"), "none.found.salt-differs"},
	} {
		o := predicted(t, topology, logon.Send{To: "SERVER", Share: "share", User: c.user, Password: c.password, Salt: c.salt, Response: ntlm.NTLMv2})
		if o.Because != c.want {
			t.Errorf("%s, %s, salt %v: got %s, want %s", c.user, c.password, c.salt, o.Because, c.want)
		}
	}
}

// Observed of Samba 4.17: of the domain BUILTIN nobody can be asked, and nobody looks for the account, though the
// server has it.
func TestOfTheDomainBUILTINNobodyLooks(t *testing.T) {
	topology := logon.Topology{Machines: []logon.Machine{{Name: "DC", Role: logon.Controller, Domain: "HOME", Profile: "samba-ad-dc"},
		{Name: "SERVER", Role: logon.Member, Domain: "HOME", Profile: "samba-member", Accounts: []logon.Account{{Name: "USER1", Password: right}}}},
		Domains: []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory}}}
	o := predicted(t, topology, logon.Send{To: "SERVER", Domain: "BUILTIN", User: "user1", Password: right, Response: ntlm.NTLMv2})
	if _, user := o.Account(); o.Because != "builtin" || user != "user1" {
		t.Errorf("got %s, account %s; want builtin, and the name as it was sent", o.Because, user)
	}
}

// MS-NLMP 3.2.5.1.2: "Guest user is not disabled AND Guest user has no password set". Only a Guest without one is a
// fallback.
func TestAGuestWithoutAPasswordIsTheFallback(t *testing.T) {
	for password, want := range map[string]sim.State{"": "unknown.missing.guest-enabled", right: "unknown.missing.guest-has-password"} {
		topology := logon.Topology{Machines: []logon.Machine{{Name: "SERVER", Role: logon.Standalone, Profile: "windows-2022", Accounts: []logon.Account{{Name: "Guest", Password: password}},
			Settings: []logon.Setting{set("SeDenyNetworkLogonRight"), set("guest-password", "no-fallback")}}}}
		if o := outcomeIn(t, topology, sendTo("", "ELSEWHERE", "STRANGER")); o.Because != want {
			t.Errorf("Guest's password %q: got %s, want %s", password, o.Because, want)
		}
	}
}
