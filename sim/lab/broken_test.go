package lab

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/logon"
)

// wreck has a secure channel of every broken kind, a trust that both sides have written down, and one that goes both
// ways.
const wreck = `
domains:
  NET-DOMAIN:
    trusts: [{domain: FAR, down: true}, {domain: CHANGED, channel: wrong-password}, {domain: GONE, direction: both, channel: no-account}, SOUND]
  FAR: {}
  CHANGED: {trusts: [{domain: NET-DOMAIN, direction: incoming}]}
  GONE: {}
  SOUND: {trusts: [{domain: NET-DOMAIN, direction: incoming, channel: wrong-password}]}
  LATER: {trusts: [{domain: NET-DOMAIN, direction: incoming, channel: wrong-password}]}
machines:
  NET:     {role: controller, domain: NET-DOMAIN, profile: samba-ad-dc, settings: {ntlm auth: disabled}}
  CUT:     {role: member, domain: NET-DOMAIN, profile: samba-member, channel: unreachable}
  RESET:   {role: member, domain: NET-DOMAIN, profile: samba-member, channel: wrong-password}
  DELETED: {role: member, domain: NET-DOMAIN, profile: samba-member, channel: no-account}
  BARRED:  {role: member, domain: NET-DOMAIN, profile: samba-member, channel: account-disabled}
  STOPPED: {role: member, domain: NET-DOMAIN, profile: samba-member, channel: netlogon-stopped}
  UNASKED: {role: member, domain: NET-DOMAIN, profile: samba-member, channel: unreachable}
attempts:
`

func wreckPlan(t *testing.T) Plan {
	text := wreck
	for _, m := range []string{"NET", "CUT", "RESET", "DELETED", "BARRED", "STOPPED"} {
		text += "  - {name: " + m + ", send: {to: " + m + ", response: none}, want: {error: 0}}\n"
	}
	file := load(t, "wreck.yaml", text)
	plan, _ := Build(file.Topology, file.Attempts)
	return plan
}

func TestEveryBrokenChannelOfAServerThatIsBuiltIsPlannedOnce(t *testing.T) {
	want := []Broken{
		{"NET", "FAR", logon.Unreachable},
		{"NET", "CHANGED", logon.WrongPassword},
		{"NET", "GONE", logon.AccountDeleted},
		{"GONE-DC", "NET-DOMAIN", logon.AccountDeleted},
		{"NET", "LATER", logon.WrongPassword},
		{"CUT", "NET-DOMAIN", logon.Unreachable},
		{"RESET", "NET-DOMAIN", logon.WrongPassword},
		{"DELETED", "NET-DOMAIN", logon.AccountDeleted},
		{"BARRED", "NET-DOMAIN", logon.ComputerOff},
		{"STOPPED", "NET-DOMAIN", logon.NetlogonStopped},
	}
	if diff := cmp.Diff(want, wreckPlan(t).Broken); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// The password of a trust is changed where it goes out, an account where the channel arrives.
func TestAChannelIsBrokenInTheRightDirectory(t *testing.T) {
	want := map[string]*spoiling{
		"NET":     {Password: wrongPassword, Reset: []string{"RESET$"}, Delete: []string{"GONE$", "DELETED$"}, Disable: []string{"BARRED$"}, Trusts: []string{"CHANGED", "LATER"}},
		"GONE-DC": {Password: wrongPassword, Reset: []string{}, Delete: []string{"NET-DOMAIN$"}, Disable: []string{}, Trusts: []string{}},
	}
	if diff := cmp.Diff(want, wreckPlan(t).spoilings()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestNTLMIsDisabledOnlyAfterTheJoins(t *testing.T) {
	plan := wreckPlan(t)
	net, _ := plan.Server("NET")
	const line = "ntlm auth = disabled"
	if conf := plan.Conf(net); !strings.Contains(conf, line) {
		t.Errorf("in the end NET lacks %q:\n%s", line, conf)
	}
	if conf := plan.Conf(joinable(net)); strings.Contains(conf, line) {
		t.Errorf("while others join it, NET has %q", line)
	}
	if !slices.ContainsFunc(net.Settings, disablesNTLM) {
		t.Error("joinable changes the plan")
	}
}
