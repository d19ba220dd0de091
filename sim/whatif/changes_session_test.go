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
