package logon

import (
	"slices"
	"strings"
	"time"

	"ntlmsim/sim/kerberos"
)

// tickets prepares what a client asks of Kerberos, as far as the command and the settings of the two machines decide
// it. An explicit send: is NTLM, and so is an attempt that asks for it.
func (q *Question) tickets() {
	if q.client == nil || q.ntlm {
		return
	}
	p := q.person()
	q.holder = p
	q.ticket = &kerberos.Request{
		Client: q.client.Name, Kerberos: q.client.typing.Kerberos, Joined: q.client.domain.active(), TryIP: q.client.typing.TryIPSPN,
		Proof: q.proves(p), AsksAgain: true, OldTicket: true, Itself: q.client == q.target,
		Called: q.serviceHost(), Address: q.target.addressed(q.called), Name: kerberos.Name{Class: "cifs", Host: q.serviceHost()},
		Server: q.target.Name,
	}
	if !q.asksTicket() {
		return
	}
	d := p.domain
	if q.ticket.Reachable = d.active() && d.hasKDC() && q.client.Channel != Unreachable && q.client.domain.hasKDC(); !q.ticket.Reachable {
		return
	}
	q.ticket.Path = !q.target.domain.active() || q.target.domain.hasTickets(d) && q.client.domain.hasTickets(d)
	q.ticket.Ahead, q.ticket.ServerAhead = q.client.Clock-d.clock(), q.target.Clock-q.target.domain.clock()
	directory := q.world.names.directory()
	q.ticket.Owners = q.owners(directory)
	q.ticket.RefusesRC4 = q.target.domain != nil && slices.ContainsFunc(q.world.topology.NoRC4, q.target.domain.called)
	if computer := q.computerIn(directory); computer != nil {
		q.ticket.Keys = []kerberos.Key{{Of: computer, Version: q.target.keyVersion(), Older: true}}
	}
}

// asksTicket reports whether the client looks for a controller to ask.
func (q *Question) asksTicket() bool {
	r := q.ticket
	return r.Kerberos && r.Joined && r.Proof <= kerberos.WrongPassword && !r.Itself && (!r.Address || r.TryIP)
}

// serviceHost is the host in the name of the service: as the server is called in the UNC path. A controller that is
// asked for a referral of DFS is called by its own name.
func (q *Question) serviceHost() string {
	if q.host != nil {
		return strings.ToLower(q.host.Name)
	}
	return strings.ToLower(q.called)
}

// A holder is whose ticket a client asks for.
type holder struct {
	domain  *domain  // nil: the account is in none, or the name has none
	account *account // nil: there is none of that name
}

// person is whose ticket the client asks for. Services that show nobody over NTLM show the computer over Kerberos.
func (q *Question) person() holder {
	name, d := q.user, q.world.domains[q.domain]
	switch {
	case q.how == byNothing && (q.signOn.kind == localSystem || q.signOn.kind == networkService):
		name, d = q.client.key+"$", q.client.domain
	case q.how == byUPN, q.domain == "" && q.principal[1] != "":
		if d = q.world.domains[q.principal[1]]; d != nil {
			name = q.principal[0]
		}
		if holder := q.world.holderOf(q.user); holder != nil {
			d, name = holder, holder.upns[q.user]
		}
	}
	if d == nil {
		return holder{}
	}
	a := d.accounts[name]
	if a == nil {
		a = q.world.computer(&d.database, name)
	}
	return holder{d, a}
}

// proves is what the client shows the KDC.
func (q *Question) proves(p holder) kerberos.Proof {
	computer := q.how == byComputer || q.how == byNothing && p.domain != nil
	switch {
	case q.sent.Anonymous() && !computer:
		return kerberos.Nobody
	case p.domain == nil && (q.how == byNoDomain || q.domain == "" && q.principal[1] == ""):
		return kerberos.NoDomain
	case p.domain == nil && (q.world.names.isMachine(q.domain) || q.domain == fold(microsoft) || q.domain == entra):
		return kerberos.LocalAccount
	case q.how == bySignOn, computer && q.client.Channel == Sound:
		return kerberos.SignedOn
	case !computer && p.account != nil && q.sent.Password == p.account.Password:
		return kerberos.RightPassword
	}
	return kerberos.WrongPassword
}

