package sim_test

import (
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows are the packages of this module, from the bottom to the top, and which others each may import: those above it
// in this list, so that there is no circle. What only tests import is not asked about.
var arrows = []struct {
	of string
	to []string
}{
	{"sim", nil},
	{"sim/ntlm", nil},
	{"sim/krb5", nil},
	{"sim/page", nil},
	{"sim/viewstate", nil},
	{"sim/webconfig", []string{"sim/viewstate"}},
	{"sim/winevent", []string{"sim"}},
	{"sim/smb", []string{"sim/ntlm"}},
	{"sim/kerberos", []string{"sim"}},
	{"sim/logon", []string{"sim", "sim/kerberos", "sim/ntlm", "sim/winevent"}},
	{"sim/web", []string{"sim", "sim/kerberos", "sim/logon"}},
	{"sim/ewsproxy", []string{"sim", "sim/kerberos", "sim/logon", "sim/web"}},
	{"sim/postback", []string{"sim", "sim/viewstate"}},
	{"sim/lint", []string{"sim", "sim/ewsproxy", "sim/kerberos", "sim/logon", "sim/viewstate", "sim/web", "sim/webconfig"}},
	{"sim/imports", []string{"sim/kerberos", "sim/web"}},
	{"sim/causes", []string{"sim", "sim/logon"}},
	{"sim/logon/netuse", []string{"sim", "sim/logon"}},
	{"sim/whatif", []string{"sim", "sim/kerberos", "sim/logon", "sim/ntlm"}},
	{"sim/unknown", []string{"sim", "sim/logon"}},
	{"sim/graph", []string{"sim", "sim/ewsproxy", "sim/kerberos", "sim/logon", "sim/page", "sim/postback", "sim/web"}},
	{"scenarios/strict", []string{"sim", "sim/page"}},
	{"scenarios", []string{"scenarios/strict", "sim", "sim/ewsproxy", "sim/kerberos", "sim/lint", "sim/logon", "sim/logon/netuse", "sim/ntlm", "sim/postback", "sim/unknown", "sim/web"}},
	{"sim/replay", []string{"scenarios", "sim", "sim/logon", "sim/ntlm", "sim/smb", "sim/unknown"}},
	{"sim/lab", []string{"scenarios", "sim/kerberos", "sim/logon", "sim/ntlm", "sim/page", "sim/replay", "sim/smb"}},
	{"sim/lab/fuzz", []string{"scenarios", "sim/lab", "sim/logon", "sim/logon/netuse", "sim/ntlm", "sim/page", "sim/replay"}},
	{"sim/lab/windows", []string{"scenarios", "sim/lab", "sim/logon", "sim/ntlm", "sim/replay"}},
	{"sim/webprobe", []string{"sim/kerberos", "sim/krb5", "sim/logon", "sim/ntlm", "sim/web"}},
	{"sim/lab/judged", nil},
	{"sim/lab/webserver", []string{"scenarios", "sim/ewsproxy", "sim/kerberos", "sim/lab/judged", "sim/logon", "sim/web", "sim/webprobe"}},
	{"sim/lab/mono", []string{"scenarios", "sim/lab/judged", "sim/postback"}},
	{"sim/webreplay", []string{"scenarios", "sim", "sim/kerberos", "sim/lab/webserver", "sim/logon", "sim/ntlm", "sim/replay", "sim/web", "sim/webprobe"}},
	{"testdata", nil},
	{"sim/report", []string{"scenarios", "sim", "sim/causes", "sim/ewsproxy", "sim/graph", "sim/lab/judged", "sim/lab/mono", "sim/lab/webserver", "sim/lint", "sim/logon", "sim/logon/netuse", "sim/page", "sim/postback", "sim/replay", "sim/unknown", "sim/viewstate", "sim/web", "sim/webconfig", "sim/whatif", "sim/winevent"}},
	{"sim/webkeys", []string{"sim/lint", "sim/report", "sim/viewstate", "sim/webconfig"}},
	{"cmd/ntlmsim", []string{"scenarios", "scenarios/strict", "sim", "sim/graph", "sim/imports", "sim/lab", "sim/lab/fuzz", "sim/lab/judged", "sim/lab/mono", "sim/lab/webserver", "sim/lab/windows", "sim/logon", "sim/logon/netuse", "sim/page", "sim/replay", "sim/report", "sim/smb", "sim/unknown", "sim/webkeys", "sim/webreplay", "sim/whatif", "sim/winevent", "testdata"}},
}

// forTests are packages that nothing but tests imports.
var forTests = []string{"sim/replay/foreign", "scenarios/door", "scenarios/modeltest", "sim/smb/smbtest"}

func TestArrowsPointDown(t *testing.T) {
	packages := packagesBelow(t, "..")
	may, above := map[string][]string{}, map[string]bool{}
	for _, a := range arrows {
		for _, to := range a.to {
			if !above[to] {
				t.Errorf("%s may import %s, which does not stand above it", a.of, to)
			}
		}
		may[a.of], above[a.of] = a.to, true
	}
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		if slices.Contains(forTests, name) {
			continue
		}
		if !above[name] {
			t.Errorf("%s has no place in the list", name)
		}
		for _, other := range ourImports(t, packages[name]) {
			if !slices.Contains(may[name], other) {
				t.Errorf("%s imports %s, which is no arrow of the list", name, other)
			}
		}
	}
}

// ourImports are the packages of this module that files import.
func ourImports(t *testing.T, files []string) (list []string) {
	t.Helper()
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range parsed.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			if own, ours := strings.CutPrefix(path, "ntlmsim/"); ours && !slices.Contains(list, own) {
				list = append(list, own)
			}
		}
	}
	slices.Sort(list)
	return list
}

// The command line is flags, files and exit codes, one file a command. What it prints and works out has packages of its
// own.
func TestPackageMainStaysSmall(t *testing.T) {
	const mostFiles, mostLines = 38, 4800
	files := packagesBelow(t, "..")["cmd/ntlmsim"]
	lines := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines += strings.Count(string(data), "\n")
	}
	if len(files) == 0 || len(files) > mostFiles || lines > mostLines {
		t.Errorf("%d files and %d lines, at most %d and %d: move what is no command line below it", len(files), lines, mostFiles, mostLines)
	}
}
