package whatif

import (
	"slices"
	"strings"
	"testing"
)

// The share lets in the computer, as which a service asks it, before the service is given an account of its own.
func TestTheComputerIsLetInBeforeAServiceGetsAnAccount(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {ANNA: {password: one}}}
machines:
  DC: {role: controller, domain: CORP, profile: windows-2022}
  FS: {role: member, domain: CORP, profile: windows-2022, shares: {data: {allow: ['CORP\Domain Users']}, all: {}}}
  PC: {role: member, domain: CORP, profile: windows-11-24h2}
attempts:
  - {name: service, from: PC, as: NT AUTHORITY\SYSTEM, run: 'net use \\FS\data'}
  - {name: hop, from: PC, as: {account: CORP\ANNA, logon: winrm}, run: 'net use \\FS\all'}
`)
	var kinds []string
	for _, a := range cases["service"].found.List {
		kinds = append(kinds, a.Kind)
	}
	if !slices.Equal(kinds, []string{"share-access", "service-account"}) {
		t.Errorf("%q", kinds)
	}
	cases["service"].wantsCommands(t, "service-account", `on PC: sc.exe config SERVICE obj= CORP\ANNA password= PASSWORD but `+asService)
	i := slices.IndexFunc(cases["hop"].found.List, func(a Advice) bool { return strings.Contains(a.Run, "-Authentication CredSSP") })
	if i < 0 {
		t.Fatalf("%+v", cases["hop"].found)
	}
	a := cases["hop"].found.List[i]
	if !strings.Contains(a.Change, "Enable-WSManCredSSP -Role Server") || !strings.Contains(a.Run, "Enable-WSManCredSSP -Role Client -DelegateComputer PC\n") ||
		a.Caveat != "the password is sent to PC, which then holds it" {
		t.Errorf("%+v", a)
	}
}

// A session of a person that has no password is given the person's own, or, where that is not let in either, the
// example of another account.
func TestASessionWithoutAPasswordNamesTheAccountThatTheShareLetsIn(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {ADA: {password: a, groups: [it admins]}, ANNA: {password: b}, BERT: {password: c, groups: [Staff]}}}
machines:
  DC: {role: controller, domain: CORP, profile: windows-2022}
  FS: {role: member, domain: CORP, profile: windows-2022, shares: {staff: {allow: ['CORP\Staff', 'CORP\it admins']}, all: {}}}
  PC: {role: member, domain: CORP, profile: windows-11-24h2}
attempts:
  - {name: not let in, from: PC, as: {account: CORP\ANNA, logon: winrm}, run: 'net use \\FS\staff'}
  - {name: let in, from: PC, as: {account: CORP\ANNA, logon: winrm}, run: 'net use \\FS\all'}
`)
	cases["not let in"].wants(t, "user", `log on with an account, for instance CORP\BERT`)
	cases["not let in"].wantsCommands(t, "user", " but "+inScript)
	cases["let in"].wants(t, "user")
	if got := cases["let in"].of("session"); len(got) != 2 {
		t.Errorf("%q", got)
	}
}

// Names with blanks are quoted for the shell that reads them.
func TestNamesWithBlanksAreQuotedInTheCommandsOfSessions(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {"Anna Berg": {password: one}, "O'Neil": {password: two}}}
machines:
  DC: {role: controller, domain: CORP, profile: windows-2022}
  FS: {role: member, domain: CORP, profile: windows-2022, shares: {all: {}}}
  PC: {role: member, domain: CORP, profile: windows-11-24h2, stored: [{target: FS, as: 'CORP\Anna Berg', password: old}]}
  HOP: {role: member, domain: CORP, profile: windows-11-24h2}
attempts:
  - {name: winrm, from: HOP, as: {account: CORP\Anna Berg, logon: winrm}, run: 'net use \\FS\all'}
  - {name: quote, from: HOP, as: {account: "CORP\\O'Neil", logon: winrm}, run: 'net use \\FS\all'}
  - {name: task, from: HOP, as: {account: CORP\Anna Berg, logon: s4u}, run: 'net use \\FS\all'}
  - {name: hop, from: HOP, as: {account: CORP\Anna Berg, logon: second-hop}, run: 'net use \\FS\all'}
  - {name: stored, from: PC, as: CORP\Anna Berg, run: 'net use \\FS\all'}
`)
	for _, test := range []struct{ name, kind, want string }{
		{"winrm", "session", `-Credential 'CORP\Anna Berg'`}, {"quote", "session", `-Credential 'CORP\O''Neil'`}, {"task", "session", `/ru "CORP\Anna Berg" /rp *`},
		{"hop", "session", `obj= "CORP\Anna Berg" password= PASSWORD`}, {"stored", "stored", `cmdkey /add:FS /user:"CORP\Anna Berg" /pass`},
	} {
		if got := strings.Join(cases[test.name].commandsOf(test.kind), "\n"); !strings.Contains(got, test.want) {
			t.Errorf("%s: no %s in %s", test.name, test.want, got)
		}
	}
}
