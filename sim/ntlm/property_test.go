package ntlm_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ntlmsim/sim/ntlm"
)

// text is any text that the character set of these flags can say.
func text(f ntlm.Flags) *rapid.Generator[string] {
	if f.Has(ntlm.NegotiateUnicode) {
		return rapid.String()
	}
	return latin1
}

var latin1 = rapid.StringOf(rapid.RuneFrom(nil, latin1Table))

// some is bytes as a parser gives them back: nil when there are none.
func some(t *rapid.T, label string) []byte {
	b := rapid.SliceOf(rapid.Byte()).Draw(t, label)
	if len(b) == 0 {
		return nil
	}
	return b
}

func eight(t *rapid.T, label string) ntlm.Challenge {
	return ntlm.Challenge(rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, label))
}

func sixteen(t *rapid.T, label string) ntlm.Hash {
	return ntlm.Hash(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, label))
}

func version(t *rapid.T) ntlm.Version {
	return ntlm.Version{
		Major: rapid.Uint8().Draw(t, "major"), Minor: rapid.Uint8().Draw(t, "minor"),
		Build: rapid.Uint16().Draw(t, "build"), Revision: rapid.Uint8().Draw(t, "revision"),
	}
}

func pairs(t *rapid.T) ntlm.AVPairs {
	list := ntlm.AVPairs{}
	for range rapid.IntRange(0, 5).Draw(t, "pairs") {
		value := append([]byte{}, rapid.SliceOf(rapid.Byte()).Draw(t, "value")...)
		list = append(list, ntlm.AVPair{ID: rapid.Uint16Min(1).Draw(t, "id"), Value: value})
	}
	return list
}

func flags(t *rapid.T) ntlm.Flags { return ntlm.Flags(rapid.Uint32().Draw(t, "flags")) }

// sameAgain says that reading what was written gives the message back.
func sameAgain[M any](t *rapid.T, m M, write func(M) []byte, read func([]byte) (M, error)) {
	t.Helper()
	got, err := read(write(m))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, got); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}

func TestReadingUndoesWriting(t *testing.T) {
	t.Run("negotiate", rapid.MakeCheck(func(t *rapid.T) {
		m := ntlm.NegotiateMessage{Flags: flags(t), Version: version(t)}
		if m.Flags.Has(ntlm.NegotiateOEMDomainSupplied) {
			m.Domain = latin1.Draw(t, "domain")
		}
		if m.Flags.Has(ntlm.NegotiateOEMWorkstationSupplied) {
			m.Workstation = latin1.Draw(t, "workstation")
		}
		sameAgain(t, m, ntlm.NegotiateMessage.Marshal, ntlm.ParseNegotiate)
	}))
	t.Run("challenge", rapid.MakeCheck(func(t *rapid.T) {
		m := ntlm.ChallengeMessage{Flags: flags(t), ServerChallenge: eight(t, "challenge"), Version: version(t)}
		m.TargetName = text(m.Flags).Draw(t, "target name")
		if m.Flags.Has(ntlm.NegotiateTargetInfo) && rapid.Bool().Draw(t, "has target info") {
			m.TargetInfo = pairs(t)
		}
		sameAgain(t, m, ntlm.ChallengeMessage.Marshal, ntlm.ParseChallenge)
	}))
	t.Run("authenticate", rapid.MakeCheck(func(t *rapid.T) {
		m := ntlm.AuthenticateMessage{
			LM: some(t, "LM"), NT: some(t, "NT"), SessionKey: some(t, "session key"), Flags: flags(t), Version: version(t),
		}
		name := text(m.Flags)
		m.Domain, m.User, m.Workstation = name.Draw(t, "domain"), name.Draw(t, "user"), name.Draw(t, "workstation")
		if rapid.Bool().Draw(t, "has MIC") {
			mic := sixteen(t, "MIC")
			m.MIC = &mic
		}
		sameAgain(t, m, ntlm.AuthenticateMessage.Marshal, ntlm.ParseAuthenticate)
	}))
	t.Run("AV pairs", rapid.MakeCheck(func(t *rapid.T) {
		sameAgain(t, pairs(t), ntlm.AVPairs.Marshal, ntlm.ParseAVPairs)
	}))
}

// anyClient proves a password with one of these kinds.
func anyClient(t *rapid.T, kinds ...ntlm.Kind) ntlm.Client {
	c := ntlm.Client{
		User: rapid.String().Draw(t, "user"), Domain: rapid.String().Draw(t, "domain"),
		Workstation: rapid.String().Draw(t, "workstation"), Password: rapid.String().Draw(t, "password"),
		Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), ClientChallenge: eight(t, "client challenge"),
		ExportedKey: sixteen(t, "exported key"), Time: rapid.Uint64().Draw(t, "time"),
		TargetName: rapid.String().Draw(t, "target name"), NoMIC: rapid.Bool().Draw(t, "no MIC"),
	}
	if rapid.Bool().Draw(t, "salted with another domain") {
		salt := rapid.String().Draw(t, "salt")
		c.Salt = &salt
	}
	return c
}

