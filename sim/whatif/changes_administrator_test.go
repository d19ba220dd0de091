package whatif

import (
	"slices"
	"strings"
	"testing"
)

// A share for administrators needs the account of one: KB 951016 filters the rights of local accounts, but for the
// built-in Administrator, and those of no account of the domain. Another share is no answer.
func TestAnAdministratorIsNamedForAnAdministrativeShare(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {ANNA: {password: one}, ADM: {password: a, groups: [Domain Admins]}}}
  BARE: {accounts: {BERT: {password: two}}}
machines:
  DC:  {role: controller, domain: CORP, profile: windows-2022}
  BDC: {role: controller, domain: BARE, profile: windows-2022}
  FS:  {role: member, domain: CORP, profile: windows-2022, shares: {data: {}}, accounts: {Administrator: {password: l}, help: {password: h, groups: [Administrators]}}}
  BFS: {role: member, domain: BARE, profile: windows-2022, shares: {data: {}}, accounts: {help: {password: h, groups: [Administrators]}}}
  PC:  {role: member, domain: CORP, profile: windows-11-24h2}
  BPC: {role: member, domain: BARE, profile: windows-11-24h2}
attempts:
  - {name: filtered, from: PC, as: CORP\ANNA, run: 'net use \\FS\c$ /user:FS\help h'}
  - {name: user, from: PC, as: CORP\ANNA, run: 'net use \\FS\c$'}
  - {name: none known, from: BPC, as: BARE\BERT, run: 'net use \\BFS\c$ /user:BFS\help h'}
`)
	for _, name := range []string{"filtered", "user"} {
		cases[name].wants(t, "administrator", `name an administrator's account: FS\Administrator`, `name an administrator's account: CORP\ADM`)
		cases[name].wants(t, "share-name")
		list := cases[name].found.List
		i := slices.IndexFunc(list, func(a Advice) bool { return strings.HasPrefix(a.Change, "set LocalAccountTokenFilterPolicy") })
		if i >= 0 && i < len(list)-1 || (i < 0) == (name == "filtered") || !strings.Contains(list[1].Caveat, "is then typed on PC") || !list[1].Attempt.Run.Ask {
			t.Errorf("%s: %+v", name, list)
		}
	}
	if list := cases["none known"].found.List; len(list) != 1 || !strings.Contains(list[0].Caveat, "the built-in Administrator") {
		t.Errorf("none known: %+v", list)
	}
}
