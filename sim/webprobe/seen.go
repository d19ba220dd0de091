package webprobe

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/web"
)

// Seen is what comes of an attempt, as far as real parts show it.
type Seen struct {
	Offers   string // what the server offers, in its order: Negotiate, NTLM
	SPN      string // the name that a ticket was asked for; "": none
	Status   int    // of HTTP; 0: these parts do not show it
	Protocol web.Protocol
	User     string        // CORP\ANNA; "": nobody
	Code     kerberos.Code // the first error of the KDC or the server; 0: none
	Again    bool          // another client had to ask with NTLM
}

func (s Seen) String() string {
	return fmt.Sprintf("offers %s, spn %s, status %d, protocol %s, user %s, code %d, again %t", orNone(s.Offers), orNone(s.SPN), s.Status, orNone(string(s.Protocol)), orNone(s.User), s.Code, s.Again)
}

// LockedOut reports whether the account may have been locked out: the KDC calls it revoked, and that was not predicted.
func (s Seen) LockedOut(o web.Outcome) bool {
	return s.Code == kerberos.ClientRevoked && o.Code != kerberos.ClientRevoked
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// Known takes in whom the server says that it knows (X-User, X-Mech), and by what. What it does not say is taken from
// what was sent.
func (s *Seen) Known(t web.Topology, user, mech string, sent web.Protocol) {
	if s.Status != 200 {
		return
	}
	switch s.User = withDomain(t, user); {
	case strings.HasSuffix(mech, "/NTLM"):
		s.Protocol = web.ByNTLM
	case strings.HasSuffix(mech, "/krb5"):
		s.Protocol = web.ByKerberos
	default:
		s.Protocol = sent
	}
}

// withDomain is a principal as Windows writes an account: ANNA@CORP.EXAMPLE is CORP\ANNA.
func withDomain(t web.Topology, user string) string {
	name, realm, ok := strings.Cut(user, "@")
	for _, d := range t.Domains {
		if ok && strings.EqualFold(d.DNS, realm) {
			return strings.ToUpper(d.Name + `\` + name)
		}
	}
	return strings.ToUpper(user)
}

var errorInside = []byte{0xa6, 3, 2, 1} // error-code [6] INTEGER of KRB-ERROR, RFC 4120 5.9.1

// ErrorIn is the error of the server in a token; 0 if there is none.
func ErrorIn(token string) kerberos.Code {
	text, _ := base64.StdEncoding.DecodeString(token)
	if _, after, ok := bytes.Cut(text, errorInside); ok && len(after) > 0 {
		return kerberos.Code(after[0])
	}
	return 0
}
