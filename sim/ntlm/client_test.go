package ntlm_test

import (
	"bytes"
	"strings"
	"testing"

	"ntlmsim/sim/ntlm"
)

const serverTime = 133_500_000_000_000_000 // January 2024

// modernChallenge is what a server since Windows Vista sends: everything the client asked for, and the time.
func modernChallenge() ntlm.ChallengeMessage {
	return exampleChallenge(0xe28a8235, exampleInfo().WithTimestamp(serverTime))
}

func TestTheMICCoversAllThreeMessages(t *testing.T) {
	c := exampleClient(ntlm.NTLMv2)
	negotiate, challenge := c.Negotiate(), modernChallenge().Marshal()
	authenticate, key, err := c.Authenticate(negotiate, challenge)
	if err != nil {
		t.Fatal(err)
	}
	m := parse(t, authenticate)
	equal(t, "says that it has a MIC", m.HasMIC(), true)
	same(t, "LM response", m.LM, strings.Repeat("00", 24))
	r, err := ntlm.ParseNTLMv2Response(m.NT)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "time", r.Time, uint64(serverTime))
	equal(t, "server's session key", must(ntlm.SessionKey(ntlm.NTOWFv1(password), serverChallenge, m, domain)), key)
	if !ntlm.VerifyMIC(key, negotiate, challenge, authenticate) {
		t.Fatal("the server refuses the client's MIC")
	}
	for _, message := range [][]byte{negotiate, challenge, authenticate} {
		for i := range message {
			message[i] ^= 1
			if ntlm.VerifyMIC(key, negotiate, challenge, authenticate) {
				t.Errorf("the server accepts the MIC although byte %d of a message of %d changed", i, len(message))
			}
			message[i] ^= 1
		}
	}
}

func must(key ntlm.Hash, ok bool) ntlm.Hash {
	if !ok {
		panic("no session key")
	}
	return key
}

func TestAClientWithoutMICStillSendsTheServersTime(t *testing.T) {
	c := exampleClient(ntlm.NTLMv2)
	c.NoMIC = true
	m, _ := logon(t, c, modernChallenge())
	equal(t, "MIC", m.MIC == nil && !m.HasMIC(), true)
	same(t, "LM response", m.LM, strings.Repeat("00", 24))
	r, err := ntlm.ParseNTLMv2Response(m.NT)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "target info", r.Target, modernChallenge().TargetInfo)
}

func TestTheClientAddsToTheServersList(t *testing.T) {
	c := exampleClient(ntlm.NTLMv2)
	c.TargetName = "cifs/Server"
	challenge := modernChallenge()
	challenge.TargetInfo = challenge.TargetInfo.With(ntlm.AvFlags, []byte{1, 0, 0, 0})
	m, _ := logon(t, c, challenge)
	r, err := ntlm.ParseNTLMv2Response(m.NT)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "list", r.Target, modernChallenge().TargetInfo.
		With(ntlm.AvFlags, []byte{3, 0, 0, 0}).
		With(ntlm.AvChannelBindings, make([]byte, 16)).
		WithText(ntlm.AvTargetName, "cifs/Server"))
	equal(t, "flags", r.Target.Flags(), ntlm.AvFlagConstrained|ntlm.AvFlagMIC)
	equal(t, "target name", r.Target.Text(ntlm.AvTargetName), "cifs/Server")
}

func TestTheClientSendsItsOwnTimeToAnOldServer(t *testing.T) {
	c := exampleClient(ntlm.NTLMv2)
	c.Time = 77
	challenge := exampleChallenge(0xe20a8233, nil)
	m, _ := logon(t, c, challenge)
	r, err := ntlm.ParseNTLMv2Response(m.NT)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "time", r.Time, uint64(77))
	equal(t, "target info", r.Target, ntlm.AVPairs{})
	equal(t, "LMv2 response", ntlm.VerifyLMv2(ntlm.NTOWFv2(ntlm.NTOWFv1(password), user, domain), serverChallenge, m.LM), true)
}

