package logon

import (
	"slices"
	"strings"
	"time"
)

// A Topology is the domains, their trusts, and the machines of a scenario, in the order of the file.
type Topology struct {
	Domains  []Domain
	Machines []Machine

	SPNs    []Registered // service principal names beside those that each computer has of itself
	RC4Only []string     // accounts without a key of AES
	NoRC4   []string     // domains whose KDC gives out no tickets with RC4
}

// A Domain is an account database shared by its controllers, and the trusts of the domain.
type Domain struct {
	Name     string // the NetBIOS name
	DNS      string // "" if it has none
	Forest   string // the root domain of its forest; "": the domain itself
	Kind     DomainKind
	Accounts []Account
	Policy   Policy
	Trusts   []Trust // in the order in which their controllers reply

	PasswordSettings []PasswordSettings // fine-grained policies
	Namespaces       []Namespace        // of DFS

	UPNSuffixes []string // of the forest whose root it is: those of user principal names, beside its DNS name
}

// A DomainKind is the kind of a domain's controllers.
type DomainKind string

const (
	ActiveDirectory DomainKind = "ad"
	NT4             DomainKind = "nt4"
)

// A Trust lets accounts of one domain log on to machines of another. Outgoing: the domain with this trust trusts
// Domain.
type Trust struct {
	Domain    string
	Type      TrustType
	Direction Direction
	Selective bool // selective authentication: accounts need the right "Allowed to authenticate" on the server
	Down      bool // no controller of Domain can be reached
	Channel   Channel
}

// A Channel is the state of a secure channel: of a member's to a controller of its domain, or of the one along a trust,
// from a controller of the trusting domain to one of the trusted domain.
type Channel string

const (
	Sound           Channel = ""                 // nothing
	Unreachable     Channel = "unreachable"      // of a member: no controller of its domain can be reached. For a trust use Down
	WrongPassword   Channel = "wrong-password"   // the two ends have different passwords: the account was reset
	AccountDeleted  Channel = "no-account"       // the other end has deleted the account
	ComputerOff     Channel = "account-disabled" // of a member: its computer account is disabled
	NetlogonStopped Channel = "netlogon-stopped" // of a member: its Netlogon service, on Samba winbindd, does not run
)

// A TrustType is the kind of a trust.
type TrustType string

const (
	External TrustType = "external"
	Forest   TrustType = "forest"
	NT4Trust TrustType = "nt4"

	// WithinForest is an implicit trust: the domains of a forest trust each other.
	WithinForest TrustType = "within a forest"
)

// A Direction is which of two domains trusts the other.
type Direction string

const (
	Outgoing Direction = "outgoing"
	Incoming Direction = "incoming"
	Both     Direction = "both"
)

// DependsOnTime reports whether outcomes depend on elapsed time: accounts can be locked out and unlocked, or a password
// was changed recently.
func (t Topology) DependsOnTime() bool {
	depends := func(p Policy, accounts []Account) bool {
		return p.LockoutThreshold > 0 || slices.ContainsFunc(accounts, func(a Account) bool {
			return a.Changed > 0 && len(a.Previous) > 0 || a.Locked && p.Duration() > 0
		})
	}
	return slices.ContainsFunc(t.Domains, func(d Domain) bool {
		return depends(d.Policy, d.Accounts) ||
			slices.ContainsFunc(d.PasswordSettings, func(s PasswordSettings) bool { return depends(s.Policy, d.Accounts) })
	}) ||
		slices.ContainsFunc(t.Machines, func(m Machine) bool { return depends(m.Policy, m.Accounts) })
}

// Fault describes what is wrong with a channel.
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

// A Role decides which database is a machine's own, and which machine knows the trusts.
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
	Accounts []Account // of a standalone machine or a member; a controller has those of its domain
	Shares   []Share
	Policy   Policy
	Client   *Product // its product as a client; nil: the same. Only machines of a lab have two

	CloneOf     string             // the machine from whose disk it was copied: both have one machine SID
	Aliases     []string           // other names in DNS: a CNAME
	Addresses   []string           // addresses that a UNC path may have
	Offline     bool               // its port 445 does not answer
	Clock       time.Duration      // how far its clock is ahead
	Connections []Connection       // of a client: existing connections when the command is typed
	Stored      []StoredCredential // of a client: the Credential Manager

	// The accounts and groups that may log on to it across a selective trust (nil: none), and those that its
	// authentication policy allows (nil: no policy).
	AllowedToAuthenticate []string
	AuthenticationPolicy  []string
	PolicyAudits          bool // the authentication policy is not enforced: it audits

	ReadOnly bool     // a read-only controller: it has the passwords of the accounts in Cached only
	Cached   []string // accounts

	Unknown []string // the keys whose values nobody knows: KeyOffline, KeyChannel
}

