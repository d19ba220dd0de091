package lab

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/logon"
)

// A share at its connection limit is held as often, and no other is full.
func TestAShareIsUsedAsOftenAsItSays(t *testing.T) {
	for _, c := range []struct {
		share      logon.Share
		most, held int
	}{
		{logon.Share{}, 0, 0},
		{logon.Share{MaxUses: 3}, 3, 0},
		{logon.Share{MaxUses: 3, Uses: 3}, 3, 3},
		{logon.Share{MaxUses: 3, Uses: 9}, 3, 3},
		{logon.Share{MaxUses: 3, Uses: 2}, 3 + justLeft, 2},
	} {
		if most, held := used(c.share); most != c.most || held != c.held {
			t.Errorf("%+v: %d of %d, not %d of %d", c.share, held, most, c.held, c.most)
		}
	}
}

// Who uses a share is let in by its list, and has an account; and what cannot be used is said before anything runs.
func TestWhoUsesAShareMay(t *testing.T) {
	file := load(t, "x.yaml", `
domains: {HOME: {accounts: {A: {password: B}}}}
machines:
  DC:   {role: controller, domain: HOME, profile: samba-ad-dc, shares: &shares {few: {allow: [A], max-uses: 1, uses: 1}, free: {allow: [A], max-uses: 1}}}
  SRV:  {role: member, domain: HOME, profile: samba-member, shares: *shares}
  NAS:  {role: standalone, profile: samba-standalone, accounts: {A: {password: B}}, shares: *shares}
  MUTE: {role: standalone, profile: samba-standalone, settings: {server smb encrypt: required}, shares: *shares}
  NONE: {role: standalone, profile: samba-standalone, settings: {ntlm auth: disabled}, shares: *shares}
  BARE: {role: standalone, profile: samba-standalone, settings: {encrypt passwords: no}, shares: *shares}
  SMB1: {role: standalone, profile: samba-standalone, settings: {server max protocol: NT1}, shares: *shares}
  OWN:  {role: standalone, profile: samba-standalone, accounts: {NTLMSIM-LAB: {password: B}}, shares: *shares}
  MUCH: {role: standalone, profile: samba-standalone, shares: {crowd: {max-uses: 5000, uses: 4999}}}
attempts:
  - {name: dc, send: {to: DC, user: A, password: B}, want: {error: 0}}
  - {name: srv, send: {to: SRV, user: A, password: B}, want: {error: 0}}
  - {name: nas, send: {to: NAS, user: A, password: B}, want: {error: 0}}
  - {name: mute, send: {to: MUTE, user: A, password: B}, want: {error: 0}}
  - {name: none, send: {to: NONE, user: A, password: B}, want: {error: 0}}
  - {name: bare, send: {to: BARE, user: A, password: B}, want: {error: 0}}
  - {name: smb1, send: {to: SMB1, user: A, password: B}, want: {error: 0}}
  - {name: own, send: {to: OWN, user: A, password: B}, want: {error: 0}}
  - {name: much, send: {to: MUCH, user: A, password: B}, want: {error: 0}}
`)
	plan, cannot := Build(file.Topology, file.Attempts)
	want := map[string]string{
		"DC":  `valid users = "HOME\A" "HOME\ntlmsim-lab"`,
		"SRV": `valid users = "HOME\A" "SRV\ntlmsim-lab"`,
		"NAS": `valid users = "A" "ntlmsim-lab"`,
	}
	for name, line := range want {
		s, _ := plan.Server(name)
		if text := s.Shares[0].conf(); !strings.Contains(text, line+"\nmax connections = 1\n") {
			t.Errorf("%s: %s", name, text)
		}
		if text := s.Shares[1].conf(); strings.Contains(text, labAdmin) {
			t.Errorf("%s: nobody uses this, and yet: %s", name, text)
		}
	}
	for _, name := range []string{"SRV", "NAS"} {
		if s, _ := plan.Server(name); s.Accounts[len(s.Accounts)-1].Name != labAdmin {
			t.Errorf("%s has no account for who uses its shares", name)
		}
	}
	said := map[string]bool{}
	for _, c := range cannot {
		said[c.Machine] = said[c.Machine] || c.NotBuilt
	}
	if diff := cmp.Diff(map[string]bool{"MUTE": true, "NONE": true, "BARE": true, "SMB1": true, "OWN": true, "MUCH": true}, said); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
