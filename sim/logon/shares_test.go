package logon_test

import (
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

func sendTo(share, domain, user string) logon.Attempt {
	send := logon.Send{To: "SERVER", Share: share, Domain: domain, User: user}
	if user != "" {
		send.Password, send.Response = right, ntlm.NTLMv2
	}
	return logon.Attempt{Send: &send}
}

// member is a member of HOME, which trusts NEAR.
func member(change func(*logon.Machine)) logon.Topology {
	server := logon.Machine{Name: "SERVER", Role: logon.Member, Domain: "HOME", Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}}}
	server.Accounts = []logon.Account{{Name: "USER1", Password: right}, {Name: "Administrator", Password: right}}
	if change != nil {
		change(&server)
	}
	admins := []string{"Domain Admins"}
	return logon.Topology{
		Domains: []logon.Domain{
			{Name: "HOME", Kind: logon.ActiveDirectory, Trusts: []logon.Trust{{Domain: "NEAR", Type: logon.External, Direction: logon.Outgoing}},
				Accounts: []logon.Account{{Name: "HOMER", Password: right}, {Name: "BOSS", Password: right, Groups: admins}}},
			{Name: "NEAR", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "NEARER", Password: right}, {Name: "CHIEF", Password: right, Groups: admins}}},
		},
		Machines: []logon.Machine{server, {Name: "DC", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022"}},
	}
}

// C$ is for administrators of the machine and of its own domain. Guests and anonymous sessions are none, whatever their
// groups.
func TestOnlyAdministratorsOfTheMachineGetItsDrives(t *testing.T) {
	topology := member(func(m *logon.Machine) {
		m.Settings = []logon.Setting{set("LocalAccountTokenFilterPolicy", "1"), set("RestrictNullSessAccess", "0"), set("SeDenyNetworkLogonRight")}
		m.Accounts = append(m.Accounts, logon.Account{Name: "OWNER", Password: right, Groups: []string{"Administrators"}},
			logon.Account{Name: "BOTH", Password: right, Groups: []string{"Administrators", "Guests"}}, logon.Account{Name: "Guest"})
	})
	for _, c := range []struct {
		domain, user string
		want         sim.State
	}{
		{"SERVER", "OWNER", "tree.administrator"},
		{"SERVER", "Administrator", "tree.administrator"},
		{"SERVER", "USER1", "tree.not-administrator"},
		{"SERVER", "BOTH", "tree.not-administrator"},
		{"SERVER", "STRANGER", "tree.not-administrator"}, // the session is Guest's
		{"", "", "tree.not-administrator"},
		{"HOME", "BOSS", "tree.administrator"},
		{"HOME", "HOMER", "tree.not-administrator"},
		{"NEAR", "CHIEF", "tree.not-administrator"},
		{"NEAR", "NEARER", "tree.not-administrator"},
	} {
		if o := outcomeIn(t, topology, sendTo("C$", c.domain, c.user)); o.End != c.want {
			t.Errorf(`%s\%s: got %s (%s), want %s`, c.domain, c.user, o.End, o.Because, c.want)
		}
	}
}

// The list of a share knows an anonymous session as ANONYMOUS LOGON and as Everyone, and by no account's name.
func TestAShareKnowsAnAnonymousSessionByItsOwnName(t *testing.T) {
	for name, want := range map[string]sim.State{"Anonymous Logon": "tree.connected", "Everyone": "tree.connected", "Guest": "tree.denied", "Users": "tree.denied",
		"USER1": "tree.denied"} {
		topology := member(func(m *logon.Machine) {
			m.Settings = []logon.Setting{set("RestrictNullSessAccess", "0")}
			m.Shares[0].Allow = []string{name}
		})
		if o := outcomeIn(t, topology, sendTo("share", "", "")); o.End != want {
			t.Errorf("for %s alone: got %s, want %s", name, o.End, want)
		}
	}
}

