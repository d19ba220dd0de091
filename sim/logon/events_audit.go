package logon

import "ntlmsim/sim"

// An audit is an event that is logged because a policy is in audit mode: it does not change the outcome.
type audit struct {
	id   int
	of   func(*ending) bool                 // the endings of a session setup for which it can be logged
	at   func(f *Facts, end *ending) string // the machine that logs it, given the end of the attempt; "" if none does
	cite sim.Cite
}

// audits are NTLM that an authentication policy (301) or Restrict NTLM would deny (8001 to 8006), guest logons (3023,
// 31022, 31997), and every use of NTLM (4020 to 4033). A client's 31018 reports a setting, not an attempt.
var audits = append([]audit{
	{301, notDenied, placeAuditedAt,
		inferred("Windows, authentication policies", "301 is of a policy that is not enforced, as 101 of one that is; that it comes whatever becomes of the logon is our conclusion")},
	{8001, setups, auditedSending, inferred("the manifest of Microsoft-Windows-NTLM", "8001: what RestrictSendingNTLMTraffic 2 would block, where it is 1")},
	{8002, arrived, auditedHere,
		folklore("Nobrac/NTLM-Analyzer", "8002 of what the server decides itself, its own accounts and itself; that a controller writes it is our conclusion")},
	{8003, passed, auditedAtServer,
		inferred("detection-wiki", "a real 8003 is of a domain's account at a member; that AuditReceivingNTLMTraffic there decides is our conclusion: no controller tells it of an audit")},
	{8004, passed, auditedFor, inDomainLog},
	{8005, notDenied, auditedByItself, inDomainLog},
	{8006, passed, auditedForTrusted, inDomainLog},
	{3023, asGuestHere, guestHere, inferred("the manifest of Microsoft-Windows-SMBServer", "logged on as Guest account; in SMBServer/Operational, since 24H2")},
	{31022, asGuest, guestAllowed,
		inferred("the manifest of Microsoft-Windows-SMBClient", "allowed an insecure guest logon; 24H2 has it and Windows 10 had not: more is not known")},
	{31997, asGuest, guestAudited, inferred("the manifest of Microsoft-Windows-SMBClient", "logged on as Guest account; in SMBClient/Audit, since 24H2")},
}, enhancedEvents...)

func setups(e *ending) bool { return e.stage == AtSetup }

// arrived reports whether no policy of the server itself stopped the attempt before it looked at the domain name.
func arrived(e *ending) bool {
	switch e.state {
	case "policies.not-encrypted", "policies.ntlm-denied", "policies.domain-ntlm-denied":
		return false
	}
	return setups(e) && !e.sambaOnly()
}

// notDenied reports whether no policy of the server or of a domain denied NTLM.
func notDenied(e *ending) bool {
	return arrived(e) && e.state != "policies.server-domain-denies" && e.state != "policies.account-domain-denies"
}

// passed reports whether NTLM was not denied to a session setup with a user, about whom a controller can be asked.
func passed(e *ending) bool { return notDenied(e) && e.session != Anonymous }

func asGuest(e *ending) bool     { return setups(e) && e.session == Guest }
func asGuestHere(e *ending) bool { return asGuest(e) && arrived(e) }

// status is the Status field of an event of every use of NTLM: only the server's events have one.
func (a audit) status(because *ending) Status {
	if a.id == 4022 || a.id == 4023 {
		return because.status
	}
	return StatusSuccess
}

// placeAuditedAt is the controller that has the account, if an authentication policy of the account only audits.
func placeAuditedAt(f *Facts, _ *ending) string {
	if p := f.asked(); p.account != nil && p.placeAudited() && p.settings.Audit == AuditVista {
		return f.machineOf(p)
	}
	return ""
}

func auditedSending(f *Facts, _ *ending) string {
	if f.client != nil && f.client.typing.RestrictSendingNTLMTraffic == 1 && !f.typed(f.client.typing.ClientAllowedNTLMServers) {
		return f.client.Name
	}
	return ""
}

// auditedHere is the server, if RestrictReceivingNTLMTraffic with the audit's value would deny what it answers itself.
func auditedHere(f *Facts, _ *ending) string {
	level := f.target.settings.AuditReceivingNTLMTraffic
	if !f.askedForDomain() && (level == 2 || level == 1 && f.answeredByDomain() && !f.sent.Anonymous()) {
		return f.target.Name
	}
	return ""
}

func auditedAtServer(f *Facts, _ *ending) string {
	if f.askedForDomain() && f.target.settings.AuditReceivingNTLMTraffic > 0 {
		return f.target.Name
	}
	return ""
}

// askedForDomain reports whether a member is asked for a domain account and the domain answers: a request that it
// passes on but finally answers itself does not count.
func (f *Facts) askedForDomain() bool {
	return f.target.Role == Member && !f.sent.Anonymous() && f.answeredByDomain()
}

// passesOn reports whether a member asks a controller.
func (f *Facts) passesOn() bool { return f.target.Role == Member && len(f.hops()) > 0 }

// auditedFor is the controller that a member asks, if RestrictNTLMInDomain with the audit's value would deny the
// request.
func auditedFor(f *Facts, _ *ending) string {
	if f.passesOn() {
		return f.auditsInDomain()
	}
	return ""
}

// auditedByItself is the controller named in the UNC path, if it audits a logon at itself.
func auditedByItself(f *Facts, _ *ending) string {
	if f.target.Role == Controller && !f.sent.Anonymous() {
		return f.auditsInDomain()
	}
	return ""
}

// auditsInDomain is the controller of the server's domain if it audits, or "".
func (f *Facts) auditsInDomain() string {
	d := f.target.domain
	own := (f.trust == nil || f.trust.domain == d) && (f.naming != namedUnknown || f.target.Role == Controller)
	if d.audits(f, true, own) {
		return d.controllerOf(f.target)
	}
	return ""
}

// auditedForTrusted is the controller of the account's domain if it audits and that is not the server's domain, or "".
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

// audits reports whether AuditNTLMInDomain covers the logon. That DCAllowedNTLMServers exempts from the audit, too, is
// our conclusion: the audit logs what would be denied.
func (d *domain) audits(f *Facts, server, account bool) bool {
	s := d.answers(f.target)
	return covers(s.AuditNTLMInDomain, server, account) && !f.target.excepted(s)
}

func guestHere(f *Facts, _ *ending) string {
	if f.target.settings.GuestLog == GuestsAudited {
		return f.target.Name
	}
	return ""
}

// guestAllowed is the client, if it accepts the guest session.
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
