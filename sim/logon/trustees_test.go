package logon_test

import (
	"strings"
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// Who crosses a selective trust is in Other Organization, and everybody else but Guest in This Organization.
func TestListsKnowTheOrganization(t *testing.T) {
	const this, other = `NT AUTHORITY\This Organization`, `NT AUTHORITY\Other Organization`
	for _, test := range []struct {
		list      string
		selective bool
		lets      bool
	}{
		{this, true, false}, {other, true, true}, {this, false, true}, {other, false, false},
		{"S-1-5-15", true, false}, {"S-1-5-1000", true, true}, {`NT-AUTORITÄT\Andere Organisation`, true, true},
	} {
		topology := acrossATrust(test.selective)
		topology.Machines[1].Shares = []logon.Share{{Name: "share", Allow: []string{test.list}}}
		if o := outcomeIn(t, topology, sentTo("share", "OUT", "USER1")); (o.Error == 0) != test.lets {
			t.Errorf("%s, selective %v: error %d", test.list, test.selective, o.Error)
		}
		if o := outcomeIn(t, topology, sentTo("share", "CORP", "ANNA")); (o.Error == 0) != (test.list == this || test.list == "S-1-5-15") {
			t.Errorf("%s, an account of the domain: error %d", test.list, o.Error)
		}
	}
}

// The right to log on can hold an organization, too.
func TestARightKnowsTheOrganization(t *testing.T) {
	topology := acrossATrust(true)
	topology.Machines[1].Settings = []logon.Setting{{Name: "SeDenyNetworkLogonRight", Values: []string{`NT AUTHORITY\Other Organization`}}}
	if o := outcomeIn(t, topology, sentTo("IPC$", "OUT", "USER1")); o.Error != 1385 {
		t.Errorf("across the trust: error %d", o.Error)
	}
	if o := outcomeIn(t, topology, sentTo("IPC$", "CORP", "ANNA")); o.Error != 0 {
		t.Errorf("of the domain: error %d", o.Error)
	}
}

// BUILTIN before a group is the server's own one: of the domain on a controller.
func TestBuiltinGroupsAreTheServersOwn(t *testing.T) {
	topology := acrossATrust(false)
	backup := []string{`BUILTIN\Backup Operators`}
	topology.Domains[0].Accounts[0].Groups = []string{"Backup Operators"}
	topology.Machines[0].Shares = []logon.Share{{Name: "share", Allow: backup}}
	topology.Machines[1].Shares = []logon.Share{{Name: "share", Allow: backup}}
	topology.Machines[1].Accounts = []logon.Account{{Name: "svc", Password: "s", Groups: []string{"Backup Operators"}}}
	for _, test := range []struct {
		server, domain, user string
		lets                 bool
	}{{"DC", "CORP", "ANNA", true}, {"FS1", "CORP", "ANNA", false}, {"FS1", "FS1", "svc", true}} {
		a := sentTo("share", test.domain, test.user)
		a.Send.To = test.server
		if o := outcomeIn(t, topology, a); (o.Error == 0) != test.lets {
			t.Errorf("%s\\%s at %s: error %d", test.domain, test.user, test.server, o.Error)
		}
	}
}

// acrossATrust is CORP with its controller DC and its member FS1, and OUT, which CORP trusts.
func acrossATrust(selective bool) logon.Topology {
	return logon.Topology{
		Domains: []logon.Domain{
			{Name: "CORP", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "ANNA", Password: "a"}},
				Trusts: []logon.Trust{{Domain: "OUT", Type: logon.External, Direction: logon.Outgoing, Selective: selective}}},
			{Name: "OUT", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "USER1", Password: "u"}}}},
		Machines: []logon.Machine{{Name: "DC", Role: logon.Controller, Domain: "CORP", Profile: "windows-2022"},
			{Name: "FS1", Role: logon.Member, Domain: "CORP", Profile: "windows-2022", AllowedToAuthenticate: []string{`OUT\USER1`}}},
	}
}

// sentTo is a session setup at FS1 with the password of the account: the first letter of its name.
func sentTo(share, domain, user string) logon.Attempt {
	return logon.Attempt{Name: user, Send: &logon.Send{To: "FS1", Share: share, Domain: domain, User: user,
		Password: strings.ToLower(user[:1]), Response: ntlm.NTLMv2}}
}
