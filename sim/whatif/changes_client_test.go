package whatif

import (
	"strings"
	"testing"
)

// Whoever is an exception already stays one: the command that replaces a list names all that the scenario has, and says
// that a machine may have more.
func TestAListOfExceptionsKeepsItsEntries(t *testing.T) {
	cases := advised(t, `
domains:
  CORP: {accounts: {USER1: {password: P1}}}
machines:
  DC:  {role: controller, domain: CORP, profile: windows-2022, settings: {RestrictNTLMInDomain: 7, DCAllowedNTLMServers: [OLD]}}
  SRV: {role: standalone, profile: windows-2022, shares: {share: {}}, accounts: {USER1: {password: P1}}}
  MEMBER: {role: member, domain: CORP, profile: windows-2022, shares: {share: {}}}
  DENIES: {role: member, domain: CORP, profile: windows-11-24h2, settings: {RestrictSendingNTLMTraffic: 2, ClientAllowedNTLMServers: [OLD, NAS]}}
  BLOCKS: {role: member, domain: CORP, profile: windows-11-24h2, settings: {BlockNTLM: 1, BlockNTLMServerExceptionList: [OLD, NAS]}}
  PC:  {role: member, domain: CORP, profile: windows-11-24h2}
attempts:
  - {name: denies, from: DENIES, as: CORP\USER1, run: 'net use x: \\SRV\share'}
  - {name: blocks, from: BLOCKS, as: CORP\USER1, run: 'net use x: \\SRV\share'}
  - {name: controller, from: PC, as: CORP\USER1, run: 'net use x: \\MEMBER\share', protocol: ntlm}
`)
	for name, want := range map[string]string{"denies": `/d "OLD\0NAS\0SRV" /f`, "blocks": `/d "OLD\0NAS\0SRV" /f`, "controller": `/d "OLD\0MEMBER" /f`} {
		got := cases[name].commandsOf("exception")
		if len(got) == 0 || !strings.Contains(got[0], want) || !strings.Contains(got[0], "but reg add replaces the whole list: look first at what it has (reg query HKLM") {
			t.Errorf("%s: got %q, want %s", name, got, want)
		}
	}
}
