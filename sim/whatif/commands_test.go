package whatif

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
)

// withoutCommand are the changes that no command makes, by what they begin with.
var withoutCommand = map[string]string{
	"bring a controller of":      "what is between the two machines is mended",
	"make a writable controller": "what is between the two machines is mended",
	"start GONE":                 "somebody starts the machine, or opens its firewall",
	"make OLD-DOMAIN":            "User Manager of NT 4.0 does it, and no command",
	"let HOME\\":                 "a policy has conditions in SDDL, and a name that the scenario does not tell",
	"let NEAR\\":                 "a policy has conditions in SDDL, and a name that the scenario does not tell",
	"sign on at":                 "somebody goes there",
	"sign off and on again at":   "somebody does it",
	"update":                     "another product has to be had",
	"change the password, as a computer does":      "the computer does it when it joins",
	"set NullSessionPipes of SHUT back to by-role": "the list is not one value",
}

// Whoever reads the advice can type it: a change prints the command that makes it, or NET USE anew.
func TestEachChangeHasACommand(t *testing.T) {
	with, used := 0, map[string]bool{}
	eachRefused(t, func(path string, p scenarios.Played) {
		for _, a := range Advise(p.Before, p.Attempt.Attempt, p.Outcome()).List {
			if a.And != "" {
				continue
			}
			anew := !gocmp.Equal(a.Attempt.Run, p.Attempt.Attempt.Run) || !gocmp.Equal(a.Attempt.Send, p.Attempt.Send)
			if a.Run != "" || anew || strings.Contains(a.Change, ": net use ") {
				with++
				continue
			}
			reason := ""
			for begins := range withoutCommand {
				if strings.HasPrefix(a.Change, begins) {
					reason, used[begins] = withoutCommand[begins], true
				}
			}
			if reason == "" {
				t.Errorf("%s#%d %s: %s: no command", path, p.Number, p.Name, a.Change)
			}
		}
	})
	for begins := range withoutCommand {
		if !used[begins] {
			t.Errorf("%q: has a command, or is not there: take it off the list", begins)
		}
	}
	if with < 300 {
		t.Errorf("%d changes with a command: too few", with)
	}
}