// anyServer grants what every kind needs, and the rest as it likes.
func anyServer(t *rapid.T) ntlm.ChallengeMessage {
	m := ntlm.ChallengeMessage{
		Flags:           flags(t) | ntlm.NegotiateExtendedSessionSecurity | ntlm.NegotiateUnicode,
		ServerChallenge: eight(t, "server challenge"),
	}
	if rapid.Bool().Draw(t, "has target info") {
		m.TargetInfo = exampleInfo()
		if rapid.Bool().Draw(t, "has the time") {
			m.TargetInfo = m.TargetInfo.WithTimestamp(rapid.Uint64().Draw(t, "server time"))
		}
	}
	return m
}

func TestVerifyAcceptsWhatTheClientMadeAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyClient(t, ntlm.NTLMv1, ntlm.ESS, ntlm.LMv2, ntlm.NTLMv2)
		ch := anyServer(t)
		negotiate, challenge := c.Negotiate(), ch.Marshal()
		b, key, err := c.Authenticate(negotiate, challenge)
		if err != nil {
			t.Fatal(err)
		}
		m, err := ntlm.ParseAuthenticate(b)
		if err != nil {
			t.Fatal(err)
		}
		if m.Kind() != c.Kind || m.User != c.User || m.Domain != c.Domain || m.Workstation != c.Workstation {
			t.Fatalf("the client %+v sent %+v", c, m)
		}
		salt := c.Domain
		if c.Salt != nil {
			salt = *c.Salt
		}
		nt, server := ntlm.NTOWFv1(c.Password), ch.ServerChallenge
		if !ntlm.Verify(nt, server, m, salt) {
			t.Fatal("refused with the right password and domain")
		}
		if got, ok := ntlm.SessionKey(nt, server, m, salt); !ok || got != key {
			t.Fatalf("the server's session key is %x, %v, the client's %x", got, ok, key)
		}
		if m.HasMIC() != (m.MIC != nil) || m.HasMIC() && !ntlm.VerifyMIC(key, negotiate, challenge, b) {
			t.Fatal("MIC refused")
		}
		refuse(t, c, m, server, salt)
	})
}

// refuse says that nothing but this password, user, salt and challenge is accepted.
func refuse(t *rapid.T, c ntlm.Client, m ntlm.AuthenticateMessage, server ntlm.Challenge, salt string) {
	nt := ntlm.NTOWFv1(c.Password)
	other := rapid.String().Filter(func(s string) bool { return s != c.Password }).Draw(t, "another password")
	if ntlm.Verify(ntlm.NTOWFv1(other), server, m, salt) {
		t.Fatalf("accepted with the password %q", other)
	}
	changed := server
	changed[rapid.IntRange(0, 7).Draw(t, "byte")]++
	if ntlm.Verify(nt, changed, m, salt) {
		t.Fatal("accepted for another challenge")
	}
	otherSalt := rapid.String().Filter(func(s string) bool { return s != salt }).Draw(t, "another salt")
	if got := ntlm.Verify(nt, server, m, otherSalt); got != !c.Kind.Salted() {
		t.Fatalf("accepted %v with the domain %q", got, otherSalt)
	}
}

func TestVerifyLMv1AcceptsWhatTheClientMadeAndNothingElse(t *testing.T) {
	ascii := rapid.StringOfN(rapid.RuneFrom(nil, asciiTable), 0, 14, -1)
	rapid.Check(t, func(t *rapid.T) {
		c := anyClient(t, ntlm.LM)
		c.Password = ascii.Draw(t, "password")
		ch := anyServer(t)
		b, _, err := c.Authenticate(c.Negotiate(), ch.Marshal())
		if err != nil {
			t.Fatal(err)
		}
		m, err := ntlm.ParseAuthenticate(b)
		if err != nil {
			t.Fatal(err)
		}
		lm, _ := ntlm.LMOWFv1(c.Password)
		if m.Kind() != ntlm.LM || !ntlm.VerifyLMv1(lm, ch.ServerChallenge, m.LM) {
			t.Fatalf("refused: %+v", m)
		}
		other := ascii.Filter(func(s string) bool { return !sameLM(s, c.Password) }).Draw(t, "another password")
		lm, _ = ntlm.LMOWFv1(other)
		if ntlm.VerifyLMv1(lm, ch.ServerChallenge, m.LM) {
			t.Fatalf("accepted with the password %q", other)
		}
	})
}

// sameLM reports whether two ASCII passwords are one to the LM hash: case does not count, nor do zeros at the end.
func sameLM(a, b string) bool {
	return strings.EqualFold(strings.TrimRight(a, "\x00"), strings.TrimRight(b, "\x00"))
}

var (
	latin1Table = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0, Hi: 0xff, Stride: 1}}, LatinOffset: 1}
	asciiTable  = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0, Hi: 0x7f, Stride: 1}}, LatinOffset: 1}
)
