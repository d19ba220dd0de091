package logon

import (
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/ntlm"
)

// Facts is the input of the rules: one attempt, and the databases that can be asked. Resolve fills it; the caller may
// reuse it.
type Facts struct {
	world          *World
	program        sim.Program // the rules that remain once the command and the settings are known
	client         *machine    // nil for an explicit send:
	target         *machine    // named in the UNC
	how            how
	signOn         credential // of the session at the client
	sent           *Send
	question       *Question
	connected      *Connection // the client's existing connection to that name
	called         string      // the name in the UNC path, folded
	alias          bool        // the name in the UNC path is an alias of the target
	blocking       bool        // /BLOCKNTLM
	commanded      bool        // the command gives a user and a password
	share          *share      // nil: the target has none of that name
	ipc            bool
	administrative bool // a default administrative share, not in the topology
	domainShare    bool // one that every controller of its product has, not in the topology
	hardened       bool // the client requires mutual authentication for the path
	nullSessions   bool // the share is in NullSessionShares of the target
	naming         naming
	principal      bool // a user principal name, and its domain is trusted
	suffix         bool // the same, by another suffix than the domain's DNS name
	builtin        bool // a user principal name whose domain is BUILTIN, which the asking machine treats as a domain

	server      place   // the target's own database
	controller  place   // the database of a member's own domain
	authority   place   // the database that answers along a trust
	trust       *trust  // the trust that leads to the authority
	channel     Channel // the secure channel of a member that asks its controller
	provesGuest bool    // the response proves the password of the server's Guest

	// What becomes of a ticket of Kerberos. None is asked for an explicit send:, and where NTLM is asked for.
	ticketed bool
	request  kerberos.Request
	ticket   kerberos.Decision
	person   kerberos.Account // whose ticket it is
	holder   place            // the database that has it, and what it has

	// What setup grants, for the rows after setup. Decide writes these fields and no others.
	answered *place // the place whose account was let in
	session  Session
}

// A place is a database that can be asked, its account with the user name, and its answer about that account.
type place struct {
	db       *database
	settings *Settings
	account  *account // nil: it has none
	refusal  Refusal
	before   int // 1 if the password sent is the previous one of the account, 2 if the one before that, else 0
}

// naming is how the server classifies the domain in a session setup.
type naming uint8

const (
	namedUnknown  naming = iota // neither the server's own nor trusted
	namedOwn                    // the server's own
	namedTrusted                // trusted by the server, or by a member's controller
	namedNull                   // of zero length
	namedQuestion               // the question mark
	namedBuiltin                // BUILTIN, if the server, or a member's controller, treats it as a domain
)

// how is where a client got the domain that it sends.
type how uint8

const (
	bySignOn     how = iota // the account signed on at the client
	byPassword              // the account of the session, with a password that the command or the prompt gives
	byNothing               // a session that can prove nothing
	byNetOnly               // the account given to runas /netonly
	byStored                // an entry of the Credential Manager
	byComputer              // the computer itself, for a service of Windows
	byName                  // /USER:DOMAIN\name
	byNoDomain              // /USER:\name, /USER:.\name, /USER:?\name
	byUPN                   // /USER:name@dns.domain
	byBare                  // /USER:name
	byEmptyUser             // /USER:""
	byConnection            // the user of an existing connection of the client
	asGiven                 // an explicit send:, not a Windows client
)

// named reports whether the command or the scenario names a user.
func (h how) named() bool {
	switch h {
	case bySignOn, byPassword, byNothing, byNetOnly, byStored, byComputer, byConnection:
		return false
	}
	return true
}

// A Refusal is the first objection of a database to an account, among the checks whose order depends on the product:
// account states and the password. Checks whose order is the same everywhere are in the rules.
type Refusal uint8

const (
	Accepted Refusal = iota
	LockedOut
	NTLMOff
	ResponseRefused
	SaltDiffers
	PasswordDiffers
	PrincipalUnproven
	Disabled
	Expired
	MustChange
	PasswordExpired
	WorkstationNotAllowed
	OutsideHours
	ClockDiffers
	ProtectedUser    // before all others, on products that check it first
	PlaceRestricted  // before the password, too
	ServerRestricted // after the password, before the states of the account
	CardRequired     // after a password that must be changed
	NoHash           // an LM response, and no LM hash to compare it with
)

