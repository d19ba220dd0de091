package logon_test

import (
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

func TestWhenAPasswordWasChangedIsPossible(t *testing.T) {
	for _, c := range []struct {
		account logon.Account
		says    string
	}{
		{logon.Account{Changed: -time.Minute}, "-1m0s is in the future (write how long before the first attempt: 10m)"},
		{logon.Account{Changed: time.Hour, MustChange: true}, "when a password was changed is not stored where it must be changed (pwdLastSet is 0) (leave it out)"},
		{logon.Account{Changed: time.Hour, PasswordExpired: true}, "a password that was changed 1h ago has not expired (leave out one of the two)"},
		{logon.Account{}, ""},
		{logon.Account{Changed: 1}, ""},
		{logon.Account{MustChange: true, PasswordExpired: true, Previous: []string{"before"}}, ""},
	} {
		c.account.Name = "USER1"
		var got string
		for _, problem := range logon.Check(logon.Topology{Machines: []logon.Machine{{Name: "SRV", Role: logon.Standalone, Profile: "windows-2022", Accounts: []logon.Account{c.account}}}}) {
			got += problem.Error()
		}
		if want := c.says; want != "" && got != "machines.SRV.accounts.USER1.password-changed: "+want || want == "" && got != "" {
			t.Errorf("%+v: got %q, want %q", c.account, got, want)
		}
	}
}
