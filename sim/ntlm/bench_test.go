package ntlm_test

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	//lint:ignore SA1019 NTLM is defined on MD4
	"golang.org/x/crypto/md4"

	"ntlmsim/sim/ntlm"
)

// benchMessage is the answer of a modern client to a modern domain member.
func benchMessage(b *testing.B) (ntlm.AuthenticateMessage, ntlm.Challenge) {
	b.Helper()
	ch := ntlm.ChallengeMessage{
		Flags: 0xe28a8235, ServerChallenge: serverChallenge, TargetName: "SCRATCH-DOMAIN",
		TargetInfo: ntlm.AVPairs{}.WithText(ntlm.AvNbDomain, "SCRATCH-DOMAIN").WithText(ntlm.AvNbComputer, "SERVER01").
			WithText(ntlm.AvDnsDomain, "scratch.example").WithText(ntlm.AvDnsComputer, "server01.scratch.example").
			WithTimestamp(serverTime),
	}
	m, _ := logon(b, ntlm.Client{
		User: "User1", Domain: "SCRATCH-DOMAIN", Password: "PSW1", Kind: ntlm.NTLMv2, TargetName: "cifs/server01",
		ClientChallenge: clientChallenge, ExportedKey: randomKey,
	}, ch)
	return m, ch.ServerChallenge
}

// BenchmarkVerifyNTLMv2 verifies a correct response, from the password as text.
func BenchmarkVerifyNTLMv2(b *testing.B) {
	m, server := benchMessage(b)
	b.ReportAllocs()
	for b.Loop() {
		if !ntlm.Verify(ntlm.NTOWFv1("PSW1"), server, m, "SCRATCH-DOMAIN") {
			b.Fatal("refused")
		}
	}
}

// BenchmarkBareNTLMv2 is the same hashing and nothing else: the text is converted beforehand.
func BenchmarkBareNTLMv2(b *testing.B) {
	m, server := benchMessage(b)
	password, salt := utf16le("PSW1"), utf16le(strings.ToUpper("User1")+"SCRATCH-DOMAIN")
	b.ReportAllocs()
	for b.Loop() {
		h := md4.New()
		h.Write(password)
		mac := hmac.New(md5.New, h.Sum(nil))
		mac.Write(salt)
		mac = hmac.New(md5.New, mac.Sum(nil))
		mac.Write(server[:])
		mac.Write(m.NT[16:])
		if !hmac.Equal(mac.Sum(nil), m.NT[:16]) {
			b.Fatal("refused")
		}
	}
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}
