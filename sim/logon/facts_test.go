package logon

import (
	"testing"

	"ntlmsim/sim/ntlm"
)

// An LM hash is of 14 ASCII characters at most, in upper case; every other response tells passwords apart to the
// letter. Without a response nothing is proved.
func TestWhichPasswordsAResponseTakesForTheSame(t *testing.T) {
	for _, c := range []struct {
		kind         ntlm.Kind
		sent, stored string
		want         bool
	}{
		{ntlm.None, "x", "x", false}, {ntlm.None, "", "", false},
		{ntlm.LM, "Passw0rd", "PASSW0RD", true}, {ntlm.LM, "fourteen chars", "FOURTEEN CHARS", true},
		{ntlm.LM, "fifteen letters", "fifteen letters", false}, {ntlm.LM, "é", "é", false}, {ntlm.LM, "\x80", "\x80", false}, {ntlm.LM, "\x7f", "\x7f", true},
		{ntlm.NTLMv1, "Passw0rd", "PASSW0RD", false}, {ntlm.NTLMv1, "fifteen letters", "fifteen letters", true}, {ntlm.NTLMv2, "é", "é", true},
	} {
		if got := samePassword(c.kind, c.sent, c.stored); got != c.want {
			t.Errorf("%s: %q and %q: got %t", c.kind, c.sent, c.stored, got)
		}
	}
}
