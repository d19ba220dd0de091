package logon_test

import (
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// RestrictReceivingNTLMTraffic 1 denies all domain accounts, by whichever name they are found; the machine's own are
// spared. To a controller every account is its domain's.
func TestDenyAllDomainAccountsSparesTheMachinesOwn(t *testing.T) {
	const denied sim.State = "policies.domain-ntlm-denied"
	restricted := []logon.Setting{set("RestrictReceivingNTLMTraffic", "1"), set("RestrictAnonymous", "0"), set("anonymous-access", "admitted")}
	topology := member(func(m *logon.Machine) { m.Settings = restricted })
	topology.Machines[1].Settings = []logon.Setting{set("LsaLookupRestrictIsolatedNameLevel", "0")}
	atController := member(nil)
	atController.Machines[0].Name, atController.Machines[1].Name, atController.Machines[1].Settings = "MEMBER", "SERVER", restricted
	for _, c := range []struct {
		at           logon.Topology
		domain, user string
		want         sim.State
	}{
		{topology, "SERVER", "USER1", "own.found.password-matches"},
		{topology, "", "USER1", "none.found.password-matches"},
		{topology, "ELSEWHERE", "USER1", "unknown.found.password-matches"},
		{topology, "SERVER", "STRANGER", "own.missing.guest-disabled"},
		{topology, "HOME", "HOMER", denied},
		{topology, "HOME", "STRANGER", denied},
		{topology, "NEAR", "NEARER", denied},
		{topology, "", "HOMER", denied},
		{topology, "", "NEARER", denied},
		{topology, "", "STRANGER", "none.missing.guest-disabled"},
		{topology, "", "", "anonymous.admitted"},
		{atController, "HOME", "HOMER", denied},
		{atController, "ELSEWHERE", "HOMER", denied},
		{atController, "ELSEWHERE", "STRANGER", denied},
		{atController, "", "", "anonymous.admitted"},
	} {
		if o := outcomeIn(t, c.at, sendTo("share", c.domain, c.user)); o.Because != c.want {
			t.Errorf(`%s\%s at a %s: got %s, want %s`, c.domain, c.user, c.at.Machines[0].Role, o.Because, c.want)
		}
	}
}

// NtlmMinServerSec asks nothing of an anonymous session (MS-NLMP 3.2.5.1.2 comes first), and each bit asks for one
// thing only.
func TestMinimumSessionSecurityAsksForWhatItNames(t *testing.T) {
	for _, c := range []struct {
		demanded, keys string
		response       ntlm.Kind
		user           string
		want           sim.State
	}{
		{"both", "128-bit", ntlm.None, "", "anonymous.admitted"},
		{"ntlmv2-session-security", "56-bit", ntlm.NTLMv2, "USER1", "own.found.password-matches"},
		{"128-bit", "56-bit", ntlm.NTLMv2, "USER1", "policies.weak-session"},
		{"both", "56-bit", ntlm.NTLMv2, "USER1", "policies.weak-session"},
		{"both", "128-bit", ntlm.NTLMv2, "USER1", "own.found.password-matches"},
		{"128-bit", "128-bit", ntlm.NTLMv1, "USER1", "own.found.password-matches"},
		{"ntlmv2-session-security", "128-bit", ntlm.NTLMv1, "USER1", "policies.weak-session"},
	} {
		server := logon.Machine{Name: "SERVER", Role: logon.Standalone, Profile: "windows-2003", Shares: []logon.Share{{Name: "share"}},
			Accounts: []logon.Account{{Name: "USER1", Password: right}}, Settings: []logon.Setting{set("NtlmMinServerSec", c.demanded)}}
		level := map[ntlm.Kind]string{ntlm.NTLMv1: "0", ntlm.NTLMv2: "3", ntlm.None: "3"}[c.response]
		client := logon.Machine{Name: "CLIENT", Role: logon.Standalone, Profile: "windows-2000", Accounts: []logon.Account{{Name: "ME", Password: right}},
			Settings: []logon.Setting{set("LmCompatibilityLevel", level), set("session-keys", c.keys)}}
		a := netUse("SERVER", c.user)
		if c.user == "" {
			a.Run.User, a.Run.Password = &logon.UserName{Form: logon.Bare}, nil
		}
		if o := outcomeIn(t, logon.Topology{Machines: []logon.Machine{server, client}}, a); o.Because != c.want {
			t.Errorf("%s of a client with keys of %s and %s: got %s, want %s", c.demanded, c.keys, c.response, o.Because, c.want)
		}
	}
}

// What a domain has against its users is nothing to an account of the machine's own.
func TestTheDomainsPoliciesAreNotForTheMachinesOwnAccounts(t *testing.T) {
	topology := member(func(m *logon.Machine) {
		m.AuthenticationPolicy = []string{"HOME\\BOSS"}
		m.Accounts = append(m.Accounts, logon.Account{Name: "SAFE", Password: right, Groups: []string{"Protected Users"}})
	})
	for user, want := range map[[2]string]sim.State{
		{"SERVER", "USER1"}: "own.found.password-matches",
		{"SERVER", "SAFE"}:  "own.found.password-matches",
		{"HOME", "HOMER"}:   "trusted.found.server-restricted",
		{"HOME", "BOSS"}:    "trusted.found.password-matches",
	} {
		if o := outcomeIn(t, topology, sendTo("share", user[0], user[1])); o.Because != want {
			t.Errorf("%v: got %s, want %s", user, o.Because, want)
		}
	}
}

// A read-only controller that cannot reach a writable one knows the passwords that it keeps, also where it is not the
// first of its domain; the writable one knows all.
func TestAReadOnlyControllerKnowsWhatItKeeps(t *testing.T) {
	topology := logon.Topology{
		Domains: []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "KEPT", Password: right}, {Name: "OTHER", Password: right}}}},
		Machines: []logon.Machine{
			{Name: "FIRST", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}}},
			{Name: "BRANCH", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022", ReadOnly: true, Channel: logon.Unreachable, Cached: []string{"KEPT"},
				Shares: []logon.Share{{Name: "share"}}},
		},
	}
	for _, c := range []struct {
		to, user string
		want     sim.State
	}{
		{"FIRST", "KEPT", "own.found.password-matches"},
		{"FIRST", "OTHER", "own.found.password-matches"},
		{"BRANCH", "KEPT", "own.found.password-matches"},
		{"BRANCH", "OTHER", "own.found.not-cached"},
	} {
		a := sendTo("share", "HOME", c.user)
		a.Send.To = c.to
		if o := outcomeIn(t, topology, a); o.Because != c.want {
			t.Errorf("%s at %s: got %s, want %s", c.user, c.to, o.Because, c.want)
		}
	}
}

