package logon

import "testing"

// The values of RestrictNTLMInDomain, by the policy's explanation: 1 denies domain accounts at domain servers, 3 domain
// accounts, 5 at domain servers, 7 all; of AuditNTLMInDomain the same is audited.
func TestAValueOfTheDomainsPolicyCoversAServerAnAccountOrBoth(t *testing.T) {
	for value, want := range map[int][4]bool{ // neither, account, server, both
		0: {false, false, false, false},
		1: {false, false, false, true},
		3: {false, true, false, true},
		5: {false, false, true, true},
		7: {false, true, true, true},
		2: {false, false, false, false},
	} {
		got := [4]bool{covers(value, false, false), covers(value, false, true), covers(value, true, false), covers(value, true, true)}
		if got != want {
			t.Errorf("%d: got %v, want %v (neither, account, server, both)", value, got, want)
		}
	}
}

// An entry of an exception list is a name, or has one * for any letters, none included; no letter counts twice.
func TestAnEntryOfAnExceptionListIsANameOrHasAStar(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"SRV", "SRV", true}, {"SRV", "SRV1", false}, {"SRV", "ASRV", false},
		{"SRV*", "SRV", true}, {"SRV*", "SRV1", true}, {"SRV*", "SR", false},
		{"*.NET", "A.NET", true}, {"*.NET", ".NET", true}, {"*.NET", "NET", false},
		{"AB*BA", "ABBA", true}, {"AB*BA", "ABA", false}, {"AB*BA", "AB-BA", true}, {"*", "", true}, {"", "", true},
	} {
		if got := listed(c.pattern, c.name); got != c.want {
			t.Errorf("%q has %q: got %t", c.pattern, c.name, got)
		}
	}
}

// The shares that nobody made are ADMIN$ and those of the drives, A$ to Z$.
func TestTheAdministrativeSharesAreADMINAndTheDrives(t *testing.T) {
	for share, want := range map[string]bool{"ADMIN$": true, "A$": true, "C$": true, "Z$": true, "@$": false, "[$": false, "1$": false, "AB": false, "A": false,
		"$": false, "$$": false, "CC$": false, "C$$": false, "": false, "IPC$": false, "PRINT$": false} {
		if got := administrative(share); got != want {
			t.Errorf("%q: got %t", share, got)
		}
	}
}
