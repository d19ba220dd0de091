package logon_test

import (
	"testing"
	"time"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// MS-NLMP 3.2.5.1.2: a response is refused where its time differs by more than MaxLifetime. One that is as far off as
// it may be is good, whichever of the two clocks is ahead.
func TestATimeThatIsAsFarOffAsItMayBeIsGood(t *testing.T) {
	const matches, differs sim.State = "own.found.password-matches", "own.found.clock-differs"
	for _, c := range []struct {
		profile        string
		client, server time.Duration
		want           sim.State
	}{
		{"windows-2000", 30 * time.Minute, 0, matches},
		{"windows-2000", 30*time.Minute + time.Second, 0, differs},
		{"windows-2000", -30 * time.Minute, 0, matches},
		{"windows-2000", -30*time.Minute - time.Second, 0, differs},
		{"windows-2000", 0, 30 * time.Minute, matches},
		{"windows-2000", 0, 30*time.Minute + time.Second, differs},
		{"windows-2000", 20 * time.Minute, -10 * time.Minute, matches},
		{"windows-2000", 20 * time.Minute, -11 * time.Minute, differs},
		{"windows-2003", 36 * time.Hour, 0, matches},
		{"windows-2003", 36*time.Hour + time.Second, 0, differs},
		{"windows-2012", 1000 * time.Hour, 0, matches},
	} {
		topology := logon.Topology{Machines: []logon.Machine{
			{Name: "SERVER", Role: logon.Standalone, Profile: c.profile, Clock: c.server, Shares: []logon.Share{{Name: "share"}},
				Accounts: []logon.Account{{Name: "USER1", Password: right}}},
			// NT 4.0 repeats no time of the server's.
			{Name: "CLIENT", Role: logon.Standalone, Profile: "windows-nt4", Clock: c.client, Accounts: []logon.Account{{Name: "ME", Password: right}},
				Settings: []logon.Setting{set("LmCompatibilityLevel", "3")}},
		}}
		if o := outcomeIn(t, topology, netUse("SERVER", "USER1")); o.Because != c.want {
			t.Errorf("%s, the client's clock ahead by %s, the server's by %s: got %s, want %s", c.profile, c.client, c.server, o.Because, c.want)
		}
	}
}

// netUse is a command at CLIENT that names an account of a domain.
func netUse(domain, user string) logon.Attempt {
	return logon.Attempt{From: "CLIENT", As: logon.Name{Domain: "CLIENT", User: "ME"}, Run: logon.NetUse{Server: "SERVER", Share: "share",
		Password: new(right), User: &logon.UserName{Form: logon.Qualified, Domain: domain, Name: user}}}
}

// The clock that counts is that of the machine which has the account: of a member's own domain, and of a trusted one,
// the first controller's. Where there is none, its clock is right.
func TestTheClockOfTheVerifierCounts(t *testing.T) {
	const hour = time.Hour
	for _, c := range []struct {
		domain, user       string
		client, home, near time.Duration
		nearIsThere        bool
		want               sim.State
	}{
		{"HOME", "HOMER", hour, hour, 0, true, "trusted.found.password-matches"},
		{"HOME", "HOMER", 0, hour, 0, true, "trusted.found.clock-differs"},
		{"NEAR", "NEARER", hour, 0, hour, true, "trusted.found.password-matches"},
		{"NEAR", "NEARER", 0, 0, hour, true, "trusted.found.clock-differs"},
		{"NEAR", "NEARER", -30 * time.Minute, hour, 0, false, "trusted.found.password-matches"},
		{"NEAR", "NEARER", 30 * time.Minute, hour, 0, false, "trusted.found.password-matches"},
		{"NEAR", "NEARER", hour, hour, 0, false, "trusted.found.clock-differs"},
	} {
		controller := func(name, domain string, clock time.Duration) logon.Machine {
			return logon.Machine{Name: name, Role: logon.Controller, Domain: domain, Profile: "windows-2000", Clock: clock}
		}
		topology := logon.Topology{
			Domains: []logon.Domain{
				{Name: "HOME", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "HOMER", Password: right}},
					Trusts: []logon.Trust{{Domain: "NEAR", Type: logon.External, Direction: logon.Outgoing}}},
				{Name: "NEAR", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "NEARER", Password: right}}},
			},
			Machines: []logon.Machine{
				{Name: "SERVER", Role: logon.Member, Domain: "HOME", Profile: "windows-2000", Shares: []logon.Share{{Name: "share"}}},
				{Name: "CLIENT", Role: logon.Standalone, Profile: "windows-nt4", Clock: c.client, Accounts: []logon.Account{{Name: "ME", Password: right}},
					Settings: []logon.Setting{set("LmCompatibilityLevel", "3")}},
				controller("HOMEDC", "HOME", c.home),
			},
		}
		if c.nearIsThere {
			topology.Machines = append(topology.Machines, controller("NEARDC", "NEAR", c.near))
		}
		if o := outcomeIn(t, topology, netUse(c.domain, c.user)); o.Because != c.want {
			t.Errorf("%+v: got %s", c, o.Because)
		}
	}
}
