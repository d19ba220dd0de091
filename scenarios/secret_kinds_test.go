package scenarios_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ntlmsim/sim/logon/netuse"
)

// A complaint is a message of the loader as its source has it: with verbs.
type complaint struct {
	format string
	at     token.Position
}

// places of the message among the arguments of the functions that complain, by receiver and name; "": any receiver.
var complaining = map[string]int{
	"r.Fail": 2, "r.failAt": 3, "g.fail": 1, "c.add": 2, ".fail": 1, ".errorAt": 2,
}

// complaints are those of the packages' sources: every literal that is handed to one of complaining, is part of an
// Error of netuse, of a misreading or of a Problem, or is returned by notText.
func complaints(t *testing.T, patterns ...string) (list []complaint) {
	t.Helper()
	files := token.NewFileSet()
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if text, ok := messageOf(n); ok {
					list = append(list, complaint{text, files.Position(n.Pos())})
				}
				return true
			})
		}
	}
	return list
}

// messageOf is the literal message that a node complains with.
func messageOf(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.CallExpr:
		called, ok := n.Fun.(*ast.SelectorExpr)
		if !ok {
			return "", false
		}
		receiver := ""
		if id, ok := called.X.(*ast.Ident); ok {
			receiver = id.Name
		}
		i, ok := complaining[receiver+"."+called.Sel.Name]
		if !ok {
			i, ok = complaining["."+called.Sel.Name]
		}
		if ok && i < len(n.Args) {
			return literal(n.Args[i])
		}
	case *ast.CompositeLit:
		name, ok := n.Type.(*ast.Ident)
		if !ok {
			return element(n, 2, 4) // of misreadings: says, before, message, hint
		}
		if name.Name == "Error" || name.Name == "Problem" {
			return element(n, 1, 3)
		}
	}
	return "", false
}

func element(n *ast.CompositeLit, i, of int) (string, bool) {
	if len(n.Elts) != of || n.Type != nil && i == 2 {
		return "", false
	}
	return literal(n.Elts[i])
}

func literal(e ast.Expr) (string, bool) {
	if call, ok := e.(*ast.CallExpr); ok && len(call.Args) > 0 { // fmt.Sprintf
		e = call.Args[0]
	}
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil && strings.Contains(text, " ")
}

var verb = regexp.MustCompile(`%[0-9]*[a-zA-Z]`)

// pattern matches the messages of a complaint.
func (c complaint) pattern() *regexp.Regexp {
	parts := verb.Split(c.format, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile("(?s)^" + strings.Join(parts, ".*") + "$")
}

// Every complaint that the loader has in its source is made, of a file with a secret in it, and shows nothing of it.
func TestEveryComplaintIsMadeOfAFileWithASecret(t *testing.T) {
	g := &gatherer{t: t, said: map[string]bool{}}
	for _, path := range paths(t, "testdata/errors/*.yaml") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range planted(string(data)) {
			g.load(path, text)
		}
	}
	for _, text := range others {
		for _, text := range planted(text) {
			g.load("x.yaml", text)
		}
	}
	for _, command := range refusedCommands(t) {
		g.command(command)
	}
	list := complaints(t, "*.go", "strict/*.go", "../sim/logon/netuse/*.go", "../sim/logon/check*.go", "../sim/web/check.go", "../sim/postback/check.go", "../sim/logon/question.go", "../sim/logon/lockout.go", "../sim/logon/previous.go")
	if len(list) < 120 {
		t.Errorf("only %d complaints are found in the source", len(list))
	}
	for _, c := range list {
		pattern, made := c.pattern(), false
		for said := range g.said {
			made = made || pattern.MatchString(said)
		}
		if !made && unmade[c.format] == "" {
			t.Errorf("%s: nothing is loaded of which this is said: %s", c.at, c.format)
		}
	}
	t.Logf("%d files and commands, %d complaints in the source, %d messages", g.loads, len(list), len(g.said))
}

