package ntlm_test

import (
	"testing"

	"ntlmsim/sim/ntlm"
)

func TestNTLMv1IsAsInTheDocument(t *testing.T) { // MS-NLMP 4.2.2
	lm, ok := ntlm.LMOWFv1(password)
	equal(t, "LM hash exists", ok, true)
	same(t, "LMOWFv1", lm[:], "e5 2c ac 67 41 9a 9a 22 4a 3b 10 8f 3f a6 cb 6d")
	nt := ntlm.NTOWFv1(password)
	same(t, "NTOWFv1", nt[:], "a4 f4 9c 40 65 10 bd ca b6 82 4e e7 c3 0f d8 52")
	base := ntlm.SessionBaseKeyV1(nt)
	same(t, "SessionBaseKey", base[:], "d8 72 62 b0 cd e4 b1 cb 74 99 be cc cd f1 07 84")
	ntResponse := ntlm.NTLMv1Response(nt, serverChallenge)
	same(t, "NTLMv1 response", ntResponse[:], "67 c4 30 11 f3 02 98 a2 ad 35 ec e6 4f 16 33 1c 44 bd be d9 27 84 1f 94")
	lmResponse := ntlm.LMv1Response(lm, serverChallenge)
	same(t, "LMv1 response", lmResponse[:], "98 de f7 b8 7f 88 aa 5d af e2 df 77 96 88 a1 72 de f1 1c 7d 5c cd ef 13")

	lmKey := ntlm.KeyExchangeKeyLM(lm, lmResponse)
	same(t, "KeyExchangeKey with LM_KEY", lmKey[:], "b0 9e 37 9f 7f be cb 1e af 0a fd cb 03 83 c8 a0")
	sealed := ntlm.ExchangeKey(base, randomKey)
	same(t, "EncryptedRandomSessionKey", sealed[:], "51 88 22 b1 b3 f3 50 c8 95 86 82 ec bb 3e 3c b7")
	sealed = ntlm.ExchangeKey(ntlm.KeyExchangeKeyNonNT(lm), randomKey)
	same(t, "the same with REQUEST_NON_NT_SESSION_KEY", sealed[:], "74 52 ca 55 c2 25 a1 ca 04 b4 8f ae 32 cf 56 fc")
	sealed = ntlm.ExchangeKey(lmKey, randomKey)
	same(t, "the same with LM_KEY", sealed[:], "4c d7 bb 57 d6 97 ef 9b 54 9f 02 b8 f9 b3 78 64")
}

func TestNTLMv1WithClientChallengeIsAsInTheDocument(t *testing.T) { // MS-NLMP 4.2.3
	nt := ntlm.NTOWFv1(password)
	ntResponse, lmResponse := ntlm.ESSResponse(nt, serverChallenge, clientChallenge)
	same(t, "LM response", lmResponse[:], "aa aa aa aa aa aa aa aa 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")
	same(t, "NT response", ntResponse[:], "75 37 f8 03 ae 36 71 28 ca 45 82 04 bd e7 ca f8 1e 97 ed 26 83 26 72 32")
	key := ntlm.KeyExchangeKeyESS(ntlm.SessionBaseKeyV1(nt), serverChallenge, clientChallenge)
	same(t, "KeyExchangeKey", key[:], "eb 93 42 9a 8b d9 52 f8 b8 9c 55 b8 7f 47 5e dc")
}

// exampleTemp is temp of MS-NLMP 4.2.4.1.3, 68 bytes.
const exampleTemp = `
	01 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 aa aa aa aa aa aa aa aa 00 00 00 00
	02 00 0c 00 44 00 6f 00 6d 00 61 00 69 00 6e 00
	01 00 0c 00 53 00 65 00 72 00 76 00 65 00 72 00
	00 00 00 00 00 00 00 00`

func TestNTLMv2IsAsInTheDocument(t *testing.T) { // MS-NLMP 4.2.4
	v2 := ntlm.NTOWFv2(ntlm.NTOWFv1(password), user, domain)
	same(t, "NTOWFv2", v2[:], "0c 86 8a 40 3b fd 7a 93 a3 00 1e f2 2e f0 2e 3f")
	response, base := ntlm.NTLMv2Response(v2, serverChallenge, clientChallenge, 0, exampleInfo().Marshal())
	same(t, "NTProofStr", response[:16], "68 cd 0a b8 51 e5 1c 96 aa bc 92 7b eb ef 6a 1c")
	same(t, "temp", response[16:], exampleTemp)
	same(t, "SessionBaseKey", base[:], "8d e4 0c ca db c1 4a 82 f1 5c b0 ad 0d e9 5c a3")
	lm := ntlm.LMv2Response(v2, serverChallenge, clientChallenge)
	same(t, "LMv2 response", lm[:], "86 c3 50 97 ac 9c ec 10 25 54 76 4a 57 cc cc 19 aa aa aa aa aa aa aa aa")
	sealed := ntlm.ExchangeKey(base, randomKey)
	same(t, "EncryptedRandomSessionKey", sealed[:], "c5 da d2 54 4f c9 79 90 94 ce 1c e9 0b c9 d0 3e")
	equal(t, "and back", ntlm.ExchangeKey(base, sealed), randomKey)
}

