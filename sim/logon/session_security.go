package logon

import (
	"fmt"
	"strconv"
	"strings"
)

// SessionSecurity is what NtlmMinClientSec and NtlmMinServerSec require of a session (KB 239869). The two bits are
// those of the registry value, without the ones for integrity and confidentiality.
type SessionSecurity uint32

const (
	NTLMv2Session SessionSecurity = 0x00080000 // NTLMv2 session security
	Keys128       SessionSecurity = 0x20000000 // 128-bit keys
)

// sessionSecurities are the values of the settings, as words.
const sessionSecurities = "none|ntlmv2-session-security|128-bit|both"

var sessionSecurityWords = map[string]SessionSecurity{"none": 0, "ntlmv2-session-security": NTLMv2Session, "128-bit": Keys128, "both": NTLMv2Session | Keys128}

// sessionSecurity parses one of the words, or the registry value as a number.
func sessionSecurity(to func(*Settings) *SessionSecurity) func(*Settings, []string) error {
	return single(func(s *Settings, v string) error {
		if demanded, ok := sessionSecurityWords[strings.ToLower(v)]; ok {
			*to(s) = demanded
			return nil
		}
		n, err := strconv.ParseUint(v, 0, 32)
		if err != nil {
			return fmt.Errorf("%q is not one of: none, ntlmv2-session-security, 128-bit, both; nor a number like 0x20080000", v)
		}
		if other := SessionSecurity(n) &^ (NTLMv2Session | Keys128); other != 0 {
			return fmt.Errorf("the bits 0x%x of %s are not decided: what is known are 0x80000 and 0x20000000", uint32(other), v)
		}
		*to(s) = SessionSecurity(n)
		return nil
	})
}

// weakClient is the session security that the server requires and the client cannot provide, or "".
func (f *Facts) weakClient() string {
	demanded := f.target.settings.NtlmMinServerSec
	switch {
	case f.sent.Anonymous():
		return ""
	case demanded&NTLMv2Session != 0 && !f.sent.Response.SessionSecurity():
		return f.sent.Response.String() + " has no NTLMv2 session security"
	case f.weakKeys():
		return f.client.Name + " has keys of 56 bits at most"
	}
	return ""
}

// weakKeys reports whether a client is refused because of its keys, and not because of its response.
func (f *Facts) weakKeys() bool {
	demanded := f.target.settings.NtlmMinServerSec
	responds := demanded&NTLMv2Session == 0 || f.sent.Response.SessionSecurity()
	return responds && demanded&Keys128 != 0 && f.client != nil && f.client.typing.WeakKeys
}

// weakServer is the session security that the client requires and does not get, or "".
func (f *Facts) weakServer() string {
	s := f.client.typing
	switch {
	case s.NtlmMinClientSec&NTLMv2Session != 0 && s.LmCompatibilityLevel == 0 && !s.NTLMv1Removed:
		return "at LmCompatibilityLevel 0 there is no NTLMv2 session security"
	case s.NtlmMinClientSec&Keys128 != 0 && f.target.settings.WeakKeys:
		return f.target.Name + " has keys of 56 bits at most"
	}
	return ""
}

// bits names the bits of a value, as the policies do.
func (s SessionSecurity) bits() string {
	var names []string
	for _, b := range []struct {
		bit  SessionSecurity
		name string
	}{{0x10, "integrity"}, {0x20, "confidentiality"}, {NTLMv2Session, "NTLMv2 session security"}, {Keys128, "128-bit keys"}} {
		if s&b.bit != 0 {
			names = append(names, b.name)
		}
	}
	if len(names) == 0 {
		return "none of them"
	}
	return strings.Join(names, ", ")
}
