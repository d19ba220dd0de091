package logon_test

import (
	"strings"
	"testing"
	"time"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// KB 906305: the password before the last change is good for a while, the ones before that are not.
// OldPasswordAllowedPeriod is in minutes, 60 unless it is set.
func TestThePasswordBeforeTheLastChangeIsGoodForAWhile(t *testing.T) {
	const good, differs sim.State = "own.found.old-password-matches", "own.found.password-differs"
	for name, c := range map[string]struct {
		previous []string
		changed  time.Duration
		sent     string
		want     sim.State
	}{
		"just now":                          {[]string{"old1", "old2"}, 1, "old1", good},
		"the last minute":                   {[]string{"old1"}, 59*time.Minute + 59*time.Second, "old1", good},
		"the time has passed":               {[]string{"old1"}, time.Hour, "old1", differs},
		"long ago":                          {[]string{"old1"}, 0, "old1", differs},
		"the one before that":               {[]string{"old1", "old2"}, time.Minute, "old2", differs},
		"the same one twice":                {[]string{"old1", "old1"}, time.Minute, "old1", good},
		"none of them":                      {[]string{"old1", "old2"}, time.Minute, "old3", differs},
		"a blank one proves nothing":        {[]string{""}, time.Minute, "", differs},
		"and does not stand before another": {[]string{"", "old2"}, time.Minute, "old2", differs},
	} {
		topology := logon.Topology{
			Domains: []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory,
				Accounts: []logon.Account{{Name: "USER1", Password: right, Previous: c.previous, Changed: c.changed}}}},
			Machines: []logon.Machine{{Name: "SERVER", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}}}},
		}
		a := sendTo("share", "HOME", "USER1")
		a.Send.Password = c.sent
		if o := outcomeIn(t, topology, a); o.Because != c.want {
			t.Errorf("%s: got %s, want %s", name, o.Because, c.want)
		}
	}
}

func TestAPasswordIsNotChangedInTheFuture(t *testing.T) {
	for changed, says := range map[time.Duration]string{-time.Minute: "-1m0s is in the future", 0: "", 1: ""} {
		problems := logon.Check(logon.Topology{Machines: []logon.Machine{{Name: "SRV", Role: logon.Standalone, Profile: "windows-2022",
			Accounts: []logon.Account{{Name: "USER1", Changed: changed}}}}})
		if says == "" && len(problems) > 0 {
			t.Errorf("%s: got %v", changed, problems)
		}
		if says != "" && (len(problems) != 1 || strings.Join(problems[0].Path, ".") != "machines.SRV.accounts.USER1.password-changed" ||
			problems[0].What != says || problems[0].Hint != "write how long before the first attempt: 10m") {
			t.Errorf("%s: got %v, want one at password-changed: %s", changed, problems, says)
		}
	}
}
