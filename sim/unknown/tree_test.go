package unknown_test

import (
	"testing"

	"ntlmsim/sim/unknown"
)

// Values of one thing are said as a person says them: the thing once.
func TestEither(t *testing.T) {
	for _, c := range []struct {
		says []string
		want string
	}{
		{[]string{`FS1\A is locked out`}, `FS1\A is locked out`},
		{[]string{"L of FS1 is 1", "L of FS1 is 12", "L of FS1 is 2"}, "L of FS1 is 1, 12 or 2"},
		{[]string{"L of FS1 is empty", "L of FS1 has other shares only"}, "L of FS1 is empty or has other shares only"},
		{[]string{"the password of A is the one sent", "the password of A is the one typed at the prompt"}, "the password of A is the one sent or the one typed at the prompt"},
		{[]string{"L of FS1 has A but not B", "L of FS1 has A and B"}, "L of FS1 has A but not B or A and B"},
		{[]string{"one thing", "another"}, "one thing or another"},
	} {
		if got := unknown.Either(c.says); got != c.want {
			t.Errorf("%q: got %q, want %q", c.says, got, c.want)
		}
	}
}

// What is true of one of several answers is said as alternatives.
func TestTrue(t *testing.T) {
	file, play := prepared(t, `
machines:
  SRV: {role: standalone, profile: windows-2022, accounts: {U1: {password: PSW1, disabled: unknown, expired: unknown}}, shares: {a: {}}}
attempts:
  - {name: one, send: {to: SRV, share: a, domain: SRV, user: U1, password: PSW1}, want: {error: [0, 1331, 1793]}}
`)
	answers, _ := play.Ask(0, file.Attempts[0].Attempt)
	want := `SRV\U1 is not disabled and SRV\U1 has not expired, or SRV\U1 is disabled`
	if got := unknown.True(answers.List[:2]); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
