package scenarios_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
)

// casesOfSuites counts the cases of other test suites that attempts of the catalogue answer, by suite and by the file
// or part that has them: Samba at 4614f04b, and Microsoft's WindowsProtocolTestSuites (wpts) at 4d513adb.
var casesOfSuites = map[string]int{
	"samba as_req_tests.py":                2,
	"samba auth_log.py":                    7,
	"samba gmsa_tests.py":                  5,
	"samba lockout_tests.py":               4,
	"samba login_basics.py":                5,
	"samba ntlmdisabled.py":                2,
	"samba password_lockout.py":            14,
	"samba pkinit_tests.py":                1,
	"samba py_credentials.py":              3,
	"samba samr.c":                         33,
	"samba test_guest_auth.sh":             1,
	"samba test_smbclient_auth.sh":         10,
	"samba test_smbclient_machine_auth.sh": 1,
	"samba test_smbclient_ntlm.sh":         4,
	"samba test_trust_ntlm.sh":             25,
	"wpts FileServer":                      10,
	"wpts MS-APDS":                         24,
}

// sourceComment is the comment above an attempt that names the cases it answers: "SUITE FILE CASE; SUITE FILE CASE", or
// any other public source in words. ofSuite tells the two apart.
var (
	sourceComment = regexp.MustCompile(`^ *# source: (.+)$`)
	ofSuite       = regexp.MustCompile(`^(samba|wpts) `)
)

// No case is lost, and none is named twice. Each stands above an attempt that says what is expected and which state
// decides; that the answers are as expected is tested with those of the whole catalogue.
func TestTheCasesOfOtherSuitesAreInTheCatalogue(t *testing.T) {
	counts, seen := map[string]int{}, map[string]string{}
	for _, path := range scenarios.CatalogueFiles() {
		for _, name := range casesIn(t, path) {
			if other, ok := seen[name]; ok {
				t.Errorf("%s: %s is in %s already", path, name, other)
			}
			seen[name] = path
			words := strings.SplitN(name, " ", 3)
			if len(words) < 3 {
				t.Fatalf("%s: %q is not a suite, a file and a case", path, name)
			}
			counts[words[0]+" "+words[1]]++
		}
	}
	if diff := cmp.Diff(casesOfSuites, counts); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// casesIn lists the cases of suites that a file's comments name, and checks the attempt below each comment.
func casesIn(t *testing.T, path string) []string {
	t.Helper()
	data, err := scenarios.ReadFile(scenarios.Catalogue(), path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := scenarios.Load(path, data)
	if err != nil {
		t.Fatal(err)
	}
	attempts := map[int]scenarios.Attempt{}
	for _, a := range file.Attempts {
		attempts[a.Line] = a
	}
	var cases []string
	for i, line := range bytes.Split(data, []byte("\n")) {
		if m := sourceComment.FindSubmatch(line); m != nil {
			if ofSuite.Match(m[1]) {
				cases = append(cases, strings.Split(string(m[1]), "; ")...)
			}
			if below := attempts[i+2]; below.Want == nil || below.Because == "" {
				t.Errorf("%s:%d: no attempt with want: and because: is below this source", path, i+1)
			}
		}
	}
	return cases
}
