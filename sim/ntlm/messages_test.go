package ntlm_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"ntlmsim/sim/ntlm"
)

// The messages of MS-NLMP 4.2.2.3, 4.2.3.3 and 4.2.4.3.
const (
	challengeV1 = `
		4e 54 4c 4d 53 53 50 00 02 00 00 00 0c 00 0c 00 38 00 00 00 33 82 02 e2 01 23 45 67 89 ab cd ef
		00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 06 00 70 17 00 00 00 0f 53 00 65 00 72 00 76 00
		65 00 72 00`
	authenticateV1 = `
		4e 54 4c 4d 53 53 50 00 03 00 00 00 18 00 18 00 6c 00 00 00 18 00 18 00 84 00 00 00 0c 00 0c 00
		48 00 00 00 08 00 08 00 54 00 00 00 10 00 10 00 5c 00 00 00 10 00 10 00 9c 00 00 00 35 82 80 e2
		05 01 28 0a 00 00 00 0f 44 00 6f 00 6d 00 61 00 69 00 6e 00 55 00 73 00 65 00 72 00 43 00 4f 00
		4d 00 50 00 55 00 54 00 45 00 52 00 98 de f7 b8 7f 88 aa 5d af e2 df 77 96 88 a1 72 de f1 1c 7d
		5c cd ef 13 67 c4 30 11 f3 02 98 a2 ad 35 ec e6 4f 16 33 1c 44 bd be d9 27 84 1f 94 51 88 22 b1
		b3 f3 50 c8 95 86 82 ec bb 3e 3c b7`
	challengeESS = `
		4e 54 4c 4d 53 53 50 00 02 00 00 00 0c 00 0c 00 38 00 00 00 33 82 0a 82 01 23 45 67 89 ab cd ef
		00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 06 00 70 17 00 00 00 0f 53 00 65 00 72 00 76 00
		65 00 72 00`
	authenticateESS = `
		4e 54 4c 4d 53 53 50 00 03 00 00 00 18 00 18 00 6c 00 00 00 18 00 18 00 84 00 00 00 0c 00 0c 00
		48 00 00 00 08 00 08 00 54 00 00 00 10 00 10 00 5c 00 00 00 00 00 00 00 9c 00 00 00 35 82 08 82
		05 01 28 0a 00 00 00 0f 44 00 6f 00 6d 00 61 00 69 00 6e 00 55 00 73 00 65 00 72 00 43 00 4f 00
		4d 00 50 00 55 00 54 00 45 00 52 00 aa aa aa aa aa aa aa aa 00 00 00 00 00 00 00 00 00 00 00 00
		00 00 00 00 75 37 f8 03 ae 36 71 28 ca 45 82 04 bd e7 ca f8 1e 97 ed 26 83 26 72 32`
	challengeV2 = `
		4e 54 4c 4d 53 53 50 00 02 00 00 00 0c 00 0c 00 38 00 00 00 33 82 8a e2 01 23 45 67 89 ab cd ef
		00 00 00 00 00 00 00 00 24 00 24 00 44 00 00 00 06 00 70 17 00 00 00 0f 53 00 65 00 72 00 76 00
		65 00 72 00 02 00 0c 00 44 00 6f 00 6d 00 61 00 69 00 6e 00 01 00 0c 00 53 00 65 00 72 00 76 00
		65 00 72 00 00 00 00 00`
	authenticateV2 = `
		4e 54 4c 4d 53 53 50 00 03 00 00 00 18 00 18 00 6c 00 00 00 54 00 54 00 84 00 00 00 0c 00 0c 00
		48 00 00 00 08 00 08 00 54 00 00 00 10 00 10 00 5c 00 00 00 10 00 10 00 d8 00 00 00 35 82 88 e2
		05 01 28 0a 00 00 00 0f 44 00 6f 00 6d 00 61 00 69 00 6e 00 55 00 73 00 65 00 72 00 43 00 4f 00
		4d 00 50 00 55 00 54 00 45 00 52 00 86 c3 50 97 ac 9c ec 10 25 54 76 4a 57 cc cc 19 aa aa aa aa
		aa aa aa aa 68 cd 0a b8 51 e5 1c 96 aa bc 92 7b eb ef 6a 1c 01 01 00 00 00 00 00 00 00 00 00 00
		00 00 00 00 aa aa aa aa aa aa aa aa 00 00 00 00 02 00 0c 00 44 00 6f 00 6d 00 61 00 69 00 6e 00
		01 00 0c 00 53 00 65 00 72 00 76 00 65 00 72 00 00 00 00 00 00 00 00 00 c5 da d2 54 4f c9 79 90
		94 ce 1c e9 0b c9 d0 3e`
)

