package sim_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// impure are the packages that read files, ask servers or look at the clock. Every other one is pure, also one that is
// new: no network, clock, randomness, file or log, and nothing that is built on them.
var impure = []string{
	"cmd/ntlmsim",
	"scenarios/door",
	"sim/replay/foreign",
	"scenarios/modeltest",
	"sim/smb/smbtest",
	"scenarios",
	"sim/krb5",
	"sim/lab",
	"sim/lab/fuzz",
	"sim/lab/mono",
	"sim/lab/webserver",
	"sim/lab/windows",
	"sim/replay",
	"sim/report",
	"sim/smb",
	"sim/webkeys",
	"sim/webprobe",
	"sim/webreplay",
}

// libraries are what single pure packages import besides what all of them may.
var libraries = map[string][]string{
	"scenarios/strict": {"go.yaml.in/yaml/v4"},
	"sim/logon":        {"go.yaml.in/yaml/v4"},
	"sim/ntlm":         {"golang.org/x/crypto/md4"},
	"sim/lint":         {"crypto/sha1", "crypto/sha256", "crypto/sha512"},
	"sim/viewstate":    {"html", "crypto/aes", "crypto/cipher", "crypto/hmac", "crypto/sha1", "crypto/sha256", "crypto/sha512", "hash"},
	"sim/winevent":     {"archive/zip", "compress/gzip"}, // they unpack what they are handed
}

// harmless is what a pure package may import of the standard library: whatever else it needs is judged first.
var harmless = []string{"bufio", "bytes", "cmp", "crypto/des", "crypto/md5", "crypto/rc4", "crypto/subtle", "embed", "encoding/binary", "encoding/hex",
	"encoding/base64", "encoding/json", "encoding/xml", "errors", "fmt", "io", "iter", "maps", "math", "net/netip", "net/url", "reflect", "regexp", "slices", "sort", "strconv", "strings", "sync", "sync/atomic", "time", "unicode",
	"unicode/utf16", "unicode/utf8"}

// printing is what of the package fmt reads or writes the standard files.
var printing = []string{"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"}

// Of the package time a pure package uses how long something takes; sim/winevent, too, when something was that others
// wrote down. It asks for no time.
var (
	lengths = []string{"Duration", "Second", "Minute", "Hour", "ParseDuration"}
	written = map[string][]string{"sim/winevent": {"Time", "Parse", "Unix", "UnixMilli", "Date", "Month", "UTC", "RFC3339Nano"}}
)

func TestTheModelIsPure(t *testing.T) {
	packages := packagesBelow(t, "..")
	for _, faulty := range impurities(t, packages) {
		t.Error(faulty)
	}
	for _, name := range append(slices.Sorted(maps.Keys(libraries)), impure...) {
		if len(packages[name]) == 0 {
			t.Errorf("there is no package %s", name)
		}
	}
}

// A package that nobody has thought of is judged, wherever it is and on whatever system it is built.
func TestANewPackageIsJudged(t *testing.T) {
	for source, want := range map[string]string{
		`import "net"`:                             "imports net",
		`import "net/http"`:                        "imports net/http",
		`import "log/slog"`:                        "imports log/slog",
		`import "archive/zip"`:                     "imports archive/zip",
		`import "ntlmsim/sim/replay"`:              "imports ntlmsim/sim/replay",
		`import "example.org/x"`:                   "imports example.org/x",
		"import `time`\nvar now = time.Now()":      "uses time.Now",
		"import t `time`\nvar now = t.Now()":       "imports time by another name",
		"import . `fmt`\nfunc f() { Println() }":   "imports fmt by another name",
		"import `fmt`\nfunc f() { fmt.Println() }": "uses fmt.Println",
		"import `fmt`\nvar s = fmt.Sprint(1)":      "",
		"import `time`\nvar d = time.Second":       "",
	} {
		root := t.TempDir()
		for _, dir := range []string{"web", "sim/web/flow", "sim/logon/web"} {
			file := filepath.Join(root, dir, "web_windows.go")
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte("package web\n\n"+source), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		found := impurities(t, packagesBelow(t, root))
		if want == "" && len(found) > 0 || want != "" && (len(found) != 3 || !strings.Contains(found[0], want)) {
			t.Errorf("%s\n%q, want three that say %q", source, found, want)
		}
	}
}

// packagesBelow are the files of all packages, but for tests, by directory.
func packagesBelow(t *testing.T, root string) map[string][]string {
	t.Helper()
	packages := map[string][]string{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && file != root && (strings.HasPrefix(name, ".") || name == "testdata"):
			return filepath.SkipDir
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			dir, err := filepath.Rel(root, filepath.Dir(file))
			if err != nil {
				return err
			}
			dir = filepath.ToSlash(dir)
			packages[dir] = append(packages[dir], file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return packages
}

// impurities is what packages do that only the impure ones may.
func impurities(t *testing.T, packages map[string][]string) (list []string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		if slices.Contains(impure, name) {
			continue
		}
		for _, file := range packages[name] {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, what := range append(imported(name, parsed), used(name, parsed)...) {
				list = append(list, fmt.Sprintf("%s %s: a package is pure unless it is listed as impure", file, what))
			}
		}
	}
	return list
}

func imported(name string, file *ast.File) (list []string) {
	for _, i := range file.Imports {
		other, _ := strconv.Unquote(i.Path.Value)
		own, ours := strings.CutPrefix(other, "ntlmsim/")
		pure := ours && !slices.Contains(impure, own)
		if !pure && !slices.Contains(harmless, other) && !slices.Contains(libraries[name], other) {
			list = append(list, "imports "+other)
		}
		if i.Name != nil && (other == "time" || other == "fmt") {
			list = append(list, "imports "+other+" by another name, by which its clock or its output would not be found")
		}
	}
	return list
}

func used(name string, file *ast.File) (list []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		clock := fmt.Sprint(s.X) == "time" && !slices.Contains(lengths, s.Sel.Name) && !slices.Contains(written[name], s.Sel.Name)
		printed := fmt.Sprint(s.X) == "fmt" && slices.Contains(printing, s.Sel.Name)
		opened := fmt.Sprint(s.X) == "zip" && s.Sel.Name == "OpenReader"
		if clock || printed || opened {
			list = append(list, fmt.Sprintf("uses %s.%s", s.X, s.Sel.Name))
		}
		return true
	})
	return list
}
