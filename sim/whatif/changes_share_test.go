package whatif

import (
	"slices"
	"testing"

	"ntlmsim/sim/logon"
)

// commandsOf are the commands of the advice of one kind, each with its caveat behind "but".
func (c adviceCase) commandsOf(kind string) (list []string) {
	for _, a := range c.found.List {
		if a.Kind != kind {
			continue
		}
		if a.Caveat != "" {
			a.Run += " but " + a.Caveat
		}
		list = append(list, a.Run)
	}
	return list
}

func (c adviceCase) wantsCommands(t *testing.T, kind string, want ...string) {
	t.Helper()
	if got := c.commandsOf(kind); !slices.Equal(got, want) {
		t.Errorf("%s (%s): got %q, want %q", c.played.Name, c.played.Outcome().End, got, want)
	}
}

// Whoever has access to a share keeps it, and whoever is denied stays so, but for the entries that deny the user.
func TestAShareCommandKeepsTheEntriesOfOthers(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {ANNA: {password: A, groups: [Sales]}, BERT: {password: B, groups: [Stores, Suspended]}, CARL: {password: C, groups: [Sales]}, "D'ORA": {password: D}}}
machines:
  DC:    {role: controller, domain: CORP, profile: windows-2025}
  FILES:
    role: member
    domain: CORP
    profile: windows-2019
    shares:
      data: {allow: ['CORP\Sales'], deny: ['CORP\CARL', "CORP\\D'ORA"]}
      free: {deny: ['CORP\CARL', 'CORP\NOBODY']}
      group: {allow: [Everyone], deny: [Suspended, 'CORP\CARL']}
  NAS:
    role: member
    domain: CORP
    profile: samba-member
    shares:
      backup: {allow: ['CORP\Sales', 'CORP\CARL', 'CORP\Domain Admins', 'NAS\local']}
      free: {deny: ['CORP\CARL', 'CORP\Suspended']}
      one: {allow: ['CORP\Sales'], deny: ["CORP\\D'ORA"]}
  PC:   {role: member, domain: CORP, profile: windows-11-24h2}
attempts:
  - {name: denied, from: PC, as: CORP\CARL, run: 'net use \\FILES\data'}
  - {name: denied and not allowed, from: PC, as: "CORP\\D'ORA", run: 'net use \\FILES\data'}
  - {name: denied alone, from: PC, as: CORP\CARL, run: 'net use \\FILES\free'}
  - {name: its group is denied, from: PC, as: CORP\BERT, run: 'net use \\FILES\group'}
  - {name: not allowed by Samba, from: PC, as: CORP\BERT, run: 'net use \\NAS\backup'}
  - {name: denied by Samba, from: PC, as: CORP\CARL, run: 'net use \\NAS\free'}
  - {name: denied and not allowed by Samba, from: PC, as: "CORP\\D'ORA", run: 'net use \\NAS\one'}
`)
	for name, want := range map[string][]string{
		"denied":                 {`on FILES: Unblock-SmbShareAccess -Name data -AccountName 'CORP\CARL'`},
		"denied and not allowed": {"on FILES: Unblock-SmbShareAccess -Name data -AccountName 'CORP\\D''ORA'\nGrant-SmbShareAccess -Name data -AccountName 'CORP\\D''ORA' -AccessRight Change"},
		"denied alone":           {`on FILES: Unblock-SmbShareAccess -Name free -AccountName 'CORP\CARL'`},
		"its group is denied": {`on FILES: Unblock-SmbShareAccess -Name group -AccountName Suspended` +
			` but others whom the entry Suspended denies then get in, too`},
		"not allowed by Samba": {`in smb.conf of NAS, [backup]: valid users = @CORP\Sales, CORP\CARL, "@CORP\Domain Admins", NAS\local, @CORP\Stores`,
			`in smb.conf of NAS, [backup]: valid users = @CORP\Sales, CORP\CARL, "@CORP\Domain Admins", NAS\local, CORP\BERT`},
		"denied by Samba":                 {`in smb.conf of NAS, [free]: invalid users = @CORP\Suspended`},
		"denied and not allowed by Samba": {"in smb.conf of NAS, [one]: invalid users =\nvalid users = @CORP\\Sales, CORP\\D'ORA"},
	} {
		cases[name].wantsCommands(t, "share-access", want...)
	}
}

// A group that the account has with its domain is let in by that name.
func TestAGroupIsNamedWithItsDomainOnce(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {ANNA: {password: A, groups: ['CORP\Sales']}, SAFE: {password: S, groups: ['CORP\Protected Users']}}}
machines:
  DC:    {role: controller, domain: CORP, profile: windows-2022}
  FILES: {role: member, domain: CORP, profile: windows-2022, addresses: [10.0.0.1], shares: {data: {allow: ['CORP\Staff']}}}
  PC:    {role: member, domain: CORP, profile: windows-11-24h2}
attempts:
  - {name: group, from: PC, as: CORP\ANNA, run: 'net use \\FILES\data'}
  - {name: protected, from: PC, as: CORP\SAFE, run: 'net use \\10.0.0.1\IPC$'}
`)
	cases["group"].wants(t, "share-access", `let the group CORP\Sales into the share data`, `let CORP\ANNA into the share data`)
	cases["protected"].wants(t, "protected-user", `take CORP\SAFE out of Protected Users`)
}

