package main

import (
	"testing"

	"ntlmsim/sim/logon/netuse"
)

// Words that a shell has split are the words that NET gets.
func TestTheWordsOfAShellAreJoined(t *testing.T) {
	for _, password := range []string{"", "pa ss", "a&b", `a\`, `a "b" \\"c`, `a b\`} {
		args := []string{"net", "use", "x:", `\\SRV\share`, password, `/user:D\first last`}
		run, err := netuse.Parse(netuse.Joined(args))
		if err != nil || run.Password == nil || *run.Password != password || run.User == nil || run.User.Name != "first last" {
			t.Errorf("%q: %s: %+v, %v", args, netuse.Joined(args), run, err)
		}
	}
}