// others are mistakes that no file of testdata/errors has.
var others = []string{
	"machines:\n  ? a: b\n  N: {role: standalone, profile: windows-2022}\nattempts:\n  - {name: a, send: ? x}\n",
	"model:\nmachines: {}\n", "domains: {C: {accounts: {A: {password: PSW1}}}}\nmachines: {W: {role: member, domain: C, profile: windows-2022}}\nsites: {s: {machine: W}}\n", "machines:\n  N: x\n  - a\n", "machines: - a\n", "a: ? b\n", strings.Repeat("[", 20000), "%YAML 1.1\n%YAML 1.1\n---\na: b\n", "%TAG\n---\na: b\n",
	"a: &x 'Zq7XwKv9'\nmachines: {N: {role: standalone, profile: windows-2022, aliases: [*x], clock: [1], accounts: {U: {password: *x}}, *x : {}}}\n",
	"machines: {N: {role: standalone, profile: windows-2022}}\nattempts:\n  - name: |\n      a\n      PSW1\n    from: N\n    as: N\\PSW1\n    run: net use x\n",
	"domains: {D: {accounts: {A: {password: PSW1}}}}\nmachines: {N: {role: member, domain: D, profile: windows-2022}}\nattempts:\n  - name: a\n    from: N\n    as: D\\A\n    run: 'net use \\\\D\\s PSW1'\n    want: {error: 0}\n",
	"domains: {A: {dns: a.example, forest: NONE, kind: nt4, accounts: {'': {password: PSW1}, ' a': {}, 'a/b': {}, ok: {local: true, authenticate-from: [N]}}}, " +
		"B: {forest: NONE, accounts: {U: {local: true, password: PSW1}}}, C: {forest: B}, D: {forest: C}, E: {kind: nt4, forest: B}}\n" +
		"machines: {A: {role: standalone, profile: windows-2022}, N: {role: standalone, profile: windows-2022, read-only: true, cached: [U], allowed-to-authenticate: [U], " +
		"shares: {s: {uses: 1}}, accounts: {U: {password: PSW1, authenticate-from: [N], smart-card-required: true}}}, M: {role: controller, domain: B, profile: windows-10, policy: {lockout-threshold: 3}}, " +
		"P: {role: member, domain: B, profile: samba-nt4-dc}, W: {role: standalone, profile: windows-2022, cached: [U], policy: {lockout-window: 2h, lockout-duration: 1h}}, " +
		"X: {role: standalone, profile: windows-2022, allowed-to-authenticate: [U]}, " +
		"Q: {role: controller, domain: B, profile: windows-2022, policy: {lockout-threshold: 3}}}\n",
	"machines: {N: {role: standalone, profile: windows-2022, accounts: {U: {password: PSW1, never-used: true}, W: {password: PSW1, policy-audit-only: true}, V: {password: PSW1, trust-account: managed-service}}}}\n",
	"domains: {A: {accounts: {U: {password: PSW1}}, password-settings: {S: {precedence: 1, applies-to: [U], policy: {}}, T: {precedence: 1, applies-to: [U], policy: {}}}}, " +
		"B: {kind: nt4, password-settings: {S: {precedence: 1, applies-to: [X], policy: {}}}}}\nmachines: {N: {role: standalone, profile: windows-2022}}\n",
	"domains: {A: {namespaces: {a: []}, accounts: {U: {password: PSW1}}}}\nmachines: {N: {role: controller, domain: A, profile: windows-2022}}\n",
	"domains: {A: {kind: nt4, accounts: {ok: {password: PSW1, smart-card-required: true, trust-account: workstation}, U: {smart-card-required: true}}}}\n" +
		"machines: {N: {role: standalone, profile: windows-2022}}\n",
	"model: web\ndomains: {C: {accounts: {A: {password: PSW1}}}}\nmachines: {W: {role: member, domain: C, profile: windows-2022}}\nspns: {W: [x]}\nsites: {s: {machine: W}}\nattempts:\n" +
		"  - {name: a, from: W, as: C\\A, open: 'http://x:PSW1@W/', want: {status: 404}, because: x}\n  - {name: b, from: W, as: C\\A, open: 'W'}\n",
	"model: web\ndomains: {C: {accounts: {A: {password: PSW1}, P: {password: PSW1}}}}\nmachines: {W: {role: member, domain: C, profile: windows-2022}, S: {role: member, domain: C, profile: samba-member}}\n" +
		"spns: {N: [HTTP/x]}\nrc4-only: [N]\nno-rc4: [N]\nsites: {s: {machine: V}, t: {machine: W, app-pool-credentials: true, stale-pool-key: true, pool: C\\N, other-keys: [N], hosts: [a, S]}, " +
		"u: {machine: W, app-pool-credentials: true, stale-pool-key: true, hosts: [a]}}\nbrowsers: {B: {intranet: []}}\n",
	"model: web\nmachines: {W: {role: standalone, profile: windows-2022, accounts: {A: {password: unknown}}}}\nsites: {s: {machine: W}}\n",
	"model: web\nmachines: {W: {role: standalone, profile: windows-2022, accounts: {A: {password: PSW1}}}, S: {role: standalone, profile: samba-standalone}}\nsites: {s: {machine: W}}\nattempts:\n" +
		"  - {name: a, from: S, as: W\\A, open: 'http://w/', want: {status: 200}}\n  - {name: b, from: W, as: W\\A, open: 'http://v/', want: {status: 200}}\n  - {name: c, from: W, as: NT AUTHORITY\\SYSTEM, open: 'http://w/', want: {status: 200}}\n",
	"model: ews-proxy\ndomains: {C: {accounts: {A: {password: PSW1}}}}\nmachines: {W: {role: member, domain: C, profile: windows-2022}}\nservers: {W: {internal-url: 'https://w/'}}\nattempts:\n" +
		"  - {name: a, from: W, to: X, want: {proxied: true, cause: x}}\n  - {name: b, from: W, to: X}\n",
	"model: postback\nnodes: {W: {iis: x, framework: [4], auto-gen-keys: [{pool: x, bits: 16}]}}\npools: {p: {bits: 16}}\napplications: {s: {nodes: [W], pool: p, machine-key: {validation-key: PSW1}}}\nattempts:\n" +
		"  - {name: a, page: x, made-by: W, want: {status: 200, cause: 9}}\n  - {name: b, page: s/x, made-by: W}\n",
	"model: postback\nnodes: {W: {iis: 7.0, framework: 3.5, auto-gen-keys: [{pool: x}]}}\npools: {p: {}}\napplications: {s: {nodes: [W, X], pool: p}, t: {nodes: [W], pool: '', at: {X: {pool: y}}}}\n",
	"model: postback\nnodes: {W: {iis: 7.0, framework: 4.0}, w: {iis: 7.0, framework: 4.0}}\npools: {p: {identity: system x}}\napplications: {s: {nodes: [W], pool: p}}\n",
	"model: postback\nnodes: {W: {iis: 7.0, framework: 4.0}, w: {iis: 7.0, framework: 4.0}}\npools: {p: {}}\napplications: {s: {nodes: [W], pool: p}}\n",
	"model: postback\nnodes: {W: {iis: 7.0, framework: 4.0}}\npools: {p: {}}\napplications: {s: {nodes: [W], pool: p}}\nattempts:\n" +
		"  - {name: a, page: s/x, made-by: W, drained: [W], want: {status: 200}}\n  - {name: b, page: t/x, made-by: X, posted-to: Y, for: u/y, recycled: [Z], want: {status: 200}}\n",
}

