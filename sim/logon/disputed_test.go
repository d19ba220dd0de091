package logon_test

import (
	"strings"
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// That a smart card is missing is told with what speaks against it, unless the topology says what the product does.
func TestSourcesThatDifferAreTold(t *testing.T) {
	for _, c := range []struct {
		what, to, user string
		settings       []logon.Setting
		want           bool
	}{
		{"at its controller", "DC", "CARD", nil, true},
		{"at a member", "FILES", "CARD", nil, true},
		{"another account", "DC", "ANNA", nil, false},
		{"the topology says so", "DC", "CARD", []logon.Setting{set("smart-card-accounts", "refused")}, false},
		{"the topology says so of a member's controller", "FILES", "CARD", []logon.Setting{set("smart-card-accounts", "refused")}, false},
		{"the card is for interactive logons", "DC", "CARD", []logon.Setting{set("smart-card-accounts", "interactive-only")}, false},
	} {
		topology := logon.Topology{
			Domains: []logon.Domain{{Name: "CORP", Kind: logon.ActiveDirectory, Accounts: []logon.Account{
				{Name: "CARD", Password: right, SmartCard: true}, {Name: "ANNA", Password: right, Disabled: true}}}},
			Machines: []logon.Machine{{Name: "DC", Role: logon.Controller, Domain: "CORP", Profile: "windows-2022", Settings: c.settings},
				{Name: "FILES", Role: logon.Member, Domain: "CORP", Profile: "windows-2022"}}}
		o := outcomeIn(t, topology, logon.Attempt{Send: &logon.Send{To: c.to, Domain: "CORP", User: c.user, Password: right, Response: ntlm.NTLMv2}})
		if got := o.Disputed(); strings.Contains(got, "interactive-only") != c.want {
			t.Errorf("%s (%s): got %q", c.what, o.Because, got)
		}
	}
}

// A server that has the Microsoft account whose address is sent may find it or not, and a session without a password
// may send anything: both are told.
func TestWhatIsNotKnownOfMicrosoftAccountsIsTold(t *testing.T) {
	mail := "anna@outlook.test"
	pc := logon.Machine{Name: "PC", Role: logon.Standalone, Profile: "windows-11-24h2", Accounts: []logon.Account{{Name: "ANNA", Password: right, MicrosoftAccount: mail}}}
	nas := logon.Machine{Name: "NAS", Role: logon.Standalone, Profile: "windows-10", Accounts: []logon.Account{{Name: "ANNI", Password: right, MicrosoftAccount: mail}}}
	other := logon.Machine{Name: "NAS", Role: logon.Standalone, Profile: "windows-10", Accounts: []logon.Account{{Name: "ANNA", Password: right}}}
	chosen := nas
	chosen.Settings = []logon.Setting{set("microsoft-account-names", "not-found")}
	for _, c := range []struct {
		what, user, want string
		kind             logon.SignOnKind
		server           logon.Machine
		error            uint32
	}{
		{"the server has it", "ANNA", "Sources differ", "", nas, 0},
		{"by its own name", mail, "Sources differ", "", nas, 0},
		{"with a PIN", "ANNA", "Sources differ", logon.ByPIN, nas, 0},
		{"the server has another account", "ANNA", "", "", other, 1326},
		{"the topology says so", "ANNA", "", "", chosen, 1326},
		{"without a password", "ANNA", "No source says", logon.Passwordless, nas, 1326},
		{"without a password, nobody knows it", "ANNA", "No source says", logon.Passwordless, other, 1326},
	} {
		as := logon.Name{Domain: "PC", User: c.user}
		if c.user == mail {
			as.Domain = "microsoftaccount"
		}
		o := outcomeIn(t, logon.Topology{Machines: []logon.Machine{pc, c.server}},
			logon.Attempt{From: "PC", As: as, SignOn: logon.SignOn{Kind: c.kind}, Run: logon.NetUse{Server: "NAS"}})
		if got := o.Disputed(); o.Error != c.error || (got == "") != (c.want == "") || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %d (%s), %q; want %d, %q", c.what, o.Error, o.Because, got, c.error, c.want)
		}
		if o.Sent.Domain != "MicrosoftAccount" || o.Sent.User != mail {
			t.Errorf("%s: sent %v", c.what, o.Sent)
		}
	}
}

// A share may list the Microsoft account for which a local one stands. One for which none stands is told; accounts of
// Entra ID, which are in no file, are not.
func TestASharesListMayHaveMicrosoftAccounts(t *testing.T) {
	topology := logon.Topology{Machines: []logon.Machine{{Name: "NAS", Role: logon.Standalone, Profile: "windows-10",
		Accounts: []logon.Account{{Name: "ANNI", Password: right, MicrosoftAccount: "anna@outlook.test"}, {Name: "BOB", Password: right}},
		Shares: []logon.Share{{Name: "share", Allow: []string{`MicrosoftAccount\Anna@outlook.test`, `AzureAD\ANNA`}},
			{Name: "other", Allow: []string{`microsoftaccount\bert@outlook.test`}}}}}}
	for user, want := range map[string]uint32{"ANNI": 0, "BOB": 5} {
		o := outcomeIn(t, topology, logon.Attempt{Send: &logon.Send{To: "NAS", Share: "share", Domain: "NAS", User: user, Password: right, Response: ntlm.NTLMv2}})
		if o.Error != want {
			t.Errorf("%s: got %d (%s), want %d", user, o.Error, o.End, want)
		}
	}
	if list := logon.Strangers(topology); len(list) != 1 || !strings.Contains(list[0].Error(), "no account of this file stands for it") {
		t.Errorf("told: %v", list)
	}
}
