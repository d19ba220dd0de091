package logon

import (
	"fmt"
	"slices"

	"ntlmsim/sim"
)

// A cond is a condition of a rule. Some are built for a place: the database that they are about.
type cond = sim.Cond[Facts]

// ask makes a condition. found may be nil.
func ask(name string, holds func(*Facts) bool, found func(*Facts) string) cond {
	return cond{Name: name, Holds: holds, Found: found}
}

// given makes a condition that depends only on the command and the settings of the two machines, not on accounts.
func given(name string, holds func(*Facts) bool, found func(*Facts) string) cond {
	return cond{Name: name, Holds: holds, Found: found, Fixed: true}
}

// at selects a place of the Facts.
type at uint8

const (
	atServer at = iota
	atController
	atAuthority
)

func (where at) of(f *Facts) *place {
	switch where {
	case atServer:
		return &f.server
	case atController:
		return &f.controller
	}
	return &f.authority
}

// refusals are the answers of the places.
var refusals = [...]sim.Choice[Facts]{
	atServer:     func(f *Facts) uint8 { return uint8(f.server.refusal) },
	atController: func(f *Facts) uint8 { return uint8(f.controller.refusal) },
	atAuthority:  func(f *Facts) uint8 { return uint8(f.authority.refusal) },
}

// last makes the condition of the last row of a state: it holds if none above it did. found may be nil.
func last(name string, found func(*Facts) string) cond { return cond{Name: name, Found: found} }

func came(name string, by how) cond {
	return given(name, func(f *Facts) bool { return f.how == by }, foundSent)
}

func level(name string, least int) cond {
	return given(name, func(f *Facts) bool { return f.client.typing.LmCompatibilityLevel >= least }, foundLevel)
}

func foundSent(f *Facts) string {
	return fmt.Sprintf("domain %q, user %q, %s", f.sent.Domain, f.sent.User, f.sent.Response)
}

func foundNames(f *Facts) string {
	return fmt.Sprintf("domain %q, user %q", f.sent.Domain, f.sent.User)
}

func foundSession(f *Facts) string { return "session: " + f.session.String() }

func foundLevel(f *Facts) string {
	return fmt.Sprintf("LmCompatibilityLevel of %s is %d: %s", f.client.Name, f.client.typing.LmCompatibilityLevel, f.sent.Response)
}

var anonymous = given("no user and no response", func(f *Facts) bool { return f.sent.Anonymous() }, nil)

// domainIs makes a condition on how the server classifies the domain in the session setup.
func domainIs(what string, n naming) cond {
	return given(what, func(f *Facts) bool { return f.naming == n }, func(f *Facts) string {
		return fmt.Sprintf("%q at %s", f.sent.Domain, f.target.describe())
	})
}

// foundUnknown describes a domain that the server does not know: whether it exists, and whether the trust points the
// other way.
func foundUnknown(f *Facts) string {
	text := fmt.Sprintf("%q at %s", f.sent.Domain, f.target.describe())
	d := f.world.domains[fold(f.sent.Domain)]
	if d == nil || f.target.domain == nil {
		return text
	}
	if d.trusts[f.target.domain.key] != nil {
		return text + fmt.Sprintf("; %s trusts %s, and not the other way round", d.Name, f.target.domain.Name)
	}
	return text
}

// passesOn holds for a member that gets a domain name which is not its own: it asks its controller.
var passesOn = given("a member asks its own controller",
	func(f *Facts) bool {
		return f.target.Role == Member && (f.naming == namedTrusted || f.naming == namedUnknown || f.naming == namedBuiltin)
	},
	func(f *Facts) string {
		return fmt.Sprintf("%s asks a controller of %s about %q", f.target.Name, f.target.Domain, f.sent.Domain)
	})

// describe is the role of a machine and the domains it trusts, in words.
func (m *machine) describe() string {
	switch {
	case m.domain == nil:
		return m.Name + ", standalone"
	case len(m.domain.order) == 0:
		return fmt.Sprintf("%s, %s of %s, which trusts no other domain", m.Name, m.Role, m.Domain)
	}
	text := fmt.Sprintf("%s, %s of %s, which trusts", m.Name, m.Role, m.Domain)
	for i, t := range m.domain.order {
		if i == 8 {
			return text + fmt.Sprintf(" and %d more", len(m.domain.order)-i)
		}
		if i > 0 {
			text += ","
		}
		text += " " + t.domain.Name
	}
	return text
}

