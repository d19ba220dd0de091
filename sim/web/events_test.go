package web_test

import (
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
)

// The numbers of Windows 2000 for the refusals of an account, and those of Server 2003.
func TestOldWindowsLogsItsOwnNumbers(t *testing.T) {
	const text = `model: web
domains:
  EXAIR:
    accounts:
      CHERYL: {password: PSW1}
      CLOSED: {password: PSW1, disabled: true}
      SHUT: {password: PSW1, locked: true}
      AGED: {password: PSW1, password-expired: true}
machines:
  DBSERVER: {role: controller, domain: EXAIR, profile: windows-2000}
  WEBSERVER: {role: member, domain: EXAIR, profile: windows-2000}
  LAPTOP: {role: member, domain: EXAIR, profile: windows-2000}
sites: {web: {machine: WEBSERVER, kernel-mode: false}}
browsers: {LAPTOP: {intranet: []}}
attempts:
  - {name: a, from: LAPTOP, as: 'EXAIR\CHERYL', open: 'http://webserver/', typed: {account: 'EXAIR\WHO', password: 'HOW'}}
`
	for _, c := range []struct {
		who, how string
		want2000 string
		want2003 string
	}{
		{"CHERYL", "WRONG", "675 with 0x18, 681 with 0xC000006A, written as 3221225578, 529", "675 with 0x18, 680 with 0xC000006A, 529"},
		{"CLOSED", "PSW1", "676 with 0x12, 681 with 0xC0000072, written as 3221225586, 531", "672 with 0x12, 680 with 0xC0000072, 531"},
		{"SHUT", "PSW1", "676 with 0x12, 681 with 0xC0000234, written as 3221226036, 539", "672 with 0x12, 680 with 0xC0000234, 539"},
		{"AGED", "PSW1", "676 with 0x17, 681 with 0xC0000071, written as 3221225585, 535", "672 with 0x17, 680 with 0xC0000071, 535"},
	} {
		attempt := strings.NewReplacer("WHO", c.who, "HOW", c.how).Replace(text)
		for profile, want := range map[string]string{"windows-2000": c.want2000, "windows-2003": c.want2003} {
			var got []string
			for _, line := range only(t, strings.ReplaceAll(attempt, "windows-2000", profile)).Logged {
				_, what, _ := strings.Cut(line, " logs ")
				got = append(got, what)
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("%s, %s: got %q, want %q", profile, c.who, got, want)
			}
		}
	}
}

// only is the decision of the only attempt of a file.
func only(t *testing.T, text string) *scenarios.Decision {
	t.Helper()
	file, err := scenarios.LoadAs(scenarios.Models(), "web.yaml", []byte(text), scenarios.Lenient)
	if err != nil {
		t.Fatal(err)
	}
	played := slices.Collect(file.Model().Play(file))
	return played[0].Decision
}