// Over SMB 2 and 3 a server that allows no anonymous session by itself does where something is listed for them. A
// controller has pipes for them by its role.
func TestAnAnonymousSessionNeedsSomethingToReach(t *testing.T) {
	for _, c := range []struct {
		role    logon.Role
		setting logon.Setting
		want    sim.State
	}{
		{logon.Member, set("anonymous-access", "by-null-sessions"), "anonymous.not-allowed"},
		{logon.Member, set("anonymous-access", "admitted"), "anonymous.admitted"},
		{logon.Member, set("RestrictNullSessAccess", "0"), "anonymous.admitted"},
		{logon.Member, set("NullSessionShares", "nowhere"), "anonymous.admitted"},
		{logon.Member, set("NullSessionPipes", "spoolss"), "anonymous.admitted"},
		{logon.Member, set("NullSessionPipes", "By-Role"), "anonymous.not-allowed"},
		{logon.Member, set("NullSessionPipes"), "anonymous.not-allowed"},
		{logon.Member, set("server-dialects", "SMB1"), "anonymous.admitted"},
		{logon.Member, set("server-dialects", "SMB1", "SMB2"), "anonymous.not-allowed"},
		{logon.Controller, set("NullSessionPipes", "by-role"), "anonymous.admitted"},
		{logon.Controller, set("NullSessionPipes"), "anonymous.not-allowed"},
	} {
		topology := member(func(m *logon.Machine) { m.Settings = []logon.Setting{c.setting} })
		if c.role == logon.Controller {
			topology.Machines[0].Role, topology.Machines[0].Accounts = c.role, nil
		}
		if o := outcomeIn(t, topology, sendTo("", "", "")); o.Because != c.want {
			t.Errorf("%s with %s %q: got %s, want %s", c.role, c.setting.Name, c.setting.Values, o.Because, c.want)
		}
	}
}

// Samba's guest is the Unix account nobody. A list can name it as Guest only if no account has that name.
func TestSambasGuestIsNobodysAccount(t *testing.T) {
	for _, c := range []struct {
		allowed string
		account bool
		want    sim.State
	}{
		{"Everyone", false, "tree.connected"}, {"Everyone", true, "tree.connected"},
		{"Guest", false, "tree.connected"}, {"Guest", true, "tree.denied"},
		{"USER1", false, "tree.denied"}, {"USER1", true, "tree.denied"},
	} {
		server := logon.Machine{Name: "SERVER", Role: logon.Standalone, Profile: "samba-standalone", Accounts: []logon.Account{{Name: "USER1", Password: right}},
			Settings: []logon.Setting{set("map to guest", "bad user"), set("guest ok", "yes")},
			Shares:   []logon.Share{{Name: "share", Allow: []string{c.allowed}}}}
		if c.account {
			server.Accounts = append(server.Accounts, logon.Account{Name: "Guest", Password: other})
		}
		if o := outcomeIn(t, logon.Topology{Machines: []logon.Machine{server}}, sendTo("share", "SERVER", "STRANGER")); o.End != c.want {
			t.Errorf("for %s alone, with an account Guest %t: got %s (%s), want %s", c.allowed, c.account, o.End, o.Because, c.want)
		}
	}
}

// IPC$ is on every machine: RestrictNullSessAccess and the permissions of shares are not of it. NullSessionShares adds
// shares that it reaches, in any case.
func TestIPCIsThereForAnAnonymousSession(t *testing.T) {
	for share, want := range map[string]sim.State{"": "tree.connected", "IPC$": "tree.connected", "ipc$": "tree.connected", "share": "tree.null-session-refused",
		"OPEN": "tree.connected", "nowhere": "tree.no-share"} {
		topology := member(func(m *logon.Machine) {
			m.Settings = []logon.Setting{set("RestrictNullSessAccess", "1"), set("NullSessionShares", "Open")}
			m.Shares = append(m.Shares, logon.Share{Name: "open"})
		})
		if o := outcomeIn(t, topology, sendTo(share, "", "")); o.End != want {
			t.Errorf("%q: got %s, want %s", share, o.End, want)
		}
	}
}

// Names of German Windows and SIDs mean who they mean, and every account but Guest is in NTLM Authentication.
func TestWellKnownNamesHaveOtherForms(t *testing.T) {
	for name, lets := range map[string]bool{
		"Jeder": true, `VORDEFINIERT\Benutzer`: true, `NT-AUTORITÄT\Authentifizierte Benutzer`: true, "S-1-1-0": true, "S-1-5-11": true,
		`NT AUTHORITY\NTLM Authentication`: true, "S-1-5-64-10": true, `VORDEFINIERT\Administratoren`: false, `VORDEFINIERT\Gäste`: false, "S-1-5-32-544": false,
	} {
		topology := logon.Topology{Machines: []logon.Machine{{Name: "SRV", Role: logon.Standalone, Profile: "windows-2022",
			Accounts: []logon.Account{{Name: "USER1", Password: "PSW1"}}, Shares: []logon.Share{{Name: "share", Allow: []string{name}}}}}}
		o := outcomeIn(t, topology, logon.Attempt{Name: name, Send: &logon.Send{To: "SRV", Share: "share", Domain: "SRV", User: "USER1", Password: "PSW1", Response: ntlm.NTLMv2}})
		if (o.Error == 0) != lets {
			t.Errorf("%s: error %d, let in: %v", name, o.Error, lets)
		}
	}
}
