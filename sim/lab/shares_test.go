package lab

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/logon"
)

// Names of other languages, SIDs and what Windows puts before names come to the same accounts as plain English ones,
// and to those that the model lets in.
func TestEveryFormOfANameMeansTheSameAccounts(t *testing.T) {
	for _, test := range []struct {
		form, plain string
		anna        bool // whether it lets CORP\ANNA in
	}{
		{"Jeder", "Everyone", true}, {"S-1-1-0", "Everyone", true}, {`NT-AUTORITÄT\NETZWERK`, "Network", true},
		{`NT-AUTORITÄT\Authentifizierte Benutzer`, "Authenticated Users", true}, {`NT AUTHORITY\NTLM Authentication`, "Authenticated Users", true},
		{`NT AUTHORITY\This Organization`, "Authenticated Users", true}, {"S-1-5-15", "Authenticated Users", true},
		{`VORDEFINIERT\Benutzer`, "Users", true}, {"S-1-5-32-545", "Users", true}, {`FS1\Users`, "Users", true},
		{`VORDEFINIERT\Gäste`, "Guests", false}, {`VORDEFINIERT\Administratoren`, "Administrators", false}, {"S-1-5-32-544", "Administrators", false},
		{"S-1-5-113", "Local account", false}, {`CORP\Domänen-Admins`, `CORP\Domain Admins`, false}, {`corp.test\Domänen-Benutzer`, `CORP\Domain Users`, true},
		{`corp.test\Sales`, "Sales", true}, {`BUILTIN\Backup Operators`, `FS1\Backup Operators`, false},
	} {
		file := load(t, "forms.yaml", `
domains: {CORP: {dns: corp.test, accounts: {ANNA: {password: x, groups: [Sales, Backup Operators]}, ADM: {password: x, groups: [Domänen-Admins]}}}}
machines:
  DC:  {role: controller, domain: CORP, profile: windows-2022}
  FS1: {role: member, domain: CORP, profile: windows-2022, accounts: {svc: {password: x, groups: [Backup Operators]}, boss: {password: x, groups: ['VORDEFINIERT\Administratoren']}},
    shares: {form: {allow: ['`+test.form+`']}, plain: {allow: ['`+test.plain+`']}}}
attempts:
  - {name: anna, send: {to: FS1, share: form, domain: CORP, user: ANNA, password: x}, want: {error: 0}}
`)
		plan, _ := Build(file.Topology, file.Attempts)
		fs1, _ := plan.Server("FS1")
		if diff := cmp.Diff(fs1.Shares[1].Allow, fs1.Shares[0].Allow); diff != "" || len(fs1.Shares[0].Allow) == 0 {
			t.Errorf("%s: -%s +it\n%s", test.form, test.plain, diff)
		}
		world, err := logon.NewWorld(file.Topology)
		if err != nil {
			t.Fatal(err)
		}
		q, problems := world.Question(file.Attempts[0].Attempt)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if o := q.Predict(); (o.Error == 0) != test.anna {
			t.Errorf("%s: error %d", test.form, o.Error)
		}
		if in := slices.Contains(fs1.Shares[0].Allow, `CORP\ANNA`); in != test.anna {
			t.Errorf("%s: %q", test.form, fs1.Shares[0].Allow)
		}
	}
}