// Conditions on a member's own secure channel, where it asks its controller.
var (
	netlogonStopped = given("its Netlogon service is stopped",
		func(f *Facts) bool {
			return f.channel == NetlogonStopped && !f.target.settings.NetlogonStoppedIsUnreachable
		}, foundChannel)

	winbinddStopped = given("its winbindd is stopped", func(f *Facts) bool { return f.channel == NetlogonStopped }, foundChannel)

	controllerUnreachable = given("no controller of its own domain can be reached",
		func(f *Facts) bool { return f.channel == Unreachable }, foundChannel)

	computerOff = given("its computer account is disabled",
		func(f *Facts) bool { return f.channel == ComputerOff }, foundChannel)

	channelIsLogon = given("its own logon to its domain fails, and the user gets that answer",
		func(f *Facts) bool { return f.channel != Sound && f.target.settings.ChannelRefusedIsLogonFailure }, foundChannel)

	accountReset = given("its controller refuses it the secure channel: its account was reset",
		func(f *Facts) bool { return f.channel == WrongPassword }, foundChannel)

	accountDeleted = given("its controller refuses it the secure channel: its account is gone",
		func(f *Facts) bool { return f.channel == AccountDeleted }, foundChannel)
)

func foundChannel(f *Facts) string {
	return fmt.Sprintf("the secure channel of %s to %s is broken: %s", f.target.Name, f.target.Domain, f.channel.Fault())
}

// trustAnswer makes a condition on the fault of a trust's secure channel, and on what the server answers because of it.
func trustAnswer(name string, of Channel, makes TrustRefused) cond {
	return ask(name, func(f *Facts) bool { return f.trust != nil && f.trust.Channel == of }, foundTrust).
		Only(func(f *Facts) bool { return f.target.settings.trustRefused(of) == makes })
}

// whenTrustRefused is what the product answers if the trusted domain refuses the secure channel along a trust.
func (s *Settings) trustRefused(c Channel) TrustRefused {
	if c == AccountDeleted {
		return s.TrustAccountMissing
	}
	return s.TrustPasswordDiffers
}

// Conditions on the secure channel to a trusted domain.
var (
	trustUnknown = ask("there is no secure channel to the trusted domain, and that counts as no such user",
		(*Facts).trustBroken, foundTrust).
		Only(func(f *Facts) bool { return f.asker().UnreachableIsUnknown })

	trustUnreachable = ask("no controller of the trusted domain can be reached",
		func(f *Facts) bool { return f.trust != nil && f.trust.Down }, foundTrust)

	takenForGone = given("a member gets this from its controller, and reports it as no logon servers",
		func(f *Facts) bool { return f.target.Role == Member }, foundTrust)

	trustRefused = ask("the trusted domain refuses the secure channel", (*Facts).trustBroken, foundTrust)
)

func (f *Facts) trustBroken() bool {
	return f.trust != nil && (f.trust.Down || f.trust.Channel != Sound)
}

func foundTrust(f *Facts) string {
	if f.trust.Down {
		return "the trust of " + f.trust.domain.Name + " is down"
	}
	return fmt.Sprintf("the secure channel to %s is broken: %s", f.trust.domain.Name, f.trust.Channel.Fault())
}

// found holds if the database at a place has an account with the user name.
func found(where at) cond {
	return ask("the account is found", func(f *Facts) bool { return where.of(f).account != nil }, lookedUp(where))
}

// lookedUp describes what the database at a place has under the user name.
func lookedUp(where at) func(*Facts) string {
	return func(f *Facts) string {
		p := where.of(f)
		if p.account == nil {
			return fmt.Sprintf("%s has no %s", p.db.name, f.sent.User)
		}
		return fmt.Sprintf("%s has %s", p.db.name, p.account.Name)
	}
}