func TestEverySpellingOfADomainIsAnotherHash(t *testing.T) {
	tests := []struct{ user, password, domain, v2, proof string }{
		{"User", "Password", "Domain", "0c868a403bfd7a93a3001ef22ef02e3f", "68cd0ab851e51c96aabc927bebef6a1c"},
		{"user", "Password", "Domain", "0c868a403bfd7a93a3001ef22ef02e3f", "68cd0ab851e51c96aabc927bebef6a1c"},
		{"USER", "Password", "Domain", "0c868a403bfd7a93a3001ef22ef02e3f", "68cd0ab851e51c96aabc927bebef6a1c"},
		{"User", "Password", "DOMAIN", "f38efea48ada6afaa95ae44669e5634b", "9dee77a61159fe187cb72a714b564c01"},
		{"User", "Password", "domain", "51286d67402c2f373fac9967c967b19d", "e4d31fe11368ebf5b0a252f73dd7be31"},
		{"User", "Password", "", "4cf86da43b3cd4785ab26bcee1e1884b", "3931ef309dd2eeab04a6200c242d1759"},
		{"User", "Password", "Server", "4e57f4574bc269fcd3231846604d44a1", "df5adef74dafe7b167f301c78202b19f"},
		{"User", "Password", "SERVER", "01f970286457099014f8cdc4202a1aa5", "461e8d22e3f5c77586835571f6f7dc73"},
		{"USER1", "PSW1", "LOCAL1", "02fbb39d82b2ba2024131a2496dd4a18", "850e97eaac147a82cddfb1ce1d2bb75d"},
		{"USER1", "PSW1", "local1", "7520a9ffd20982ba26225a390c124a7a", "140c672c7c550570dff9403f6aeac0d4"},
		{"USER1", "PSW1", "SCRATCH-DOMAIN", "45d16a7c6d60046d5bd4a34dc5b81548", "093fc5657e33e6c53dd2bc2f6927bd89"},
		{"USER1", "PSW1", "SCRATCH", "65d5c7aec68de51befefe43b7301c188", "a2013bb68960cf2f34acabc039530035"},
		{"USER1", "PSW1", "NET-DOMAIN", "54242fac9a62e0ae53073b006e982096", "1535e76cf4407d9ccedc63bc4bd7a329"},
		{"USER1", "PSW1", "", "7e41080512d271160512fbae2a18dc5b", "318dd6636cc116d137486020a943623d"},
	}
	for _, tt := range tests {
		t.Run(tt.domain+"_"+tt.user, func(t *testing.T) {
			v2 := ntlm.NTOWFv2(ntlm.NTOWFv1(tt.password), tt.user, tt.domain)
			same(t, "NTOWFv2", v2[:], tt.v2)
			response, _ := ntlm.NTLMv2Response(v2, serverChallenge, clientChallenge, 0, exampleInfo().Marshal())
			same(t, "NTProofStr", response[:16], tt.proof)
		})
	}
}

func TestKnownNTHashes(t *testing.T) {
	for pw, want := range map[string]string{
		"PSW1": "a78cb9b8a1198e87d9ad4e33acf08a19",
		"":     "31d6cfe0d16ae931b73c59d7e0c089c0",
	} {
		got := ntlm.NTOWFv1(pw)
		same(t, "NTOWFv1 of "+pw, got[:], want)
	}
}

func TestAnLMHashTakesFourteenASCIICharacters(t *testing.T) {
	tests := []struct {
		password, want string
		reason         string
	}{
		{"", "aad3b435b51404eeaad3b435b51404ee", "the well-known hash of no password"},
		{"PASSWORD", "e52cac67419a9a224a3b108f3fa6cb6d", "case does not count"},
		{"12345678901234", "", "fourteen are not too many"},
		{"123456789012345", "-", "fifteen are"},
		{"Pässword", "-", "not ASCII"},
	}
	for _, tt := range tests {
		got, ok := ntlm.LMOWFv1(tt.password)
		if ok != (tt.want != "-") {
			t.Errorf("LMOWFv1(%q): found a hash %v; %s", tt.password, ok, tt.reason)
		}
		if len(tt.want) == 32 {
			same(t, tt.reason, got[:], tt.want)
		}
	}
}

