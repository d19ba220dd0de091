package lab

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A list has the SIDs of the accounts of domains whose numbers are known: in a name smb.conf would replace %S. What is
// no domain's, and what is not known yet, stays a name, and so does how often a share is used.
func TestAListKnowsAccountsOfDomainsByTheirSIDs(t *testing.T) {
	plan := Plan{Domains: []Domain{{Name: "HOME", SID: "S-1-5-21-1"}, {Name: "NEAR", SID: "S-1-5-21-2"}}}
	rids := map[string]map[string]int{"HOME": {"x%Sy": 1104}}
	given := Share{"share", []string{`HOME\X%sY`, `NEAR\A`, `SRV\A`, "nobody"}, []string{`home\x%Sy`}, 3, 2}
	known := Share{"share", []string{"S-1-5-21-1-1104", `NEAR\A`, `SRV\A`, "nobody"}, []string{"S-1-5-21-1-1104"}, 3, 2}
	for kind, want := range map[Kind]Share{ADController: known, NT4Controller: known, MemberServer: known, StandaloneServer: given} {
		got := plan.listed(Server{Kind: kind, Shares: []Share{given}}, rids).Shares
		if diff := cmp.Diff([]Share{want}, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", kind, diff)
		}
	}
}