func foundNobody(f *Facts) string {
	if f.target.domain == nil {
		return f.target.describe() + ": it trusts nobody"
	}
	return fmt.Sprintf("no domain that %s trusts has %s", f.target.domain.Name, f.sent.User)
}

// guestOfAnother holds for the Guest account of a database other than the server's.
func guestOfAnother(where at) cond {
	return ask("it is the Guest account of the trusted domain",
		func(f *Facts) bool {
			p := where.of(f)
			return p.account != nil && p.account == p.db.guest && p.settings.GuestAccount == GuestFallback
		}, nil)
}

// isNT4Local holds if a trusted domain's account is an NT4 local account. Windows 2000 and later do not check this.
func isNT4Local(where at) cond {
	return ask("the account is local", func(f *Facts) bool {
		p := where.of(f)
		return p.settings.NT4LocalAccounts && p.account.Local
	}, func(f *Facts) string {
		return where.of(f).account.Name + " is a local account of " + where.of(f).db.name
	})
}

// Conditions for a name without a domain that is not in the server's own database.
var (
	controllerHas = ask("a member's own controller has it", func(f *Facts) bool { return f.controller.account != nil }, lookedUp(atController)).
			Only(func(f *Facts) bool { return f.target.Role == Member })

	principalSalted = ask("it is NTLMv2, and the user principal name leads across a trust",
		func(f *Facts) bool { return f.principal }, nil).
		Only(func(f *Facts) bool {
			return f.sent.Response.Salted() && f.asker().UserPrincipalNames == PrincipalsUnsalted
		})

	principal = ask("the domain of the user principal name has the account",
		func(f *Facts) bool { return f.principal && f.authority.account != nil }, lookedUp(atAuthority))

	replies = ask("a trusted domain replies that it has the account", func(f *Facts) bool { return f.authority.account != nil }, lookedUp(atAuthority))
)

var builtinPrincipal = ask("the domain of the user principal name is BUILTIN, and nobody can be asked about that one",
	func(f *Facts) bool { return f.builtin }, nil).
	Only(func(f *Facts) bool { return f.asker().BuiltinUnreachable })

var ownOnly = given("the server asks no other database", func(f *Facts) bool { return f.target.settings.OwnDatabaseOnly }, nil)

var restricted = given("LsaLookupRestrictIsolatedNameLevel is 1",
	func(f *Facts) bool { return f.asker().LsaLookupRestrictIsolatedNameLevel }, nil)

var neverPing = given("NeverPing is 1", func(f *Facts) bool { return f.asker().NeverPing }, nil)

// asker is the settings of the machine that would ask the trusted domains: the server if it is a controller, or a
// member's controller.
func (f *Facts) asker() *Settings { return f.target.domainSettings() }

// answers holds if r is the database's answer about the account: the first objection, in the order of its product.
func answers(where at, name string, r Refusal) cond {
	return refusals[where].Is(name, uint8(r), foundAccount(where))
}

// asks makes a condition on the account at a place.
func asks(where at, name string, holds func(*Facts, *place) bool) cond {
	return ask(name, func(f *Facts) bool { return holds(f, where.of(f)) }, foundAccount(where))
}

// known makes a precondition on the settings of a place. Those of the server's own database are known beforehand; for
// other places the result is always true.
func (where at) known(holds func(*Settings) bool) func(*Facts) bool {
	return func(f *Facts) bool { return where != atServer || holds(f.server.settings) }
}

// firstTakes holds if a controller would refuse the response, and the first controller of its domain does not.
var firstTakes = given("the first controller of the domain takes a response that this one refuses",
	func(f *Facts) bool {
		return f.server.settings.refuses(f.sent.Response)
	}, func(f *Facts) string {
		return fmt.Sprintf("%s of %s; %s takes it", refusedBy(f, f.server.settings), f.target.Name, f.server.db.first.Name)
	})

// refusedBy names a response, and the setting that refuses it.
func refusedBy(f *Facts, s *Settings) string {
	switch {
	case s.NTLMv1Unchecked:
		return fmt.Sprintf("%s, by ntlmv1-checked", f.sent.Response)
	case s.NTLMAuth == NTLMByLevel:
		return fmt.Sprintf("%s, at LmCompatibilityLevel %d", f.sent.Response, s.LmCompatibilityLevel)
	}
	return fmt.Sprintf("%s, by ntlm auth and lanman auth", f.sent.Response)
}

