package smb

import (
	"context"
	"fmt"
	"io"

	"ntlmsim/sim/ntlm"
)

// A Server answers session setups: a real one asked by a client, a model, or a recording.
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