// unmade are complaints that no file can cause, and why.
var unmade = map[string]string{
	"%q is no direction":                            "the reader says it first, of the same place",
	"%q is not a state of a trust's secure channel": "the reader says it first, of the same place",
	"%q is no kind of trust account":                "the reader says it first, of the same place",
	"%q is not a state of a secure channel":         "the reader says it first, of the same place",
	"%d bad passwords are less than none":           "the reader takes no number below 0",
	"%s is in the future":                           "the reader takes no duration below 0",
}

var secretValue = regexp.MustCompile(`(pass?wordd?|typed): ([^ ,{}\[\]'"*!&|>]+)`)

// planted are texts with secrets where a text has passwords, comments and lines of its own.
func planted(text string) []string {
	with := secretValue.ReplaceAllString(text, "$1: "+wordSecret)
	list := []string{text, with, secretValue.ReplaceAllString(text, "$1: "+numberSecret), strings.ReplaceAll(with, "PSW1", wordSecret)}
	lines := strings.SplitAfter(with, "\n")
	if len(lines) > 50 {
		return list // it has a hundred mistakes
	}
	for i, line := range lines {
		before, after := strings.Join(lines[:i], ""), strings.Join(lines[i+1:], "")
		list = append(list, before+strings.TrimSuffix(line, "\n")+" # "+wordSecret+"\n"+after,
			before+strings.Replace(line, "{", "{"+wordSecret+", ", 1)+after,
			before+strings.Replace(line, "{", "{pas: "+wordSecret+", ", 1)+after,
			before+strings.Replace(line, "share", "share "+wordSecret, 1)+after)
	}
	return list
}

// refusedCommands are those that NET USE cannot be asked, or that nothing can be predicted of.
func refusedCommands(t *testing.T) (list []string) {
	data, err := os.ReadFile("../sim/logon/netuse/testdata/refused.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if command, _, ok := strings.Cut(line, "\t"); ok {
			list = append(list, strings.ReplaceAll(command, "⏎", "\n"))
		}
	}
	return list
}

// command is load of a command, as it is and with a secret behind each of its words.
func (g *gatherer) command(command string) {
	words := strings.SplitAfter(command, " ")
	list := []string{command}
	for i := range words {
		head, tail := strings.Join(words[:i+1], ""), strings.Join(words[i+1:], "")
		list = append(list, strings.TrimRight(head, " ")+" "+wordSecret+" "+tail, strings.TrimRight(head, " ")+" /pasword:"+wordSecret+" "+tail)
		if strings.HasPrefix(words[i], "/") && !strings.HasPrefix(words[i], "/u") {
			list = append(list, strings.TrimRight(head, " ")+":"+wordSecret+" "+tail, strings.TrimRight(head, " ")+"%"+wordSecret+" "+tail)
		}
	}
	for _, text := range list {
		g.loads++
		if _, err := netuse.Parse(text); err != nil {
			g.said[strings.TrimPrefix(err.(*netuse.Error).What, "")] = true
			if piece := told(err.Error()); piece != "" {
				g.t.Errorf("%s: %s of the secret is shown: %v", text, piece, err)
			}
		}
		if !strings.ContainsAny(text, "\n") {
			g.load("x.yaml", "machines: {N: {role: standalone, profile: windows-2022, accounts: {U: {}}}}\nattempts:\n  - {name: one, from: N, as: N\\U, want: {error: 0}, run: '"+
				strings.ReplaceAll(text, "'", "''")+"'}\n")
		}
	}
}
