package whatif

import (
	"strings"
	"testing"
)

// Nobody signs on at a file server to use a share of another, nor again where an advice before it says so.
func TestNobodySignsOnAtAFileServer(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {ANNA: {password: one}}}
machines:
  DC:  {role: controller, domain: CORP, profile: windows-2022}
  FS1: {role: member, domain: CORP, profile: windows-2022, shares: {data: {}}, accounts: {LOC: {password: l}}}
  FS2: {role: member, domain: CORP, profile: windows-2022, accounts: {LOC: {password: l}}}
  PC2: {role: member, domain: CORP, profile: windows-10, shares: {data: {}}, accounts: {LOC: {password: l}}}
  XP:  {role: member, domain: CORP, profile: windows-xp, accounts: {LOC: {password: l}}}
  PC:  {role: member, domain: CORP, profile: windows-11-24h2}
attempts:
  - {name: only SMB1, from: XP, as: XP\LOC, run: 'net use \\FS1\data'}
  - {name: old password, from: PC, as: {account: CORP\ANNA, password: old}, run: 'net use \\FS1\data', protocol: ntlm}
`)
	c := cases["only SMB1"]
	if len(c.found.List) > 0 || !strings.HasPrefix(c.found.Why, "XP speaks SMB1, and FS1 does not") {
		t.Errorf("%+v", c.found)
	}
	c = cases["old password"]
	c.wants(t, "sign-on")
	c.wants(t, "password", `give the password of CORP\ANNA`)
	c.wants(t, "session", `sign off and on again at PC with the new password of CORP\ANNA`)
}
