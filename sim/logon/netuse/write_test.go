package netuse_test

import (
	"io/fs"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// writtenAgain makes sure that a command that was read is written again: so that it is read as the same, and typed the
// same when it is written once more.
func writtenAgain(t rapid.TB, command string, run logon.NetUse) {
	t.Helper()
	text := netuse.Write(command, run)
	again, err := netuse.Parse(text)
	if run.Device == "" {
		run.Device = again.Device // that of the older command
	}
	if err != nil {
		t.Errorf("%s is written as %s: %v", command, text, err)
	} else if diff := cmp.Diff(run, again); diff != "" {
		t.Errorf("%s is written as %s: -want +got\n%s", command, text, diff)
	} else if twice := netuse.Write(text, again); twice != text {
		t.Errorf("%s is written as %s, and then as %s", command, text, twice)
	}
}

func TestEveryCommandOfTheCatalogueIsWrittenAgain(t *testing.T) {
	n := 0
	for _, name := range scenarios.CatalogueFiles() {
		data, err := fs.ReadFile(scenarios.Catalogue(), name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := scenarios.Load(name, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range file.Attempts {
			if a.Send == nil {
				n++
				writtenAgain(t, a.Command, a.Run)
			}
		}
	}
	if n < 400 {
		t.Errorf("the catalogue has %d commands", n)
	}
}

// Whatever a run can say is written, with the device and the switches of the older command.
func TestWhateverARunSaysIsWritten(t *testing.T) {
	text := func(runes string) *rapid.Generator[string] {
		return rapid.StringOfN(rapid.RuneFrom([]rune(runes)), 0, 8, -1)
	}
	name := rapid.StringMatching(`[A-Za-z][A-Za-z0-9.-]{0,10}`)
	rapid.Check(t, func(t *rapid.T) {
		run := logon.NetUse{Server: name.Draw(t, "server"), Share: text(`ab $&^"`).Filter(isShare).Draw(t, "share"), BlockNTLM: rapid.Bool().Draw(t, "block")}
		switch rapid.IntRange(0, 3).Draw(t, "user") {
		case 1:
			run.User = bare(text(`ab "&^.:'`).Draw(t, "name"))
		case 2:
			run.User = qualified(text(`ab ?.&`).Draw(t, "domain"), name.Draw(t, "name"))
		case 3:
			run.User = upn(name.Draw(t, "name") + "@" + name.Draw(t, "suffix"))
		}
		if run.Ask = rapid.Bool().Draw(t, "ask"); !run.Ask && rapid.Bool().Draw(t, "has a password") {
			password := text(`ax: \"&|<>^*'%“–ä`).Filter(isTyped).Draw(t, "password")
			run.Password = &password
		}
		older := rapid.SampledFrom([]string{`net use x: \\srv\share`, `NET.EXE use * /p:no /user:a \\srv\share b /y`, `"C:\Win dows\net" use \\srv /u:"a b"`, ``}).Draw(t, "older")
		writtenAgain(t, older, run)
	})
}

// isShare: IPC$ is the share without a name, and no name has a quote.
func isShare(name string) bool {
	return !strings.EqualFold(name, "IPC$") && !strings.Contains(name, `"`)
}

// isTyped: * is no password, but asks for one.
func isTyped(password string) bool { return password != "*" }

func TestACommandKeepsWhatARunDoesNotTell(t *testing.T) {
	run := logon.NetUse{Server: "B", Share: "two", User: qualified("D", "u"), Password: word("p w")}
	for older, want := range map[string]string{
		`net use x: \\A\one`:                                 `net use x: \\B\two /user:D\u "p w"`,
		`NET1 USE * "\\A\one" pw /p:no /blockntlm`:           `NET1 USE * \\B\two /p:no /user:D\u "p w"`,
		`net use /y /user:E\v LPT1: \\A\one * /persistent:y`: `net use LPT1: \\B\two /y /persistent:y /user:D\u "p w"`,
		`"\\C\bin\net.exe"  use  \\A`:                        `"\\C\bin\net.exe" use \\B\two /user:D\u "p w"`,
		``:                                                   `net use x: \\B\two /user:D\u "p w"`,
	} {
		if got := netuse.Write(older, run); got != want {
			t.Errorf("%s: got %s, want %s", older, got, want)
		}
	}
	if got := netuse.Write(`net use \\A\one /delete`, logon.NetUse{Delete: true, Device: "X:"}); got != "net use X: /delete" {
		t.Errorf("a device where there was none: got %s", got)
	}
}