// The change that the model confirms is the one that is printed: it denies no more and no fewer than the command.
func TestAShareKeepsThoseOutWhomItDeniedBefore(t *testing.T) {
	cases := advised(t, `
machines:
  SRV: {role: standalone, profile: windows-2022, shares: {share: {deny: [USER1, USER2]}}, accounts: {USER1: {password: P1}, USER2: {password: P2}}}
  PC:  {role: standalone, profile: windows-11-24h2, accounts: {USER1: {password: P1}, USER2: {password: P2}}}
attempts:
  - {name: one, from: PC, as: PC\USER1, run: 'net use x: \\SRV\share'}
`)
	c := cases["one"]
	s := newSearch(c.played.Before, c.played.Attempt.Attempt, c.played.Outcome())
	w, err := c.played.Before.With(s.shareAccess()[0].edits...)
	if err != nil {
		t.Fatal(err)
	}
	for user, want := range map[string]bool{"USER1": true, "USER2": false} {
		a := c.played.Attempt.Attempt
		a.As.User = user
		if o, err := predict(w, a); err != nil || (o.Error == 0) != want {
			t.Errorf("%s: %s %v", user, o.Says(), err)
		}
	}
}

// A list that only stands for permissions that nobody knows has no entry to remove: they are looked at first.
func TestUnknownPermissionsAreLookedAtFirst(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {ANNA: {password: A, groups: [Sales]}}}
machines:
  DC:    {role: controller, domain: CORP, profile: windows-2022}
  FILES: {role: member, domain: CORP, profile: windows-2022, shares: {priv: {deny: [Everyone]}}}
  PC:    {role: member, domain: CORP, profile: windows-11-24h2}
attempts:
  - {name: one, from: PC, as: CORP\ANNA, run: 'net use \\FILES\priv'}
`)
	c := cases["one"]
	w, err := c.played.Before.With(logon.EditMachine("FILES", func(m *logon.Machine) { m.Shares[0].Supposed = true }))
	if err != nil {
		t.Fatal(err)
	}
	c.found = Advise(w, c.played.Attempt.Attempt, c.played.Outcome())
	c.wants(t, "share-access", `look who may use the share priv, and let CORP\Sales in`, `look who may use the share priv, and let CORP\ANNA in`)
	const but = " but an entry that denies the user, or a group of the user, has to go then, too"
	c.wantsCommands(t, "share-access",
		"on FILES: Get-SmbShareAccess priv\nGrant-SmbShareAccess -Name priv -AccountName 'CORP\\Sales' -AccessRight Change"+but,
		"on FILES: Get-SmbShareAccess priv\nGrant-SmbShareAccess -Name priv -AccountName 'CORP\\ANNA' -AccessRight Change"+but)
}

// A guest whose share is mistyped or full needs no account: the session stays a guest's. Groups of administrators are
// none to be let in, however they are written.
func TestAShareIsMendedForAGuest(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {ANNA: {password: b, groups: [it administration, Staff]}}}
machines:
  DC:  {role: controller, domain: CORP, profile: windows-2022}
  FS:  {role: member, domain: CORP, profile: windows-2022, shares: {data: {allow: ['CORP\Sales']}}}
  NAS: {role: standalone, profile: windows-2012r2, settings: {SeDenyNetworkLogonRight: []}, accounts: {Guest: {password: ''}}, shares: {public: {}, full: {max-uses: 1, uses: 1}}}
  PC:  {role: member, domain: CORP, profile: windows-7}
attempts:
  - {name: mistyped, from: PC, as: CORP\ANNA, run: 'net use \\NAS\pubilc'}
  - {name: full, from: PC, as: CORP\ANNA, run: 'net use \\NAS\full'}
  - {name: group, from: PC, as: CORP\ANNA, run: 'net use \\FS\data'}
`)
	cases["mistyped"].wants(t, "share-name", "name a share that NAS has: public")
	cases["full"].wants(t, "share-uses", "let full be used more often at once")
	cases["group"].wants(t, "share-access", `let the group CORP\Staff into the share data`, `let CORP\ANNA into the share data`)
}
