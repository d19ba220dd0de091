package windows

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
)

var keepExports = flag.String("exports", "", "keep what the tests export for Windows in this directory, for other parsers")

// exported exports a scenario, and keeps it where the flag says.
func exported(t testing.TB, file *scenarios.File) Export {
	t.Helper()
	e, err := New(file, "lab secret")
	if err != nil {
		t.Fatal(err)
	}
	if *keepExports != "" {
		dir := filepath.Join(*keepExports, strings.ReplaceAll(file.Path, "/", "-"))
		for _, f := range e.Files {
			at := filepath.Join(dir, filepath.FromSlash(f.Path))
			if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(at, f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return e
}

func (e Export) file(t testing.TB, name string) string {
	t.Helper()
	for _, f := range e.Files {
		if f.Path == name {
			return string(f.Data)
		}
	}
	t.Fatalf("no file %s", name)
	return ""
}

func scripts(e Export) (list []File) {
	for _, f := range e.Files {
		if path.Ext(f.Path) == ".ps1" {
			list = append(list, f)
		}
	}
	return list
}

// Whatever a text holds, PowerShell reads it back, and nothing of it outside of a string.
func TestALiteralIsReadBackAsItWas(t *testing.T) {
	check := func(t interface{ Errorf(string, ...any) }, text string) {
		l, err := lex(literal(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			return
		}
		if got := evaluated(literal(text)); got != text {
			t.Errorf("%q is read back as %q", text, got)
		}
		if rest := regexp.MustCompile(`^(\('( \+ ('|\[string\] \[char\] 0x[0-9a-f]{4}|\[char\]::ConvertFromUtf32\(0x[0-9a-f]+\)))+\)|')$`); !rest.MatchString(l.rest.String()) {
			t.Errorf("%q leaves %s outside of strings", text, l.rest.String())
		}
	}
	for _, text := range []string{"", "PSW1", "'", "a'b", "‘’‚‛", "'‘'", "$(calc)", "`n", `"x"`, "-Force", "a\nb", "\x00", "\u0085", "\u2028", "#x", "日本", "😀", "\u200b", "'; calc; '", "' + '"} {
		check(t, text)
	}
	rapid.Check(t, func(t *rapid.T) { check(t, rapid.String().Draw(t, "text")) })
}

// evaluated is what PowerShell makes of a literal, read term by term.
func evaluated(text string) string {
	l, _ := lex(text)
	numbers := regexp.MustCompile(`0x([0-9a-f]+)|'`).FindAllStringSubmatch(l.rest.String(), -1)
	var b strings.Builder
	i := 0
	for _, n := range numbers {
		if n[0] == "'" {
			b.WriteString(l.strings[i])
			i++
			continue
		}
		r, _ := strconv.ParseUint(n[1], 16, 32)
		b.WriteRune(rune(r))
	}
	return b.String()
}

// Every script of every scenario is closed where it should be, and says what it does to errors.
func TestEveryScriptOfTheCatalogueIsWhole(t *testing.T) {
	n := 0
	for _, name := range scenarios.CatalogueFiles() {
		for _, f := range scripts(exported(t, catalogue(t, name))) {
			n++
			if f.Path != "lab.ps1" && f.Path != "run-attempts.ps1" && f.Path != "collect-events.ps1" && !strings.HasPrefix(string(f.Data), "\ufeff") {
				t.Errorf("%s: %s has no byte order mark", name, f.Path)
			}
			if _, err := lex(string(f.Data)); err != nil {
				t.Errorf("%s: %s: %v", name, f.Path, err)
			}
			if strings.HasPrefix(f.Path, "build-") && (!strings.Contains(string(f.Data), "Set-StrictMode -Version 2\n$ErrorActionPreference = 'Stop'") ||
				!strings.Contains(string(f.Data), "has not been run by us on Windows")) {
				t.Errorf("%s: %s goes on after an error, or does not say what it is", name, f.Path)
			}
		}
	}
	t.Logf("%d scripts of %d scenarios", n, len(scenarios.CatalogueFiles()))
}

// Windows PowerShell reads a script without a byte order mark in the system's own encoding: what is always the same is
// ASCII.
func TestTheFilesThatAreAlwaysTheSameAreASCII(t *testing.T) {
	entries, err := files.ReadDir("files")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		data, err := fs.ReadFile(files, "files/"+entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		if i := strings.IndexFunc(string(data), func(r rune) bool { return r > 0x7e || r < ' ' && r != '\n' }); i >= 0 {
			t.Errorf("%s has %q", entry.Name(), data[i:i+1])
		}
	}
}

// hostile is a scenario with a place for a text wherever a scenario has a free one.
const hostile = `
domains:
  NET-DOMAIN: {trusts: [SCRATCH-DOMAIN], accounts: {"USER0X": {password: "PASSX", groups: ["GROUPX"], workstations: ["STATIONX"]}}}
  SCRATCH-DOMAIN: {accounts: {USER1: {password: "PASSX"}}}
machines:
  NET: {role: controller, domain: NET-DOMAIN, profile: windows-2022, shares: {"SHAREX": {allow: ["GROUPX"], deny: ["USER0X"]}}}
  SRV: {role: standalone, profile: windows-2022, settings: {SeDenyNetworkLogonRight: ["GROUPX"]}, accounts: {Guest: {password: "PASSX"}, "USER0X": {password: "PASSX", locked: true}}, shares: {"SHAREX": {}}}
  LOCAL1: {role: standalone, profile: windows-2022, accounts: {USER1: {password: "PASSX"}}}
attempts:
  - {name: "first NAMEX", from: LOCAL1, as: LOCAL1\USER1, run: 'net use x: \\NET\share', typed: "PASSX", want: {error: 1326}}
  - {name: "second NAMEX", from: LOCAL1, as: LOCAL1\USER1, run: 'net use x: \\SRV\share /user:SRV\USER1 "COMMANDX"', want: {error: 1326}}
  - {name: "third NAMEX", send: {to: SRV, share: share, domain: SRV, user: "USER0X", password: "PASSX"}, want: {error: 1326}}
`

var places = regexp.MustCompile(`(USER0|PASS|GROUP|STATION|SHARE|NAME|COMMAND)X`)

// named is a text without what no name can have.
func named(text string) string {
	return strings.NewReplacer(";", "", "+", "", "@", "", "]", "", "[", "", " ", "", `"`, "", "\n", "").Replace(text)
}

// placed puts a text in every place: as it is in passwords and the names of attempts, without quotes of cmd in a
// command, and without what no name can have in names.
func placed(t *testing.T, text string) *scenarios.File {
	t.Helper()
	escaped := func(text string) string {
		quoted := strconv.QuoteToASCII(text)
		return quoted[1 : len(quoted)-1]
	}
	return load(t, "lab "+text+".yaml", places.ReplaceAllStringFunc(hostile, func(place string) string {
		switch place = strings.TrimSuffix(place, "X"); place {
		case "COMMAND": // in single quotes of YAML, where an apostrophe is doubled and nothing else is special
			return strings.NewReplacer("'", "''", `"`, "", "\n", "").Replace(text)
		case "PASS":
			return place + escaped(text)
		case "NAME":
			return place + escaped(strings.ReplaceAll(text, "\n", ""))
		default:
			return place + escaped(named(text))
		}
	}))
}

// Nothing that a scenario says is read as anything but a string: apart from what its strings hold, a script is the same
// whatever the names and passwords are.
func TestNamesAndPasswordsAreNeverCode(t *testing.T) {
	benign := skeletons(t, exported(t, placed(t, "x")))
	for _, text := range []string{"'; calc; '", "’; calc; ‘", "‚x‛", "$(calc)", "$env", "` + `", "-Force", "#x", "} ) ]", "@", "%PATH%", "&calc&", "日本'", "ß", "ẞ😀", `"; calc; "`, "“ + ”"} {
		e := exported(t, placed(t, text))
		for file, got := range skeletons(t, e) {
			if diff := cmp.Diff(benign[file], got); diff != "" {
				t.Errorf("%q: %s (-benign +got):\n%s", text, file, diff)
			}
		}
		if !slices.Contains(mustLex(t, e.file(t, "secrets.ps1")).strings, "PASS"+text) {
			t.Errorf("%q: the password is not in secrets.ps1", text)
		}
	}
}

func mustLex(t *testing.T, text string) *lexer {
	t.Helper()
	l, err := lex(text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// skeletons are the scripts without their comments, with all strings alike.
func skeletons(t *testing.T, e Export) map[string]string {
	all := map[string]string{}
	for _, f := range scripts(e) {
		lines := strings.Split(mustLex(t, string(f.Data)).rest.String(), "\n")
		slices.Sort(lines) // secrets are in the order of their names
		all[f.Path] = strings.Join(lines, "\n")
	}
	return all
}

// Passwords are in secrets.ps1 and nowhere else.
func TestPasswordsAreInOneFile(t *testing.T) {
	e := exported(t, load(t, "village.yaml", strings.ReplaceAll(strings.ReplaceAll(hostile, "PASSX", "geheim"), "COMMANDX", "geheim")))
	for _, f := range e.Files {
		if f.Secret != (f.Path == "secrets.ps1") {
			t.Errorf("%s: secret %t", f.Path, f.Secret)
		}
		if has := strings.Contains(string(f.Data), "geheim") || strings.Contains(string(f.Data), "lab secret"); has != f.Secret {
			t.Errorf("%s: holds a password %t", f.Path, has)
		}
	}
}

func worldOf(t *testing.T, file *scenarios.File) *logon.World {
	t.Helper()
	world, err := logon.NewWorld(file.Topology)
	if err != nil {
		t.Fatal(err)
	}
	return world
}

// setupsOf is what the attempts of a file come to.
func setupsOf(t *testing.T, file *scenarios.File) (list []predictedSetup) {
	t.Helper()
	for p := range file.Play(worldOf(t, file)) {
		for _, o := range p.Setups {
			list = append(list, predictedSetup{p.Name, o})
		}
	}
	return list
}

// A predictedSetup is a session setup that an attempt makes.
type predictedSetup struct {
	Attempt string
	Outcome logon.Outcome
}

// Every session setup of the catalogue is made or is said not to be.
func TestEverySessionSetupIsMadeOrSaidNotToBe(t *testing.T) {
	made, not, loopback := 0, 0, 0
	for _, name := range scenarios.CatalogueFiles() {
		file := catalogue(t, name)
		l := &layout{file: file, secrets: map[string]string{}}
		l.build()
		l.attempts(worldOf(t, file))
		setups := 0
		for _, p := range setupsOf(t, file) {
			setups++
			if !slices.ContainsFunc(l.puts, func(w setup) bool { return w.Attempt == p.Attempt }) &&
				!slices.ContainsFunc(l.unasked, func(u unasked) bool { return u.Attempt == p.Attempt }) {
				t.Errorf("%s: %s is neither made nor said not to be", name, p.Attempt)
			}
		}
		if setups != len(l.puts)+len(l.unasked) {
			t.Errorf("%s: %d made and %d not, of %d", name, len(l.puts), len(l.unasked), setups)
		}
		made, not, loopback = made+len(l.puts), not+len(l.unasked), loopback+len(l.loopback)
	}
	if made == 0 || not == 0 || loopback == 0 {
		t.Error("one of the kinds does not occur")
	}
	t.Logf("%d session setups are made, %d of them also over loopback, %d are not asked", made, loopback, not)
}

// What is no question to the model is not left out of an export: it is not asked, and the reason is said. Where there
// is no topology, nothing is exported.
func TestAnAttemptThatIsNoQuestionIsSaidNotToBeAsked(t *testing.T) {
	file, err := scenarios.Load("x.yaml", []byte("machines: {SRV: {role: standalone, profile: windows-2022}}\nattempts:\n"+
		"  - {name: in, send: {to: SRV, domain: SRV, user: A, password: B}, want: {error: 1326}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	file.Attempts[0].Send.To = "NOWHERE"
	export, err := New(file, "s")
	if err != nil {
		t.Fatal(err)
	}
	if said := fmt.Sprint(export.Cannot); !strings.Contains(said, "NOWHERE: in: not asked: the attempt is not valid: ") {
		t.Errorf("nothing says that it is not asked: %s", said)
	}
	file.Topology.Machines[0].Profile = "windows-9"
	if export, err := New(file, "s"); err == nil {
		t.Errorf("%d files of no topology", len(export.Files))
	}
}

// A recording in which Windows says all that is predicted agrees, by exactly the attempts that the export makes.
func TestARecordingOfTheExportedAttemptsIsCompared(t *testing.T) {
	file := catalogue(t, "windows/states-own-name.yaml")
	l := &layout{file: file, secrets: map[string]string{}}
	l.build()
	l.attempts(worldOf(t, l.file))
	var r replay.Recording
	for i, p := range setupsOf(t, file) {
		number := uint32(p.Outcome.Error)
		if i == 0 {
			number = 5 // one that differs
		}
		for _, w := range l.puts {
			if w.Attempt == p.Attempt {
				r.Entries = append(r.Entries, replay.Heard{File: file.Path, Attempt: w.Attempt, Retest: w.Retest, Client: w.Client, Machine: w.Machine, From: w.From, Error: &number})
			}
		}
	}
	counts := map[replay.Verdict]int{}
	results, err := (&replay.Replay{Clients: r.Clients(file.Path)}).Run(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range results {
		counts[result.Verdict]++
	}
	if counts[replay.Differs] != 1 || counts[replay.Agrees] == 0 || counts[replay.NotAsked] != len(l.unasked) {
		t.Errorf("%v, %d not asked", counts, len(l.unasked))
	}
}

// The workflow is YAML, says first that it has not been run, and has a job for each standalone server.
func TestTheWorkflowIsAWorkflow(t *testing.T) {
	n := 0
	for _, name := range scenarios.CatalogueFiles() {
		e := exported(t, catalogue(t, name))
		i := slices.IndexFunc(e.Files, func(f File) bool { return f.Path == ".github/workflows/ntlmsim.yml" })
		if i < 0 {
			continue
		}
		n++
		var w struct {
			Name        string
			On          string
			Permissions map[string]string
			Jobs        map[string]struct {
				Strategy struct {
					FailFast bool `yaml:"fail-fast"`
					Matrix   struct{ OS, Server []string }
				}
				RunsOn  string `yaml:"runs-on"`
				Timeout int    `yaml:"timeout-minutes"`
				Env     map[string]string
				Default struct{ Run map[string]string } `yaml:"defaults"`
				Steps   []struct {
					Name, Uses, Run string
					With            map[string]string
				}
			}
		}
		text := string(e.Files[i].Data)
		if err := yaml.Load([]byte(text), &w, yaml.WithKnownFields()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !strings.HasPrefix(text, "# This workflow has not been run by us.\n") {
			t.Errorf("%s: the first line is not that it has not been run", name)
		}
		job := w.Jobs["loopback"]
		if len(job.Strategy.Matrix.Server) == 0 || len(job.Steps) != 5 || job.Timeout == 0 {
			t.Errorf("%s: %+v", name, job)
		}
		for _, server := range job.Strategy.Matrix.Server {
			if !strings.Contains(e.file(t, "build-"+server+".ps1"), "[switch] $Loopback") {
				t.Errorf("%s: %s is built for no runner", name, server)
			}
		}
	}
	if n == 0 {
		t.Error("no scenario has a workflow")
	}
	t.Logf("%d scenarios have a workflow", n)
}

// The files that are generated are read in review.
func TestTheExportIsAsReviewed(t *testing.T) {
	for _, name := range []string{"kb103390/example.yaml", "windows/states-own-name.yaml"} {
		e := exported(t, catalogue(t, name))
		dir := filepath.Join("testdata", strings.TrimSuffix(path.Base(name), ".yaml"))
		for _, f := range e.Files {
			if _, err := fs.Stat(files, "files/"+f.Path); err == nil {
				continue // it is in the repository already
			}
			golden(t, filepath.Join(dir, filepath.Base(f.Path)), f.Data)
		}
	}
}

// What Windows cannot be told is said, of the machine that it is true of.
func TestWhatWindowsCannotDoIsSaid(t *testing.T) {
	file := load(t, "lab.yaml", `
domains:
  OLD: {kind: nt4, accounts: {USER1: {password: PSW1}}}
  NET-DOMAIN: {trusts: [{domain: SCRATCH-DOMAIN, type: nt4}, {domain: FAR-DOMAIN, down: true}]}
  SCRATCH-DOMAIN: {}
  FAR-DOMAIN: {}
  ISLAND: {}
machines:
  NT4: {role: controller, domain: OLD, profile: windows-nt4}
  NET: {role: controller, domain: NET-DOMAIN, profile: windows-2022, settings: {ntlmv2-salt: database, NeverPing: 1}, shares: {share: {}}}
  XP: {role: standalone, profile: windows-xp, accounts: {USER1: {password: PSW1}, a-name-of-more-than-20: {password: PSW1}}}
  PAPER: {role: standalone, profile: kb103390, accounts: {USER1: {password: PSW1}, late: {password: PSW1, password-expired: true}}, shares: {share: {}}}
  SAMBA: {role: standalone, profile: samba-standalone, shares: {share: {}}}
  "A MACHINE": {role: standalone, profile: windows-2022, shares: {share: {}}}
attempts:
  - {name: salt, send: {to: NET, domain: NET-DOMAIN, user: USER1, password: PSW1, salt: OTHER}, want: {error: 1326}}
  - {name: no domain, send: {to: NET, domain: '', user: USER1, password: PSW1}, want: {error: 1326}}
  - {name: question mark, send: {to: NET, domain: '?', user: USER1, password: PSW1}, want: {error: 1326}}
  - {name: lm alone, send: {to: NET, domain: NET-DOMAIN, user: USER1, password: PSW1, response: lm}, want: {error: 1326}}
  - {name: Samba, send: {to: SAMBA, domain: SAMBA, user: USER1, password: PSW1}, want: {error: 1326}}
  - {name: asked, send: {to: NET, domain: NET-DOMAIN, user: USER1, password: PSW1, response: ntlmv1}, want: {error: 1326}}
`)
	var got []string
	for _, c := range exported(t, file).Cannot {
		got = append(got, c.String())
	}
	for _, want := range []string{
		"NT4: cannot be built: no Windows since Server 2003",
		"NET: ntlmv2-salt is not a setting of Windows",
		"NET: NeverPing is set under the key that we believe",
		"NET: between domains of Active Directory the trust of SCRATCH-DOMAIN is an external one",
		"NET: in which order the trusted domains answer",
		"XP: the scripts need PowerShell 5.1, which Windows XP never had",
		"XP: no account a-name-of-more-than-20: names of accounts have at most 20",
		"PAPER: the article is no product",
		"PAPER: the password of late is expired a day after",
		"SAMBA: cannot be built: it is Samba",
		"A MACHINE: cannot be built: no Windows computer can have this name",
		"NET: salt: not asked: a Windows client hashes with the domain that it sends",
		`NET: no domain: not asked: a Windows client cannot be told to send the domain ""`,
		`NET: question mark: not asked: a Windows client cannot be told to send the domain "?"`,
		"NET: lm alone: not asked: no Windows client sends lm alone",
		"SAMBA: Samba: not asked: SAMBA is not built",
	} {
		if !slices.ContainsFunc(got, func(c string) bool { return strings.HasPrefix(c, want) }) {
			t.Errorf("%q is not said of:\n%s", want, strings.Join(got, "\n"))
		}
	}
	if slices.ContainsFunc(got, func(c string) bool { return strings.Contains(c, "asked: not asked") || strings.HasPrefix(c, "ISLAND") }) {
		t.Errorf("too much is said:\n%s", strings.Join(got, "\n"))
	}
}

// The direction of a trust is seen from each of its sides.
func TestATrustHasTwoSides(t *testing.T) {
	file := load(t, "lab.yaml", `
domains:
  A: {dns: a.test, trusts: [{domain: B, type: forest, selective: true}, {domain: C, direction: incoming}, {domain: D, direction: both, down: true}]}
  B: {dns: b.test}
  C: {dns: c.test}
  D: {dns: d.test}
machines:
  ACONTROLLER: {role: controller, domain: A, profile: windows-2022}
  BCONTROLLER: {role: controller, domain: B, profile: windows-2022}
  CCONTROLLER: {role: controller, domain: C, profile: windows-2022}
  DCONTROLLER: {role: controller, domain: D, profile: windows-2022}
`)
	e := exported(t, file)
	for machine, want := range map[string][]string{
		"ACONTROLLER": {"-Dns 'b.test' -Direction 'Outbound' -Secret 'trust of A and B' -Forest -Selective", "-Dns 'c.test' -Direction 'Inbound' -Secret 'trust of C and A'",
			"-Dns 'd.test' -Direction 'Bidirectional' -Secret 'trust of A and D'"},
		"BCONTROLLER": {"-Dns 'a.test' -Direction 'Inbound' -Secret 'trust of A and B' -Forest"},
		"CCONTROLLER": {"-Dns 'a.test' -Direction 'Outbound' -Secret 'trust of C and A'"},
		"DCONTROLLER": {"-Dns 'a.test' -Direction 'Bidirectional' -Secret 'trust of A and D'"},
	} {
		var got []string
		for line := range strings.Lines(e.file(t, "build-"+machine+".ps1")) {
			if rest, ok := strings.CutPrefix(line, "Set-LabTrust "); ok {
				got = append(got, strings.TrimSpace(rest))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", machine, diff)
		}
	}
	if !strings.Contains(e.file(t, "build-ACONTROLLER.ps1"), "Block-LabMachine -Name 'DCONTROLLER'") {
		t.Error("a trusted domain that cannot be reached can be")
	}
}

// A send: is made only from a client that sends exactly that.
func TestASessionSetupIsLeftToTheClientThatSendsIt(t *testing.T) {
	file := catalogue(t, "windows/lm-levels.yaml")
	l := &layout{file: file, secrets: map[string]string{}}
	l.build()
	l.attempts(worldOf(t, l.file))
	world, err := logon.NewWorld(file.Topology)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range l.puts {
		i := slices.IndexFunc(file.Attempts, func(a scenarios.Attempt) bool { return a.Name == p.Attempt })
		q, problems := world.Question(file.Attempts[i].Attempt)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		want := q.Predict().Sent.Response
		for _, m := range file.Topology.Machines {
			if s := resolved(m.Profile, m.Settings); m.Name == p.From && s.Sends() != want {
				t.Errorf("%s is made from %s, which sends %s and not %s", p.Attempt, m.Name, s.Sends(), want)
			}
		}
	}
}

// A product that is misspelt in the tables of PowerShell would be said to be able to run the scripts.
func TestTheProductsOfTheTablesAreProfiles(t *testing.T) {
	for _, name := range append(append([]string{insteadOf}, beforePowerShell...), needFramework...) {
		if _, ok := logon.ProfileNamed(name); !ok {
			t.Errorf("there is no profile %s", name)
		}
	}
}