func TestTheAnonymousClientSaysNothing(t *testing.T) { // MS-NLMP 3.2.5.1.2, 3.3.1
	m, key := logon(t, ntlm.Client{ExportedKey: randomKey}, modernChallenge())
	same(t, "LM response", m.LM, "00")
	equal(t, "NT response", m.NT, []byte(nil))
	equal(t, "names", m.Domain+m.User+m.Workstation, "")
	equal(t, "flag", m.Flags.Has(ntlm.NegotiateAnonymous), true)
	equal(t, "anonymous", m.Anonymous(), true)
	equal(t, "kind", m.Kind(), ntlm.None)
	equal(t, "MIC", m.MIC, (*ntlm.Hash)(nil))
	equal(t, "proves the empty password", ntlm.Verify(ntlm.NTOWFv1(""), serverChallenge, m, ""), false)
	equal(t, "key, exchanged", key, randomKey)
	equal(t, "server's key", must(ntlm.SessionKey(ntlm.Hash{}, serverChallenge, m, "")), randomKey)

	_, key = logon(t, ntlm.Client{ExportedKey: randomKey}, exampleChallenge(0xa20a8233, nil))
	equal(t, "key, not exchanged", key, ntlm.Hash{})
}

func TestANamedUserWithoutAResponseIsNotAnonymous(t *testing.T) {
	m, _ := logon(t, ntlm.Client{User: user}, modernChallenge())
	equal(t, "user", m.User, user)
	equal(t, "kind", m.Kind(), ntlm.None)
	equal(t, "anonymous", m.Anonymous() || m.Flags.Has(ntlm.NegotiateAnonymous), false)
	equal(t, "responses", len(m.LM)+len(m.NT), 0)
}

func TestAKeyIsExchangedOnlyForSigningOrSealing(t *testing.T) { // MS-NLMP 3.1.5.1.2
	for _, flags := range []ntlm.Flags{0xe28a8235 &^ 0x30, 0xe28a8235 &^ ntlm.NegotiateKeyExch} {
		m, key := logon(t, exampleClient(ntlm.NTLMv2), exampleChallenge(flags, exampleInfo()))
		same(t, "session key", key[:], "8de40ccadbc14a82f15cb0ad0de95ca3")
		equal(t, "sent key", m.SessionKey, []byte(nil))
		equal(t, "flag", m.Flags.Has(ntlm.NegotiateKeyExch), false)
	}
}

func TestTheSaltIsHashedAndTheDomainIsSent(t *testing.T) {
	nt := ntlm.NTOWFv1(password)
	for _, kind := range []ntlm.Kind{ntlm.LMv2, ntlm.NTLMv2} {
		c := exampleClient(kind)
		salt := ""
		c.Salt = &salt
		m, _ := logon(t, c, exampleChallenge(0xe28a8235, exampleInfo()))
		equal(t, "domain", m.Domain, domain)
		equal(t, "proves with the domain", ntlm.Verify(nt, serverChallenge, m, domain), false)
		equal(t, "proves with the salt", ntlm.Verify(nt, serverChallenge, m, domain, ""), true)
		equal(t, "proves with no domain to try", ntlm.Verify(nt, serverChallenge, m), false)
	}
}

func TestALongPasswordSendsItsNTResponseTwice(t *testing.T) { // MS-NLMP 3.3.1, NoLMResponseNTLMv1
	c := exampleClient(ntlm.NTLMv1)
	c.Password = "more than fourteen characters"
	m, _ := logon(t, c, exampleChallenge(0xe2828235, nil))
	if !bytes.Equal(m.LM, m.NT) {
		t.Errorf("LM response %x, want the NT response %x", m.LM, m.NT)
	}
	equal(t, "proves the password", ntlm.Verify(ntlm.NTOWFv1(c.Password), serverChallenge, m), true)
}

func TestAnLMClientTakesItsKeyFromTheLMHash(t *testing.T) {
	lm, _ := ntlm.LMOWFv1(password)
	m, key := logon(t, exampleClient(ntlm.LM), exampleChallenge(0xa2828235, nil))
	same(t, "session key", key[:], "e52cac67419a9a220000000000000000")
	equal(t, "proves the password", ntlm.VerifyLMv1(lm, serverChallenge, m.LM), true)
	equal(t, "to one who has only the NT hash", ntlm.Verify(ntlm.NTOWFv1(password), serverChallenge, m, domain), false)
	_, ok := ntlm.SessionKey(ntlm.NTOWFv1(password), serverChallenge, m, domain)
	equal(t, "gives him a key", ok, false)
}

