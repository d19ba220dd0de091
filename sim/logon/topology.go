package logon

import (
	"slices"
	"time"
)

// A Topology is the domains, their trusts, and the machines of a scenario, in the order in which they are written.
type Topology struct {
	Domains  []Domain
	Machines []Machine
}

// A Domain is an account database that its controllers share, and the domains it trusts.
type Domain struct {
	Name     string // the NetBIOS name
	DNS      string // "" where it has none
	Forest   string // the domain that is the root of its forest; "" is itself
	Kind     DomainKind
	Accounts []Account
	Policy   Policy
	Trusts   []Trust // in the order in which their controllers reply
}

// A DomainKind says what the domain's controllers are.
type DomainKind string

const (
	ActiveDirectory DomainKind = "ad"
	NT4             DomainKind = "nt4"
)

// A Trust lets accounts of one domain log on to machines of another. Outgoing: the domain that has the trust
// trusts Domain.
type Trust struct {
	Domain    string
	Type      TrustType
	Direction Direction
	Selective bool // accounts need the right "Allowed to authenticate", and nobody has it
	Down      bool // no controller of Domain can be reached
	Channel   Channel
}

// A Channel says what is wrong with a secure channel: a member's to a controller of its domain, or the one along a
// trust, from the trusting domain's controller to one of the trusted domain's.
type Channel string

const (
	Sound           Channel = ""                 // nothing
	Unreachable     Channel = "unreachable"      // of a member: no controller of its domain can be reached. Of a trust: Down
	WrongPassword   Channel = "wrong-password"   // the two ends have different passwords: an account that was reset
	AccountDeleted  Channel = "no-account"       // the other end has deleted the account
	ComputerOff     Channel = "account-disabled" // of a member: its computer account is disabled
	NetlogonStopped Channel = "netlogon-stopped" // of a member: its service Netlogon, on Samba winbindd, does not run
)

// A TrustType is how a trust was made.
type TrustType string

const (
	External TrustType = "external"
	Forest   TrustType = "forest"
	NT4Trust TrustType = "nt4"

	// WithinForest is a trust that nobody writes down: the domains of a forest trust each other.
	WithinForest TrustType = "within a forest"
)

// A Direction says who trusts whom.
type Direction string

const (
	Outgoing Direction = "outgoing"
	Incoming Direction = "incoming"
	Both     Direction = "both"
)

// DependsOnTime reports whether time changes what an attempt comes to: accounts are locked out and unlocked again, or a
// password was changed a short time ago.
func (t Topology) DependsOnTime() bool {
	depends := func(p Policy, accounts []Account) bool {
		return p.LockoutThreshold > 0 || slices.ContainsFunc(accounts, func(a Account) bool { return a.Changed > 0 && len(a.Previous) > 0 })
	}
	return slices.ContainsFunc(t.Domains, func(d Domain) bool { return depends(d.Policy, d.Accounts) }) ||
		slices.ContainsFunc(t.Machines, func(m Machine) bool { return depends(m.Policy, m.Accounts) })
}

// Fault says what is wrong.
func (c Channel) Fault() string {
	switch c {
	case Unreachable:
		return "no controller can be reached"
	case WrongPassword:
		return "the two ends have different passwords"
	case AccountDeleted:
		return "its account is deleted"
	case ComputerOff:
		return "its computer account is disabled"
	case NetlogonStopped:
		return "its service is stopped"
	}
	return "sound"
}

// A Role decides which database is a machine's own, and who knows the trusts.
type Role string

const (
	Standalone Role = "standalone"
	Member     Role = "member"
	Controller Role = "controller"
)

// A Machine is a client or a server.
type Machine struct {
	Name     string
	Role     Role
	Domain   string // of a member or a controller
	Profile  string
	Channel  Channel // of a member; of a read-only controller: Unreachable where no writable one can be reached
	Settings []Setting
	Accounts []Account // of a standalone machine or a member; a controller's are its domain's
	Shares   []Share
	Policy   Policy
	Client   *Product // what it is where NET USE is typed on it; nil: the same. Only a lab's machines are two

	Aliases     []string      // names in DNS that are not its own: a CNAME
	Addresses   []string      // by which a UNC path may name it
	Offline     bool          // nobody answers at its port 445
	Clock       time.Duration // how far its clock is ahead
	Connections []Connection  // of a client: what it is connected to when the command is typed

	// Who may log on to it where a trust is selective, and whom an authentication policy lets in: names of accounts and
	// groups. nil: nobody; no policy.
	AllowedToAuthenticate []string
	AuthenticationPolicy  []string

	ReadOnly bool     // of a controller: it has the passwords of the accounts in Cached only
	Cached   []string // accounts
}

// A Connection is one that a client has to a server already, with a user and a password that were given for it.
type Connection struct {
	Server   string // the name by which it was asked for
	As       Name
	Password string
}

// A Product is a profile, and the settings that differ from it.
type Product struct {
	Profile  string
	Settings []Setting
}

// An Account is one entry of a database. Without Password the password is blank.
type Account struct {
	Name            string
	Password        string
	Previous        []string      // the passwords before it, the last one first
	Changed         time.Duration // how long before the first attempt the last one was changed; 0: long ago
	Disabled        bool
	Locked          bool
	Expired         bool
	MustChange      bool
	PasswordExpired bool
	Hours           Hours
	Workstations    []string // empty: all
	Groups          []string
	Local           bool // an NT4 local account: not for use across a trust
	Trust           TrustAccount

	// An authentication policy says from where the account may log on, so that NTLM, which proves no place, may not be
	// used.
	AuthenticateFrom []string
}

// A TrustAccount is an account that is no user's.
type TrustAccount string

const (
	NoTrustAccount TrustAccount = ""
	Interdomain    TrustAccount = "interdomain" // of a trust between domains
	Workstation    TrustAccount = "workstation" // of a computer
	ServerTrust    TrustAccount = "server"      // of a controller
)

// Hours says when an account may log on. There is no clock here: always or never.
type Hours string

const (
	AllHours Hours = "all"
	NoHours  Hours = "none"
)

// A Share is what NET USE connects to. Without Allow everyone may; Deny outranks Allow.
type Share struct {
	Name    string
	Allow   []string
	Deny    []string
	MaxUses int // 0: as many as want to
	Uses    int // how many there are
}

// A Policy bounds bad passwords. Zero is: no lockout.
type Policy struct {
	LockoutThreshold int
	LockoutWindow    string // a duration: "30m". "" is 30 minutes, and no longer than LockoutDuration
	LockoutDuration  string // "" is: until an administrator unlocks the account
}
