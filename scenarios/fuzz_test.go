package scenarios_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*.yaml", "testdata/errors/*.yaml"} {
		list, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range list {
			data, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Add([]byte(good))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := scenarios.Load("fuzz.yaml", data)
		if err != nil {
			checkPlaces(t, data, err)
			return
		}
		if problems := logon.Check(file.Topology); len(problems) > 0 {
			t.Fatalf("a file was accepted that has %v", problems)
		}
		world, err := logon.NewWorld(file.Topology)
		if err != nil {
			t.Fatal(err)
		}
		for p := range file.Play(world) {
			if len(p.Problems) > 0 {
				t.Fatalf("an attempt was accepted that has %v", p.Problems)
			}
			if again := p.Before.Topology(); len(logon.Check(again)) > 0 {
				t.Fatalf("attempts have made a topology with %v", logon.Check(again))
			}
		}
	})
}

func FuzzParseNetUse(f *testing.F) {
	for _, seed := range []string{
		`net use x: \\srv\share pass /user:DOM\u`, `NET USE * "\\srv\my share" "" /u:?\u /p:no`, `net use \\srv\ipc$ * /user:""`,
		`net.exe use /user:"D\a b" x: \\srv\a\"b" \"x`, "net use é: \\\\s /usr:\"", `net use "" ""`, `net use / /: /u:/ /user:\`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, command string) {
		use, err := scenarios.ParseNetUse(command)
		var wrong *scenarios.CommandError
		switch {
		case err == nil:
			if use.Server == "" || use.Ask && use.Password != nil || strings.ContainsAny(use.Server+use.Share, `\/`) {
				t.Fatalf("%q is %+v", command, use)
			}
		case !errors.As(err, &wrong):
			t.Fatalf("%q: %T", command, err)
		case wrong.Column < 1 || wrong.Column > utf8.RuneCountInString(command)+1 || wrong.What == "":
			t.Fatalf("%q: %+v", command, wrong)
		}
	})
}

func FuzzParseSend(f *testing.F) {
	for _, seed := range []string{
		`{domain: "?", user: USER1, password: PSW1, response: ntlmv2}`, `{to: NET, share: IPC$, salt: '', workstation: W}`,
		`{user: 1, respons: x, a: *b}`, "user: a\nuser: b", `{`, ``, `{user: !x y}`, `&a {to: *a}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := scenarios.ParseSend(text); err != nil {
			checkPlaces(t, []byte(text), err)
		}
	})
}
