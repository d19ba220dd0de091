package web

import (
	"ntlmsim/sim/logon"
)

// A Topology is the machines and domains of package logon, and what a web server has beside them.
type Topology struct {
	logon.Topology

	Sites    []Site
	Browsers []Browser

	Delegation   []Delegate
	NotDelegated []string // accounts that are sensitive and cannot be delegated
}

// A Provider is a way to log on that a site offers.
type Provider string

// The providers of IIS, as its configuration names them.
const (
	Negotiate     Provider = "Negotiate"
	NTLM          Provider = "NTLM"
	KerberosAlone Provider = "Negotiate:Kerberos"
)

// Providers are all of them.
var Providers = []Provider{Negotiate, NTLM, KerberosAlone}

// A Protection is how a site treats channel bindings (extendedProtection).
type Protection string

// The words of IIS. Only Required refuses a request without a binding.
const (
	Unprotected Protection = "none"
	Allowed     Protection = "allow"
	Required    Protection = "require"
)

// Protections are all of them.
var Protections = []Protection{Unprotected, Allowed, Required}

// A Site is a web site of a machine.
type Site struct {
	Name      string
	Machine   string
	Hosts     []string   // the host names of its bindings; none: every name of the machine
	Anonymous bool       // anonymous access is on
	Providers []Provider // of Windows authentication, in their order; none: it is off
	UserMode  bool       // useKernelMode is off
	PoolKey   bool       // useAppPoolCredentials is on
	Pool      string     // the account of the application pool; "": one that is the computer to others
	OtherKeys []string   // further accounts whose keys the server holds, as an alternate service account
	StaleKey  bool       // the pool still has the key of the password before the last change
	Protected Protection
}

// A Browser is what the browsers of a machine do. A machine without one has a browser as it is set up.
type Browser struct {
	Machine    string
	Integrated bool     // it answers Negotiate (Enable Integrated Windows Authentication)
	Intranet   []string // hosts that it logs on to of itself; nil: it is not known, and taken for all
	Zoned      bool     // Intranet is given
	Canonical  bool     // it asks the ticket for the name that an alias stands for
	Port       bool     // it adds a port that is not the scheme's to the name
	TryIP      bool     // TryIPSPN
	NoKDC      bool     // it reaches no controller, as at home
	Binds      bool     // it sends channel bindings
	AsksAgain  bool     // with the controller's time, where its own is wrong
}

// Usual is a browser as it is set up.
func Usual(machine string) Browser {
	return Browser{Machine: machine, Integrated: true, Canonical: true, Binds: true, AsksAgain: true}
}

// LogsOn reports whether the browser logs on to a host of itself, without asking for an account.
func (b Browser) LogsOn(host string) bool { return !b.Zoned || trusted(b.Intranet, host) }

// An Attempt is a person who opens a URL.
type Attempt struct {
	Name  string
	From  string // the client machine
	As    logon.Name
	Open  URL
	Then  *URL   // what the site then opens as the person; nil: nothing
	Typed *Typed // what the person types where the browser asks; nil: the account signed on, and its password

	AnsweredBy string // the machine that answers, where several have the host; "": the one that is worst for the person
	Replayed   bool   // the request is a copy of one that the server has had
}

// Typed is an account and a password, as a person types them.
type Typed struct {
	As       logon.Name
	Password string
}