// A Connection is an existing session of a client on a server, and the share that is connected in it.
type Connection struct {
	Server   string       // the name in its UNC path
	As       Name         // the user of the session
	Password *string      // of that user; nil: not known
	Share    string       // "" is IPC$
	Device   string       // the drive or printer that stands for the share: X:, LPT1; "": none does
	For      LogonSession // whose connection it is; empty: everybody's
	Session  Session
	NoShare  bool          // nothing is connected: the session was left by an attempt that ended at the share
	LeftAt   time.Duration // when it was last used so, since the first attempt
}

// A Product is a profile, and the settings that differ from it.
type Product struct {
	Profile  string
	Settings []Setting
}

// An Account is one entry of a database. Without Password the password is blank.
type Account struct {
	Name string
	UPN  string // userPrincipalName, where it is another one than NAME@dns.domain, which is good in any case
	// MicrosoftAccount is the e-mail address of the Microsoft account that a local account stands for; "": none.
	MicrosoftAccount string

	Password        string
	Previous        []string      // previous passwords, the latest first
	Changed         time.Duration // how long before the first attempt the password was changed; 0: long ago
	Disabled        bool
	Locked          bool
	Expired         bool
	MustChange      bool
	PasswordExpired bool
	SmartCard       bool // a smart card is required for interactive logons
	Hours           Hours
	Workstations    []string // empty: all
	Groups          []string
	Local           bool // an NT4 local account: not for use across a trust
	Trust           TrustAccount
	NeverUsed       bool // a computer account that was made beforehand, and no computer has used it yet

	// The machines from which an authentication policy lets the account log on. NTLM does not prove the machine, so it
	// is refused.
	AuthenticateFrom []string
	PolicyAudits     bool // that policy is not enforced: it audits

	Unknown []string // the keys whose values nobody knows: some of AccountKeys
}

// A TrustAccount is the kind of a trust or machine account.
type TrustAccount string

const (
	NoTrustAccount TrustAccount = ""
	Interdomain    TrustAccount = "interdomain" // of a trust between domains
	Workstation    TrustAccount = "workstation" // of a computer
	ServerTrust    TrustAccount = "server"      // of a controller

	// ManagedService is a managed service account. It is a computer account, but for authentication policies.
	ManagedService TrustAccount = "managed-service"
)

// Hours is when an account may log on: always or never, since the model has no clock.
type Hours string

const (
	AllHours Hours = "all"
	NoHours  Hours = "none"
)

// A Share is a share of a machine. Without Allow everyone has access; Deny takes precedence over Allow.
type Share struct {
	Name    string
	Allow   []string
	Deny    []string
	MaxUses int    // the connection limit; 0: none
	Uses    int    // existing connections
	Unknown bool   // nobody knows who has access
	Links   []Link // of a namespace of DFS that the server has by itself

	Supposed bool // Deny stands for permissions that nobody knows
}

// A Policy is an account lockout policy. The zero Policy is no lockout.
type Policy struct {
	LockoutThreshold int
	LockoutWindow    string // a duration: "30m". "": 30 minutes, but no longer than LockoutDuration
	LockoutDuration  string // "": until an administrator unlocks the account
	UnknownThreshold bool   // nobody knows LockoutThreshold
}

// PasswordSettings is a fine-grained policy: it is in place of the domain's for some accounts (msDS-PasswordSettings,
// since Server 2008).
type PasswordSettings struct {
	Name       string
	Precedence int      // the lowest one counts
	AppliesTo  []string // accounts and groups
	Policy     Policy
}

// SignedOn are the accounts that can be signed on at a machine: its own, its domain's and those of domains that are
// trusted.
func SignedOn(t Topology, m Machine) (list []string) {
	for _, a := range m.Accounts {
		list = append(list, m.Name+`\`+a.Name)
	}
	trusted := map[string]bool{strings.ToUpper(m.Domain): m.Domain != ""}
	for _, d := range t.Domains {
		for _, other := range d.Trusts {
			if strings.EqualFold(d.Name, m.Domain) && other.Direction != Incoming {
				trusted[strings.ToUpper(other.Domain)] = true
			}
		}
	}
	for _, d := range t.Domains {
		if !trusted[strings.ToUpper(d.Name)] {
			continue
		}
		for _, a := range d.Accounts {
			list = append(list, d.Name+`\`+a.Name)
		}
	}
	return list
}

// AllAccounts are all accounts of a topology, DOMAIN\USER or MACHINE\USER.
func AllAccounts(t Topology) (list []string) {
	for _, d := range t.Domains {
		for _, a := range d.Accounts {
			list = append(list, d.Name+`\`+a.Name)
		}
	}
	for _, m := range t.Machines {
		for _, a := range m.Accounts {
			list = append(list, m.Name+`\`+a.Name)
		}
	}
	return list
}
