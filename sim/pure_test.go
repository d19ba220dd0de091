package sim_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The model is pure, and arrows point one way: no network, clock, randomness, file or log in sim, sim/logon, sim/ntlm and
// sim/winevent, and nothing that is built on them. sim/winevent reads times that others wrote down, and asks for none.
func TestTheModelIsPure(t *testing.T) {
	allowed := map[string][]string{
		".":        {},
		"logon":    {"ntlmsim/sim", "ntlmsim/sim/ntlm", "ntlmsim/sim/winevent", "go.yaml.in/yaml/v4"},
		"ntlm":     {"golang.org/x/crypto/md4"},
		"winevent": {"ntlmsim/sim"},
	}
	lengths := []string{"Duration", "Second", "Minute", "Hour", "ParseDuration"}                     // of the package time, how long something takes
	written := []string{"Time", "Parse", "Unix", "UnixMilli", "Date", "Month", "UTC", "RFC3339Nano"} // when something was that others wrote down
	outside := []string{"net", "os", "log", "syscall", "math/rand", "math/rand/v2", "crypto/rand", "io/ioutil", "unsafe", "runtime"}
	for dir, others := range allowed {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, source, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && fmt.Sprint(s.X) == "time" && !slices.Contains(lengths, s.Sel.Name) && (dir != "winevent" || !slices.Contains(written, s.Sel.Name)) {
					t.Errorf("%s uses time.%s: there is no clock here", file, s.Sel.Name)
				}
				return true
			})
			for _, i := range parsed.Imports {
				name, _ := strconv.Unquote(i.Path.Value)
				first, _, _ := strings.Cut(name, "/")
				if name == "time" && i.Name != nil {
					t.Errorf("%s calls time by another name, by which its clock would not be found", file)
				}
				own := strings.Contains(first, ".") || first == "ntlmsim"
				if slices.Contains(outside, name) || strings.HasPrefix(name, "net/") || strings.HasPrefix(name, "os/") || own && !slices.Contains(others, name) {
					t.Errorf("%s imports %s", file, name)
				}
			}
		}
	}
}
