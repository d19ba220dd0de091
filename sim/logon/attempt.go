package logon

import (
	"fmt"
	"strings"

	"ntlmsim/sim/ntlm"
)

// An Attempt is one NET USE typed at a Windows client (From, As, Run, Typed) or, if Send is not nil, an explicit
// session setup, which need not be one that a Windows client would send.
type Attempt struct {
	Name  string
	From  string  // the client machine
	As    Name    // the account signed on there: its domain or machine, and its user name
	Run   NetUse  // the command
	Typed *string // the password typed at the prompt, after a refusal or for *
	Send  *Send

	SignOn SignOn // how As is signed on

	Protocol Protocol // that is asked for; "": the client chooses
}

// A Protocol proves who the user is.
type Protocol string

const (
	Kerberos Protocol = "kerberos"
	NTLM     Protocol = "ntlm"
)

// A Name is an account: its domain or machine, and its user name.
type Name struct{ Domain, User string }

func (n Name) String() string {
	if n.Domain == "" {
		return n.User
	}
	return n.Domain + `\` + n.User
}

// A NetUse is a NET USE command that connects to \\Server\Share, with its /USER: and password, or ends a connection.
type NetUse struct {
	Delete   bool   // /DELETE: it ends the connection of Device or, where there is none, to \\Server\Share
	Device   string // X:, LPT1:, or *: the next free drive, with Delete every connection; "": none
	Server   string
	Share    string    // "" is IPC$
	Folder   string    // below the share
	User     *UserName // nil: no /USER
	Password *string
	Ask      bool // the password is *: NET prompts for it

	BlockNTLM bool // /BLOCKNTLM
}

// A UserName is the name given with /USER:.
type UserName struct {
	Form   NameForm
	Domain string
	Name   string
}

// A NameForm is the syntax of a user name.
type NameForm uint8

const (
	Bare      NameForm = iota // USER1
	Qualified                 // DOMAIN\USER1, also \USER1 and ?\USER1
	UPN                       // user@dns.domain
)

// A Send is the exact content of a session setup.
type Send struct {
	To          string
	Share       string // "" is IPC$
	Domain      string
	User        string
	Password    string
	Response    ntlm.Kind
	Salt        *string // the domain that the client hashes with; nil: Domain
	Workstation string
}

// Format prints what is sent without the password, whatever the verb.
func (s Send) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "to %s, share %q, domain %q, user %q, %s", s.To, s.Share, s.Domain, s.User, s.Response)
}

// Anonymous reports whether a session setup has neither a user name nor a response.
func (s Send) Anonymous() bool { return s.User == "" && s.Response == ntlm.None }

// Computer reports whether a session setup has the password of a computer, which nobody knows.
func (s Send) Computer() bool { return strings.HasPrefix(s.Password, computerSecret) }

// Unprovable reports whether a session setup has a password that stands for none: of a session that never had one.
func (s Send) Unprovable() bool { return s.Password == nobodysSecret }

// salt is the domain that the client hashes with.
func (s *Send) salt() string {
	if s.Salt != nil {
		return *s.Salt
	}
	return s.Domain
}
