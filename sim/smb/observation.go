package smb

import (
	"fmt"
	"io"

	"ntlmsim/sim/ntlm"
)

// Sent is what the client sent, read from the bytes of its AUTHENTICATE_MESSAGE (MS-NLMP 2.2.1.3) and TREE_CONNECT
// request (MS-SMB2 2.2.9).
type Sent struct {
	Authenticate bool // an AUTHENTICATE_MESSAGE was sent; if not, the other fields are empty
	Domain       string
	User         string
	Workstation  string
	LM, NT       int // lengths of LmChallengeResponse and NtChallengeResponse, in bytes
	Response     ntlm.Kind
	Share        string // last component of the path in TREE_CONNECT; "" if none was sent in the clear
}

// Target holds the server's names in its CHALLENGE_MESSAGE (MS-NLMP 2.2.1.2 and 2.2.2.1).
type Target struct {
	Name        string // TargetName
	NbDomain    string // MsvAvNbDomainName
	NbComputer  string // MsvAvNbComputerName
	DnsDomain   string // MsvAvDnsDomainName
	DnsComputer string // MsvAvDnsComputerName
}

// Session flags, MS-SMB2 2.2.6.
const (
	SessionGuest   uint16 = 1 // SMB2_SESSION_FLAG_IS_GUEST
	SessionNull    uint16 = 2 // SMB2_SESSION_FLAG_IS_NULL; Samba never sets it
	SessionEncrypt uint16 = 4 // SMB2_SESSION_FLAG_ENCRYPT_DATA
)

// An Observation is what the wire showed of one attempt. Statuses are NTSTATUS values (MS-ERREF 2.3).
type Observation struct {
	Client       string // "go-smb2", "probe 3.1.1"
	Dialect      uint16 // DialectRevision the server chose: 0x0202, 0x0210, 0x0300, 0x0302, 0x0311
	SecurityMode uint16 // of the NEGOTIATE response: 1 signing enabled, 2 signing required
	Target       Target
	Sent         Sent
	Setup        uint32  // status of the last SESSION_SETUP response
	SessionFlags uint16  // of a successful session setup
	Tree         *uint32 // status of TREE_CONNECT; nil if none was answered
	Signed       bool    // TREE_CONNECT was sent signed
	Encrypted    bool    // TREE_CONNECT was sent encrypted: its status comes from the client, not from the wire
	Local        string  // address of the client's end
	Remote       string  // address of the server's end

	Proof *Proof `json:"-"` // what the client sent as proof of the password; nil: not known, as in a recording
}

// A Proof is an AUTHENTICATE_MESSAGE with the challenge that it answers. Printing it shows neither.
type Proof struct {
	challenge ntlm.Challenge
	message   ntlm.AuthenticateMessage
}

// NewProof pairs a challenge with the message that answers it.
func NewProof(c ntlm.Challenge, m ntlm.AuthenticateMessage) *Proof { return &Proof{c, m} }

// Format prints nothing of the proof, with any verb.
func (*Proof) Format(s fmt.State, _ rune) { io.WriteString(s, "proof") }

// Shows reports whether the response was made with this password and hashed with this domain.
func (p *Proof) Shows(password, salt string) bool {
	if p.message.Kind() == ntlm.None {
		return true
	}
	if lm, ok := ntlm.LMOWFv1(password); ok && p.message.LMOnly() && ntlm.VerifyLMv1(lm, p.challenge, p.message.LM) {
		return true
	}
	return ntlm.Verify(ntlm.NTOWFv1(password), p.challenge, p.message, salt)
}
