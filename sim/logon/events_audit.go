package logon

import "ntlmsim/sim"

// An audit is an event of an attempt that nothing stops for its sake: a setting has it written.
type audit struct {
	id   int
	of   func(*ending) bool                 // the endings of a session setup that can have it
	at   func(f *Facts, end *ending) string // the machine that writes it, by where the attempt ended; "" where none does
	cite sim.Cite
}

// audits are what Restrict NTLM would deny (8001 to 8006), guests (3023, 31022, 31997), and every use of NTLM (4020 to
// 4033). A client's 31018 is of a setting, and not of an attempt.
var audits = append([]audit{
	{8001, setups, auditedSending, inferred("the manifest of Microsoft-Windows-NTLM", "8001: what RestrictSendingNTLMTraffic 2 would block, where it is 1")},
	{8002, arrived, auditedHere,
		folklore("Nobrac/NTLM-Analyzer", "8002 of what the server decides itself, its own accounts and itself; that a controller writes it is our conclusion")},
	{8003, passed, auditedAtServer,
		inferred("detection-wiki", "a real 8003 is of a domain's account at a member; that AuditReceivingNTLMTraffic there decides is our conclusion: no controller tells it of an audit")},
	{8004, passed, auditedFor, inDomainLog},
	{8005, undenied, auditedByItself, inDomainLog},
	{8006, passed, auditedForTrusted, inDomainLog},
	{3023, asGuestHere, guestHere, inferred("the manifest of Microsoft-Windows-SMBServer", "logged on as Guest account; in SMBServer/Operational, since 24H2")},
	{31022, asGuest, guestAllowed,
		inferred("the manifest of Microsoft-Windows-SMBClient", "allowed an insecure guest logon; 24H2 has it and Windows 10 had not: more is not known")},
	{31997, asGuest, guestAudited, inferred("the manifest of Microsoft-Windows-SMBClient", "logged on as Guest account; in SMBClient/Audit, since 24H2")},
}, enhancedEvents...)

func setups(e *ending) bool { return e.stage == AtSetup }

// arrived: no policy of the server itself stops it before it looks at whose the name is.
func arrived(e *ending) bool {
	switch e.state {
	case "policies.not-encrypted", "policies.ntlm-denied", "policies.domain-ntlm-denied":
		return false
	}
	return setups(e) && !e.sambaOnly()
}

// undenied: nor does a domain's policy.
func undenied(e *ending) bool {
	return arrived(e) && e.state != "policies.server-domain-denies" && e.state != "policies.account-domain-denies"
}

// passed: somebody's, of which a controller can be asked.
func passed(e *ending) bool { return undenied(e) && e.session != Anonymous }

func asGuest(e *ending) bool     { return setups(e) && e.session == Guest }
func asGuestHere(e *ending) bool { return asGuest(e) && arrived(e) }

// status is what an event of every use of NTLM has, the server's alone.
func (a audit) status(because *ending) Status {
	if a.id == 4022 || a.id == 4023 {
		return because.status
	}
	return StatusSuccess
}

func auditedSending(f *Facts, _ *ending) string {
	if f.client != nil && f.client.typing.RestrictSending == 1 && !f.excepted(f.client.typing.ClientAllowed) {
		return f.client.Name
	}
	return ""
}

// auditedHere: what RestrictReceivingNTLMTraffic of the same value would deny of what the server answers itself.
func auditedHere(f *Facts, _ *ending) string {
	level := f.target.settings.AuditReceiving
	if !f.askedForDomain() && (level == 2 || level == 1 && f.answeredByDomain() && !f.sent.Anonymous()) {
		return f.target.Name
	}
	return ""
}

func auditedAtServer(f *Facts, _ *ending) string {
	if f.askedForDomain() && f.target.settings.AuditReceiving > 0 {
		return f.target.Name
	}
	return ""
}

// askedForDomain reports whether a member is asked for a domain's account: what it passes on, and answers itself in the
// end, is not.
func (f *Facts) askedForDomain() bool {
	return f.target.Role == Member && !f.sent.Anonymous() && f.answeredByDomain()
}

// passesOn reports whether a member asks a controller.
func (f *Facts) passesOn() bool { return f.target.Role == Member && len(f.hops()) > 0 }

// auditedFor is the controller that a member asks, where RestrictNTLMInDomain of the audit's value would deny it.
func auditedFor(f *Facts, _ *ending) string {
	if f.passesOn() {
		return f.auditsInDomain()
	}
	return ""
}

// auditedByItself is the controller at which somebody logs on.
func auditedByItself(f *Facts, _ *ending) string {
	if f.target.Role == Controller && !f.sent.Anonymous() {
		return f.auditsInDomain()
	}
	return ""
}

// auditsInDomain is the controller of the server's domain, if it audits; "" where it does not.
func (f *Facts) auditsInDomain() string {
	d := f.target.domain
	own := (f.trust == nil || f.trust.domain == d) && (f.naming != unknown || f.target.Role == Controller)
	if d.audits(f, true, own) {
		return d.controllerOf(f.target)
	}
	return ""
}

// auditedForTrusted is the controller of the account's domain, where that is another's than the server's.
func auditedForTrusted(f *Facts, _ *ending) string {
	hops := f.hops()
	if f.trust == nil || len(hops) == 0 {
		return ""
	}
	if d := hops[len(hops)-1].domain; d == f.trust.domain && d != f.target.domain && d.audits(f, false, true) {
		return d.controller()
	}
	return ""
}

// audits reads AuditNTLMInDomain. That the exceptions of the denial are those of the audit is our conclusion: it logs
// what would be denied.
func (d *domain) audits(f *Facts, server, account bool) bool {
	s := d.answers(f.target)
	return covers(s.AuditInDomain, server, account) && !f.excepted(s.DCAllowed)
}

func guestHere(f *Facts, _ *ending) string {
	if f.target.settings.GuestLog == GuestsAudited {
		return f.target.Name
	}
	return ""
}

// guestAllowed: the client takes the session that makes it a guest.
func guestAllowed(f *Facts, end *ending) string {
	if f.client != nil && f.client.typing.GuestLog != NoGuestLog && end.stage != AtSession {
		return f.client.Name
	}
	return ""
}

func guestAudited(f *Facts, end *ending) string {
	if f.client != nil && f.client.typing.GuestLog == GuestsAudited {
		return guestAllowed(f, end)
	}
	return ""
}