func TestAWrongNTResponseLeavesTheLMv2Response(t *testing.T) { // MS-NLMP 3.2.5.1.2
	m := parse(t, unhex(t, authenticateV2))
	m.NT[0] ^= 1
	nt := ntlm.NTOWFv1(password)
	equal(t, "LMv2 response right", ntlm.Verify(nt, serverChallenge, m, domain), true)
	m.LM[0] ^= 1
	equal(t, "both wrong", ntlm.Verify(nt, serverChallenge, m, domain), false)
}

func TestAServerWithoutUnicodeGetsOEMNames(t *testing.T) {
	m, _ := logon(t, exampleClient(ntlm.NTLMv2), exampleChallenge(0xe28a8236, exampleInfo()))
	equal(t, "flags", m.Flags&(ntlm.NegotiateUnicode|ntlm.NegotiateOEM), ntlm.NegotiateOEM)
	equal(t, "user", m.User, user)
	equal(t, "proves the password", ntlm.Verify(ntlm.NTOWFv1(password), serverChallenge, m, domain), true)
}

func TestTheClientRefusesWhatItCannotSay(t *testing.T) {
	long := exampleClient(ntlm.NTLMv2)
	long.User = strings.Repeat("x", 40000)
	noLM := exampleClient(ntlm.LM)
	noLM.Password = strings.Repeat("x", 15)
	big := modernChallenge()
	big.TargetInfo = big.TargetInfo.With(ntlm.AvSingleHost, make([]byte, 65440))
	tests := []struct {
		c         ntlm.Client
		challenge ntlm.ChallengeMessage
		want      string
	}{
		{exampleClient(ntlm.ESS), exampleChallenge(0x82028233, nil), "ntlm: CHALLENGE_MESSAGE: NegotiateFlags at offset 20: found UNICODE|OEM|SIGN|SEAL|NTLM|ALWAYS_SIGN|TARGET_TYPE_SERVER|VERSION|56, expected EXTENDED_SESSIONSECURITY among them, for a client of kind ess"},
		{long, modernChallenge(), "ntlm: AUTHENTICATE_MESSAGE: UserName: found up to 160000 bytes, expected at most 65535"},
		{noLM, modernChallenge(), "ntlm: client: kind lm: found a password that has no LM hash, expected at most 14 ASCII characters"},
		{exampleClient(9), modernChallenge(), "ntlm: client: found kind 9, expected one of [none lm ntlmv1 ess lmv2 ntlmv2]"},
		{exampleClient(ntlm.NTLMv2), big, "ntlm: CHALLENGE_MESSAGE: TargetInfoFields at offset 40: found 65500 bytes with the client's, expected fewer than fit into a response"},
	}
	for _, tt := range tests {
		b, key, err := tt.c.Authenticate(nil, tt.challenge.Marshal())
		if err == nil {
			t.Errorf("no error, want %s", tt.want)
			continue
		}
		equal(t, "error", err.Error(), tt.want)
		equal(t, "message and key", len(b) == 0 && key == ntlm.Hash{}, true)
	}
}

func TestLMv2IsProvedWhateverTheFlagsSay(t *testing.T) {
	m, key := logon(t, exampleClient(ntlm.LMv2), exampleChallenge(0xe2828235, exampleInfo()))
	equal(t, "looks like", m.Kind(), ntlm.LM)
	nt := ntlm.NTOWFv1(password)
	equal(t, "proves the password", ntlm.Verify(nt, serverChallenge, m, domain), true)
	equal(t, "server's key", must(ntlm.SessionKey(nt, serverChallenge, m, domain)), key)
	_, ok := ntlm.SessionKey(nt, serverChallenge, m, domain+"X")
	equal(t, "a key for another domain", ok, false)
}

func TestAKeyExchangeNeedsAKeyOfSixteenBytes(t *testing.T) {
	m := parse(t, unhex(t, authenticateV2))
	for _, key := range [][]byte{nil, m.SessionKey[:15], append(m.SessionKey[:16:16], 0)} {
		m.SessionKey = key
		_, ok := ntlm.SessionKey(ntlm.NTOWFv1(password), serverChallenge, m, domain)
		equal(t, "has a session key", ok, false)
	}
}

func TestAListIsNotChangedByAddingToIt(t *testing.T) {
	list := exampleInfo()
	changed := list.WithText(ntlm.AvNbDomain, "OTHER").WithTimestamp(1)
	equal(t, "the list", list, exampleInfo())
	equal(t, "the other", changed.Text(ntlm.AvNbDomain), "OTHER")
	equal(t, "the length of both", []int{len(list), len(changed)}, []int{2, 3})
}