// exampleChallenge is what the three CHALLENGE_MESSAGEs have in common.
func exampleChallenge(flags ntlm.Flags, info ntlm.AVPairs) ntlm.ChallengeMessage {
	return ntlm.ChallengeMessage{
		Flags: flags, ServerChallenge: serverChallenge, TargetName: server, TargetInfo: info,
		Version: ntlm.Version{Major: 6, Minor: 0, Build: 6000, Revision: 15},
	}
}

func exampleClient(kind ntlm.Kind) ntlm.Client {
	return ntlm.Client{
		User: user, Domain: domain, Workstation: workstation, Password: password, Kind: kind,
		ClientChallenge: clientChallenge, ExportedKey: randomKey, Version: exampleVersion,
	}
}

func TestTheMessagesOfTheDocument(t *testing.T) {
	tests := []struct {
		kind                    ntlm.Kind
		challenge, authenticate string
		server                  ntlm.ChallengeMessage
		flags                   ntlm.Flags
		extra                   ntlm.Flags // flags in the last message of the document that its own rules do not give
		key                     string
	}{
		{
			kind: ntlm.NTLMv1, challenge: challengeV1, authenticate: authenticateV1,
			server: exampleChallenge(0xe2028233, nil), flags: 0xe2808235,
			extra: ntlm.NegotiateTargetInfo, // although the server of the example has none
			key:   "55555555555555555555555555555555",
		},
		{
			kind: ntlm.ESS, challenge: challengeESS, authenticate: authenticateESS,
			server: exampleChallenge(0x820a8233, nil), flags: 0x82088235,
			key: "eb93429a8bd952f8b89c55b87f475edc", // no key exchange: KXKEY
		},
		{
			kind: ntlm.NTLMv2, challenge: challengeV2, authenticate: authenticateV2,
			server: exampleChallenge(0xe28a8233, exampleInfo()), flags: 0xe2888235,
			key: "55555555555555555555555555555555",
		},
	}
	for _, tt := range tests {
		t.Run(tt.kind.String(), func(t *testing.T) {
			challenge, err := ntlm.ParseChallenge(unhex(t, tt.challenge))
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "the challenge", challenge, tt.server)
			same(t, "the challenge, written", challenge.Marshal(), tt.challenge)

			m := parse(t, unhex(t, tt.authenticate))
			same(t, "the last message, written", m.Marshal(), tt.authenticate)
			equal(t, "kind", m.Kind(), tt.kind)
			equal(t, "flags", m.Flags, tt.flags)
			equal(t, "names", []string{m.Domain, m.User, m.Workstation}, []string{domain, user, workstation})
			equal(t, "version", m.Version, exampleVersion)
			equal(t, "MIC", m.MIC == nil && !m.HasMIC(), true)
			nt := ntlm.NTOWFv1(password)
			equal(t, "proves the password", ntlm.Verify(nt, serverChallenge, m, domain), true)
			key, ok := ntlm.SessionKey(nt, serverChallenge, m, domain)
			equal(t, "has a session key", ok, true)
			same(t, "session key", key[:], tt.key)

			c := exampleClient(tt.kind)
			b, key, err := c.Authenticate(c.Negotiate(), unhex(t, tt.challenge))
			if err != nil {
				t.Fatal(err)
			}
			own := parse(t, b)
			own.Flags |= tt.extra
			same(t, "the client's last message", own.Marshal(), tt.authenticate)
			same(t, "the client's session key", key[:], tt.key)
		})
	}
}

