package whatif

import (
	"slices"
	"strings"
	"testing"

	"ntlmsim/sim/logon/netuse"
)

// A server that does not know a service's computer has accounts of its own: one of them is named, with its password in
// the command, since nobody could type it.
func TestAServiceNamesAnAccountThatTheServerHas(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {ANNA: {password: P1}}}
machines:
  DC:    {role: controller, domain: CORP, profile: windows-2022}
  PC:    {role: member, domain: CORP, profile: windows-11-24h2}
  ALONE: {role: standalone, profile: windows-11-24h2, accounts: {ME: {password: x}}}
  NAS:   {role: standalone, profile: samba-standalone, shares: {backup: {allow: ['NAS\ANNA']}}, accounts: {ROOT: {password: P4}, ANNA: {password: P2}, OTTO: {password: P3}}}
  SRV:   {role: standalone, profile: windows-2022, shares: {backup: {}}, accounts: {HELP: {password: P4, groups: [Administrators]}, ANNA: {password: P2}}}
attempts:
  - {name: system, from: PC, as: NT AUTHORITY\SYSTEM, run: 'net use \\NAS\backup'}
  - {name: network service, from: PC, as: NT AUTHORITY\NETWORK SERVICE, run: 'net use \\NAS\backup'}
  - {name: local service, from: PC, as: NT AUTHORITY\LOCAL SERVICE, run: 'net use \\NAS\backup'}
  - {name: in no domain, from: ALONE, as: NT AUTHORITY\SYSTEM, run: 'net use \\NAS\backup'}
  - {name: at Windows, from: PC, as: NT AUTHORITY\SYSTEM, run: 'net use \\SRV\backup'}
`)
	for name, c := range cases {
		i := slices.IndexFunc(c.found.List, func(a Advice) bool { return a.Kind == "user" })
		if i < 0 {
			t.Errorf("%s (%s): %+v", name, c.played.Outcome().End, c.found)
			continue
		}
		a := c.found.List[i]
		if command := netuse.WriteToType("", a.Attempt.Run, a.Attempt.AtKeyboard()); !strings.HasSuffix(command, `\ANNA `+netuse.Placeholder) || a.Caveat != inScript {
			t.Errorf("%s: %s, but %s", name, command, a.Caveat)
		}
	}
}

// Who asks with nobody's name logs on with the account of its own name at the server, or with a plain one. What belongs
// to the administrators of a domain is no example, nor is an account that cannot be used with its password.
func TestAnExampleIsAPlainAccount(t *testing.T) {
	const topology = `
domains:
  CORP:
    accounts:
      ADM: {password: P1, groups: [Domain Admins]}
      CARD: {password: P1, smart-card-required: true}
      BLANK: {password: ''}
      SHUT: {password: P1, locked: true}
      SAFE: {password: P1, groups: [Protected Users]}
      ZOE: {password: P1}
      ANNA: {password: P1}
machines:
  DC:  {role: controller, domain: CORP, profile: windows-2022}
  SRV: {role: member, domain: CORP, profile: windows-2022, shares: {share: {}}, accounts: {LOCALADM: {password: P2, groups: [Administrators]}}}
  NAS: {role: standalone, profile: samba-standalone, shares: {share: {}}, settings: {restrict anonymous: 2}, accounts: {ADMIN: {password: P3}, BERT: {password: P5}, ZOE: {password: P4}}}
  PC:  {role: member, domain: CORP, profile: windows-11-24h2}
