package smb

import (
	"context"
	"fmt"
	"io"

	"ntlmsim/sim/ntlm"
)

// A Server answers session setups: a real one asked by a client, a model, or a recording.
type Server interface {
	// Try makes one attempt. A refusal is an answer, whatever its NTSTATUS. An error means that there is no answer:
	// *CannotExpress if the attempt cannot be sent as it is written, *NotAnswered for any other reason. The Observation
	// returned with an error holds what was seen until then: for reports, not for comparisons.
	Try(ctx context.Context, a Attempt) (Observation, error)
}

// An Expresser tells, without asking the server, whether it can send an attempt as it is written. If not, the error is
// *CannotExpress.
type Expresser interface{ Express(a Attempt) error }

// An Attempt is the content of one session setup and one tree connect. Printing it does not show the password.
type Attempt struct {
	Share       string // share name without a server; "" is IPC$
	Domain      string // "" is the NULL domain: an empty DomainName field
	User        string // "" is anonymous
	Password    string `json:"-"`
	Workstation string
	Response    ntlm.Kind
	Salt        *string // the domain that is hashed (NTOWFv2); nil: the domain as sent
}

// Format prints the attempt without its password, with any verb.
func (a Attempt) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, `%s\%s from %s to %s by %s`, quoted(a.Domain), quoted(a.User), quoted(a.Workstation), quoted(a.ShareName()), a.Response)
	if a.Salt != nil {
		fmt.Fprintf(s, " hashed with %s", quoted(*a.Salt))
	}
	if a.Password == "" {
		io.WriteString(s, ", empty password")
	}
}

// anonymous reports whether the attempt asks for an anonymous session (MS-NLMP 3.2.5.1.2).
func (a Attempt) anonymous() bool { return a.User == "" && a.Response == ntlm.None }

func quoted(s string) string { return fmt.Sprintf("%q", s) }

// ShareName is the share that the attempt asks for: IPC$ where none is named.
func (a Attempt) ShareName() string {
	if a.Share == "" {
		return "IPC$"
	}
	return a.Share
}

// tooLong is the reason why a name cannot be sent; "" if all can. Length fields have 16 bits and count bytes; Windows
// allows far less.
func (a Attempt) tooLong() string {
	const most = 4096
	for _, s := range []string{a.Share, a.Domain, a.User, a.Workstation} {
		if len(s) > most {
			return fmt.Sprintf("a name of %d bytes, more than %d", len(s), most)
		}
	}
	return ""
}

// unsendable is the reason why no client can make the attempt; "" if one can.
func (a Attempt) unsendable() string {
	if _, ok := ntlm.LMOWFv1(a.Password); !ok && a.Response == ntlm.LM {
		return "the password has no LM hash: it is longer than 14 characters, or not ASCII"
	}
	return a.tooLong()
}
