package ntlm_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/ntlm"
)

// stable says that a message that could be read is the same when it is written and read again.
func stable[M any](t *testing.T, b []byte, write func(M) []byte, read func([]byte) (M, error)) {
	m, err := read(b)
	if err != nil {
		if diff := cmp.Diff(*new(M), m); diff != "" {
			t.Errorf("a message beside the error %v:\n%s", err, diff)
		}
		return
	}
	again, err := read(write(m))
	if err != nil {
		t.Fatalf("%+v was written so that it cannot be read: %v", m, err)
	}
	if diff := cmp.Diff(m, again); diff != "" {
		t.Fatalf("(-first +again):\n%s", diff)
	}
}

func FuzzParseNegotiate(f *testing.F) {
	f.Add(exampleClient(ntlm.NTLMv2).Negotiate())
	f.Add(ntlm.NegotiateMessage{Domain: "D", Workstation: "W"}.Marshal())
	f.Fuzz(func(t *testing.T, b []byte) {
		stable(t, b, ntlm.NegotiateMessage.Marshal, ntlm.ParseNegotiate)
	})
}

func FuzzParseChallenge(f *testing.F) {
	f.Add(unhex(f, challengeV1))
	f.Add(unhex(f, challengeV2))
	f.Add(modernChallenge().Marshal())
	f.Fuzz(func(t *testing.T, b []byte) {
		stable(t, b, ntlm.ChallengeMessage.Marshal, ntlm.ParseChallenge)
	})
}

func FuzzParseAuthenticate(f *testing.F) {
	f.Add(unhex(f, authenticateV1))
	f.Add(unhex(f, authenticateESS))
	f.Add(unhex(f, authenticateV2))
	for _, kind := range ntlm.Kinds() {
		b, _, err := exampleClient(kind).Authenticate(nil, modernChallenge().Marshal())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		stable(t, b, ntlm.AuthenticateMessage.Marshal, ntlm.ParseAuthenticate)
		m, err := ntlm.ParseAuthenticate(b)
		if err != nil {
			return
		}
		nt := ntlm.NTOWFv1("not in the corpus")
		if ntlm.Verify(nt, serverChallenge, m, m.Domain, "") {
			t.Errorf("%+v proves a password", m)
		}
		if ntlm.VerifyLMv1(nt, serverChallenge, m.LM) || ntlm.VerifyESS(nt, serverChallenge, m.NT, m.LM) {
			t.Errorf("%+v proves a hash", m)
		}
		_, _ = ntlm.SessionKey(nt, serverChallenge, m, m.Domain)
		_ = ntlm.MIC(nt, nil, nil, b)
		if m.HasMIC() && m.Kind() != ntlm.NTLMv2 {
			t.Errorf("%+v has a MIC", m)
		}
	})
}

// FuzzAuthenticate has the client answer any challenge: the server that sent it accepts the answer.
func FuzzAuthenticate(f *testing.F) {
	for _, kind := range ntlm.Kinds() {
		f.Add(modernChallenge().Marshal(), uint8(kind), user, domain, password, "")
		f.Add(unhex(f, challengeV2), uint8(kind), "", "", "", domain)
	}
	f.Fuzz(func(t *testing.T, challenge []byte, kind uint8, user, domain, password, salt string) {
		c := ntlm.Client{User: user, Domain: domain, Password: password, Kind: ntlm.Kind(kind), Salt: &salt, ExportedKey: randomKey}
		b, key, err := c.Authenticate(c.Negotiate(), challenge)
		if err != nil {
			return
		}
		stable(t, b, ntlm.AuthenticateMessage.Marshal, ntlm.ParseAuthenticate)
		m := parse(t, b)
		ch, err := ntlm.ParseChallenge(challenge)
		if err != nil {
			t.Fatal(err)
		}
		lmv2 := c.Kind == ntlm.LMv2 && m.LMOnly() // without extended session security it looks like LM
		if m.Kind() != c.Kind && !lmv2 {
			t.Fatalf("kind %v, want %v", m.Kind(), c.Kind)
		}
		if m.HasMIC() && !ntlm.VerifyMIC(key, c.Negotiate(), challenge, b) {
			t.Fatal("MIC refused")
		}
		if c.Kind == ntlm.None || c.Kind == ntlm.LM {
			return
		}
		m.User = user // a user that is not UTF-8, or not in the OEM character set, does not survive the message
		nt := ntlm.NTOWFv1(password)
		if !ntlm.Verify(nt, ch.ServerChallenge, m, salt) {
			t.Fatal("refused with the right password and domain")
		}
		if got, ok := ntlm.SessionKey(nt, ch.ServerChallenge, m, salt); !ok || got != key {
			t.Fatalf("session key %x, want %x", got, key)
		}
	})
}

// FuzzAVPairs reads a list of attributes, changes one, and finds that one changed and the others as they were.
func FuzzAVPairs(f *testing.F) {
	list := ntlm.AVPairs{}.WithText(ntlm.AvNbDomain, "D").WithTimestamp(1<<60).With(ntlm.AvFlags, []byte{2, 0, 0, 0})
	f.Add(list.Marshal(), ntlm.AvNbDomain, []byte("E\x00"))
	f.Add(list.Marshal(), ntlm.AvFlags, []byte{4})
	f.Add(append(list.Marshal(), "what follows"...), ntlm.AvTimestamp, []byte("short"))
	f.Add(list.Marshal()[:9], ntlm.AvTargetName, []byte{})
	f.Add([]byte{}, ntlm.AvEOL, []byte{0xff})
	f.Add([]byte{1, 0, 0xff, 0xff, 0, 0}, uint16(0xffff), []byte{})
	f.Fuzz(func(t *testing.T, b []byte, id uint16, value []byte) {
		stable(t, b, ntlm.AVPairs.Marshal, ntlm.ParseAVPairs)
		pairs, err := ntlm.ParseAVPairs(b)
		if err != nil {
			return
		}
		if n := len(pairs.Marshal()); n > len(b) {
			t.Errorf("%d bytes are read as %d", len(b), n)
		}
		for _, p := range pairs {
			_ = pairs.Text(p.ID)
		}
		_, _ = pairs.Timestamp()
		if len(value) > 0xffff || id == ntlm.AvEOL {
			return
		}
		again, err := ntlm.ParseAVPairs(pairs.With(id, value).Marshal())
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := again.Lookup(id); !ok || string(got) != string(value) {
			t.Errorf("%d is %x, was set to %x", id, got, value)
		}
		for _, p := range pairs {
			if got, ok := again.Lookup(p.ID); p.ID != id && (!ok || string(got) != string(first(pairs, p.ID))) {
				t.Errorf("%d is %x, was %x before another was set", p.ID, got, first(pairs, p.ID))
			}
		}
	})
}

func first(pairs ntlm.AVPairs, id uint16) []byte {
	value, _ := pairs.Lookup(id)
	return value
}
