package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const aSecret = "Zq7XwKv9"

// shows reports whether a text has three characters of the secret in a row.
func shows(text string) bool {
	for i := range len(aSecret) - 2 {
		if strings.Contains(text, aSecret[i:i+3]) {
			return true
		}
	}
	return false
}

// printed is all that a command line prints, on both streams, and how it ends.
func printed(t *testing.T, stdin string, args ...string) (string, int) {
	t.Helper()
	var out, err bytes.Buffer
	code := run(t.Context(), args, strings.NewReader(stdin), &out, &err, nil)
	return out.String() + err.String(), code
}

// Files that cannot be read, with a secret in each: what every command prints of them.
var malformed = []string{
	"accounts: {USER1: {password: §, disabld: true}}", "accounts: {USER1: §}", "accounts: {USER1: {pasword: §}}", "accounts: {USER1: {§: x}}", "accounts: {USER1: {pas: §}}",
	"accounts: {USER1: {previous-passwords: §}}", "accounts: {USER1: {password: '§}}", "accounts: {USER1: {password: a, §}}", "accounts: {USER1: {password: !§}}",
	"accounts: {USER1: {password: *§}}", "accounts: {USER1: {password: &§}}", "accounts: {USER1: {password: [§}}", "accounts: [§]", "settings: {guest-password: §}", "settings: {LmCompatibilityLevel: {§: x}}",
	"connections: [{server: NET, as: 'U%§', password: §}]", `connections: [{server: NET, as: 'N\U:§', pass: §}]`, "shares: {share: {allow: {§: x}}} # §", "rolle: §", "§", "x: \x01§",
}

func TestNoCommandShowsASecretOfAFile(t *testing.T) {
	dir := t.TempDir()
	junit := filepath.Join(dir, "report.xml")
	for _, wrong := range malformed {
		path := filepath.Join(dir, "wrong.yaml")
		text := "machines:\n  SRV: {role: standalone, profile: windows-2022, " + strings.ReplaceAll(wrong, "§", aSecret) + "}\n" +
			"attempts:\n  - {name: one, send: {to: SRV, user: USER1, password: " + aSecret + "}, want: {error: 0}}\n"
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{
			{"run", path}, {"run", "-"}, {"run", "--json", path}, {"run", "--junit", junit, path}, {"explain", path}, {"explain", "--json", path + "#1"}, {"graph", path},
			{"predict", "--topology", path, "--send", "{to: SRV, response: none}"}, {"rules", "--path", path + "#1"}, {"replay", "--dry-run", "--at", "SRV=127.0.0.1:1", path},
		} {
			text, code := printed(t, text, args...)
			if code == exitExpected {
				t.Errorf("%s: %q ends well", wrong, args)
			}
			if shows(text) {
				t.Errorf("%s: %q prints\n%s", wrong, args, text)
			}
		}
		report, err := os.ReadFile(junit)
		if err != nil || shows(string(report)) || !strings.Contains(string(report), "wrong.yaml") {
			t.Errorf("%s: %v, the report is\n%s", wrong, err, report)
		}
	}
}

// Command lines that are wrong, with a secret in each.
func TestNoMistakeOfACommandLineShowsASecret(t *testing.T) {
	const example = "kb103390/example.yaml"
	predict := func(args ...string) []string {
		return append([]string{"predict", "--topology", example, "--from", "LOCAL1", "--as", `LOCAL1\USER1`}, args...)
	}
	for _, args := range [][]string{
		predict("net", "use", "x:", `\\NET\share`, "-§"), predict("net", "use", "x:", `\\NET\share`, "--§"), predict("net", "use", "x:", `\\NET\share`, "--§=x"), predict("--=§"),
		predict("-p§"), predict("-t§"), predict("--pasword=§"), predict("--typd=§"), predict(`net use x: \\NET\share a §`), predict(`net use x: \\NET\share /user:U%§ /user:x`),
		predict(`net use x: \\NET\share /p:§`), predict(`net use x: \\NET\share /§`), predict(`net use x: §\\NET\share`), predict(`net use § \\NET\share`), predict(`net use x: \\NET\share /pasword:§`),
		predict(`net use x: \\NAT\share §`), predict(`net use x: \\NET\share §&`), predict(`net use x: "\\NET\share §`), predict(`net use x: \\NET:§\share`), predict(`net use x: \\a:§@NET\share`),
		predict("--typed", "§", `net use x: \\NAT\share`), predict("--typed", "§", "--send", "{}"), predict("--set", "§", `net use x: \\NET\share`),
		predict("--set", "NET.password=§", `net use x: \\NET\share`), predict("--set", "NET.guest-password=§", `net use x: \\NET\share`),
		{"predict", "--topology", example, "--from", "LOCAL1", "--as", "USER1%§", `net use x: \\NET\share`}, {"predict", "--topology", example, "--from", "LOCAL1", "--as", `LOCAL1\USER1%§`, `net use x: \\NET\share`},
		{"predict", "--topology", example, "--from", "LOCAL1", "--as", `LOCAL1\USER1:§`, `net use x: \\NET\share`}, {"predict", "--topology", `net use x: \\NET\share §`, `net use x: \\NET\share`},
		{"predict", "--topology", example, "--send", "{to: NET, pasword: §}"}, {"predict", "--topology", example, "--send", "{to: NET, §}"}, {"predict", "--topology", example, "--send", "§"},
		{"predict", "--topology", example, "--send", "{to: NET, password: [§}"}, {"predict", "--topology", example, "--send", "{to: NET, user: U, password: §, response: none}"},
		{`net use x: \\NET\share §`}, {"run", `net use x: \\NET\share §`}, {"explain", `net use x: \\NET\share §`}, {"graph", `net use x: \\NET\share §`}, {"help", `net use x: \\NET\share §`},
		{"version", `net use x: \\NET\share §`}, {"rules", `net use x: \\NET\share §`}, {"run", "-§"}, {"-§"}, {"--§"},
		{"replay", "--at", "§", example}, {"replay", "--at", "NET=U:§@host", example}, {"replay", "--as", "§", "--at", "NET=127.0.0.1:1", example},
	} {
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "§", aSecret)
		}
		text, code := printed(t, "", args...)
		if code == exitExpected {
			t.Errorf("%q ends well: %s", args, text)
		}
		if shows(text) || text == "" {
			t.Errorf("%q prints\n%s", args, text)
		}
	}
}
