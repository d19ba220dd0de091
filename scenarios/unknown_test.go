package scenarios_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

func TestWhatIsUnknownIsRead(t *testing.T) {
	file, err := load(t, "testdata/good/unknown.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range logon.Unknowns(file.Topology) {
		got = append(got, u.String())
	}
	want := []string{
		"lockout-threshold of HEAD", "LmCompatibilityLevel of NET", "the state of the secure channel of FILES", "whether FILES is offline",
		"SeDenyNetworkLogonRight of FILES", `who may use \\FILES\data`, "lockout-threshold of FILES",
		`the password of HEAD\USER1`, `whether HEAD\USER1 is locked out`, `whether HEAD\USER1 is disabled`, `the password of FILES\backup`,
		`whether FILES\old has expired`, `whether FILES\old must change the password`, `whether FILES\old has a password that has expired`,
		`whether FILES\old may not log on at this hour`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if file.Topology.Machines[1].Accounts[2].Password != "unknown" {
		t.Error("a quoted word is no password")
	}
	if _, err := file.World(); err == nil || !strings.Contains(err.Error(), "nobody knows") {
		t.Errorf("a world is made of what nobody knows: %v", err)
	}
}

// An unknown value is written as it is read.
func TestWhatIsUnknownIsWritten(t *testing.T) {
	file, err := load(t, "testdata/good/unknown.yaml")
	if err != nil {
		t.Fatal(err)
	}
	again, err := scenarios.Load("again.yaml", scenarios.Write(file))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(file.Topology, again.Topology); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff(file.Attempts[0].Want, again.Attempts[0].Want); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// backup is a question with an unknown password, and what is expected.
const backup = `machines:
  FS1: {role: standalone, profile: windows-2022, shares: {data: {}}, accounts: {backup: {ACCOUNT}}}
attempts:
  - {name: one, send: {to: FS1, share: data, domain: FS1, user: backup, password: PSW1}, want: {WANT}}
`

func TestTheSetOfAnswersIsExpectedExactly(t *testing.T) {
	for _, c := range []struct{ account, want, differs string }{
		{"", "error: [0, 1326]", ""},
		{"password: unknown", "error: [1326, 0]", ""},
		{"password: unknown", "error: 1326", "error: want 1326, got 0 or 1326"},
		{"password: unknown", "error: [0, 1326, 1331]", "error: want 0, 1326 or 1331, got 0 or 1326"},
		{"password: unknown, disabled: unknown", "error: [0, 1326, 1331]", ""},
		{"password: unknown, disabled: true", "error: [1326, 1331]", ""},
		{"password: PSW1", "error: [0, 1326]", "error: want 0 or 1326, got 0"},
		{"password: PSW1, locked: unknown", "error: [0, 1909], stage: tree", "stage: want tree, got setup"},
		{"password: '', locked: unknown", "error: [1326, 1909], session: none", ""},
		{"password: 'unknown'", "error: 1326", ""},
	} {
		text := strings.NewReplacer("ACCOUNT", c.account, "WANT", c.want).Replace(backup)
		file, err := scenarios.Load("x.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for p := range file.Model().Play(file) {
			var got []string
			for _, d := range differences(p) {
				got = append(got, d.Field+": want "+d.Want+", got "+d.Got)
			}
			if diff := cmp.Diff(c.differs, strings.Join(got, "; ")); diff != "" {
				t.Errorf("{%s} wants {%s}: -want +got\n%s", c.account, c.want, diff)
			}
		}
	}
}

func differences(p scenarios.Played) []scenarios.Difference {
	if p.Answers != nil {
		return scenarios.DifferencesOf(p.Attempt, *p.Answers)
	}
	return scenarios.Differences(p.Attempt, p.Outcome())
}
