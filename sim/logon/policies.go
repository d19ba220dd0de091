package logon

import (
	"slices"
	"time"

	"ntlmsim/sim"
)

// Restrictions on an account whose password is correct: first those of its domain.

// trustAccounts are the kinds of trust and machine accounts that the places refuse.
var trustAccounts = [...]sim.Choice[Facts]{
	atServer:     func(f *Facts) uint8 { return f.server.refusedTrust() },
	atController: func(f *Facts) uint8 { return f.controller.refusedTrust() },
	atAuthority:  func(f *Facts) uint8 { return f.authority.refusedTrust() },
}

// refusedTrust is the number of the account's kind in trustKinds; 0 if it is a user account, or of a kind that may log
// on.
func (p *place) refusedTrust() uint8 {
	if !p.refusesTrust() {
		return 0
	}
	return trustKind(p.account.trustFlag())
}

// trustFlag is the kind of a trust or machine account by its flags in userAccountControl: a managed service account has
// those of a computer.
func (a *account) trustFlag() TrustAccount {
	if a.Trust == ManagedService {
		return Workstation
	}
	return a.Trust
}

var trustKinds = []TrustAccount{NoTrustAccount, Interdomain, Workstation, ServerTrust}

func trustKind(t TrustAccount) uint8 { return uint8(slices.Index(trustKinds, t)) }

// ofTrust holds for a trust or machine account of a kind that the database refuses.
func ofTrust(where at, name string, kind TrustAccount) cond {
	return trustAccounts[where].Is(name, trustKind(kind), foundAccount(where))
}

func (p *place) refusesTrust() bool {
	if p.account.NeverUsed && p.settings.RefusesUnused {
		return true
	}
	return p.account.Trust != NoTrustAccount && slices.Contains(p.settings.RefusedTrustAccounts, p.account.trustFlag())
}

// keepsProtected reports whether a controller denies NTLM to Protected Users.
func keepsProtected(s *Settings) bool { return s.ProtectedUsers != ProtectsNobody }

// protectedUser reports whether the controller denies NTLM to the account because it is in Protected Users: some do so
// before they check the password (kept-first).
func (f *Facts) protectedUser(p *place) bool {
	return p.refusal == ProtectedUser || p.settings.ProtectedUsers == ProtectsAfterPassword && p.protected()
}

// placeRestricted reports whether an authentication policy of the account denies NTLM to it: which device asks, NTLM
// cannot prove.
func (p *place) placeRestricted() bool { return p.boundToPlaces() && !p.account.PolicyAudits }

// placeAudited reports whether such a policy is not enforced, so that it only logs what it would deny.
func (p *place) placeAudited() bool { return p.boundToPlaces() && p.account.PolicyAudits }

// boundToPlaces reports whether an authentication policy of the account says from where it may log on. It binds users
// and managed service accounts, and no computers (MS-APDS 3.1.5.2).
func (p *place) boundToPlaces() bool {
	bound := p.account.Trust == NoTrustAccount || p.account.Trust == ManagedService
	return bound && p.db.domain && p.settings.AuthenticationPolicies && len(p.account.AuthenticateFrom) > 0
}

// serverRestricted reports whether an authentication policy of the server refuses a domain account. The server's own
// account is exempt (MS-APDS 3.1.5).
func (f *Facts) serverRestricted(p *place) bool {
	return p.db.domain && f.restrictsServer() && !f.among(p, f.target.admits) && !f.serversOwn(p)
}

// serversOwn reports whether an account is that of the server itself in its domain.
func (f *Facts) serversOwn(p *place) bool {
	return f.target.domain != nil && p.db == &f.target.domain.database && fold(p.account.Name) == f.target.key+"$"
}

// restrictsServer reports whether the server has an authentication policy, and its domain enforces such policies.
func (f *Facts) restrictsServer() bool {
	return f.target.admits != nil && !f.target.PolicyAudits && f.target.domainSettings().AuthenticationPolicies
}

// notSelected reports whether the trust is selective and the account lacks "Allowed to authenticate" on the server.
func (f *Facts) notSelected(p *place) bool {
	return f.trust != nil && f.trust.Selective && !f.asker().IgnoresSelective && !f.among(p, f.target.selected)
}

// Then the restrictions of the server.

// blankPassword reports whether a local account without a password is used from another machine.
func (f *Facts) blankPassword(p *place) bool {
	return p.account.Password == "" && p.account != p.db.guest
}

// refusesBlank reports whether local accounts without a password may be used at the server's console only.
func (f *Facts) refusesBlank() bool {
	return f.target.settings.LimitBlankPasswordUse && f.overNetwork()
}

// overNetwork reports whether a local account is used from another machine.
func (f *Facts) overNetwork() bool { return f.target.Role != Controller && f.client != f.target }

// notGranted reports whether the account lacks the right to access this computer from the network.
func (f *Facts) notGranted(p *place) bool {
	return !f.among(p, f.target.settings.SeNetworkLogonRight)
}

// networkDenied reports whether the account, or a group of it, is denied access to this computer from the network.
func (f *Facts) networkDenied(p *place) bool {
	return f.among(p, f.target.settings.SeDenyNetworkLogonRight)
}

// SparedTrustAccounts is the checks that a database skips for trust and machine accounts.
type SparedTrustAccounts uint8

const (
	SparesNothing       SparedTrustAccounts = iota // the same checks as for users
	SparesMustChange                               // MustChange of machine accounts; bad passwords of trust and machine accounts are not counted
	SparesLockoutAndAge                            // lockout and password age; their bad passwords are not counted, either
)

// spared reports whether a check is skipped because the account is a trust or machine account, or needs a smart card:
// the password of such an account does not age (MS-ADTS 3.1.1.4.5.17, ADS_UF_PASSWORD_EXPIRED; observed of Samba 4.17).
func (p *place) spared(check Refusal) bool {
	if p.account.SmartCard && (check == MustChange || check == PasswordExpired) {
		return true
	}
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

// protected reports whether an account is a domain account in the group Protected Users.
func (p *place) protected() bool {
	return p.db.domain && slices.Contains(p.account.names, protectedUsers)
}

// late reports whether the time in an NTLMv2 response differs too much from the verifier's clock. It is the client's
// time, unless the server's challenge had a timestamp, which the response then repeats.
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

// clockOf is how far ahead the clock of the verifying machine is.
func (f *Facts) clockOf(p *place) time.Duration {
	if m := f.verifier(p); m != nil {
		return m.Clock
	}
	return 0
}

// verifier is the machine that answers for a place; nil if the topology has none.
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

// notCached reports whether a read-only controller is asked for an account whose password is not cached, and cannot
// reach a writable controller.
func (f *Facts) notCached(p *place) bool {
	c := p.controller(f.target)
	return c != nil && c.ReadOnly && c.Channel == Unreachable && !p.account.in(c.cached)
}

// controller is the controller that answers for a domain's database: the server named in the UNC path, or the domain's
// first.
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