// responseRefused holds if a setting at a place refuses this kind of response.
func responseRefused(where at) cond {
	c := answers(where, "the response is of a refused kind", ResponseRefused)
	c.Found = func(f *Facts) string { return refusedBy(f, where.of(f).settings) }
	return c
}

// noLMHash holds if the response is LM, and the database keeps no LM hashes.
func noLMHash(where at) cond {
	c := answers(where, "the response is LM, and no LM hash is kept that it could be compared with", NoHash)
	c.Found = func(f *Facts) string { return foundAccount(where)(f) + "; NoLMHash is 1" }
	return c
}

func foundAccount(where at) func(*Facts) string {
	return func(f *Facts) string {
		p := where.of(f)
		return fmt.Sprintf("%s of %s", p.account.Name, p.db.name)
	}
}

// disputedSalt holds if a verifier accepts the domain in the message as salt although it is unknown or empty: KB 103390
// says that it would not match. (With the article read literally, no response is accepted there.)
func disputedSalt(where at) cond {
	return given("the password matches, hashed with the domain that was sent", func(f *Facts) bool {
		return f.sent.Response.Salted() && f.sent.salt() == f.sent.Domain
	}, func(f *Facts) string {
		return fmt.Sprintf("%s of %s, hashed with %q", where.of(f).account.Name, where.of(f).db.name, f.sent.salt())
	})
}

// saltOfDatabase holds if a verifier that follows the article literally hashed with its own name, and the client with
// another one.
func saltOfDatabase(where at) cond {
	return ask("the salt is not the name of the database", func(f *Facts) bool {
		p := where.of(f)
		return p.refusal == SaltDiffers && p.settings.Salts == SaltOfDatabase
	}, func(f *Facts) string {
		return fmt.Sprintf("the client hashed with %q, the verifier with %q", f.sent.salt(), where.of(f).db.name)
	}).Only(where.known(func(s *Settings) bool { return s.Salts == SaltOfDatabase }))
}

// badPasswordIsGuest holds if the server has "map to guest = bad password", whichever database has the account.
func badPasswordIsGuest(where at) cond {
	return ask("map to guest is bad password", func(f *Facts) bool {
		switch where.of(f).refusal {
		case PasswordDiffers, ResponseRefused, SaltDiffers:
			return true
		}
		return false
	}, foundAccount(where)).Only(func(f *Facts) bool { return f.target.settings.MapToGuest == MapBadPassword })
}

// Guest is always the guest of the server named in the UNC.
var (
	mapsNobody = given("map to guest is never", func(f *Facts) bool { return f.target.settings.MapToGuest == MapNever },
		func(f *Facts) string { return f.target.Name })

	mapsStrangers = given("map to guest lets a stranger in as a guest", func(f *Facts) bool {
		return f.target.settings.MapToGuest == MapBadUser || f.target.settings.MapToGuest == MapBadPassword
	}, func(f *Facts) string { return f.target.Name })

	guestDisabled = ask("the guest account is disabled", func(f *Facts) bool {
		return f.target.settings.MapToGuest == NoMapToGuest && f.server.db.guest.Disabled
	}, func(f *Facts) string { return "Guest of " + f.server.db.name })

	guestOff = ask("the guest account is disabled", func(f *Facts) bool { return f.server.db.guest.Disabled },
		func(f *Facts) string { return "Guest of " + f.server.db.name })

	guestHasPassword = ask("the guest account has a password, and only one without is used", func(f *Facts) bool {
		s := f.target.settings
		return s.MapToGuest == NoMapToGuest && s.GuestPassword == GuestPasswordNoFallback && f.server.db.guest.Password != ""
	}, nil)

	guestPasswordDiffers = ask("the response does not prove the guest account's password", func(f *Facts) bool {
		return f.target.settings.MapToGuest == NoMapToGuest && f.server.db.guest.Password != "" && !f.provesGuest
	}, nil)

	guestDenied = ask("SeDenyNetworkLogonRight holds Guest", func(f *Facts) bool {
		return f.server.db.guest.in(f.target.settings.SeDenyNetworkLogonRight)
	}, nil)

	encrypts = given("the server demands encryption", func(f *Facts) bool { return f.target.settings.Encrypt }, nil)
)

