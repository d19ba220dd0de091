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