// checkNames are the checks whose order is the setting account-checks.
var checkNames = map[string]Refusal{
	"lockout": LockedOut, "password": PasswordDiffers, "disabled": Disabled, "expired": Expired, "must-change": MustChange,
	"password-expired": PasswordExpired, "workstation": WorkstationNotAllowed, "hours": OutsideHours,
}

// A Question is an attempt prepared for a world: what is sent to which machine. It may be asked many times.
type Question struct {
	world  *World
	client *machine
	target *machine
	how    how
	signOn credential // of the session at the client
	sent   Send
	asked  bool // the password was given or asked for in the command: no second prompt
	typed  *string

	as          LogonSession // in which the command is typed
	run         NetUse
	connections []Connection // of that session
	connected   *Connection  // to the server's name
	referral    *Referral    // nil: the path names a server
	host        *machine     // that is asked for a referral, whatever it is called

	called    string
	alias     bool
	blocking  bool
	commanded bool

	user, domain, station, share string    // folded
	name, realm                  string    // of a user principal name without a domain, folded
	principal                    [2]string // of any user name with an @: the parts before and after it, folded
	passedOn                     string    // the workstation as winbindd passes it on

	ntlm   bool              // the attempt asks for NTLM
	ticket *kerberos.Request // nil: none is asked for
	holder holder            // whose ticket it is

	program sim.Program
}

// Sent returns what the session setup carries.
func (q *Question) Sent() Send { return q.sent }

// retest is the question with the password typed at the prompt: that of the account signed on, if nobody was sent.
func (q *Question) retest() Question {
	again := *q
	again.sent.Password = *q.typed
	again.typed = nil
	again.signOn.sends = false
	if q.how.named() {
		return again
	}
	again.how = byPassword
	if q.how == byNothing {
		again.sent.Domain, again.sent.User, again.sent.Response = q.signOn.domain, q.signOn.user, q.client.typing.Sends()
	}
	again.prepare()
	return again
}

// Resolve finds the databases that can be asked, and what each of them has. The number of look-ups does not depend on
// the number of accounts, machines or domains.
func (q *Question) Resolve(f *Facts) {
	*f = q.known()
	f.program = q.program
	q.resolveTicket(f)
	q.route(f)
	f.provesGuest = q.provesGuest()
	for _, p := range [...]*place{&f.server, &f.controller, &f.authority} {
		if p.account != nil {
			p.before = q.previous(f, p)
			p.refusal = q.refusal(f, p)
		}
	}
}

// known is the part of the facts that follows from the command and the settings of the two machines, before any
// database is asked.
func (q *Question) known() Facts {
	f := Facts{world: q.world, question: q, client: q.client, target: q.target, how: q.how, signOn: q.signOn, sent: &q.sent,
		connected: q.connected, called: q.called, alias: q.alias, blocking: q.blocking, commanded: q.commanded, naming: q.naming()}
	f.ipc = q.share == "" || q.share == "IPC$"
	f.hardened = q.client != nil && q.hardenedBy() != ""
	if !f.ipc {
		f.share = q.target.shares[q.share]
		f.nullSessions = slices.Contains(q.target.settings.NullSessionShares, q.share)
		f.domainShare = f.share == nil && q.target.Role == Controller && slices.Contains(q.target.settings.DomainShares, q.share)
		f.administrative = f.share == nil && q.target.settings.AdministrativeShares && administrative(q.share)
	}
	f.server = place{db: q.target.own, settings: q.target.settings}
	if q.asksController(&f) {
		f.channel = q.target.Channel
	}
	return f
}

// route finds the places to ask, by how the server classifies the domain.
func (q *Question) route(f *Facts) {
	switch {
	case f.naming == namedTrusted:
		q.follow(f, q.target.domain.named(q.domain))
	case f.naming == namedNull || f.naming == namedQuestion:
		q.look(&f.server)
		if f.server.account == nil {
			q.isolated(f)
		}
	case f.naming == namedBuiltin: // no database is asked
	default:
		q.look(&f.server)
	}
}

// asksController reports whether the target is a member that asks its controller.
func (q *Question) asksController(f *Facts) bool {
	switch {
	case q.target.Role != Member || f.naming == namedOwn:
		return false
	case f.naming == namedTrusted || f.naming == namedUnknown || f.naming == namedBuiltin:
		return true
	}
	return !q.ownOnly()
}

