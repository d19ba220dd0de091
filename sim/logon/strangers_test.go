package logon_test

import (
	"slices"
	"strings"
	"testing"

	"ntlmsim/sim/logon"
)

// strangersIn are the names of a list of CORP's file server that mean nobody, as Strangers says it. Somebody is in
// Finance; DMZ is a domain of which the file has no account.
func strangersIn(names ...string) (said []string) {
	topology := logon.Topology{
		Domains: []logon.Domain{{Name: "CORP", DNS: "corp.test", Accounts: []logon.Account{{Name: "ANNA", Groups: []string{"Finance", `FS1\Readers`}}, {Name: "USER1"}}}, {Name: "DMZ"}},
		Machines: []logon.Machine{{Name: "FS1", Role: logon.Member, Domain: "CORP", Accounts: []logon.Account{{Name: "svc", Groups: []string{"Staff"}}},
			Shares: []logon.Share{{Name: "pay", Allow: names}}}},
	}
	for _, p := range logon.Strangers(topology) {
		said = append(said, strings.Join(p.Path, ".")+": "+p.What+": "+p.Hint)
	}
	return said
}

// What is known, and what a file need not have, is not told.
func TestANameThatMeansSomebodyIsNotTold(t *testing.T) {
	for _, name := range []string{`CORP\ANNA`, `corp.test\finance`, "Finance", "anna", `FS1\svc`, `FS1\Readers`, "Staff", `FS1\Users`, `BUILTIN\Users`,
		`VORDEFINIERT\Benutzer`, `NT-AUTORITÄT\Diese Organisation`, "S-1-5-32-544", `BUILTIN\Backup Operators`, `NT AUTHORITY\INTERACTIVE`, "Everyone",
		`CORP\Domain Admins`, `CORP\Domänen-Admins`, `CORP\Protected Users`, `CORP\Guest`, `CORP\FS1$`, `CORP\DMZ$`, `DMZ\Partners`, "S-1-5-32-551", "S-1-5-18", "S-1-5-80-1-2-3-4-5", `NT SERVICE\MSSQLSERVER`, `IIS APPPOOL\www`,
		`Window Manager\Window Manager Group`, `VORDEFINIERT\Remotedesktopbenutzer`} {
		if said := strangersIn(name); len(said) > 0 {
			t.Errorf("%s: %q", name, said)
		}
	}
}

func TestANameThatMeansNobodyIsTold(t *testing.T) {
	const at, nobody = `machines.FS1.shares.pay.allow.0: FS1\pay lists `, ", and no account of this file has that name or is in such a group: "
	for name, want := range map[string]string{
		`CROP\Finance`:                   `, and no machine and no domain of this file is called CROP: did you mean CORP\Finance?`,
		`PARTNERS\X`:                     ", and no machine and no domain of this file is called PARTNERS: write it under domains: if it exists",
		`CORP\Fianance`:                  nobody + `did you mean CORP\Finance?`,
		`corp.test\AMNA`:                 nobody + `did you mean corp.test\ANNA?`,
		`FS1\Stuff`:                      nobody + `did you mean FS1\Staff?`,
		`CORP\Domian Users`:              nobody + `did you mean CORP\Domain Users?`,
		"Everyon":                        nobody + "did you mean Everyone?",
		"Finanse":                        nobody + "did you mean Finance?",
		`CORP\USER2`:                     nobody, // another account, which the file does not have
		`CORP\Night shift`:               nobody,
		`BUILTIN\Usres`:                  `, which is no name that Windows knows: did you mean BUILTIN\Users?`,
		`BUILTIN\Warehouse`:              `, which is no name that Windows knows: a group made later is called FS1\Warehouse`,
		`NT AUTHORITY\Authentcated User`: `, which is no name that Windows knows: did you mean NT AUTHORITY\Authenticated Users?`,
		"*S-1-5-32-551":                  ", which begins with *, as secedit writes a SID: write the SID alone, or the name",
		"anna@corp.test":                 `, which is a user principal name, and lists have none: write DOMAIN\NAME`,
		"S-1-5-21-1-2-3-512":             ", and nothing here says whose SID that is: write the name",
	} {
		if said := strangersIn(name); !slices.Equal(said, []string{at + name + want}) {
			t.Errorf("%s: %q", name, said)
		}
	}
}

// Every list of names is looked at: each has one that is misspelled, and its path leads there.
func TestEveryListOfNamesIsLookedAt(t *testing.T) {
	wrong := []string{"Everyone", "Finanse"}
	servers := []string{"FILESRV", "FLIESRV", "FILE*"}
	topology := logon.Topology{
		Domains: []logon.Domain{{Name: "CORP", Accounts: []logon.Account{{Name: "ANNA", Groups: []string{"Finance", `CROP\Finance`}, Workstations: servers, AuthenticateFrom: servers}},
			PasswordSettings: []logon.PasswordSettings{{Name: "Strict", AppliesTo: wrong}}}},
		Machines: []logon.Machine{{Name: "FILESRV", Role: logon.Member, Domain: "CORP", Shares: []logon.Share{{Name: "pay", Allow: wrong, Deny: wrong}},
			Accounts:              []logon.Account{{Name: "svc", Groups: []string{`CROP\X`, `CROP\Y`}}},
			AllowedToAuthenticate: wrong, AuthenticationPolicy: wrong, Cached: wrong,
			Settings: []logon.Setting{{Name: "SeNetworkLogonRight", Values: wrong}, {Name: "SeDenyNetworkLogonRight", Values: wrong},
				{Name: "ClientAllowedNTLMServers", Values: servers}, {Name: "BlockNTLMServerExceptionList", Values: servers}, {Name: "DCAllowedNTLMServers", Values: servers},
				{Name: "BackConnectionHostNames", Values: servers}, {Name: "SrvAllowedServerNames", Values: servers}}}},
	}
	var got []string
	for _, p := range logon.Strangers(topology) {
		if p.Hint == "" {
			t.Errorf("no hint: %v", p)
		}
		got = append(got, strings.Join(p.Path, "."))
	}
	slices.Sort(got)
	want := []string{"domains.CORP.accounts.ANNA.authenticate-from.1", "domains.CORP.accounts.ANNA.groups.1", "domains.CORP.accounts.ANNA.workstations.1",
		"domains.CORP.password-settings.Strict.applies-to.1", "machines.FILESRV.accounts.svc.groups.0", "machines.FILESRV.accounts.svc.groups.1",
		"machines.FILESRV.allowed-to-authenticate.1", "machines.FILESRV.authentication-policy.1", "machines.FILESRV.cached.1",
		"machines.FILESRV.settings.BackConnectionHostNames.1", "machines.FILESRV.settings.BlockNTLMServerExceptionList.1",
		"machines.FILESRV.settings.ClientAllowedNTLMServers.1", "machines.FILESRV.settings.DCAllowedNTLMServers.1",
		"machines.FILESRV.settings.SeDenyNetworkLogonRight.1", "machines.FILESRV.settings.SeNetworkLogonRight.1",
		"machines.FILESRV.settings.SrvAllowedServerNames.1", "machines.FILESRV.shares.pay.allow.1", "machines.FILESRV.shares.pay.deny.1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
