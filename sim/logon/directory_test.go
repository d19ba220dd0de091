package logon_test

import (
	"testing"

	"ntlmsim/sim/logon"
)

// A server of a domain of NT 4.0 has no name in any directory, whatever its own version: no KDC gives a ticket for it.
func TestAServerOfNT4HasNoName(t *testing.T) {
	for kind, want := range map[logon.DomainKind]logon.Protocol{logon.ActiveDirectory: logon.Kerberos, logon.NT4: logon.NTLM} {
		world, err := logon.NewWorld(logon.Topology{
			Domains: []logon.Domain{
				{Name: "CORP", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "ANNA", Password: right}}},
				{Name: "OLD", Kind: kind, Trusts: []logon.Trust{{Domain: "CORP", Type: map[bool]logon.TrustType{true: logon.NT4Trust, false: logon.Forest}[kind == logon.NT4], Direction: logon.Outgoing}}},
			},
			Machines: []logon.Machine{
				{Name: "PC", Role: logon.Member, Domain: "CORP", Profile: "windows-10"},
				{Name: "SRV", Role: logon.Member, Domain: "OLD", Profile: "windows-2003", Shares: []logon.Share{{Name: "share"}}},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		q, problems := world.Question(logon.Attempt{From: "PC", As: logon.Name{Domain: "CORP", User: "ANNA"}, Run: logon.NetUse{Server: "SRV", Share: "share"}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if o := q.Predict(); o.Protocol != want || o.Error != 0 {
			t.Errorf("%s: %s, error %d (%s): %s", kind, o.Protocol, o.Error, o.Because, o.NTLMOnly)
		}
	}
}
