package scenarios_test

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/strict"
	"ntlmsim/sim/logon"
)

// Two secrets, neither of which has anything in common with what a catalogue or a message says.
const (
	wordSecret   = "Zq7XwKv9"
	numberSecret = "8391047265"
)

// scalars are secrets that stand for themselves where a mapping, a list or a name is expected.
var scalars = []string{wordSecret, numberSecret, "!" + wordSecret, "@" + wordSecret, "'" + wordSecret + "'", `"` + wordSecret, "a: " + wordSecret, "a #" + wordSecret, "|\n      " + wordSecret,
	"a\n      " + wordSecret, "~" + wordSecret, "pass" + wordSecret}

// secrets are ways in which a secret can be written that YAML, cmd or the loader takes for something else.
var secrets = []string{
	wordSecret, numberSecret, "-" + numberSecret, "0x" + numberSecret, "!" + wordSecret, "!!str " + wordSecret, "[" + wordSecret, "{" + wordSecret, "&" + wordSecret, "&a " + wordSecret,
	"*" + wordSecret, "%" + wordSecret, "@" + wordSecret, "`" + wordSecret, "," + wordSecret, "#" + wordSecret, "'" + wordSecret, `"` + wordSecret,
	"'" + wordSecret + "'", `"` + wordSecret + `"`, `"\q` + wordSecret + `"`, "'it''s" + wordSecret + "'", "- " + wordSecret, "? " + wordSecret, "| " + wordSecret,
	"a," + wordSecret, "a, " + wordSecret, "a: " + wordSecret, "a:" + wordSecret, "a #" + wordSecret, "a}" + wordSecret, "a]" + wordSecret, "a " + wordSecret,
	"[a, " + wordSecret + "]", "{a: " + wordSecret + "}", "{" + wordSecret + ": a}", "\ta" + wordSecret, "a\n" + wordSecret, "\n      " + wordSecret,
	"|\n      " + wordSecret, ">-\n        " + wordSecret, "'a\n      " + wordSecret + "'", `"a` + "\n" + wordSecret + `"`, "'a\n  role: " + wordSecret,
	wordSecret + `\`, `\\` + wordSecret, "/" + wordSecret, "pass" + wordSecret, "<<", "~" + wordSecret,
}

// told is how much of a secret a text shows: three characters of it in a row, or of the number five.
func told(text string) string {
	for _, piece := range pieces {
		if strings.Contains(text, piece) {
			return piece
		}
	}
	return ""
}

var pieces = slices.Concat(cutUp(wordSecret, 3), cutUp(numberSecret, 5))

func cutUp(text string, n int) (list []string) {
	for i := 0; i+n <= len(text); i++ {
		list = append(list, text[i:i+n])
	}
	return list
}

// A breakage makes one line of a file wrong, in a way that the loader complains of. None shows more of what is there.
type breakage func(line string) string

var breakages = []breakage{
	func(l string) string { return l },
	func(l string) string { return "\t" + l },
	func(l string) string { return "   " + l },
	func(l string) string { return strings.TrimPrefix(l, "  ") },
	func(l string) string { return l + "'" },
	func(l string) string { return l + "}" },
	func(l string) string { return l + "]" },
	func(l string) string { return l + ": x" },
	func(l string) string { return l + "\n" + l },
	func(l string) string { return l + "\n---\na: b" },
	func(l string) string { return l + "\n" + strings.Repeat(" ", indent(l)) + "stray" },
	func(l string) string { return l + "\n" + strings.Repeat(" ", indent(l)) + "wrong: x" },
	func(l string) string { return l + "\x1b" },
	func(l string) string { return l + "\x00" },
	func(l string) string { return l + "\xff" },
	func(l string) string { return l + "\ra" },
	func(l string) string { return l + "\u2028" },
	func(l string) string { return strings.TrimRight(l, "}]") },
	func(l string) string { return strings.Replace(l, "}", "", 1) },
	func(l string) string { return strings.Replace(l, "{", "", 1) },
	func(l string) string { return strings.Replace(l, "'", "", 1) },
	func(l string) string { return strings.Replace(l, "'", `"`, -1) },
	func(l string) string { return strings.Replace(l, ":", "", 1) },
	func(l string) string { return strings.Replace(l, ", ", " ", 1) },
	func(l string) string { return strings.Replace(l, ": ", ": @", 1) },
	func(l string) string { return strings.Replace(l, ": ", ": *none ", 1) },
	func(l string) string { return strings.Replace(l, ": ", ": !tag ", 1) },
	func(l string) string { return strings.Replace(l, ": ", ":\n  ? ", 1) },
	func(l string) string { return strings.Replace(l, "{", "{<<: 1, ", 1) },
	func(l string) string { return strings.Replace(l, "{", "{colour: red, ", 1) },
	func(l string) string { return strings.Replace(l, "{", "[", 1) },
	func(l string) string { return strings.Replace(l, "role:", "rolle:", 1) },
	func(l string) string { return strings.Replace(l, "name:", "nme:", 1) },
	func(l string) string { return strings.Replace(l, "response:", "respons:", 1) },
	func(l string) string { return strings.Replace(l, "run:", "rn:", 1) },
	func(l string) string { return strings.Replace(l, "windows-", "windws-", 1) },
	func(l string) string { return strings.Replace(l, "USER1", "USER9", 1) },
	func(l string) string { return strings.Replace(l, `\\`, `\`, 1) },
	func(l string) string { return strings.Replace(l, `net use`, `net & use`, 1) },
	func(l string) string { return strings.Replace(l, `net use`, `net use /d`, 1) },
	func(l string) string { return strings.Replace(l, "error:", "error: x", 1) },
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// A spot is a place of a file where a secret can be written: from and to are bytes, and the text around it comes along.
type spot struct {
	from, to int
	secrets  []string // the ways to write one here
	format   string   // § is the secret
}

func (s spot) write(secret string) string { return strings.ReplaceAll(s.format, "§", secret) }

// A finder finds the spots of a file.
type finder struct {
	text  string
	lines []int // where each begins
	spots [][]spot
}

// spotsOf finds the places of a text, and for each the ways in which a secret can stand there.
func spotsOf(t testing.TB, text string) [][]spot {
	t.Helper()
	f := finder{text: text, lines: []int{0}}
	for i, r := range text {
		if r == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatal(err)
	}
	f.visit(&root, "")
	return f.spots
}

func (f *finder) add(from, to int, format string) {
	last := len(f.spots) - 1
	if last < 0 || f.spots[last] != nil && f.spots[last][0].from != from {
		f.spots = append(f.spots, nil)
		last++
	}
	f.spots[last] = append(f.spots[last], spot{from, to, secrets, format})
}

// addScalar is add for a secret that is no list, no mapping and no key.
func (f *finder) addScalar(from, to int, format string) {
	f.add(from, to, format)
	ways := f.spots[len(f.spots)-1]
	ways[len(ways)-1].secrets = scalars
}

// at is the byte where a node begins.
func (f *finder) at(n *yaml.Node) int {
	at := f.lines[n.Line-1]
	for range n.Column - 1 {
		_, size := decode(f.text[at:])
		at += size
	}
	return at
}

func decode(s string) (rune, int) {
	for i, r := range s {
		return r, max(1, len(string(r))) + i
	}
	return 0, 1
}

// end is the byte behind a node that is written on one line, or -1.
func (f *finder) end(n *yaml.Node) int {
	at := f.at(n)
	switch {
	case n.Kind == yaml.ScalarNode && n.Style&yaml.SingleQuotedStyle != 0:
		if raw := "'" + strings.ReplaceAll(n.Value, "'", "''") + "'"; strings.HasPrefix(f.text[at:], raw) {
			return at + len(raw)
		}
	case n.Kind == yaml.ScalarNode && strings.HasPrefix(f.text[at:], n.Value) && n.Value != "":
		return at + len(n.Value)
	case n.Kind == yaml.MappingNode && f.text[at] == '{':
		return at + closing(f.text[at:], '{', '}')
	case n.Kind == yaml.SequenceNode && f.text[at] == '[':
		return at + closing(f.text[at:], '[', ']')
	}
	return -1
}

// closing is how long a text in braces is. No text of a catalogue has a brace in it that is none of YAML.
func closing(text string, open, end rune) int {
	depth := 0
	for i, r := range text {
		switch r {
		case open:
			depth++
		case end:
			depth--
		}
		if depth == 0 {
			return i + 1
		}
	}
	panic("a brace is not closed")
}

var secretKeys = []string{"password", "previous-passwords", "typed"}

// visit finds the spots at and below the value of a key.
func (f *finder) visit(n *yaml.Node, key string) {
	if n.Kind == yaml.ScalarNode {
		f.scalar(n, key)
		return
	}
	if end := f.end(n); end > 0 && key != "trusts" && !isSetting(key) {
		f.addScalar(f.at(n), end, "§") // where a mapping or a list is expected
	}
	switch {
	case n.Kind == yaml.MappingNode && f.text[f.at(n)] == '{':
		in := f.at(n) + 1
		if key == "trusts" {
			break // a word that is no key may be the name of a domain
		}
		for _, wrong := range []string{"§, ", "pasword: §, ", "pas: §, ", "colour: §, ", "'§', ", "§: {a: b}, ", "? §, "} {
			if n.Content != nil && (f.names(key) || !strings.HasPrefix(wrong, "§:")) {
				f.add(in, in, wrong)
			}
		}
	case n.Kind == yaml.SequenceNode && f.text[f.at(n)] == '[' && !slices.Contains(openLists, key) && !isSetting(key):
		f.add(f.at(n)+1, f.at(n)+1, "§, ")
	}
	if n.Kind != yaml.MappingNode {
		for _, child := range n.Content {
			f.visit(child, key)
		}
		return
	}
	for i := 0; i < len(n.Content); i += 2 {
		name := n.Content[i]
		below := name.Value
		if key == "spns" {
			below = key // the keys there are accounts
		}
		f.visit(n.Content[i+1], below)
		if slices.Contains(secretKeys, name.Value) {
			f.mistype(name, n.Content[i+1])
		}
	}
}

// names reports whether the keys of a mapping are not names: there a word is no name that may be shown.
func (f *finder) names(key string) bool {
	return !slices.Contains([]string{"domains", "machines", "accounts", "shares", "settings", "spns"}, key)
}

// Lists and keys of which a value may be shown, for it is a name.
var openLists = []string{"trusts", "aliases", "addresses", "allow", "deny", "groups", "workstations", "cached", "authenticate-from",
	"allowed-to-authenticate", "authentication-policy", "spns", "rc4-only", "no-rc4"}

// isSetting reports whether a key is a setting, whose value may be shown, even if it is a list.
func isSetting(key string) bool {
	return slices.ContainsFunc(logon.SettingNames(), func(s string) bool { return strings.EqualFold(s, key) }) && !logon.AboutPasswords(key)
}

// mistype finds the key of a password.
func (f *finder) mistype(name, value *yaml.Node) {
	end := f.end(value)
	if end < 0 {
		return
	}
	from := f.at(name)
	for _, key := range []string{"pasword", "passwort", "type", "pas", "pass", "PASSWORD", "nam", "rolle", "respons", "salz"} {
		f.add(from, end, key+": §")
	}
	f.add(from, end, "password §")
	f.add(from, end, "password:§")
	f.add(from, end, "password: &§ "+value.Value)
}

func (f *finder) scalar(n *yaml.Node, key string) {
	end := f.end(n)
	if end < 0 {
		return
	}
	switch {
	case slices.Contains(secretKeys, key):
		f.add(f.at(n), end, "§")
		f.add(f.at(n), end, n.Value+" # §")
	case key == "run":
		f.command(f.at(n), end, n)
	case key == "as" || key == "user":
		for _, sign := range []string{"%", ":"} {
			f.add(end, end, sign+"§")
		}
	case isSetting(key):
	default:
		f.addScalar(f.at(n), end, "{a: §}")
		f.addScalar(f.at(n), end, "{§: a}")
	}
}

// command finds the places of a command where a word may be a password.
func (f *finder) command(from, to int, n *yaml.Node) {
	if n.Style&yaml.SingleQuotedStyle == 0 {
		return
	}
	raw := f.text[from+1 : to-1]
	for _, wrong := range []string{" §", ` "§ x"`, ` "§`, " x §", " /user:U%§", " /user:U:§", ` /user:A\B/§`, ` /user:A\B\§`, " /user §",
		" /pasword:§", " /p:§", " /§", " -u:§", ` \\X\Y §`, " §&", " /delete:§", " /tcpport:§", " /user:a /user:§%x", " “§”"} {
		f.add(from, to, "'"+raw+wrong+"'")
	}
	for _, early := range []string{"§", "/x:§", "x:§"} {
		f.add(from, to, "'"+strings.Replace(raw, `\\`, early+` \\`, 1)+"'")
	}
	f.add(from, to, raw+" §")
	f.add(from, to, `"`+raw+` §"`)
	f.add(from, to, "|\n        "+raw+" §\n        §")
	f.add(from, to, "'"+raw+"\n        §'")
}

// broken is a text with a secret at a spot, and the line of the spot broken.
func broken(text string, s spot, secret string, by breakage) string {
	start := strings.LastIndexByte(text[:s.from], '\n') + 1
	end := s.to + strings.IndexByte(text[s.to:]+"\n", '\n')
	return text[:start] + by(text[start:s.from]+s.write(secret)+text[s.to:end]) + text[end:]
}

// A gatherer loads texts, and collects what the loader complains of.
type gatherer struct {
	t     testing.TB
	said  map[string]bool
	loads int
	leaks int
}

func (g *gatherer) load(name, text string) {
	g.loads++
	_, err := scenarios.Load(name, []byte(text))
	if err == nil {
		return
	}
	var list strict.Errors
	if !errors.As(err, &list) {
		g.t.Fatalf("%T", err)
	}
	for _, e := range list {
		g.said[e.Message] = true
		shown := e.Error() + e.Message + e.Hint + fmt.Sprintf("%+v", e)
		if piece := told(shown); piece != "" && g.leaks < 20 {
			g.leaks++
			line := strings.Split(text+"\n", "\n")[e.Line-1]
			g.t.Errorf("%s of the secret is shown\n%s\nthe line is %s", piece, e, line)
		}
	}
}

func pick[T any](list []T, keys ...any) T {
	h := fnv.New32a()
	fmt.Fprint(h, keys...)
	return list[int(h.Sum32()%uint32(len(list)))]
}

// A value is shown only behind a key that cannot hold a secret. So a secret is what stands behind any other key, a
// mistyped one, too; where a mapping or a list is expected; as a word without a colon; in a command, where no name, no
// switch and no share can be; and in what is no YAML.
func TestNoMalformedFileShowsASecret(t *testing.T) {
	for _, path := range scenarios.CatalogueFiles() {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			g := &gatherer{t: t, said: map[string]bool{}}
			text := catalogueText(t, path)
			attempts := attemptsOf(text)
			for i, ways := range spotsOf(t, text) {
				if testing.Short() && i%20 > 0 {
					continue
				}
				s := pick(ways, i, path, 1)
				part, s := s.alone(text, attempts)
				g.load(path, broken(part, s, pick(s.secrets, path, i), pick(breakages, i, path)))
			}
			if !testing.Short() && (g.loads < 10 || len(g.said) < 5) {
				t.Errorf("%d files and %d complaints: what is tested?", g.loads, len(g.said))
			}
		})
	}
}