func TestUsersAreUpperCasedOneCharacterToOne(t *testing.T) {
	nt := ntlm.NTOWFv1(password)
	for lower, upper := range map[string]string{"jürgen": "JÜRGEN", "жук": "ЖУК", "straße": "STRAßE", "𐐨": "𐐨"} {
		equal(t, lower, ntlm.NTOWFv2(nt, lower, "d"), ntlm.NTOWFv2(nt, upper, "d"))
	}
	for lower, other := range map[string]string{"straße": "STRASSE", "𐐨": "𐐀"} {
		if ntlm.NTOWFv2(nt, lower, "d") == ntlm.NTOWFv2(nt, other, "d") {
			t.Errorf("%s has the hash of %s", lower, other)
		}
	}
}

func TestVerifyRefusesEveryChangedBit(t *testing.T) {
	nt := ntlm.NTOWFv1(password)
	lm, _ := ntlm.LMOWFv1(password)
	v2 := ntlm.NTOWFv2(nt, user, domain)
	v1 := ntlm.NTLMv1Response(nt, serverChallenge)
	lmv1 := ntlm.LMv1Response(lm, serverChallenge)
	ess, essLM := ntlm.ESSResponse(nt, serverChallenge, clientChallenge)
	lmv2 := ntlm.LMv2Response(v2, serverChallenge, clientChallenge)
	ntlmv2, _ := ntlm.NTLMv2Response(v2, serverChallenge, clientChallenge, 0, exampleInfo().Marshal())
	tests := map[string]struct {
		response []byte
		verify   func(b []byte) bool
	}{
		"NTLMv1":   {v1[:], func(b []byte) bool { return ntlm.VerifyNTLMv1(nt, serverChallenge, b) }},
		"LM":       {lmv1[:], func(b []byte) bool { return ntlm.VerifyLMv1(lm, serverChallenge, b) }},
		"ESS":      {ess[:], func(b []byte) bool { return ntlm.VerifyESS(nt, serverChallenge, b, essLM[:]) }},
		"ESS, LM":  {essLM[:8], func(b []byte) bool { return ntlm.VerifyESS(nt, serverChallenge, ess[:], append(b, essLM[8:]...)) }},
		"LMv2":     {lmv2[:], func(b []byte) bool { return ntlm.VerifyLMv2(v2, serverChallenge, b) }},
		"NTLMv2":   {ntlmv2, func(b []byte) bool { return ntlm.VerifyNTLMv2(v2, serverChallenge, b) }},
		"MIC":      {signed(v2), func(b []byte) bool { return ntlm.VerifyMIC(randomKey, []byte("n"), []byte("c"), b) }},
		"the hash": {nt[:], func(b []byte) bool { return ntlm.VerifyNTLMv1(ntlm.Hash(b[:16]), serverChallenge, v1[:]) }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			good := append([]byte{}, tt.response...)
			if !tt.verify(good) {
				t.Fatal("refuses the right response")
			}
			for bit := range 8 * len(good) {
				bad := append([]byte{}, tt.response...)
				bad[bit/8] ^= 1 << (bit % 8)
				if tt.verify(bad) {
					t.Errorf("accepts the response with bit %d changed", bit)
				}
			}
		})
	}
	for n := range 24 {
		if ntlm.VerifyNTLMv1(nt, serverChallenge, v1[:n]) || ntlm.VerifyLMv1(lm, serverChallenge, lmv1[:n]) ||
			ntlm.VerifyESS(nt, serverChallenge, ess[:n], essLM[:]) || ntlm.VerifyESS(nt, serverChallenge, ess[:], essLM[:n]) ||
			ntlm.VerifyLMv2(v2, serverChallenge, lmv2[:n]) || ntlm.VerifyNTLMv2(v2, serverChallenge, ntlmv2[:n]) ||
			ntlm.VerifyMIC(randomKey, nil, nil, make([]byte, n)) {
			t.Errorf("accepts a response of %d bytes", n)
		}
	}
}

// signed is 100 bytes with the right MIC among them.
func signed(seed ntlm.Hash) []byte {
	b := make([]byte, 100)
	copy(b, seed[:])
	mic := ntlm.MIC(randomKey, []byte("n"), []byte("c"), b)
	copy(b[72:], mic[:])
	return b
}
