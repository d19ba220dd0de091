package whatif

import (
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// loosening are the kinds of changes that always loosen a protection.
var loosening = []string{"insecure-guest", "denied-right", "exception", "hardened-path", "token-filter", "null-session", "protected-user",
	"user-policy", "session-minimum", "signing", "guest"}

// Whoever reads the advice from the top meets what loosens a protection last, each with its disadvantage. A setting
// that is put back loosens one or not: it may come before and between them, but one that loosens nothing has no caveat.
func TestWhatLoosensAProtectionComesLastWithItsCaveat(t *testing.T) {
	seen := 0
	eachRefused(t, func(path string, p scenarios.Played) {
		loose := ""
		for _, a := range Advise(p.Before, p.Attempt.Attempt, p.Outcome()).List {
			loosens := slices.Contains(loosening, a.Kind) || a.Kind == "setting" && a.Caveat != ""
			switch {
			case a.And != "":
			case loosens && a.Caveat == "":
				t.Errorf("%s#%d: %s: no caveat", path, p.Number, a.Change)
			case loosens:
				loose = a.Change
				seen++
			case loose != "":
				t.Errorf("%s#%d: %s comes after %s", path, p.Number, a.Change, loose)
			}
		}
	})
	if seen < 50 {
		t.Errorf("%d changes that loosen a protection: too few to show anything", seen)
	}
}

// A setting that is put back loosens a protection, except where a client becomes stronger, or where it protects
// nothing.
func TestASettingThatIsPutBackLoosensAProtection(t *testing.T) {
	for _, c := range []struct {
		name, own, usual string
		want             bool
	}{
		{"RestrictReceivingNTLMTraffic", "2", "0", true},
		{"restrict anonymous", "2", "0", true},
		{"LmCompatibilityLevel", "5", "3", true},
		{"LmCompatibilityLevel", "1", "3", false},
		{"ntlm auth", "disabled", "ntlmv2-only", true},
		{"NeverPing", "1", "0", false},
	} {
		own, usual := logon.Setting{Name: c.name, Values: []string{c.own}}, logon.Setting{Name: c.name, Values: []string{c.usual}}
		if got := loosened(own, usual); got != c.want {
			t.Errorf("%s from %s to %s: got %v", c.name, c.own, c.usual, got)
		}
	}
	for _, name := range protections {
		if doc, _ := logon.SettingDoc(name); doc == "" {
			t.Errorf("there is no setting %s", name)
		}
	}
}

// Where mutual authentication is required Kerberos has it: by the server's own name, or once it works. No machine
// without the protection is advised, and the exception is last, with its risk.
func TestAHardenedPathIsReachedByKerberos(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {ANNA: {password: P1}}}
machines:
  DC:    {role: controller, domain: CORP, profile: windows-2022, addresses: [10.0.0.1]}
  PC:    {role: member, domain: CORP, profile: windows-11-24h2}
  SEVEN: {role: member, domain: CORP, profile: windows-7}
  ALONE: {role: standalone, profile: windows-11-24h2, accounts: {ANNA: {password: P1}}}
attempts:
  - {name: by address, from: PC, as: CORP\ANNA, run: 'net use \\10.0.0.1\SYSVOL'}
  - {name: in no domain, from: ALONE, as: ALONE\ANNA, run: 'net use \\DC\SYSVOL /user:CORP\ANNA P1'}
`)
	for name, want := range map[string][]string{
		"by address":   {"kerberos", "spn", "hardened-path"},
		"in no domain": {"hardened-path"},
	} {
		c := cases[name]
		var got []string
		for _, a := range c.found.List {
			got = append(got, a.Kind)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s (%s): got %q, want %q", name, c.played.Outcome().End, got, want)
		}
	}
	if got := cases["in no domain"].commandsOf("hardened-path"); !strings.Contains(strings.Join(got, ""), "MS15-011); a machine of the domain has Kerberos") {
		t.Errorf("in no domain: got %q", got)
	}
}

// An account that somebody has closed to such logons is not made anew elsewhere.
func TestNoAccountIsCreatedToGoRoundAnotherOne(t *testing.T) {
	cases := advised(t, `
domains:
  NEAR: {accounts: {OPEN: {password: P1}, GONE: {password: P1, disabled: true}, SAFE: {password: P1, groups: [Protected Users]}, CARD: {password: P1, smart-card-required: true}}}
  HOME: {trusts: [NEAR]}
machines:
  NEARDC: {role: controller, domain: NEAR, profile: windows-2022, settings: {smart-card-accounts: refused}}
  DC:  {role: controller, domain: HOME, profile: windows-2022}
  SRV: {role: member, domain: HOME, profile: windows-2022, shares: {share: {}}}
attempts:
  - {name: OPEN, send: {to: SRV, share: share, domain: '', user: OPEN, password: bad, response: ntlmv2}}
  - {name: GONE, send: {to: SRV, share: share, domain: NEAR, user: GONE, password: P1, response: ntlmv2}}
  - {name: SAFE, send: {to: SRV, share: share, domain: NEAR, user: SAFE, password: P1, response: ntlmv2}}
  - {name: CARD, send: {to: SRV, share: share, domain: NEAR, user: CARD, password: P1, response: ntlmv2}}
`)
	for name, c := range cases {
		s := newSearch(c.played.Before, c.played.Attempt.Attempt, c.played.Outcome())
		if got := len(s.create()) > 0; got != (name == "OPEN") {
			t.Errorf("%s (%s): created: %v", name, c.played.Outcome().End, got)
		}
	}
}

// Who is refused by a share wants that one: another is the advice only where nothing else helps, and the most similar
// name comes first where there is none of that name.
func TestAnotherShareIsNoCureForARefusal(t *testing.T) {
	cases := advised(t, `
machines:
  SRV: {role: standalone, profile: windows-2022, shares: {open: {}, data: {allow: [USER2]}}, accounts: {USER1: {password: P1}, USER2: {password: P2}}}
  PC:  {role: standalone, profile: windows-11-24h2, accounts: {USER1: {password: P1}}}
attempts:
  - {name: refused, from: PC, as: PC\USER1, run: 'net use x: \\SRV\data'}
  - {name: administrators only, from: PC, as: PC\USER1, run: 'net use x: \\SRV\c$'}
  - {name: no such share, from: PC, as: PC\USER1, run: 'net use x: \\SRV\opne'}
`)
	cases["refused"].wants(t, "share-name")
	cases["administrators only"].wants(t, "share-name")
	cases["no such share"].wants(t, "share-name", "name a share that SRV has: open")
}
