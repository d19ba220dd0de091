package logon

import (
	"fmt"

	"ntlmsim/sim/ntlm"
)

// An Attempt is one NET USE typed at a Windows client (From, As, Run, Typed), or, where Send is not nil, a session
// setup that no Windows client would make.
type Attempt struct {
	Name  string
	From  string  // the client machine
	As    Name    // the account signed on there: its domain or machine, and its user name
	Run   NetUse  // the command
	Typed *string // the password typed at a prompt or for *
	Send  *Send
}

// A Name is a user with the domain or machine whose account it is.
type Name struct{ Domain, User string }

func (n Name) String() string {
	if n.Domain == "" {
		return n.User
	}
	return n.Domain + `\` + n.User
}

// A NetUse is a command NET USE that connects: \\Server\Share, and what /USER: and the password say.
type NetUse struct {
	Server   string
	Share    string    // "" is IPC$
	User     *UserName // nil: no /USER
	Password *string
	Ask      bool // the password is *, to be asked for

	BlockNTLM bool // /BLOCKNTLM
}

// A UserName is the name given with /USER:.
type UserName struct {
	Form   NameForm
	Domain string
	Name   string
}

// A NameForm says how a user name is written.
type NameForm uint8

const (
	Bare      NameForm = iota // USER1
	Qualified                 // DOMAIN\USER1, also \USER1 and ?\USER1
	UPN                       // user@dns.domain
)

// A Send is what a session setup carries, exactly.
type Send struct {
	To          string
	Share       string // "" is IPC$
	Domain      string
	User        string
	Password    string
	Response    ntlm.Kind
	Salt        *string // the domain hashed with; nil: the one sent
	Workstation string
}

// Format prints what is sent without the password, whatever the verb.
func (s Send) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "to %s, share %q, domain %q, user %q, %s", s.To, s.Share, s.Domain, s.User, s.Response)
}

// Anonymous reports whether a session setup proves and claims nothing.
func (s Send) Anonymous() bool { return s.User == "" && s.Response == ntlm.None }

// salt is the domain that the client hashes with.
func (s *Send) salt() string {
	if s.Salt != nil {
		return *s.Salt
	}
	return s.Domain
}