// ownOnly reports whether a name without a domain is looked up in the target's own database only.
func (q *Question) ownOnly() bool { return q.target.settings.OwnDatabaseOnly && q.realm == "" }

// naming classifies the domain sent: the name of the target's own database, a domain trusted by it or by the controller
// that a member asks, or unknown. A standalone machine trusts no domain.
func (q *Question) naming() naming {
	t := q.target
	switch {
	case q.domain == "":
		return namedNull
	case q.domain == "?" && t.settings.QuestionMarkIsNull:
		return namedQuestion
	case q.domain == "." && t.settings.DotIsOwnName:
		return namedOwn
	case t.Role != Controller && q.domain == t.key:
		return namedOwn
	case t.domain == nil:
		return namedUnknown
	case t.domain.is(q.domain) && t.Role == Controller:
		return namedOwn
	case t.domain.is(q.domain) || q.trustedBy(t.domain):
		return namedTrusted
	case q.domain == builtinName && t.domainSettings().BuiltinUnreachable:
		return namedBuiltin
	}
	return namedUnknown
}

// trustedBy reports whether d trusts the domain sent and knows it by that name.
func (q *Question) trustedBy(d *domain) bool {
	t := d.trusts[q.domain]
	return t != nil && (q.domain == t.domain.key || !d.answers(q.target).NetBIOSNames)
}

func (d *domain) is(folded string) bool { return d.database.named(folded) }

// named is the trust that leads to a domain. A member trusts its own domain.
func (d *domain) named(folded string) *trust {
	if t := d.trusts[folded]; t != nil {
		return t
	}
	return &d.self
}

// isolated looks up a name without a domain: a member asks its controller, a controller the domains that it trusts.
func (q *Question) isolated(f *Facts) {
	d := q.target.domain
	if d == nil {
		return
	}
	if q.target.Role == Member && !q.ownOnly() {
		f.controller = d.place(f)
		if q.look(&f.controller); f.controller.account != nil {
			return
		}
	}
	switch s := f.asker(); {
	case q.realm != "":
		t := q.suffixDomain(d)
		if f.suffix = t != nil; !f.suffix {
			t = q.principalDomain(d)
		}
		q.follow(f, t)
		f.principal = f.trust != nil
		f.builtin = !f.principal && q.realm == builtinName && s.BuiltinUnreachable
	case !q.ownOnly() && !s.LsaLookupRestrictIsolatedNameLevel && !s.NeverPing:
		q.follow(f, d.isolated(q.user))
	}
}

// principalDomain is the trusted domain in a user principal name. By its NetBIOS name it is found with NTLMv1 only
// (Samba's torture tests: "works for some things, but not NTLMv2").
func (q *Question) principalDomain(d *domain) *trust {
	t := d.trusts[q.realm]
	if t == nil || !q.principalOf(t.domain) {
		return nil
	}
	return t
}

func (q *Question) principalOf(d *domain) bool {
	if d.answers(q.target).UserPrincipalNames == PrincipalsNotForMembers {
		return false
	}
	return q.realm == d.dns || q.realm == d.key && (!q.sent.Response.Salted() || q.target.settings.UserPrincipalNames == PrincipalsByAnyName)
}

// follow makes the domain at the end of a trust the authority.
func (q *Question) follow(f *Facts, t *trust) {
	if t == nil {
		return
	}
	f.trust = t
	f.authority = t.domain.place(f)
	q.look(&f.authority)
}

// place is the domain's database with the settings of its first controller. If the topology has no controller, an NT
// 4.0 domain has one of that product, and any other domain behaves like the server.
func (d *domain) place(f *Facts) place {
	return place{db: &d.database, settings: d.answers(f.target)}
}

// answers is the settings of the controller of d that answers m.
func (d *domain) answers(m *machine) *Settings {
	switch {
	case len(d.controllers) > 0:
		return d.controllers[0].settings
	case d.Kind == NT4:
		return nt4Settings()
	}
	return m.settings
}

// domainSettings is the settings of the machine that knows the trusts: m itself, or a member's controller.
func (m *machine) domainSettings() *Settings {
	if m.Role == Member {
		return m.domain.answers(m)
	}
	return m.settings
}

