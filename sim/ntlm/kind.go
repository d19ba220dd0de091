// Package ntlm computes what MS-NLMP describes: the hashes of a password, the responses to a challenge, the
// session keys and the three messages. It is pure: randomness and time come from the caller.
package ntlm

import "fmt"

// A Kind is what a client put into an AUTHENTICATE_MESSAGE to prove that it knows the password
// (MS-NLMP 3.3, LmCompatibilityLevel chooses among them). The zero Kind proves nothing.
type Kind uint8

const (
	None   Kind = iota // no response at all: anonymous
	LM                 // the LM response alone, MS-NLMP 3.3.1
	NTLMv1             // LM and NTLM responses, MS-NLMP 3.3.1
	ESS                // NTLMv1 with extended session security, MS-NLMP 3.3.1
	LMv2               // the LMv2 response alone, MS-NLMP 3.3.2
	NTLMv2             // NTLMv2, with LMv2 where the server gave no timestamp, MS-NLMP 3.3.2
)

var kindNames = [...]string{None: "none", LM: "lm", NTLMv1: "ntlmv1", ESS: "ess", LMv2: "lmv2", NTLMv2: "ntlmv2"}

// Kinds lists every kind, weakest first.
func Kinds() []Kind { return []Kind{None, LM, NTLMv1, ESS, LMv2, NTLMv2} }

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind %d", k)
}

// ParseKind is the inverse of String.
func ParseKind(s string) (Kind, bool) {
	for k, name := range kindNames {
		if name == s {
			return Kind(k), true
		}
	}
	return None, false
}

// Salted reports whether the user's domain is part of the hash (NTOWFv2): then client and server must hash with the
// same one.
func (k Kind) Salted() bool { return k == LMv2 || k == NTLMv2 }

// SessionSecurity reports whether a response is sent with NTLMv2 session security: MS-NLMP,
// NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY.
func (k Kind) SessionSecurity() bool { return k == ESS || k.Salted() }

// MarshalText writes a kind by its name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (k *Kind) UnmarshalText(text []byte) error {
	kind, ok := ParseKind(string(text))
	if !ok {
		return fmt.Errorf("%q is not a kind of response", text)
	}
	*k = kind
	return nil
}