func TestTheFirstMessageAsksForWhatTheKindNeeds(t *testing.T) {
	for _, kind := range ntlm.Kinds() {
		m, err := ntlm.ParseNegotiate(ntlm.Client{Kind: kind}.Negotiate())
		if err != nil {
			t.Fatal(err)
		}
		want := ntlm.NegotiateMessage{Flags: 0xe2888235, Version: ntlm.Version{Major: 6, Minor: 1, Revision: 15}}
		if kind == ntlm.LM || kind == ntlm.NTLMv1 {
			want.Flags = 0xe2808235
		}
		equal(t, kind.String(), m, want)
	}
}

func TestFlagsHaveNames(t *testing.T) {
	equal(t, "of 4.2.2", ntlm.Flags(0xe2028233).String(),
		"UNICODE|OEM|SIGN|SEAL|NTLM|ALWAYS_SIGN|TARGET_TYPE_SERVER|VERSION|128|KEY_EXCH|56")
	equal(t, "a reserved one", ntlm.Flags(0x109).String(), "UNICODE|0x8|0x100")
}

// cut removes the bytes from..to of a message and moves what its fields point to: an older form of the message.
func cut(b []byte, fields []int, from, to int) []byte {
	b = bytes.Clone(b)
	for _, at := range fields {
		if o := binary.LittleEndian.Uint32(b[at+4:]); int(o) >= to {
			binary.LittleEndian.PutUint32(b[at+4:], o-uint32(to-from))
		}
	}
	return append(b[:from:from], b[to:]...)
}

func TestOlderFormsOfTheChallengeAreRead(t *testing.T) {
	full := exampleChallenge(0xe28a8233, exampleInfo())
	noVersion, noInfo, oem := full, full, full
	noVersion.Version = ntlm.Version{}
	noInfo.Version, noInfo.TargetInfo = ntlm.Version{}, nil
	noInfo.Flags &^= ntlm.NegotiateTargetInfo
	oem.Flags &^= ntlm.NegotiateUnicode
	oem.TargetName = "SÉRVER"
	unannounced := full.Marshal()
	unannounced[22] &^= 0x80 // TARGET_INFO; its field MUST be ignored then, MS-NLMP 2.2.1.2
	info := full
	info.Flags &^= ntlm.NegotiateTargetInfo
	info.TargetInfo = nil
	noName, lacking := noInfo, noInfo
	noName.TargetName = ""
	lacking.Flags |= ntlm.NegotiateTargetInfo
	announced := cut(noInfo.Marshal(), []int{12}, 32, 56)
	announced[22] |= 0x80
	tests := map[string]struct {
		b    []byte
		want ntlm.ChallengeMessage
	}{
		"without version":                   {cut(full.Marshal(), []int{12, 40}, 48, 56), noVersion},
		"without version and target info":   {cut(noInfo.Marshal(), []int{12}, 32, 56), noInfo},
		"with room for neither":             {withField(t, cut(noInfo.Marshal(), []int{12}, 32, 56), 12, 0, 0)[:32:32], noName},
		"announcing a target info it lacks": {announced, lacking},
		"in the OEM character set":          {oem.Marshal(), oem},
		"with a target info not announced":  {unannounced, info},
		"with an empty target info":         {withField(t, full.Marshal(), 40, 0, 0), func() ntlm.ChallengeMessage { m := full; m.TargetInfo = nil; return m }()},
		"with an empty list as target info": {func() []byte { m := full; m.TargetInfo = ntlm.AVPairs{}; return m.Marshal() }(), func() ntlm.ChallengeMessage { m := full; m.TargetInfo = ntlm.AVPairs{}; return m }()},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := ntlm.ParseChallenge(tt.b)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "message", got, tt.want)
		})
	}
}