// owners are the accounts that have the service's name. A computer whose account was deleted has none.
func (q *Question) owners(d *kerberos.Directory) []*kerberos.Account {
	owners := d.Owners(q.ticket.Name)
	if q.target.Channel != AccountDeleted && q.target.Channel != ComputerOff {
		return owners
	}
	computer := q.computerIn(d)
	if !slices.Contains(owners, computer) {
		return owners
	}
	owners = slices.DeleteFunc(slices.Clone(owners), func(a *kerberos.Account) bool { return a == computer })
	if q.target.Channel == ComputerOff {
		off := *computer
		off.Disabled = true
		owners = append(owners, &off)
	}
	return owners
}

// computerIn is the target's own account; nil: it is in no domain.
func (q *Question) computerIn(d *kerberos.Directory) *kerberos.Account {
	if q.target.domain == nil {
		return nil
	}
	return d.Find(q.target.domain.Name, q.target.Name+"$")
}

// keyVersion is the version of the key that a computer has: not the directory's if its account was reset.
func (m *machine) keyVersion() int {
	if m.Channel == WrongPassword {
		return KeyBefore
	}
	return KeyNow
}

// hasKDC reports whether a controller of a domain answers. A domain without a controller in the topology has one.
func (d *domain) hasKDC() bool {
	return len(d.controllers) == 0 || slices.ContainsFunc(d.controllers, func(c *machine) bool { return !c.Offline })
}

// called reports whether a name is one of a domain's.
func (d *domain) called(name string) bool { return d.is(fold(name)) }

// clock is how far the clock of a domain's first controller is ahead.
func (d *domain) clock() time.Duration {
	if d == nil || len(d.controllers) == 0 {
		return 0
	}
	return d.controllers[0].Clock
}

// resolveTicket decides what becomes of the request for a ticket, and finds the account whose ticket it is.
func (q *Question) resolveTicket(f *Facts) {
	f.ticketed = q.ticket != nil
	if !f.ticketed {
		return
	}
	f.request = *q.ticket
	if f.request.Reachable {
		f.holder = place{db: &q.holder.domain.database, settings: q.holder.domain.answers(q.target), account: q.holder.account}
	}
	if a := f.holder.account; a != nil {
		f.person = kerberos.Account{Realm: f.holder.db.name, Name: a.Name, Disabled: a.Disabled, Locked: q.world.lockedOut(f.holder.db, a), Expired: a.Expired,
			OutsideHours: a.Hours == NoHours, PasswordExpired: a.PasswordExpired && !f.holder.spared(PasswordExpired), MustChange: a.MustChange && !f.holder.spared(MustChange)}
		f.request.Account, f.request.Restricted = &f.person, f.restriction()
	}
	f.ticket = kerberos.Decide(&f.request)
}

// restriction is what restricts the account to other clients or other servers; "" if nothing does.
func (f *Facts) restriction() string {
	p, a := &f.holder, f.holder.account
	t := f.target.domain.trustIn(f.question.holder.domain)
	switch {
	case len(a.workstations) > 0 && !slices.Contains(a.workstations, f.client.key):
		return a.Name + " may not log on at " + f.client.Name
	case a.SmartCard && f.request.Proof == kerberos.RightPassword:
		return a.Name + " needs a smart card, and shows a password"
	case p.placeRestricted() && !slices.ContainsFunc(a.AuthenticateFrom, f.client.isCalled):
		return "the authentication policy of " + a.Name + " does not allow " + f.client.Name
	case f.serverRestricted(p):
		return "the authentication policy of " + f.target.Name + " does not allow " + a.Name
	case t != nil && t.Selective && !f.among(p, f.target.selected):
		return "the trust is selective, and " + f.target.Name + " does not allow " + a.Name
	}
	return ""
}

// trustIn is the trust of a domain in another one; nil where there is none.
func (d *domain) trustIn(other *domain) *trust {
	if d == nil {
		return nil
	}
	return d.trusts[other.key]
}

// isCalled reports whether an entry of a list means a machine: PC1, PC1$, CORP\PC1$.
func (m *machine) isCalled(entry string) bool {
	name := fold(entry[strings.LastIndex(entry, `\`)+1:])
	return strings.TrimSuffix(name, "$") == m.key
}