// flagsGuests reports whether the server gives Guest and the members of Guests guest sessions. On Samba they get
// sessions of users.
func (f *Facts) flagsGuests() bool { return f.target.settings.MapToGuest == NoMapToGuest }

// guestAt reports whether the account at a place is Guest or a member of Guests, and gets a guest session for it.
func (f *Facts) guestAt(p *place) bool { return p.account.guests && f.flagsGuests() }

// guestItself reports whether it is Guest.
func (f *Facts) guestItself(p *place) bool { return fold(p.account.Name) == guestName && f.guestAt(p) }

// Conditions after setup: whether the client accepts the session, and whether the share grants access.
var (
	guestUnsigned = ask("the client demands signing, and a guest cannot sign",
		func(f *Facts) bool { return f.session == Guest },
		func(f *Facts) string { return "RequireSecuritySignature of " + f.client.Name + " is 1" }).
		Only(func(f *Facts) bool { return f.client != nil && f.client.typing.RequireSecuritySignature })

	guestRefused = ask("the client refuses to be a guest",
		func(f *Facts) bool { return f.session == Guest },
		func(f *Facts) string { return "AllowInsecureGuestAuth of " + f.client.Name + " is 0" }).
		Only(func(f *Facts) bool { return f.client != nil && !f.client.typing.AllowInsecureGuestAuth })

	noShare = given("the server has no such share", func(f *Facts) bool { return !f.ipc && f.share == nil && !f.administrative && !f.domainShare },
		func(f *Facts) string { return f.target.Name + ` has no share "` + f.sent.Share + `"` })

	nullSessionRefused = ask("RestrictNullSessAccess is 1, and NullSessionShares does not have the share",
		func(f *Facts) bool { return f.session == Anonymous }, nil).
		Only(func(f *Facts) bool {
			return !f.ipc && f.target.settings.RestrictNullSessAccess && !f.nullSessions
		})

	guestNotOK = ask("guest ok is no", func(f *Facts) bool { return f.session != User }, foundShare).
			Only(func(f *Facts) bool {
			s := f.target.settings
			return !f.ipc && s.MapToGuest != NoMapToGuest && !s.GuestOK
		})

	shareDenies = ask("the share does not let the account in", func(f *Facts) bool { return !f.admitted() }, foundShare).
			Only(func(f *Facts) bool { return f.share != nil && len(f.share.allow)+len(f.share.deny) > 0 })
)

func foundShare(f *Facts) string {
	whose := fmt.Sprintf("session of a %s", f.session)
	if f.session == Anonymous {
		whose = "an anonymous session"
	}
	return fmt.Sprintf(`%s\%s, %s`, f.target.Name, f.sent.Share, whose)
}

// listNames is the names by which a share's list may refer to the account of the session. Samba's guest is the Unix
// account nobody, as is an anonymous session: a list can name it as Guest if no account has that name.
func (f *Facts) listNames() []string {
	s := f.target.settings
	switch {
	case f.session == Anonymous && !s.AnonymousIsNobody:
		return anonymousNames
	case f.answered != nil:
		return f.answered.account.names
	case s.GuestAccount != GuestFallback && !f.server.db.unasked:
		return everyoneOnly
	}
	return f.server.db.guest.names
}

var (
	anonymousNames = []string{nobody, everyone, network}
	everyoneOnly   = []string{everyone, network}
)

// admitted reports whether the share's lists let the session in. What is denied comes first.
func (f *Facts) admitted() bool {
	names := f.listNames()
	in := func(name string) bool {
		switch name {
		case administrators:
			return f.administrator()
		case thisOrganization, otherOrganization:
			return f.session != Anonymous && f.answered != nil && f.organization(f.answered) == name
		}
		return slices.Contains(names, name)
	}
	if slices.ContainsFunc(f.share.deny, in) {
		return false
	}
	return len(f.share.allow) == 0 || slices.ContainsFunc(f.share.allow, in)
}
