package logon

import (
	"fmt"
	"strings"

	"ntlmsim/sim"
)

// A KerberosCode is a result code of Kerberos, as the events of a KDC have it: 0x18. The model decides nothing of
// Kerberos, but people find these events first.
type KerberosCode uint32

// KerberosDone is the result code of a request that succeeded.
const KerberosDone KerberosCode = 0

// kerberosCodes are those that the pages of the events name: name, and meaning.
var kerberosCodes = map[KerberosCode][2]string{
	0x0:  {"KDC_ERR_NONE", "the request succeeded"},
	0x6:  {"KDC_ERR_C_PRINCIPAL_UNKNOWN", "there is no such account"},
	0x7:  {"KDC_ERR_S_PRINCIPAL_UNKNOWN", "no account has the service's name (SPN)"},
	0x8:  {"KDC_ERR_PRINCIPAL_NOT_UNIQUE", "more than one account has the name"},
	0xC:  {"KDC_ERR_POLICY", "a restriction of the account refuses the logon: workstation, hours, or smart card"},
	0xE:  {"KDC_ERR_ETYPE_NOTSUPP", "there is no kind of encryption that both sides know"},
	0x10: {"KDC_ERR_PADATA_TYPE_NOSUPP", "the controller cannot use the smart card, as where it has no certificate"},
	0x12: {"KDC_ERR_CLIENT_REVOKED", "the account is disabled, locked out, or has expired"},
	0x17: {"KDC_ERR_KEY_EXPIRED", "the password has expired"},
	0x18: {"KDC_ERR_PREAUTH_FAILED", "the password was wrong"},
	0x1B: {"KDC_ERR_MUST_USE_USER2USER", "the service is asked for by a name of a user without an SPN"},
	0x1F: {"KRB_AP_ERR_BAD_INTEGRITY", "the ticket cannot be decrypted, as with an old key"},
	0x20: {"KRB_AP_ERR_TKT_EXPIRED", "the ticket has expired; the client gets another"},
	0x25: {"KRB_AP_ERR_SKEW", "the clocks of client and controller differ too much"},
	0x29: {"KRB_AP_ERR_MODIFIED", "the ticket is for an account with another key than the service has"},
	0x44: {"KDC_ERR_WRONG_REALM", "the request went to the wrong domain"},
}

var kerberosResults = plainly("RFC 4120 7.5.9; Windows, events 4768, 4769 and 4771")

// String is the code as in an event: 0x18.
func (k KerberosCode) String() string { return fmt.Sprintf("0x%x", uint32(k)) }

// Name is the name of the code in RFC 4120, or its number.
func (k KerberosCode) Name() string { return orElse(kerberosCodes[k][0], k.String()) }

// Meaning is the code in our words; "" if it is not known.
func (k KerberosCode) Meaning() string { return kerberosCodes[k][1] }

// Cite is the source of the name and the meaning.
func (k KerberosCode) Cite() sim.Cite { return kerberosResults }

// KerberosCodes lists the codes that are known.
func KerberosCodes() (list []KerberosCode) {
	for k := KerberosCode(0); k <= 0x44; k++ {
		if k.Meaning() != "" {
			list = append(list, k)
		}
	}
	return list
}

// ofKerberos reports whether an event has a result code of Kerberos.
func (k EventKind) ofKerberos() bool { return k.Cite == ofTickets }

// parseKerberos reads the result code of an event of Kerberos: a number, or a name.
func parseKerberos(word string) (*KerberosCode, error) {
	if n, ok := codeNumber(word); ok {
		return new(KerberosCode(n)), nil
	}
	for _, k := range KerberosCodes() {
		if strings.EqualFold(k.Name(), word) {
			return &k, nil
		}
	}
	return nil, &UnknownCode{word, "is no result code of Kerberos, as 0x18 is", ""}
}
