package kerberos

import "time"

// A Proof is what a client shows the KDC for its first ticket.
type Proof uint8

const (
	SignedOn      Proof = iota // it has a ticket from its logon
	RightPassword              // a password that the account has
	WrongPassword              // another password
	LocalAccount               // an account of one machine, of which no KDC knows
	Nobody                     // nothing: an anonymous session
	NoDomain                   // a name without a domain
)

// A Key is one that a service holds: of which account, and which version. Older says that it keeps the keys before that
// version, too, as Windows does of a machine account.
type Key struct {
	Of      *Account
	Version int
	Older   bool
}

// A Request is a client that wants to prove itself to a service. A caller fills it in; nothing in it is looked up.
type Request struct {
	// The client.
	Client    string // the machine, for explanations
	Kerberos  bool   // its system speaks Kerberos (Windows 2000 and later)
	Joined    bool   // it is in a domain of Active Directory
	TryIP     bool   // TryIPSPN: it asks tickets for addresses, too
	Proof     Proof
	Account   *Account      // whose ticket; nil: no account has that name
	Reachable bool          // a controller of the account's domain answers
	Ahead     time.Duration // its clock, compared with the controllers'
	AsksAgain bool          // with the controller's time, if that refuses its own, as Windows does (KB 956627)
	OldTicket bool          // it has had its first ticket for more than 20 minutes
	Itself    bool          // the service is on the same machine

	// The name.
	Called  string // the host as the client calls it
	Address bool   // it is an address
	Name    Name   // what a ticket is asked for

	// What the KDC finds.
	Path       bool       // the account's domain and the service's give each other's accounts tickets
	Owners     []*Account // the accounts that have the name
	RefusesRC4 bool       // the KDC gives out no tickets with RC4
	Restricted string     // what restricts the account to other clients or other services; "": nothing

	// The service.
	Server      string        // the machine, for explanations
	Keys        []Key         // what it can open
	ServerAhead time.Duration // its clock, compared with the controllers'
	Replayed    bool          // the same request came before
	Bound       bool          // the request has the channel binding of this connection
	NeedsBound  bool          // the service refuses a request without it (extended protection)
}

// owner is the account whose key seals the ticket: there is one where the KDC has given a ticket.
func (r *Request) owner() *Account { return r.Owners[0] }

// key is what the service holds of the owner; false if nothing.
func (r *Request) key() (Key, bool) {
	for _, k := range r.Keys {
		if k.Of == r.owner() {
			return k, true
		}
	}
	return Key{}, false
}

// opens reports whether a key opens a ticket that is sealed with the owner's key of today.
func (r *Request) opens(k Key) bool {
	return k.Version == r.owner().Version || k.Older && k.Version > r.owner().Version
}

// Skew is how much two clocks may differ (RFC 4120 8.2; the policy Maximum tolerance for computer clock
// synchronization).
const Skew = 5 * time.Minute

// Lifetime is how long a ticket for a service is good (the policy Maximum lifetime for service ticket).
const Lifetime = 10 * time.Hour

// sends is the time in a request, compared with the controllers'.
func (r *Request) sends() time.Duration {
	if r.AsksAgain {
		return 0
	}
	return r.Ahead
}

func apart(a, b time.Duration) bool { return (a - b).Abs() > Skew }
