package logon_test

import (
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// Which workstation a database compares, as the profiles cite it: the one that the client sends; of Samba's winbindd
// \\WS1, which an Active Directory controller finds in no list and one in the style of NT 4.0 reads without the
// backslashes; of a member whose client names none, its own name.
func TestWhichWorkstationADatabaseCompares(t *testing.T) {
	const matches, refused sim.State = "trusted.found.password-matches", "trusted.found.workstation-not-allowed"
	for _, c := range []struct {
		member, controller string
		allowed, sent      string
		want               sim.State
	}{
		{"windows-2022", "windows-2022", "WS1", "WS1", matches},
		{"windows-2022", "windows-2022", "WS1", "ws1", matches},
		{"windows-2022", "windows-2022", "WS1", "WS2", refused},
		{"windows-2022", "windows-2022", "WS1", "", refused},
		{"samba-member", "samba-ad-dc", "WS1", "WS1", refused},
		{"samba-member", "samba-nt4-dc", "WS1", "WS1", matches},
		{"samba-member", "samba-nt4-dc", "WS1", "WS2", refused},
		{"samba-member", "samba-nt4-dc", "SERVER", "WS1", refused},
		{"samba-member", "samba-nt4-dc", "SERVER", "", matches},
		{"samba-member", "samba-nt4-dc", "WS1", "", refused},
		{"windows-2022", "samba-nt4-dc", "SERVER", "", refused},
		{"windows-2022", "samba-ad-dc", "WS1", "WS1", matches},
	} {
		kind := logon.ActiveDirectory
		if c.controller == "samba-nt4-dc" {
			kind = logon.NT4
		}
		topology := logon.Topology{
			Domains: []logon.Domain{{Name: "HOME", Kind: kind, Accounts: []logon.Account{{Name: "USER1", Password: right, Workstations: []string{c.allowed}}}}},
			Machines: []logon.Machine{{Name: "SERVER", Role: logon.Member, Domain: "HOME", Profile: c.member, Shares: []logon.Share{{Name: "share"}}},
				{Name: "DC", Role: logon.Controller, Domain: "HOME", Profile: c.controller}},
		}
		o := predicted(t, topology, logon.Send{To: "SERVER", Share: "share", Domain: "HOME", User: "USER1", Password: right, Workstation: c.sent, Response: ntlm.NTLMv2})
		if o.Because != c.want {
			t.Errorf("%+v: got %s", c, o.Because)
		}
	}
}

// Observed of Samba 4.17: a controller in the style of NT 4.0 knows no user principal names, and for its members they
// are names like any other, which nobody is asked about.
func TestAPrincipalIsANameLikeAnyOtherToAMemberOfAnNT4Domain(t *testing.T) {
	for kind, want := range map[logon.DomainKind]sim.State{logon.NT4: "none.missing.guest-disabled", logon.ActiveDirectory: "none.unreachable"} {
		profile := map[logon.DomainKind]string{logon.NT4: "samba-nt4-dc", logon.ActiveDirectory: "samba-ad-dc"}[kind]
		topology := logon.Topology{Domains: []logon.Domain{{Name: "HOME", Kind: kind, Accounts: []logon.Account{{Name: "USER1", Password: right}}}},
			Machines: []logon.Machine{{Name: "SERVER", Role: logon.Member, Domain: "HOME", Profile: "samba-member", Channel: logon.Unreachable},
				{Name: "DC", Role: logon.Controller, Domain: "HOME", Profile: profile}}}
		if o := predicted(t, topology, logon.Send{To: "SERVER", User: "USER1@HOME", Password: right, Response: ntlm.NTLMv2}); o.Because != want {
			t.Errorf("%s: got %s, want %s", kind, o.Because, want)
		}
	}
}

// A trusted domain of which the topology has no controller is one of NT 4.0 where its kind is nt4, and otherwise
// behaves like the server.
func TestATrustedDomainWithoutAControllerIsOfItsKind(t *testing.T) {
	local := logon.Account{Name: "USER1", Password: right, Local: true}
	topology := trustingTopology("windows-2022", nil, logon.Trust{}, local)
	topology.Domains[1].Kind, topology.Machines = logon.NT4, topology.Machines[:1]
	send := logon.Send{To: "SERVER", Share: "share", Domain: "NEAR", User: "USER1", Password: right, Response: ntlm.NTLMv1}
	if o := predicted(t, topology, send); o.Because != "trusted.local.guest-disabled" {
		t.Errorf("a local account of an NT 4.0 domain: got %s", o.Because)
	}
	topology.Domains[1].Kind, topology.Domains[1].Accounts = logon.ActiveDirectory, []logon.Account{{Name: "USER1", Password: right, Groups: []string{"Protected Users"}}}
	if o := predicted(t, topology, send); o.Because != "trusted.found.protected-user" {
		t.Errorf("Protected Users of a domain like Server 2022's: got %s", o.Because)
	}
}
