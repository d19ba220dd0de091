package scenarios_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for _, name := range scenarios.CatalogueFiles() {
		data, err := fs.ReadFile(scenarios.Catalogue(), name)
		if err != nil {
			t.Fatal(err)
		}
		readBack(t, name, data)
	}
	for _, name := range paths(t, "testdata/good/*.yaml") {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		readBack(t, name, data)
	}
}

func readBack(t *testing.T, name string, data []byte) {
	t.Helper()
	file, err := scenarios.Load(name, data, scenarios.Lenient)
	if err != nil {
		t.Fatal(err)
	}
	text := scenarios.Write(file)
	again, err := scenarios.Load(name, text, scenarios.Lenient)
	if err != nil {
		t.Fatalf("%s: what was written cannot be read: %v\n%s", name, err, text)
	}
	if diff := cmp.Diff(file, again, cmpopts.IgnoreFields(scenarios.Attempt{}, "Line"), cmpopts.IgnoreFields(scenarios.File{}, "Remarks", "Misspelled"), cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(scenarios.File{})); diff != "" {
		t.Errorf("%s (-read +read back):\n%s", name, diff)
	}
}

// Passwords can be any text, and some texts mean something else to YAML.
func TestAnyTextIsWrittenSoThatItIsReadAsThatText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"no", "1326", "010", "~", "", "0x1f", "1e3", "- x", "# x", "a: b", "'", `"`,
			`\`, "*x", "&x", "{x", "@x", "%x", " x ", "2026-11-24", "=", "<<", "\u0085", "\u2028", "\ufeff", "İ", "NULL", "On", ".5", "x\ty"})).Draw(t, "password")
		file := &scenarios.File{Topology: logon.Topology{Machines: []logon.Machine{
			{Name: "SRV", Role: logon.Standalone, Profile: "windows-2022", Accounts: []logon.Account{{Name: "USER1", Password: password}}}}}}
		text := scenarios.Write(file)
		again, err := scenarios.Load("written.yaml", text)
		if err != nil && strings.ContainsFunc(password, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return // no file can hold every control character, and the loader says so
		}
		if err != nil {
			t.Fatalf("%q was written as %s: %v", password, text, err)
		}
		if got := again.Topology.Machines[0].Accounts[0].Password; got != password {
			t.Fatalf("%q was written as %s and read as %q", password, text, got)
		}
	})
}

// A password is written as one: a blank one, and one that is called unknown.
func TestTheWordsOfPasswordsAreReadBack(t *testing.T) {
	readBack(t, "x.yaml", []byte(`machines:
  PC: {role: standalone, profile: windows-2022, accounts: {U: {password: PSW1, previous-passwords: ['unknown']}}, stored: [{target: PC, as: 'PC\U', password: ''}, {target: '*', as: 'PC\U', password: 'unknown'}]}
attempts:
  - {name: one, from: PC, as: {account: 'PC\U', password: 'unknown'}, run: 'net use \\PC\a', typed: 'unknown', want: {error: 67}}
  - {name: two, send: {to: PC, user: U, password: 'unknown'}, want: {error: 1326}}
`))
}

// A connection belongs to a session at the client, and is written with how the session was opened.
func TestTheSessionOfAConnectionIsReadBack(t *testing.T) {
	for _, of := range []string{
		`CORP\ANNA`, `NT AUTHORITY\LOCALSYSTEM`, `{account: CORP\ANNA, logon: winrm}`, `{account: CORP\ANNA, password: ""}`,
		`{account: CORP\ANNA, netonly: NAS\BEN, password: Psw}`,
	} {
		readBack(t, "x.yaml", []byte(`domains: {CORP: {accounts: {ANNA: {password: A}}}}
machines:
  DC: {role: controller, domain: CORP, profile: windows-2022, connections: [{server: DC, as: CORP\ANNA, for: `+of+`}]}
`))
	}
}

// A blank password of a connection is another one than none.
func TestThePasswordOfAConnectionIsReadBack(t *testing.T) {
	for _, password := range []string{"", ", password: ''", ", password: A"} {
		readBack(t, "x.yaml", []byte(`machines:
  SRV: {role: standalone, profile: windows-2022, connections: [{server: SRV, as: SRV\ANNA`+password+`}]}
`))
	}
}