// knowsPrincipals reports whether a machine looks up user@dns.domain outside its own database. A member's controller
// may not support that.
func (m *machine) knowsPrincipals() bool {
	if m.Role == Member && m.domain.answers(m).UserPrincipalNames == PrincipalsNotForMembers {
		return false
	}
	return m.settings.UserPrincipalNames != NoPrincipals && m.settings.UserPrincipalNames != PrincipalsNotForMembers
}

// look finds the account. A user principal name is looked up in the domain that it names, and never finds Guest in a
// domain other than the server's. Samba has a Guest account only if the topology has one.
func (q *Question) look(p *place) {
	key := q.user
	if d := q.world.domains[q.realm]; d != nil && q.target.domain != nil && &d.database == p.db && q.principalOf(d) {
		if key = q.name; key == guestName && p.settings.GuestAccount == GuestFallback && p.db != q.target.own {
			return
		}
	}
	if p.settings.UserPrincipalNames == PrincipalsByAnyName && p.db.domain && p.db.named(q.principal[1]) {
		key = q.principal[0] // whatever the domain sent
	}
	if name, ok := p.db.upns[key]; ok && q.target.passesOn(p) {
		key = name
	}
	if name, ok := p.db.mails[key]; ok && p.settings.FindsMicrosoftAccounts {
		key = name
	}
	if key == guestName && p.settings.GuestAccount == GuestOrdinary && p.db.unasked {
		return
	}
	if p.account = p.db.accounts[key]; p.account == nil {
		p.account = q.world.computer(p.db, key)
	}
}

// passesOn reports whether a server asks a database for a user principal name that names no domain. Samba's members
// look among their own accounts alone.
func (m *machine) passesOn(p *place) bool {
	return p.db == m.own || m.settings.UserPrincipalNames != PrincipalsByAnyName
}

// refusal is the first objection, in the order of the product.
func (q *Question) refusal(f *Facts, p *place) Refusal {
	if p.settings.ProtectedUsers == ProtectsFirst && p.protected() {
		return ProtectedUser
	}
	if p.placeRestricted() {
		return PlaceRestricted
	}
	for _, check := range p.settings.Checks {
		if r := q.check(f, p, check); r != Accepted {
			return r
		}
		switch {
		case check == PasswordDiffers && f.serverRestricted(p):
			return ServerRestricted
		case check == MustChange && p.settings.RefusesWithoutCard && p.account.SmartCard:
			return CardRequired
		}
	}
	return Accepted
}

func (q *Question) check(f *Facts, p *place, check Refusal) Refusal {
	a := p.account
	refused := false
	switch check {
	case PasswordDiffers:
		return q.unproven(p, q.proof(f, p))
	case LockedOut:
		refused = q.world.lockedOut(p.db, a)
	case Disabled:
		refused = a.Disabled
	case Expired:
		refused = a.Expired
	case MustChange:
		refused = a.MustChange
	case PasswordExpired:
		refused = a.PasswordExpired
	case WorkstationNotAllowed:
		refused = len(a.workstations) > 0 && !slices.Contains(a.workstations, q.stationAt(f, p))
	case OutsideHours:
		refused = a.Hours == NoHours
	}
	if refused && !p.spared(check) {
		return check
	}
	return Accepted
}

// stationAt is the workstation name that a database checks, folded.
func (q *Question) stationAt(f *Facts, p *place) string {
	s := f.target.settings
	switch {
	case p == &f.server:
		return q.station
	case s.WorkstationWithBackslashes && !p.settings.StripsBackslashes:
		return q.passedOn
	case q.station == "" && s.NamesStation:
		return f.target.key
	}
	return q.station
}

// proof is Accepted if the response proves that the client knows the account's password, or else the objection.
func (q *Question) proof(f *Facts, p *place) Refusal {
	switch {
	case p.settings.NTLMAuth == NTLMDisabled:
		return NTLMOff
	case p.hashless():
		return PasswordDiffers
	case q.refused(p):
		return ResponseRefused
	case p.settings.noHash(q.sent.Response):
		return NoHash
	case !samePassword(q.sent.Response, q.sent.Password, p.account.Password):
		if q.previousGood(p) {
			return Accepted
		}
		return PasswordDiffers
	case q.sent.Response.Salted() && !q.saltAccepted(p):
		return SaltDiffers
	case q.sent.Response.Salted() && f.late(p):
		return ClockDiffers
	}
	return Accepted
}

// refused reports whether the database accepts no response of the kind that was sent, and no other controller does so
// for it.
func (q *Question) refused(p *place) bool {
	return p.settings.refuses(q.sent.Response) && !q.firstTakes(p)
}

