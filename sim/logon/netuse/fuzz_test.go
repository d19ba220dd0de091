package netuse_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"ntlmsim/sim/logon/netuse"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`net use x: \\srv\share pass /user:DOM\u`, `NET USE * "\\srv\my share" "" /u:?\u /p:no`, `net use \\srv\ipc$ * /user:""`,
		`net.exe use /user:"D\a b" x: \\srv\a\"b" \"x`, "net use é: \\\\s /usr:\"", `net use "" ""`, `net use / /: /u:/ /user:\`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, command string) {
		use, err := netuse.Parse(command)
		var wrong *netuse.Error
		switch {
		case err == nil:
			if use.Server == "" && !use.Delete || use.Ask && use.Password != nil || strings.ContainsAny(use.Server+use.Share, `\/`) {
				t.Fatalf("%q is %+v", command, use)
			}
			writtenAgain(t, command, use)
		case !errors.As(err, &wrong):
			t.Fatalf("%q: %T", command, err)
		case wrong.Column < 1 || wrong.Column > utf8.RuneCountInString(command)+1 || wrong.What == "":
			t.Fatalf("%q: %+v", command, wrong)
		}
	})
}