func TestOlderFormsOfTheLastMessageAreRead(t *testing.T) {
	fields := []int{12, 20, 28, 36, 44, 52}
	full := parse(t, unhex(t, authenticateV2))
	full.MIC = &randomKey
	noMIC, noVersion, noFlags := full, full, full
	noMIC.MIC = nil
	noVersion.MIC, noVersion.Version = nil, ntlm.Version{}
	noFlags.MIC, noFlags.Version, noFlags.Flags, noFlags.SessionKey = nil, ntlm.Version{}, 0, nil
	tests := map[string]struct {
		b    []byte
		want ntlm.AuthenticateMessage
	}{
		"with MIC":          {full.Marshal(), full},
		"without MIC":       {cut(full.Marshal(), fields, 72, 88), noMIC},
		"without version":   {cut(full.Marshal(), fields, 64, 88), noVersion},
		"without its flags": {cut(noFlags.Marshal(), fields[:5], 52, 72), noFlags},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { equal(t, "message", parse(t, tt.b), tt.want) })
	}
}

func withField(t *testing.T, b []byte, at, n int, offset int64) []byte {
	t.Helper()
	b = bytes.Clone(b)
	binary.LittleEndian.PutUint16(b[at:], uint16(n))
	binary.LittleEndian.PutUint32(b[at+4:], uint32(offset))
	return b
}

func TestErrorsSayWhereAndWhat(t *testing.T) {
	challenge, authenticate := unhex(t, challengeV2), unhex(t, authenticateV2)
	negotiate := ntlm.NegotiateMessage{Domain: "D"}.Marshal()
	badPair := bytes.Clone(challenge)
	badPair[0x46] = 0xff
	read := map[string]func([]byte) error{
		"n": func(b []byte) error { _, err := ntlm.ParseNegotiate(b); return err },
		"c": func(b []byte) error { _, err := ntlm.ParseChallenge(b); return err },
		"a": func(b []byte) error { _, err := ntlm.ParseAuthenticate(b); return err },
		"p": func(b []byte) error { _, err := ntlm.ParseAVPairs(b); return err },
		"r": func(b []byte) error { _, err := ntlm.ParseNTLMv2Response(b); return err },
	}
	tests := []struct {
		read string
		b    []byte
		want string
	}{
		{"n", nil, "ntlm: NEGOTIATE_MESSAGE: end at offset 0: found 0 bytes, expected at least 16"},
		{"c", challenge[:31], "ntlm: CHALLENGE_MESSAGE: end at offset 31: found 31 bytes, expected at least 32"},
		{"a", authenticate[:51], "ntlm: AUTHENTICATE_MESSAGE: end at offset 51: found 51 bytes, expected at least 52"},
		{"c", append([]byte("HTLM"), challenge[4:]...), `ntlm: CHALLENGE_MESSAGE: Signature at offset 0: found "HTLMSSP\x00", expected "NTLMSSP\x00"`},
		{"a", challenge, "ntlm: AUTHENTICATE_MESSAGE: MessageType at offset 8: found 2, expected 3"},
		{"n", withField(t, negotiate, 16, 2, 40), "ntlm: NEGOTIATE_MESSAGE: DomainNameFields at offset 16: found 2 bytes from 40, expected a piece within 16 to 41"},
		{"c", withField(t, challenge, 12, 12, 0xffffffff), "ntlm: CHALLENGE_MESSAGE: TargetNameFields at offset 12: found 12 bytes from 4294967295, expected a piece within 32 to 104"},
		{"c", withField(t, challenge, 40, 12, 0), "ntlm: CHALLENGE_MESSAGE: TargetInfoFields at offset 40: found 12 bytes from 0, expected a piece within 32 to 104"},
		{"c", withField(t, challenge, 12, 11, 56), "ntlm: CHALLENGE_MESSAGE: TargetNameFields at offset 12: found 11 bytes, expected an even number, UTF-16"},
		{"c", badPair, "ntlm: CHALLENGE_MESSAGE: AvLen of AvId 2 at offset 70: found 255, expected at most 32"},
		{"c", withField(t, challenge, 40, 32, 68), "ntlm: CHALLENGE_MESSAGE: AvId at offset 100: found 0 bytes, expected an AV_PAIR, the last MsvAvEOL"},
		{"a", withField(t, authenticate, 36, 1, 84), "ntlm: AUTHENTICATE_MESSAGE: UserNameFields at offset 36: found 1 bytes, expected an even number, UTF-16"},
		{"a", withField(t, authenticate, 52, 17, 216), "ntlm: AUTHENTICATE_MESSAGE: EncryptedRandomSessionKeyFields at offset 52: found 17 bytes from 216, expected a piece within 52 to 232"},
		{"p", []byte{1, 0, 2, 0, 0}, "ntlm: AV_PAIR list: AvLen of AvId 1 at offset 2: found 2, expected at most 1"},
		{"r", make([]byte, 43), "ntlm: NTLMv2_RESPONSE: end at offset 43: found 43 bytes, expected at least 44"},
		{"r", make([]byte, 48), "ntlm: NTLMv2_RESPONSE: RespType at offset 16: found 0000, expected 0101"},
	}
	for _, tt := range tests {
		err := read[tt.read](tt.b)
		if err == nil {
			t.Errorf("no error, want %s", tt.want)
			continue
		}
		equal(t, "error", err.Error(), tt.want)
	}
}

