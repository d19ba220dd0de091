package logon_test

import (
	"testing"

	"ntlmsim/sim/logon"
)

// Only a client of Windows 8 or later with a user and a password in its command may print 86, and only where the
// server's answer is STATUS_LOGON_FAILURE and another number is predicted.
func TestA1326OfTheCommandLineMayBeAn86(t *testing.T) {
	wrong := other
	user := func(name string) *logon.UserName {
		return &logon.UserName{Form: logon.Qualified, Domain: "SERVER", Name: name}
	}
	for _, c := range []struct {
		what, client string
		user         *logon.UserName
		password     *string
		want         uint32
		clone        string
	}{
		{"a wrong password", "windows-10", user("USER1"), &wrong, 86, ""},
		{"an unknown name", "windows-8", user("NOBODY"), &wrong, 86, ""},
		{"Windows 7", "windows-7", user("USER1"), &wrong, 0, ""},
		{"no password in the command", "windows-10", user("USER1"), nil, 0, ""},
		{"no user in the command", "windows-10", nil, &wrong, 0, ""},
		{"another answer", "windows-10", user("OFF"), &wrong, 0, ""},
		{"86 is predicted", "windows-11-24h2", user("USER1"), &wrong, 0, "SERVER"},
	} {
		topology := logon.Topology{Machines: []logon.Machine{
			{Name: "SERVER", Role: logon.Standalone, Profile: "windows-2025", Accounts: []logon.Account{{Name: "USER1", Password: right}, {Name: "OFF", Password: wrong, Disabled: true}}},
			{Name: "CLIENT", Role: logon.Standalone, Profile: c.client, CloneOf: c.clone, Accounts: []logon.Account{{Name: "ME", Password: "x"}}}}}
		o := outcomeIn(t, topology, logon.Attempt{From: "CLIENT", As: logon.Name{Domain: "CLIENT", User: "ME"},
			Run: logon.NetUse{Server: "SERVER", User: c.user, Password: c.password}})
		if got, cite := o.MayPrint(); got != c.want || (cite.Source == "") != (c.want == 0) {
			t.Errorf("%s (%s): got %d (%q), want %d", c.what, o.Because, got, cite.Source, c.want)
		}
	}
}
