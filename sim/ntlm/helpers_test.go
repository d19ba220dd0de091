package ntlm_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/ntlm"
)

// unhex reads hex with any white space in it.
func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// same compares bytes as hex, which is how the documents print them.
func same(t testing.TB, what string, got []byte, want string) {
	t.Helper()
	want = strings.Join(strings.Fields(want), "")
	if diff := cmp.Diff(want, hex.EncodeToString(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// The common values of MS-NLMP 4.2.1.
const (
	user, domain, password, server, workstation = "User", "Domain", "Password", "Server", "COMPUTER"
)

var (
	serverChallenge = ntlm.Challenge{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}
	clientChallenge = ntlm.Challenge{0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa}
	randomKey       = ntlm.Hash{0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55}
	exampleVersion  = ntlm.Version{Major: 5, Minor: 1, Build: 2600, Revision: 15}
)

// exampleInfo is the target info of MS-NLMP 4.2.4.
func exampleInfo() ntlm.AVPairs {
	return ntlm.AVPairs{}.WithText(ntlm.AvNbDomain, domain).WithText(ntlm.AvNbComputer, server)
}

func parse(t testing.TB, b []byte) ntlm.AuthenticateMessage {
	t.Helper()
	m, err := ntlm.ParseAuthenticate(b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// logon has the client answer a challenge with its own first message.
func logon(t testing.TB, c ntlm.Client, challenge ntlm.ChallengeMessage) (ntlm.AuthenticateMessage, ntlm.Hash) {
	t.Helper()
	b, key, err := c.Authenticate(c.Negotiate(), challenge.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, b), key
}
