package logon_test

import (
	"testing"
	"time"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// MS-NLMP 3.2.5.1.2: a response is refused where its time differs by more than MaxLifetime. One that is as far off as it may be
// is good, whichever of the two clocks is ahead.
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
		world, err := logon.NewWorld(topology)
		if err != nil {
			t.Fatal(err)
		}
		q, problems := world.Question(logon.Attempt{From: "CLIENT", As: logon.Name{Domain: "CLIENT", User: "ME"}, Run: logon.NetUse{Server: "SERVER",
			Share: "share", Password: new(right), User: &logon.UserName{Form: logon.Qualified, Domain: "SERVER", Name: "USER1"}}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if o := q.Predict(); o.Because != c.want {
			t.Errorf("%s, the client's clock ahead by %s, the server's by %s: got %s, want %s", c.profile, c.client, c.server, o.Because, c.want)
		}
	}
}
