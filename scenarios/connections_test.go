package scenarios_test

import (
	"fmt"
	"slices"
	"testing"

	"ntlmsim/scenarios"
)

// Connections are kept where the file says so or, where it does not say, where attempts belong together. Where they are
// not kept, it is known which attempts would be 1219.
func TestConnectionsAreKeptWhereAttemptsBelongTogether(t *testing.T) {
	const first, other = `'net use x: \\SRV\a /user:SRV\U1 P1'`, `'net use x: \\SRV\b /user:SRV\U2 P2'`
	const drive = `'net use y: \\SRV\b /user:SRV\U2 P2'`
	for _, c := range []struct {
		said, second string
		kept         bool
		errors       []uint32
		conflict     bool
	}{
		{"", other, false, []uint32{0, 0}, true},
		{"", `'net use x: \\10.0.0.5\b /user:SRV\U2 P2'`, false, []uint32{0, 0}, false},
		{"connections: kept", other, true, []uint32{0, 85}, false},
		{"connections: forgotten", drive, false, []uint32{0, 0}, true},
		{"", drive, true, []uint32{0, 1219}, false},
		{"", "'net use x: /delete'", true, []uint32{0, 0}, false},
		{"connections: forgotten", "'net use x: /delete'", false, []uint32{0, 2250}, false},
	} {
		file, err := scenarios.Load("x.yaml", []byte(fmt.Sprintf(`%s
machines:
  SRV: {role: standalone, profile: windows-2022, addresses: [10.0.0.5], accounts: {U1: {password: P1}, U2: {password: P2}}, shares: {a: {}, b: {}}}
  PC: {role: standalone, profile: windows-10, accounts: {ME: {password: x}}}
attempts:
  - {name: one, from: PC, as: 'PC\ME', run: %s}
  - {name: two, from: PC, as: 'PC\ME', run: %s}
`, c.said, first, c.second)), scenarios.Lenient)
		if err != nil {
			t.Fatal(err)
		}
		var errors []uint32
		conflict := false
		for p := range file.Model().Play(file) {
			errors = append(errors, p.Outcome().Error)
			conflict = conflict || p.InTurn != nil && p.InTurn.Error == 1219
		}
		if file.Kept != c.kept || !slices.Equal(errors, c.errors) || conflict != c.conflict {
			t.Errorf("%q, %s: kept %v, errors %v, conflict %v; want %v, %v, %v", c.said, c.second, file.Kept, errors, conflict, c.kept, c.errors, c.conflict)
		}
	}
}

// Where something is unknown, an attempt conflicts if it does so whatever is true.
func TestAConflictIsKnownWhereSomethingIsUnknown(t *testing.T) {
	for account, want := range map[string]string{
		"password: P1, hours: unknown": "[false false false]", // U1 may not have been let in
		"password: P1":                 "[false true false]",
	} {
		file, err := scenarios.Load("x.yaml", []byte(`
machines:
  SRV: {role: standalone, profile: windows-2022, accounts: {U1: {`+account+`}, U2: {password: P2, locked: unknown}}, shares: {a: {}, b: {}}}
  PC: {role: standalone, profile: windows-10, accounts: {ME: {password: x}}}
attempts:
  - {name: one, from: PC, as: 'PC\ME', run: 'net use \\SRV\a /user:SRV\U1 P1'}
  - {name: two, from: PC, as: 'PC\ME', run: 'net use x: \\SRV\b /user:SRV\U2 P2'}
  - {name: from elsewhere, send: {to: SRV, share: a, domain: SRV, user: U2, password: P2}}
`), scenarios.Lenient)
		if err != nil {
			t.Fatal(err)
		}
		var got []bool
		for p := range file.Model().Play(file) {
			got = append(got, p.InTurn != nil)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s: got %v, want %s", account, got, want)
		}
	}
}
