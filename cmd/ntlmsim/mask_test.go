package main

import (
	"strings"
	"testing"

	"ntlmsim/sim/logon/netuse"
)

// A command that is written anew says the same, but for its password.
func TestACommandIsWrittenAnewWithoutItsPassword(t *testing.T) {
	for _, password := range []string{"PSW1", "p w", `a"b\`, "a&b", "*x"} {
		for _, rest := range []string{"", " /blockntlm", ` /user:"D\first last" /p:no`, ` /user:""`, " /user:u@x.test /blockntlm"} {
			command := `net use * \\SRV\share ` + netuse.Quoted(password) + rest
			run, err := netuse.Parse(command)
			if err != nil || *run.Password != password {
				t.Fatalf("%s: %v, %v", command, run.Password, err)
			}
			text := written(command, run)
			again, err := netuse.Parse(text)
			if err != nil || *again.Password != stars || strings.Contains(text, password) || strings.Contains(masked(command, run), password) {
				t.Fatalf("%s is written as %s: %v", command, text, err)
			}
			again.Password = run.Password
			if wanted, got := netuse.Write(command, run), netuse.Write(command, again); wanted != got {
				t.Errorf("%s is written as %s: %s, want %s", command, text, got, wanted)
			}
		}
	}
}

// Words that a shell has split are the words that NET gets.
func TestTheWordsOfAShellAreJoined(t *testing.T) {
	for _, password := range []string{"", "pa ss", "a&b", `a\`, `a "b" \\"c`, `a b\`} {
		args := []string{"net", "use", "x:", `\\SRV\share`, password, `/user:D\first last`}
		run, err := netuse.Parse(joined(args))
		if err != nil || run.Password == nil || *run.Password != password || run.User == nil || run.User.Name != "first last" {
			t.Errorf("%q: %s: %+v, %v", args, joined(args), run, err)
		}
	}
}