// Which setting refuses a response is said.
func TestWhichSettingRefusesAResponseIsSaid(t *testing.T) {
	for _, c := range []struct {
		profile string
		setting logon.Setting
		want    string
	}{
		{"windows-2022", set("LmCompatibilityLevel", "5"), "ntlmv1, at LmCompatibilityLevel 5"},
		{"windows-2025", set("ntlmv1-checked", "no"), "ntlmv1, by ntlmv1-checked"},
		{"samba-standalone", set("ntlm auth", "ntlmv2-only"), "ntlmv1, by ntlm auth and lanman auth"},
	} {
		topology := logon.Topology{Machines: []logon.Machine{{Name: "SERVER", Role: logon.Standalone, Profile: c.profile, Shares: []logon.Share{{Name: "share"}},
			Accounts: []logon.Account{{Name: "USER1", Password: right}}, Settings: []logon.Setting{c.setting}}}}
		a := sendTo("share", "SERVER", "USER1")
		a.Send.Response = ntlm.NTLMv1
		if got := foundBy(t, topology, a, "own.found", "own.found.response-refused"); got != c.want {
			t.Errorf("%s, %s: got %q, want %q", c.profile, c.setting.Name, got, c.want)
		}
	}
}

// A domain denies NTLM where its controllers are asked: a member that reaches none gets no answer, and no denial.
func TestADomainThatIsNotReachedDeniesNothing(t *testing.T) {
	for channel, want := range map[logon.Channel]sim.State{logon.Sound: "policies.server-domain-denies", logon.Unreachable: "member.unreachable",
		logon.NetlogonStopped: "member.netlogon-stopped"} {
		topology := member(func(m *logon.Machine) { m.Channel = channel })
		topology.Machines[1].Settings = []logon.Setting{set("RestrictNTLMInDomain", "7")}
		if o := outcomeIn(t, topology, sendTo("share", "HOME", "STRANGER")); o.Because != want {
			t.Errorf("channel %q: got %s, want %s", channel, o.Because, want)
		}
	}
}

// What is lacking is said: a session security or the length of keys, of the client or of the server.
func TestWhichSessionSecurityIsLackingIsSaid(t *testing.T) {
	for _, c := range []struct {
		server, client logon.Setting
		level          string
		state, next    string
		want           string
	}{
		{set("NtlmMinServerSec", "128-bit"), set("session-keys", "56-bit"), "3", "policies", "policies.weak-session", "CLIENT has keys of 56 bits at most"},
		{set("NtlmMinServerSec", "ntlmv2-session-security"), set("session-keys", "128-bit"), "0", "policies", "policies.weak-session",
			"ntlmv1 has no NTLMv2 session security"},
		{set("session-keys", "56-bit"), set("NtlmMinClientSec", "128-bit"), "3", "client.response", "client.response.weak-session",
			"SERVER has keys of 56 bits at most"},
		{set("session-keys", "128-bit"), set("NtlmMinClientSec", "ntlmv2-session-security"), "0", "client.response", "client.response.weak-session",
			"at LmCompatibilityLevel 0 there is no NTLMv2 session security"},
	} {
		topology := logon.Topology{Machines: []logon.Machine{
			{Name: "SERVER", Role: logon.Standalone, Profile: "windows-2003", Shares: []logon.Share{{Name: "share"}}, Settings: []logon.Setting{c.server},
				Accounts: []logon.Account{{Name: "USER1", Password: right}}},
			{Name: "CLIENT", Role: logon.Standalone, Profile: "windows-2000", Accounts: []logon.Account{{Name: "ME", Password: right}},
				Settings: []logon.Setting{c.client, set("LmCompatibilityLevel", c.level)}},
		}}
		if got := foundBy(t, topology, netUse("SERVER", "USER1"), c.state, c.next); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