func TestTheKindShowsInTheShapeOfAMessage(t *testing.T) {
	essLM := append(bytes.Repeat([]byte{1}, 8), make([]byte, 16)...)
	full := bytes.Repeat([]byte{1}, 24)
	const ess = ntlm.NegotiateExtendedSessionSecurity
	tests := []struct {
		reason string
		m      ntlm.AuthenticateMessage
		want   ntlm.Kind
		lmOnly bool
	}{
		{"nothing", ntlm.AuthenticateMessage{}, ntlm.None, false},
		{"anonymous", ntlm.AuthenticateMessage{LM: []byte{0}}, ntlm.None, false},
		{"more than 24", ntlm.AuthenticateMessage{LM: full, NT: append(full, 1)}, ntlm.NTLMv2, false},
		{"24 and client challenge", ntlm.AuthenticateMessage{LM: essLM, NT: full}, ntlm.ESS, false},
		{"24 and 24", ntlm.AuthenticateMessage{LM: full, NT: full, Flags: ess}, ntlm.NTLMv1, false},
		{"24 and no LM response", ntlm.AuthenticateMessage{NT: full}, ntlm.NTLMv1, false},
		{"LM alone", ntlm.AuthenticateMessage{LM: full}, ntlm.LM, true},
		{"LM alone with extended session security", ntlm.AuthenticateMessage{LM: full, Flags: ess}, ntlm.LMv2, true},
		{"an NT response too short", ntlm.AuthenticateMessage{NT: full[:23]}, ntlm.None, false},
		{"the same beside LM", ntlm.AuthenticateMessage{LM: full, NT: full[:23]}, ntlm.LM, true},
		{"an LM response too long", ntlm.AuthenticateMessage{LM: append(full, 1)}, ntlm.None, false},
	}
	for _, tt := range tests {
		equal(t, tt.reason, tt.m.Kind(), tt.want)
		equal(t, tt.reason+", LM only", tt.m.LMOnly(), tt.lmOnly)
	}
}

func TestWhatTheMessageCannotSayIsReplacedOrCutOff(t *testing.T) {
	m, err := ntlm.ParseNegotiate(ntlm.NegotiateMessage{Domain: "Ünï-Ω"}.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "domain in the OEM character set", m.Domain, "Ünï-?")
	long := parse(t, ntlm.AuthenticateMessage{NT: make([]byte, 70000), LM: []byte{7}}.Marshal())
	equal(t, "bytes of a response too long", len(long.NT), 65535)
	equal(t, "the response beside it", long.LM, []byte{7})
	list := ntlm.AVPairs{{ID: ntlm.AvEOL, Value: []byte("x")}, {ID: ntlm.AvSingleHost, Value: make([]byte, 70000)}}
	got, err := ntlm.ParseAVPairs(list.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "pairs", got, ntlm.AVPairs{{ID: ntlm.AvSingleHost, Value: make([]byte, 65535)}})
}
