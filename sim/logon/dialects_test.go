package logon_test

import (
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// A server that speaks SMB1 and nothing else has an error of its own; any other two that have no dialect in common hang
// up.
func TestWhichTwoSpeakNoDialect(t *testing.T) {
	for _, c := range []struct {
		client, server []string
		want           sim.State
	}{
		{[]string{"SMB2", "SMB3"}, []string{"SMB1"}, "connect.smb1-only"},
		{[]string{"SMB3"}, []string{"SMB1", "SMB2"}, "connect.no-dialect"},
		{[]string{"SMB1"}, []string{"SMB2"}, "connect.no-dialect"},
		{[]string{"SMB1"}, []string{"SMB2", "SMB3"}, "connect.no-dialect"},
		{[]string{"SMB1", "SMB2"}, []string{"SMB2", "SMB3"}, "own.found.password-matches"},
		{[]string{"SMB1"}, []string{"SMB1"}, "own.found.password-matches"},
	} {
		topology := logon.Topology{Machines: []logon.Machine{
			{Name: "SERVER", Role: logon.Standalone, Profile: "windows-8.1", Settings: []logon.Setting{set("server-dialects", c.server...)},
				Shares: []logon.Share{{Name: "share"}}, Accounts: []logon.Account{{Name: "USER1", Password: right}}},
			{Name: "CLIENT", Role: logon.Standalone, Profile: "windows-8.1", Settings: []logon.Setting{set("client-dialects", c.client...)},
				Accounts: []logon.Account{{Name: "ME", Password: right}}},
		}}
		o := outcomeIn(t, topology, netUse("SERVER", "USER1"))
		if o.Because != c.want {
			t.Errorf("%v and %v: got %s, want %s", c.client, c.server, o.Because, c.want)
		}
		if answered := o.Stage == logon.AtTree; (o.Status != nil) != answered {
			t.Errorf("%v and %v, %s: the server's answer is %v", c.client, c.server, o.Because, o.Status)
		}
	}
}