// What changes an account, a channel or a trust depends on what has it: Windows or Samba, a domain or a machine.
func TestACommandIsThatOfTheProduct(t *testing.T) {
	cases := advised(t, `
domains:
  WIN:   {accounts: {"a b": {password: P1, disabled: true}, DESK: {password: P1, workstations: [WS1]}}, trusts: [{domain: SMB, type: external, channel: wrong-password}]}
  SMB:   {accounts: {SHUT: {password: P1, disabled: true}, DESK: {password: P1, workstations: [WS1]}, FAR: {password: P1}}, trusts: [{domain: WIN, type: external, channel: no-account}]}
machines:
  WINDC: {role: controller, domain: WIN, profile: windows-2022, shares: {share: {}}}
  SMBDC: {role: controller, domain: SMB, profile: samba-ad-dc, shares: {share: {}}}
  RESET: {role: member, domain: WIN, profile: windows-2022, channel: wrong-password, shares: {share: {}}}
  RESET3: {role: member, domain: WIN, profile: windows-2003, channel: wrong-password, shares: {share: {}}}
  LOST:  {role: member, domain: WIN, profile: samba-member, channel: no-account, shares: {share: {}}}
  NAS:   {role: standalone, profile: samba-standalone, shares: {share: {}}, accounts: {DESK: {password: P1, workstations: [WS1]}, LATE: {password: P1, expired: true}}}
  SRV:   {role: standalone, profile: windows-2022, shares: {share: {}}, accounts: {"o'b": {password: P1, must-change: true}}}
  PC:    {role: standalone, profile: windows-11-24h2, accounts: {ME: {password: P1}}}
attempts:
  - {name: disabled, from: PC, as: PC\ME, run: 'net use \\WINDC\share /user:"WIN\a b" P1'}
  - {name: disabled at Samba, from: PC, as: PC\ME, run: 'net use \\SMBDC\share /user:SMB\SHUT P1'}
  - {name: place, from: PC, as: PC\ME, run: 'net use \\WINDC\share /user:WIN\DESK P1'}
  - {name: place at Samba, from: PC, as: PC\ME, run: 'net use \\NAS\share /user:NAS\DESK P1'}
  - {name: expired, from: PC, as: PC\ME, run: 'net use \\NAS\share /user:NAS\LATE P1'}
  - {name: must change, from: PC, as: PC\ME, run: "net use \\\\SRV\\share /user:SRV\\o'b P1"}
  - {name: reset, from: PC, as: PC\ME, run: 'net use \\RESET\share /user:WIN\DESK P1'}
  - {name: reset 2003, from: PC, as: PC\ME, run: 'net use \\RESET3\share /user:WIN\DESK P1'}
  - {name: lost, from: PC, as: PC\ME, run: 'net use \\LOST\share /user:WIN\DESK P1'}
`)
	for name, want := range map[string]string{
		"disabled":          "at a controller of WIN: Enable-ADAccount 'a b'",
		"disabled at Samba": "at a controller of SMB: samba-tool user enable SHUT",
		"place":             "at a controller of WIN: net user DESK /workstations:WS1,PC /domain",
		"place at Samba":    `on NAS: net sam set workstations DESK "WS1,PC"`,
		"expired":           "on NAS: pdbedit -u LATE -K never",
		"must change":       `on SRV: net user "o'b" * /logonpasswordchg:no`,
	} {
		c := cases[name]
		if len(c.found.List) == 0 || c.found.List[0].Run != want {
			t.Errorf("%s (%s): got %+v, want %s", name, c.played.Outcome().End, c.found.List, want)
		}
	}
	for name, want := range map[string]string{
		"reset":      `on RESET: Test-ComputerSecureChannel -Repair -Credential WIN\Administrator`,
		"reset 2003": `on RESET3: netdom reset RESET3 /domain:WIN /usero:WIN\Administrator /passwordo:*`,
		"lost":       "on LOST: net ads join -U Administrator",
	} {
		c := cases[name]
		s := newSearch(c.played.Before, c.played.Attempt.Attempt, c.played.Outcome())
		if got := s.channelCommand(s.target); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	s := newSearch(cases["place"].played.Before, cases["place"].played.Attempt.Attempt, cases["place"].played.Outcome())
	for domain, want := range map[string]string{
		"WIN": `at a controller of WIN: netdom trust WIN /domain:SMB /reset /userd:SMB\Administrator /passwordd:*`,
		"SMB": "at a controller of SMB: samba-tool domain trust delete WIN\nsamba-tool domain trust create WIN --type=external --direction=outgoing -U Administrator@WIN",
	} {
		d, _ := s.world.Domain(domain)
		if got := s.trustCommand(&d, d.Trusts[0], true); got != want {
			t.Errorf("%s: got %s, want %s", domain, got, want)
		}
	}
}

// A name is quoted for the shell of the command: sh at Samba, PowerShell at a domain of Windows, cmd.exe at a machine.
func TestANameIsQuotedForItsShell(t *testing.T) {
	for profile, want := range map[string]string{
		"samba-standalone": `on SRV: smbpasswd -e 'O'\''Brien'`, "windows-2022": `on SRV: net user "O'Brien" /active:yes`,
	} {
		file, err := scenarios.Load("x.yaml", []byte(`
machines: {SRV: {role: standalone, profile: `+profile+`, accounts: {O'Brien: {password: PSW1, disabled: true}}, shares: {share: {}}}}
attempts:
  - {name: disabled, send: {to: SRV, share: share, domain: SRV, user: O'Brien, password: PSW1}, want: {error: 1331}}
`))
		if err != nil {
			t.Fatal(err)
		}
		for p := range file.Model().Play(file) {
			if list := Advise(p.Before, p.Attempt.Attempt, p.Outcome()).List; len(list) == 0 || list[0].Run != want {
				t.Errorf("%s: got %+v, want %s first", profile, list, want)
			}
		}
	}
}
