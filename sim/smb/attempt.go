package smb

import (
	"context"
	"errors"
	"fmt"
	"io"

	"ntlmsim/sim/ntlm"
)

// A Server answers session setups.
type Server interface {
	// Try makes one attempt. A refusal is an answer, whatever its NTSTATUS; an error (*CannotExpress or
	// *NotAnswered) means that the question could not be put. The Observation beside an error holds what had been
	// seen until then: good for a report, never for a comparison.
	Try(ctx context.Context, a Attempt) (Observation, error)
}

// An Expresser knows, without asking the server, whether it can send an attempt as it is written.
type Expresser interface{ Express(a Attempt) error }

// An Attempt is what one session setup and one tree connect carry.
// Printing one never shows the password.
type Attempt struct {
	Share       string // share name without a server; "" is IPC$
	Domain      string // "" is the NULL domain: an empty DomainName field
	User        string // "" is anonymous
	Password    string `json:"-"`
	Workstation string
	Response    ntlm.Kind
	Salt        *string // the domain that is hashed (NTOWFv2); nil: the domain as sent
}

// Format prints the attempt without its password, whatever the verb.
func (a Attempt) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, `%s\%s from %s to %s by %s`, quoted(a.Domain), quoted(a.User), quoted(a.Workstation), quoted(a.ShareName()), a.Response)
	if a.Salt != nil {
		fmt.Fprintf(s, " hashed with %s", quoted(*a.Salt))
	}
	if a.Password == "" {
		io.WriteString(s, ", empty password")
	}
}

// anonymous says that the attempt claims and proves nothing (MS-NLMP 3.2.5.1.2).
func (a Attempt) anonymous() bool { return a.User == "" && a.Response == ntlm.None }

func quoted(s string) string { return fmt.Sprintf("%q", s) }

// ShareName is the share that the attempt asks for: IPC$ where none is named.
func (a Attempt) ShareName() string {
	if a.Share == "" {
		return "IPC$"
	}
	return a.Share
}

// tooLong says that a name would not fit its length field, which has 16 bits and counts bytes. Windows allows
// far less.
func (a Attempt) tooLong() string {
	const most = 4096
	for _, s := range []string{a.Share, a.Domain, a.User, a.Workstation} {
		if len(s) > most {
			return fmt.Sprintf("a name of %d bytes, more than %d", len(s), most)
		}
	}
	return ""
}

// unsendable says why no client could make the attempt.
func (a Attempt) unsendable() string {
	if _, ok := ntlm.LMOWFv1(a.Password); !ok && a.Response == ntlm.LM {
		return "the password has no LM hash: it is longer than 14 characters, or not ASCII"
	}
	return a.tooLong()
}

// Sent is what an observer of the wire saw the client send, read back from the bytes of its
// AUTHENTICATE_MESSAGE (MS-NLMP 2.2.1.3) and TREE_CONNECT request (MS-SMB2 2.2.9).
type Sent struct {
	Authenticate bool // an AUTHENTICATE_MESSAGE was sent; without one the other fields say nothing
	Domain       string
	User         string
	Workstation  string
	LM, NT       int // lengths of LmChallengeResponse and NtChallengeResponse, in bytes
	Response     ntlm.Kind
	Share        string // last component of the path in TREE_CONNECT; "" if none was sent in the clear
}

// Target is how the server named itself in its CHALLENGE_MESSAGE (MS-NLMP 2.2.1.2 and 2.2.2.1).
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
	Encrypted    bool    // TREE_CONNECT was sent encrypted, so that its status is the client's word, not the wire's
	Local        string  // address of the client's end
	Remote       string  // address of the server's end

	Proof *Proof `json:"-"` // what the client sent to prove the password; nil: not known, as in a recording
}

// A Proof is an AUTHENTICATE_MESSAGE with the challenge that it answers. Printing one shows neither.
type Proof struct {
	challenge ntlm.Challenge
	message   ntlm.AuthenticateMessage
}

// NewProof is the proof that a message is for who sent the challenge.
func NewProof(c ntlm.Challenge, m ntlm.AuthenticateMessage) *Proof { return &Proof{c, m} }

// Format prints nothing of the proof, whatever the verb.
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

// CannotExpress says that this client cannot send the attempt as it is written.
type CannotExpress struct{ Client, Why string }

func (e *CannotExpress) Error() string { return e.Client + " cannot send this attempt: " + e.Why }

// ErrEncryption is inside the NotAnswered of a probe at a server that demands SMB3 encryption.
var ErrEncryption = errors.New("the server demands SMB3 encryption, which the probe does not do")

// A Stage is how far an attempt had come.
const (
	StageConnect   = "connect"
	StageNegotiate = "negotiate"
	StageSession   = "session"
	StageTree      = "tree"
)

// NotAnswered says that the question could not be put, or that its answer cannot be believed.
type NotAnswered struct {
	Stage  string // one of the Stage constants
	Why    string
	Status uint32 // NTSTATUS the server gave, where it gave one
	Err    error
}

func (e *NotAnswered) Error() string {
	s := e.Stage + ": " + e.Why
	if e.Status != 0 {
		s += fmt.Sprintf(" (0x%08x)", e.Status)
	}
	return s
}

func (e *NotAnswered) Unwrap() error { return e.Err }
