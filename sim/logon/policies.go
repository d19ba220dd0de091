package logon

import (
	"slices"
	"time"
)

// domainPolicy is what a domain has against a user whose password is right: an account that is no user's, Protected Users,
// authentication policies, a selective trust.
func (f *Facts) domainPolicy(p *place) Refusal {
	switch {
	case p.account.Trust != NoTrustAccount && slices.Contains(p.settings.RefusedTrustAccounts, p.account.Trust):
		return trustRefusalsOf[p.account.Trust]
	case !p.db.domain:
		return Accepted
	case p.settings.ProtectedUsers == ProtectsAndPolicies && p.protected():
		return ProtectedUser
	case p.settings.ProtectedUsers == ProtectsAndPolicies && len(p.account.AuthenticateFrom) > 0:
		return PlaceRestricted
	case f.target.admits != nil && f.target.domainSettings().ProtectedUsers == ProtectsAndPolicies && !p.account.in(f.target.admits):
		return ServerRestricted
	case p == &f.authority && f.trust.Selective && !f.asker().IgnoresSelective && !p.account.in(f.target.selected):
		return NotSelected
	}
	return Accepted
}

var trustRefusalsOf = map[TrustAccount]Refusal{Interdomain: InterdomainAccount, Workstation: WorkstationAccount, ServerTrust: ServerAccount}

// SparedTrustAccounts is what a database does not look at of accounts that are no user's.
type SparedTrustAccounts uint8

const (
	SparesNothing       SparedTrustAccounts = iota // they are as users
	SparesMustChange                               // that the password of a computer must be changed; bad passwords of none count
	SparesLockoutAndAge                            // that an account is locked out, and how old its password is
)

// spared says that a check does not hold for an account, since it is no user's.
func (p *place) spared(check Refusal) bool {
	if p.account.Trust == NoTrustAccount {
		return false
	}
	switch p.settings.SparedTrustAccounts {
	case SparesMustChange:
		return check == MustChange && p.account.Trust != Interdomain
	case SparesLockoutAndAge:
		return check == LockedOut || check == MustChange || check == PasswordExpired
	}
	return false
}

// protected says that an account is a domain's, and in the group Protected Users.
func (p *place) protected() bool {
	return p.db.domain && slices.Contains(p.account.names, protectedUsers)
}

// late says that the time in an NTLMv2 response is further from the verifier's than it may be. The time is the client's, unless
// the server's challenge had one for it to repeat.
func (f *Facts) late(p *place) bool {
	if f.client == nil || p.settings.MaxAge == 0 {
		return false
	}
	sent := f.client.Clock
	if f.target.settings.SuppliesTimestamp && f.client.typing.SuppliesTimestamp {
		sent = f.target.Clock
	}
	return (sent - f.clockOf(p)).Abs() > p.settings.MaxAge
}

// clockOf is how far ahead the clock of the machine is that compares.
func (f *Facts) clockOf(p *place) time.Duration {
	if m := f.verifier(p); m != nil {
		return m.Clock
	}
	return 0
}

// verifier is the machine that answers for a place; nil where the topology has none.
func (f *Facts) verifier(p *place) *machine {
	if p == &f.server {
		return f.target
	}
	d := f.target.domain
	if p == &f.authority && f.trust != nil {
		d = f.trust.domain
	}
	if d == nil || len(d.controllers) == 0 {
		return nil
	}
	return d.controllers[0]
}

// notCached says that a read-only controller is asked for an account whose password it does not have, and that it cannot ask a
// writable one.
func (p *place) notCached(target *machine) bool {
	c := p.controller(target)
	return c != nil && c.ReadOnly && c.Channel == Unreachable && !p.account.in(c.cached)
}

// controller is the machine that answers for a domain's database: the one named in the UNC, or the first.
func (p *place) controller(target *machine) *machine {
	switch {
	case !p.db.domain:
		return nil
	case target.own == p.db:
		return target
	case p.db.first != nil:
		return p.db.first
	}
	return nil
}
