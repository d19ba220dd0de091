package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/report"
)

// The overview, and every topic that is written for 80 columns, fits them.
func TestHelpFitsATerminal(t *testing.T) {
	texts := map[string]string{"": overview()}
	for _, topic := range topics() {
		text := topic.text()
		if len(text) < 200 {
			t.Errorf("help %s is %q", topic.name, text)
		}
		if topic.verbatim {
			texts[topic.name] = text
		}
	}
	for name, text := range texts {
		for _, line := range strings.Split(text, "\n") {
			if len([]rune(line)) > report.HelpWidth {
				t.Errorf("help %s: %d columns: %s", name, len([]rune(line)), line)
			}
		}
	}
}

// Every file of help is a topic.
func TestEveryHelpFileIsATopic(t *testing.T) {
	entries, err := helpPages.ReadDir("help")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() && !slices.Contains(helpNames(), strings.TrimSuffix(e.Name(), ".txt")) {
			t.Errorf("help/%s is shown by no topic", e.Name())
		}
	}
}

// Every long description is that of a command.
func TestEveryLongDescriptionIsThatOfACommand(t *testing.T) {
	entries, err := helpPages.ReadDir("help/long")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := strings.ReplaceAll(strings.TrimSuffix(e.Name(), ".txt"), "-", " ")
		if c, ok := named(name); !ok || c.Long == "" || c.Long != long(strings.TrimSuffix(e.Name(), ".txt")) {
			t.Errorf("help/long/%s is shown by no command", e.Name())
		}
	}
}

// Every command that a topic shows is answered as it stands.
func TestTheCommandsOfHelpAreAnswered(t *testing.T) {
	dir := t.TempDir()
	lab := labOfHelp(t)
	writeFile(t, filepath.Join(dir, "lab.yaml"), lab+"\nattempts:\n  - {name: Anna, from: PC1, as: 'CORP\\ANNA', run: 'net use \\\\NAS\\backup', want: {error: 1326}}\n")
	for _, topic := range topics() {
		if !topic.verbatim {
			continue
		}
		for _, line := range commandsIn(topic.text()) {
			if strings.HasPrefix(line, "ntlmsim profiles BASE") || prose(line) {
				continue
			}
			t.Run(topic.name+"/"+line, func(t *testing.T) { isAnswered(t, dir, line) })
		}
	}
}

// prose reports whether a line of a paragraph only begins with the name of the program.
func prose(line string) bool {
	word := strings.Fields(line)[1]
	return !slices.Contains(commandNames(), word) || strings.HasPrefix(line, "ntlmsim profiles lists")
}

// labOfHelp is the topology that help topology shows.
func labOfHelp(t *testing.T) string {
	t.Helper()
	_, rest, ok := strings.Cut(report.TopologyIntro, "  # lab.yaml\n")
	lab, _, ok2 := strings.Cut(rest, "\n\n")
	if !ok || !ok2 {
		t.Fatal("help topology has no lab.yaml")
	}
	return strings.ReplaceAll("\n"+lab, "\n  ", "\n")
}

// What help quotes shows for cmd.exe is understood as cmd.exe passes it on: words between blanks.
func TestTheCommandsForCmdAreAnswered(t *testing.T) {
	text := strings.ReplaceAll(written("quotes")(), "^\n", " ")
	asked := 0
	for _, line := range strings.Split(text, "\n") {
		if args, ok := strings.CutPrefix(strings.TrimSpace(line), "> ntlmsim "); ok {
			asked++
			if _, stderr, code := tryRun(t, "", strings.Fields(args)...); code != exitExpected {
				t.Errorf("%s ends with %d: %s", args, code, stderr)
			}
		}
	}
	if asked == 0 {
		t.Error("help quotes has no command for cmd.exe")
	}
}

var (
	testFlag = regexp.MustCompile(`-(run|bench) '([^']*)'|-(run|bench) (\w+)`)
	testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Benchmark)\w+)\(`)
)

// Every go test of help evidence and design names tests that there are, in packages that there are.
func TestTheTestsOfHelpExist(t *testing.T) {
	for _, name := range []string{"evidence", "design"} {
		for _, line := range strings.Split(strings.ReplaceAll(written(name)(), "\\\n", " "), "\n") {
			if strings.Contains(line, "go test ") {
				testsExist(t, line)
			}
		}
	}
}

func testsExist(t *testing.T, line string) {
	t.Helper()
	var source []byte
	for _, word := range strings.Fields(line) {
		if dir, ok := strings.CutPrefix(word, "./"); ok {
			files, _ := filepath.Glob("../../" + dir + "/*_test.go")
			if len(files) == 0 {
				t.Errorf("%s: %s has no tests", line, dir)
			}
			for _, file := range files {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				source = append(source, data...)
			}
		}
	}
	var names []string
	for _, m := range testFunc.FindAllSubmatch(source, -1) {
		names = append(names, string(m[1]))
	}
	for _, m := range testFlag.FindAllStringSubmatch(line, -1) {
		for _, part := range strings.Split(m[2]+m[4], "|") {
			wanted := regexp.MustCompile(part)
			if part != "^$" && !slices.ContainsFunc(names, wanted.MatchString) {
				t.Errorf("%s: no test has %s in its name", strings.TrimSpace(line), part)
			}
		}
	}
}

// What help evidence says of the table and the catalogue is so today.
func TestTheNumbersOfHelpAreThoseOfToday(t *testing.T) {
	rows, attempts := len(logon.Rules().Rules()), 0
	for _, name := range scenarios.CatalogueFiles() {
		file, err := loadNamed(t.Context(), newEnv(nil, nil, nil, nil), name)
		if err != nil {
			t.Fatal(err)
		}
		attempts += len(file.Attempts)
	}
	modeltest.Claims(t, "%s of %s rows", rows, rows)
	modeltest.Claims(t, "by %s attempts", attempts)
}

// Every package stands in help design, and what stands there is a package.
func TestThePackagesOfHelpExist(t *testing.T) {
	text := written("design")()
	named := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^  ((?:sim|scenarios|cmd)[a-z0-9/]*) {1,}\S`).FindAllStringSubmatch(text, -1) {
		named[m[1]] = true
		if files, _ := filepath.Glob("../../" + m[1] + "/*.go"); len(files) == 0 {
			t.Errorf("help design names %s, which is no package", m[1])
		}
	}
	for _, pattern := range []string{"sim", "sim/*", "sim/*/*", "scenarios", "scenarios/*"} {
		dirs, _ := filepath.Glob("../../" + pattern)
		for _, dir := range dirs {
			files, _ := filepath.Glob(dir + "/*.go")
			name := strings.TrimPrefix(filepath.ToSlash(dir), "../../")
			if len(files) > 0 && !named[name] {
				t.Errorf("help design does not name %s", name)
			}
		}
	}
}

// Every key of the schema is in help topology, with an example and what it means.
func TestHelpTopologyHasEveryKey(t *testing.T) {
	for _, line := range strings.Split(report.TopologyHelp(), "\n") {
		if strings.HasPrefix(line, "  ") && strings.HasSuffix(line, ":") && !slices.Contains([]string{"  domains:", "  machines:", "  attempts:"}, line) && !strings.HasPrefix(line, "   ") {
			t.Errorf("no example: %s", line)
		}
	}
	keys := regexp.MustCompile(`(?m)^  [a-z-]+: \S.*\n      \S`).FindAllString(report.TopologyHelp(), -1)
	if len(keys) < 60 {
		t.Errorf("only %d keys", len(keys))
	}
}
