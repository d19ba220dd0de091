package windows

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"ntlmsim/sim/logon"
)

// lab.ps1 has the SIDs of the model's table.
func TestTheScriptsKnowTheNamesOfTheModel(t *testing.T) {
	data, err := files.ReadFile("files/lab.ps1")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(data), "$LabWellKnown = @{")
	table, _, _ = strings.Cut(table, "}")
	got := map[string]string{}
	for _, entry := range regexp.MustCompile(`'([^']+)' = '([^']+)'`).FindAllStringSubmatch(table, -1) {
		got[entry[2]] = entry[1]
	}
	for sid, name := range logon.WellKnownSIDs() {
		if !strings.EqualFold(got[sid], name) {
			t.Errorf("%s is %q in lab.ps1, and %q in the model", sid, got[sid], name)
		}
	}
	if len(got) != len(logon.WellKnownSIDs()) {
		t.Errorf("lab.ps1 has %v", got)
	}
}

// The scripts are told English names, which they translate on the machine; a SID stays one.
func TestTheScriptsAreToldEnglishNames(t *testing.T) {
	file := load(t, "german.yaml", `
machines:
  SRV: {role: standalone, profile: windows-2022, settings: {SeDenyNetworkLogonRight: ['VORDEFINIERT\Gäste']},
    accounts: {BOSS: {password: x, groups: ['VORDEFINIERT\Administratoren', Lager]}},
    shares: {data: {allow: [Jeder, S-1-5-32-545, S-1-5-21-1-2-3-1105, 'SRV\Lager'], deny: ['NT-AUTORITÄT\ANONYMOUS-ANMELDUNG']}}}
attempts:
  - {name: boss, send: {to: SRV, share: data, domain: SRV, user: BOSS, password: x}, want: {error: 0}}
`)
	text := exported(t, file).file(t, "build-SRV.ps1")
	for _, want := range []string{"Set-LabGroup -Name 'Administrators'", "-Groups @('Administrators', 'Lager')", "-Names @('Guests')",
		`-Allow @('Everyone', 'Users', 'S-1-5-21-1-2-3-1105', 'SRV\Lager') -Deny @('Anonymous Logon')`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, slices.Collect(strings.Lines(text)))
		}
	}
}
