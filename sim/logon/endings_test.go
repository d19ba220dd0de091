package logon

import (
	"testing"

	"ntlmsim/sim"
)

// KB 103390 prompts where a password does not match, and where a guest is not to be had; in the two arms in which the
// domain is unknown or none is specified, it says nothing of a prompt for the latter.
func TestWhereTheArticlePrompts(t *testing.T) {
	for state, want := range map[sim.State]bool{
		"own.found.password-differs": true, "trusted.found.password-differs": true, "unknown.found.password-differs": true, "none.asked.password-differs": true,
		"own.found.salt-differs": true, "unknown.missing.guest-password-differs": true,
		"own.missing.guest-disabled": true, "own.missing.guest-has-password": true, "trusted.missing.guest-disabled": true, "trusted.local.guest-has-password": true,
		"unknown.missing.guest-disabled": false, "unknown.missing.guest-has-password": false, "none.missing.guest-disabled": false, "none.missing.guest-has-password": false,
		"none.local.guest-disabled": true, "own.missing.guest-denied": false, "own.found.disabled": false, "own.found.locked": false, "tree.denied": false,
		"own.missing.guest-enabled": false, "own.found.password-matches": false,
	} {
		if got := asksByArticle(state); got != want {
			t.Errorf("%s: got %t", state, got)
		}
	}
}

func TestASessionIsReadAsItIsWritten(t *testing.T) {
	for name, want := range map[string]Session{"none": NoSession, "user": User, "guest": Guest, "anonymous": Anonymous} {
		if got, ok := ParseSession(name); !ok || got != want || got.String() != name {
			t.Errorf("%s: got %s, %t", name, got, ok)
		}
	}
	for _, name := range []string{"", "User", "nobody"} {
		if got, ok := ParseSession(name); ok || got != NoSession {
			t.Errorf("%q: got %s, %t", name, got, ok)
		}
	}
}

// The source of an ending is that of its meaning; a state that is not final, or no state, has none.
func TestOnlyAFinalStateHasTheSourceOfAnEnding(t *testing.T) {
	want := documented("KB 166730", "1240")
	if got := EndingCite("negotiate.plaintext-only"); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, s := range []sim.State{"connect", "no.such.state"} {
		if got := EndingCite(s); got != (sim.Cite{}) {
			t.Errorf("%s: %+v", s, got)
		}
	}
}