attempts:
`
	for attempt, want := range map[string]string{
		`{name: x, from: PC, as: CORP\ZOE, run: 'net use \\SRV\share "" /user:""'}`:       `CORP\ZOE`,
		`{name: x, from: PC, as: CORP\ZOE, run: 'net use \\NAS\IPC$ "" /user:""'}`:        `NAS\ZOE`,
		`{name: x, from: PC, as: CORP\ADM, run: 'net use \\NAS\IPC$ "" /user:""'}`:        `NAS\BERT`,
		`{name: x, from: PC, as: CORP\CARD, run: 'net use \\SRV\share "" /user:""'}`:      `CORP\ANNA`,
		`{name: x, from: PC, as: NT AUTHORITY\LOCAL SERVICE, run: 'net use \\SRV\share'}`: `CORP\ANNA`,
		`{name: x, send: {to: SRV, share: share, user: '', response: none}}`:              `CORP\ANNA`,
	} {
		advised(t, topology+"  - "+attempt+"\n")["x"].wants(t, "user", "log on with an account, for instance "+want)
	}
}

// Nobody knows the password of an account that has to use a smart card: it is named with none, and stored with none.
// What helps is Kerberos, and last that no card is required.
func TestASmartCardHasNoPassword(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {CARD: {password: P1, smart-card-required: true}}}
machines:
  DC:    {role: controller, domain: CORP, profile: windows-2022, settings: {smart-card-accounts: refused}}
  SRV:   {role: member, domain: CORP, profile: windows-2022, addresses: [10.0.0.1], shares: {share: {}}}
  PC:    {role: member, domain: CORP, profile: windows-11-24h2}
  KEPT:  {role: member, domain: CORP, profile: windows-11-24h2, stored: [{target: SRV, as: 'CORP\CARD', password: old}]}
  ALONE: {role: standalone, profile: windows-11-24h2, accounts: {CARD: {password: x}}}
attempts:
  - {name: signed on, from: PC, as: CORP\CARD, run: 'net use \\10.0.0.1\share'}
  - {name: a wrong password, from: ALONE, as: ALONE\CARD, run: 'net use \\SRV\share /user:CORP\CARD bad'}
  - {name: hop, from: PC, as: {account: 'CORP\CARD', logon: winrm}, run: 'net use \\SRV\share'}
  - {name: stored, from: KEPT, as: CORP\CARD, run: 'net use \\SRV\share'}
`)
	for name, c := range cases {
		for _, a := range c.found.List {
			if kind, _, _ := strings.Cut(a.Kind, "+"); slices.Contains([]string{"password", "user", "session"}, kind) || strings.Contains(a.Change, "store the password") {
				t.Errorf("%s (%s): %s", name, c.played.Outcome().End, a.Change)
			}
		}
	}
	list := cases["signed on"].found.List
	if len(list) != 3 || list[0].Kind != "kerberos" || list[1].Kind != "spn" || list[2].Kind != "account-state" || !strings.Contains(list[2].Caveat, "has to be reset") {
		t.Errorf("signed on: %+v", list)
	}
}

// Whoever comes from a machine that the server does not know names the account that the server knows, and types its
// password: that of the same name, a similar one, or any. It is no way round an account that is closed.
func TestWhoIsNotKnownNamesAnAccountOfTheDomain(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {ANNA: {password: P1}, BERT: {password: P2}, GONE: {password: P3, disabled: true}, ADM: {password: P4, groups: [Domain Admins]}}}
machines:
  DC:    {role: controller, domain: CORP, profile: windows-2022, shares: {share: {}}}
  FILES: {role: member, domain: CORP, profile: windows-2022, shares: {share: {}, bert: {allow: ['CORP\BERT']}}, accounts: {GONE: {password: P5}}}
  PC:    {role: member, domain: CORP, profile: windows-11-24h2}
  HOME:  {role: standalone, profile: windows-11-24h2, accounts: {ANNA: {password: x}, BERTO: {password: x}, ZACHARY: {password: x}}}
attempts:
  - {name: same name, from: HOME, as: HOME\ANNA, run: 'net use \\FILES\share'}
  - {name: similar name, from: HOME, as: HOME\BERTO, run: 'net use \\FILES\share'}
  - {name: another name, from: HOME, as: HOME\ZACHARY, run: 'net use \\DC\share'}
  - {name: the share is for one, from: HOME, as: HOME\ZACHARY, run: 'net use \\FILES\bert'}
  - {name: closed, from: PC, as: CORP\GONE, run: 'net use \\FILES\share'}
`)
	for name, want := range map[string]string{"same name": `CORP\ANNA`, "similar name": `CORP\BERT`, "another name": `CORP\ANNA`, "the share is for one": `CORP\BERT`, "closed": ""} {
		c := cases[name]
		got := ""
		for _, a := range c.found.List {
			if a.Kind == "user" {
				got = a.Attempt.Run.User.Domain + `\` + a.Attempt.Run.User.Name
			}
			if a.Kind == "user" && (!a.Attempt.Run.Ask || a.Attempt.Run.Password != nil) {
				t.Errorf("%s: its password is not asked for", name)
			}
		}
		if got != want {
			t.Errorf("%s (%s): got %s, want %s", name, c.played.Outcome().End, got, want)
		}
	}
}
