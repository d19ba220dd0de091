package ntlm

import (
	"fmt"
	"strings"
)

// Flags is a NEGOTIATE structure, MS-NLMP 2.2.2.5: what one side can do, or what both agreed on. The names are
// those of the document without NTLMSSP_.
type Flags uint32

// The flags of MS-NLMP 2.2.2.5, lowest bit first.
const (
	NegotiateUnicode                 Flags = 0x00000001
	NegotiateOEM                     Flags = 0x00000002
	RequestTarget                    Flags = 0x00000004
	NegotiateSign                    Flags = 0x00000010
	NegotiateSeal                    Flags = 0x00000020
	NegotiateDatagram                Flags = 0x00000040
	NegotiateLMKey                   Flags = 0x00000080
	NegotiateNTLM                    Flags = 0x00000200
	NegotiateAnonymous               Flags = 0x00000800
	NegotiateOEMDomainSupplied       Flags = 0x00001000
	NegotiateOEMWorkstationSupplied  Flags = 0x00002000
	NegotiateAlwaysSign              Flags = 0x00008000
	TargetTypeDomain                 Flags = 0x00010000
	TargetTypeServer                 Flags = 0x00020000
	NegotiateExtendedSessionSecurity Flags = 0x00080000
	NegotiateIdentify                Flags = 0x00100000
	RequestNonNTSessionKey           Flags = 0x00400000
	NegotiateTargetInfo              Flags = 0x00800000
	NegotiateVersion                 Flags = 0x02000000
	Negotiate128                     Flags = 0x20000000
	NegotiateKeyExch                 Flags = 0x40000000
	Negotiate56                      Flags = 0x80000000
)

var flagNames = [32]string{
	0: "UNICODE", 1: "OEM", 2: "REQUEST_TARGET", 4: "SIGN", 5: "SEAL", 6: "DATAGRAM", 7: "LM_KEY", 9: "NTLM",
	11: "ANONYMOUS", 12: "OEM_DOMAIN_SUPPLIED", 13: "OEM_WORKSTATION_SUPPLIED", 15: "ALWAYS_SIGN",
	16: "TARGET_TYPE_DOMAIN", 17: "TARGET_TYPE_SERVER", 19: "EXTENDED_SESSIONSECURITY", 20: "IDENTIFY",
	22: "REQUEST_NON_NT_SESSION_KEY", 23: "TARGET_INFO", 25: "VERSION", 29: "128", 30: "KEY_EXCH", 31: "56",
}

// Has reports whether all of these flags are set.
func (f Flags) Has(all Flags) bool { return f&all == all }

// String names the flags that are set, lowest bit first, joined by a bar. A bit without a name is a number.
func (f Flags) String() string {
	var names []string
	for i := range 32 {
		bit := Flags(1) << i
		switch {
		case f&bit == 0:
		case flagNames[i] == "":
			names = append(names, fmt.Sprintf("%#x", uint32(bit)))
		default:
			names = append(names, flagNames[i])
		}
	}
	return strings.Join(names, "|")
}

// exchangesKey reports whether the client sends a key of its own: KEY_EXCH, and signing or sealing, which need one
// (MS-NLMP 3.1.5.1.2).
func (f Flags) exchangesKey() bool {
	return f.Has(NegotiateKeyExch) && f&(NegotiateSign|NegotiateSeal) != 0
}
