package logon_test

import (
	"testing"

	"ntlmsim/sim/logon"
)

// NtlmMinClientSec and NtlmMinServerSec are read as words and as the registry has them; a bit that is not decided is
// refused.
func TestSessionSecurity(t *testing.T) {
	for value, want := range map[string]logon.SessionSecurity{
		"none": 0, "0": 0, "128-bit": logon.Keys128, "0x20000000": logon.Keys128, "537395200": logon.Keys128 | logon.NTLMv2Session,
		"NTLMv2-session-security": logon.NTLMv2Session, "both": logon.Keys128 | logon.NTLMv2Session,
	} {
		var s logon.Settings
		if err := s.Set(set("NtlmMinClientSec", value)); err != nil || s.NtlmMinClientSec != want {
			t.Errorf("%s: got %#x, %v; want %#x", value, s.NtlmMinClientSec, err, want)
		}
	}
	const words = "none, ntlmv2-session-security, 128-bit, both; nor a number like 0x20080000"
	for value, want := range map[string]string{
		"0x20000030":  "NtlmMinServerSec: the bits 0x30 of 0x20000030 are not decided: what is known are 0x80000 and 0x20000000",
		"strong":      `NtlmMinServerSec: "strong" is not one of: ` + words,
		"0x1ffffffff": `NtlmMinServerSec: "0x1ffffffff" is not one of: ` + words,
	} {
		var s logon.Settings
		if err := s.Set(set("NtlmMinServerSec", value)); err == nil || err.Error() != want || s.NtlmMinServerSec != 0 {
			t.Errorf("%s: got %v, want %q", value, err, want)
		}
	}
}
