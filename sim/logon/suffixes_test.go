package logon_test

import (
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// A suffix leads to a forest that lists it or has it below its DNS name, and within a forest anywhere. Samba's members
// and controllers look in their own databases; Server 2003 follows it with NTLMv1 only.
func TestWhereASuffixLeads(t *testing.T) {
	for _, c := range []struct {
		what, upn, profile string
		trust              logon.TrustType
		forest             string
		lists              []string
		response           ntlm.Kind
		want               bool
	}{
		{"a forest that lists it", "ann@firma.test", "windows-2022", logon.Forest, "", []string{"Firma.Test"}, ntlm.NTLMv2, true},
		{"a suffix below one that is listed", "ann@sub.firma.test", "windows-2022", logon.Forest, "", []string{"firma.test"}, ntlm.NTLMv2, true},
		{"a suffix that only ends so", "ann@myfirma.test", "windows-2022", logon.Forest, "", []string{"firma.test"}, ntlm.NTLMv2, false},
		{"below the DNS name of the forest", "ann@sales.near.test", "windows-2022", logon.Forest, "", nil, ntlm.NTLMv2, true},
		{"a forest that does not list it", "ann@firma.test", "windows-2022", logon.Forest, "", nil, ntlm.NTLMv2, false},
		{"an external trust", "ann@firma.test", "windows-2022", logon.External, "", []string{"firma.test"}, ntlm.NTLMv2, false},
		{"within the forest", "ann@firma.test", "windows-2022", logon.WithinForest, "HOME", nil, ntlm.NTLMv2, true},
		{"Server 2003 with NTLMv2", "ann@firma.test", "windows-2003", logon.WithinForest, "HOME", nil, ntlm.NTLMv2, false},
		{"Server 2003 with NTLMv1", "ann@firma.test", "windows-2003", logon.WithinForest, "HOME", nil, ntlm.NTLMv1, true},
		{"Samba", "ann@firma.test", "samba-ad-dc", logon.Forest, "", []string{"firma.test"}, ntlm.NTLMv2, false},
	} {
		home := logon.Domain{Name: "HOME", DNS: "home.test", Kind: logon.ActiveDirectory}
		near := logon.Domain{Name: "NEAR", DNS: "near.test", Kind: logon.ActiveDirectory, Forest: c.forest, UPNSuffixes: c.lists,
			Accounts: []logon.Account{{Name: "ANN", Password: right, UPN: c.upn}}}
		if c.forest == "" {
			home.Trusts = []logon.Trust{{Domain: "NEAR", Type: c.trust, Direction: logon.Outgoing}}
		}
		topology := logon.Topology{Domains: []logon.Domain{home, near},
			Machines: []logon.Machine{{Name: "DC", Role: logon.Controller, Domain: "HOME", Profile: c.profile}}}
		o := outcomeIn(t, topology, logon.Attempt{Send: &logon.Send{To: "DC", User: c.upn, Password: right, Response: c.response}})
		if (o.Error == 0) != c.want {
			t.Errorf("%s: got %d (%s)", c.what, o.Error, o.Because)
		}
	}
}