// compares reports whether the response is compared with a password at all.
func (q *Question) compares(p *place) bool {
	return p.settings.NTLMAuth != NTLMDisabled && !p.hashless() && !q.refused(p) && !p.settings.noHash(q.sent.Response)
}

// hashless reports whether the account has no hash that a proof could be compared with: Guest, as Samba makes a domain.
func (p *place) hashless() bool {
	return p.settings.GuestAccount == GuestUnproven && p.account == p.db.guest && p.account.Password == ""
}

// unproven maps a failed proof of a user principal name to PrincipalUnproven, which is reported as not found (Samba),
// except for a response that was compared as NTLMv1.
func (q *Question) unproven(p *place, r Refusal) Refusal {
	if !p.settings.PrincipalsNotFound || q.principal[1] == "" || p.hashless() {
		return r
	}
	switch {
	case q.sent.Response == ntlm.ESS, q.sent.Response == ntlm.NTLMv1 && r != ResponseRefused:
		return r
	case r == PasswordDiffers, r == SaltDiffers, r == ResponseRefused:
		return PrincipalUnproven
	}
	return r
}

// provesGuest reports whether the response proves the password of the server's Guest. The salt paragraph of KB 103390
// is about users that are found: it does not apply to guests.
func (q *Question) provesGuest() bool {
	s := q.target.settings
	if s.refuses(q.sent.Response) || s.noHash(q.sent.Response) || !samePassword(q.sent.Response, q.sent.Password, q.target.own.guest.Password) {
		return false
	}
	salt := q.sent.salt()
	return !q.sent.Response.Salted() || salt == "" || salt == q.sent.Domain
}

// firstTakes reports whether a controller that refuses the kind of response asks the first controller of its domain,
// and that one accepts the kind.
func (q *Question) firstTakes(p *place) bool {
	first := p.db.first
	return p.settings.AsksFirst && first != nil && first != q.target && p.db == q.target.own && !first.settings.refuses(q.sent.Response)
}

// refuses reports whether a verifier refuses a kind of response unseen: LmCompatibilityLevel 4 refuses LM, 5 NTLMv1
// too; Samba has "ntlm auth" and "lanman auth".
func (s *Settings) refuses(k ntlm.Kind) bool {
	switch k {
	case ntlm.LM:
		if s.NTLMAuth == NTLMByLevel {
			return s.LmCompatibilityLevel >= 4
		}
		return s.NTLMAuth == NTLMv2Only || !s.LanmanAuth
	case ntlm.NTLMv1, ntlm.ESS:
		return s.NTLMAuth == NTLMv2Only || s.NTLMAuth == NTLMByLevel && (s.LmCompatibilityLevel >= 5 || s.NTLMv1Unchecked)
	}
	return false
}

// noHash reports whether a verifier keeps no hash for a kind of response: LM hashes only where NoLMHash is 0. Samba has
// "lanman auth" instead.
func (s *Settings) noHash(k ntlm.Kind) bool {
	return k == ntlm.LM && s.NTLMAuth == NTLMByLevel && s.NoLMHash
}

// samePassword reports whether two passwords have the same hash for a kind of response: an LM hash ignores case and
// ends after 14 characters.
func samePassword(k ntlm.Kind, sent, stored string) bool {
	switch k {
	case ntlm.None:
		return false
	case ntlm.LM:
		return hasLMHash(sent) && hasLMHash(stored) && strings.EqualFold(sent, stored)
	}
	return sent == stored
}

// hasLMHash reports whether a password can have an LM hash: 14 characters of the OEM set, here ASCII, at most.
func hasLMHash(password string) bool {
	for i := range len(password) {
		if password[i] >= 0x80 {
			return false
		}
	}
	return len(password) <= 14
}

// saltAccepted reports whether the verifier tries the domain that the client hashed with. KB 103390 says that an empty
// and an unknown one do not match; any name of the database does, in upper or lower case.
func (q *Question) saltAccepted(p *place) bool {
	salt := q.sent.salt()
	switch p.settings.Salts {
	case SaltOfDatabase:
		return p.db.named(fold(salt))
	case SaltOfSamba:
		return salt == "" || salt == q.sent.Domain || salt == q.domain
	}
	return salt == "" || salt == q.sent.Domain
}