var attemptBegins = regexp.MustCompile(`(?m)^  - `)

// attemptsOf is where the attempts of a file begin, and where it ends.
func attemptsOf(text string) (list []int) {
	const key = "\nattempts:\n"
	head := strings.Index(text, key) + len(key)
	for _, at := range attemptBegins.FindAllStringIndex(text[head:], -1) {
		list = append(list, head+at[0])
	}
	return append(list, len(text))
}

// alone is the file with the attempt only that has the spot, or else the first: with all of them the test would take
// long.
func (s spot) alone(text string, attempts []int) (string, spot) {
	head := attempts[0]
	i := 0
	for i+2 < len(attempts) && attempts[i+1] <= s.from {
		i++
	}
	if s.from >= head {
		s.from, s.to = s.from-attempts[i]+head, s.to-attempts[i]+head
	}
	return text[:head] + text[attempts[i]:attempts[i+1]], s
}

func catalogueText(t testing.TB, path string) string {
	data, err := fs.ReadFile(scenarios.Catalogue(), path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Every way to write a secret, every place of a file that has every key, and every breakage, in many combinations.
func TestNoBreakageShowsASecret(t *testing.T) {
	data, err := os.ReadFile("testdata/good/everything.yaml")
	if err != nil {
		t.Fatal(err)
	}
	g := &gatherer{t: t, said: map[string]bool{}}
	every := 139 // of the ways, which are a million
	if testing.Short() {
		every = 557
	}
	for i, s := range slices.Concat(spotsOf(t, string(data))...) {
		for j, secret := range s.secrets {
			for k, by := range breakages {
				if (i+j*7+k*11)%every == 0 {
					g.load("x.yaml", broken(string(data), s, secret, by))
				}
			}
		}
	}
	t.Logf("%d files, %d complaints", g.loads, len(g.said))
}
