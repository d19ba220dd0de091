package kerberos

import (
	"fmt"
	"strings"
	"time"
)

func last(name string, found func(*Request) string) cond { return cond{Name: name, Found: found} }

func ask(name string, holds func(*Request) bool, found func(*Request) string) cond {
	return cond{Name: name, Holds: holds, Found: found}
}

func proves(name string, p Proof) cond {
	return ask(name, func(r *Request) bool { return r.Proof == p }, nil)
}

var (
	noKerberos  = ask("the client's system has no Kerberos", func(r *Request) bool { return !r.Kerberos }, foundClient)
	notJoined   = ask("the client is in no domain of Active Directory", func(r *Request) bool { return !r.Joined }, foundClient)
	isAddress   = ask("the host is an address, and TryIPSPN is off", func(r *Request) bool { return r.Address && !r.TryIP }, foundCalled)
	isItself    = ask("the service is on the client itself", func(r *Request) bool { return r.Itself }, foundClient)
	unreachable = ask("no controller of the account's domain can be reached", func(r *Request) bool { return !r.Reachable }, foundClient)

	noAccount    = ask("the KDC has no such account", func(r *Request) bool { return r.Account == nil }, nil)
	revoked      = ask("the account is disabled, locked out, expired or outside its hours", isRevoked, foundState)
	clientClock  = ask("the client's clock is more than 5 minutes off, and it does not ask again with the controller's time", func(r *Request) bool { return apart(r.sends(), 0) }, foundClocks)
	passwordOver = ask("the password has expired, or has to be changed", func(r *Request) bool { return r.Account.PasswordExpired || r.Account.MustChange }, foundState)

	clockWithTicket = ask("the client has a first ticket, its clock is more than 5 minutes off, and it does not ask again with the controller's time", func(r *Request) bool { return r.Proof == SignedOn && apart(r.sends(), 0) }, foundClocks)

	revokedSince = ask("the first ticket is older than 20 minutes, and since then the account was disabled or locked out, or has expired, or its hours are over",
		func(r *Request) bool { return r.Proof == SignedOn && r.OldTicket && r.Account != nil && isRevoked(r) }, foundState)
	restricted   = ask("a policy, or a selective trust, restricts the account", func(r *Request) bool { return r.Restricted != "" }, func(r *Request) string { return r.Restricted })
	noPath       = ask("no trust gives the account tickets of the service's domain", func(r *Request) bool { return !r.Path }, nil)
	noOwner      = ask("no account has the name", func(r *Request) bool { return len(r.Owners) == 0 }, foundName)
	twoOwners    = ask("several accounts have the name", func(r *Request) bool { return len(r.Owners) > 1 }, foundOwners)
	ownerOff     = ask("the account of the name is disabled", func(r *Request) bool { return r.owner().Disabled }, foundOwner)
	noCommonType = ask("the account has keys of RC4 only, and the KDC refuses RC4", func(r *Request) bool { return r.RefusesRC4 && r.owner().RC4Only }, foundOwner)

	noKey       = ask("the service has no key of that account", func(r *Request) bool { _, ok := r.key(); return !ok }, foundKeys)
	oldKey      = ask("its key is of another password", func(r *Request) bool { k, _ := r.key(); return !r.opens(k) }, foundVersions)
	over        = ask("the ticket has expired by the server's clock", func(r *Request) bool { return r.ServerAhead > Lifetime+Skew }, foundClocks)
	early       = ask("the ticket is not valid yet by the server's clock", func(r *Request) bool { return r.ServerAhead < -Skew }, foundClocks)
	serverClock = ask("the server's clock is more than 5 minutes off the time in the request", func(r *Request) bool { return apart(r.sends(), r.ServerAhead) }, foundClocks)
	replayed    = ask("the same request came before", func(r *Request) bool { return r.Replayed }, nil)
	unbound     = ask("the service demands the channel binding, and the request has another or none", func(r *Request) bool { return r.NeedsBound && !r.Bound }, nil)
)

func isRevoked(r *Request) bool {
	a := r.Account
	return a.Disabled || a.Locked || a.Expired || a.OutsideHours
}

func foundClient(r *Request) string { return r.Client }
func foundCalled(r *Request) string { return r.Called }
func foundName(r *Request) string   { return r.Name.String() }
func foundOwner(r *Request) string  { return r.Name.String() + " of " + r.owner().Full() }

func foundOwners(r *Request) string {
	var list []string
	for _, a := range r.Owners {
		list = append(list, a.Full())
	}
	return r.Name.String() + " of " + strings.Join(list, " and ")
}

func foundState(r *Request) string {
	a := r.Account
	for _, s := range []struct {
		is   bool
		word string
	}{
		{a.Disabled, "is disabled"}, {a.Locked, "is locked out"}, {a.Expired, "has expired"}, {a.OutsideHours, "is outside its logon hours"},
		{a.PasswordExpired, "has an expired password"}, {a.MustChange, "has to change its password"},
	} {
		if s.is {
			return a.Full() + " " + s.word
		}
	}
	return ""
}

func foundKeys(r *Request) string {
	var list []string
	for _, k := range r.Keys {
		list = append(list, k.Of.Full())
	}
	held := "no key"
	if len(list) > 0 {
		held = "the key of " + strings.Join(list, " and ")
	}
	return fmt.Sprintf("%s is of %s; %s has %s", r.Name, r.owner().Full(), r.Server, held)
}

func foundVersions(r *Request) string {
	k, _ := r.key()
	return fmt.Sprintf("the directory has version %d of the key of %s, %s version %d", r.owner().Version, r.owner().Full(), r.Server, k.Version)
}

func foundClocks(r *Request) string {
	return fmt.Sprintf("%s %s, %s %s", r.Client, off(r.Ahead), r.Server, off(r.ServerAhead))
}

// off is a clock compared with the controllers': "on time", "10m0s ahead".
func off(d time.Duration) string {
	switch {
	case d > 0:
		return d.String() + " ahead"
	case d < 0:
		return (-d).String() + " behind"
	}
	return "on time"
}
