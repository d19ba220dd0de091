package logon

import (
	"strings"

	"ntlmsim/sim"
)

// An Event is one entry of a machine's Security log, or of Samba's JSON audit log.
type Event struct {
	Machine     string // where it is logged; for a domain without machines: "a controller of DOMAIN"
	ID          int
	Status      Status
	SubStatus   Status
	Account     string // as the client sent it; for a successful logon the account of the session: "ANONYMOUS LOGON" if anonymous
	Domain      string
	Workstation string
	PassedOnBy  string // Samba: the machine that passed the request on; "" if it came from the client
	Became      Name   // Samba: the account of the session, as Samba names it; empty if there is none
	Ticket      Ticket
	Cite        sim.Cite
}

// events lists what the machines log for a decision, in order: the machine that has the account, or was asked for it,
// logs the check of the credentials; the server named in the UNC path logs the logon. If they are Samba, every
// controller on the way logs a record.
func events(q *Question, f *Facts, d Decision) []Event {
	e := meanings[d.because]
	if d.sendsNothing() {
		return nil
	}
	tickets := f.ticketEvents()
	if !e.stage.asks() {
		return tickets
	}
	if f.byTicket() {
		return append(tickets, ticketLogon(f, e)...)
	}
	return append(tickets, ntlmEvents(q, f, e)...)
}

// ntlmEvents are those of a session setup with NTLM.
func ntlmEvents(q *Question, f *Facts, e *ending) []Event {
	event := Event{Account: q.sent.User, Domain: q.sent.Domain, Workstation: q.sent.Workstation, Cite: e.loggedCite()}
	list := passedOn(f, e, event)
	samba := f.target.settings.Audit == AuditSamba
	if e.audit == (audited{}) && !e.logsOn() && !samba {
		return list // no source says
	}
	if checked, ok := checkEvent(q, f, e, event); ok {
		list = append(list, checked)
	}
	if samba {
		event.Machine = f.target.Name
		return append(list, sambaEvent(f, e, event))
	}
	if logged, ok := logonEvent(f, e, event); ok {
		list = append(list, logged)
	}
	return list
}

// logonEvent is the server's event.
func logonEvent(f *Facts, e *ending, event Event) (Event, bool) {
	event.Machine = f.target.Name
	audit := f.target.settings.Audit
	if e.logsOn() {
		switch e.logsAs() {
		case Guest:
			event.Account, event.Domain = f.server.db.guest.Name, f.server.db.name
			if f.answered != nil { // a member of Guests
				event.Account, event.Domain = f.answered.account.Name, f.answered.db.name
			}
		case Anonymous:
			event.Account, event.Domain = "ANONYMOUS LOGON", "NT AUTHORITY"
		case User:
			event.Account, event.Domain = f.answered.account.Name, f.answered.db.name
		}
	}
	switch audit {
	case AuditVista:
		event.ID, event.Status, event.SubStatus = 4625, e.audit.status, e.audit.sub
		if e.logsOn() {
			event.ID = 4624
		}
	case Audit2000, Audit2003, AuditNT4:
		event.ID = legacyID(audit, e)
		event.Cite = documented("KB 174074", "528 to 540")
		if event.ID == 537 {
			event.Cite = inferred("KB 174074", "537 is for what has no number of its own")
		}
	default:
		return Event{}, false
	}
	return event, true
}

// logsOn reports whether the logon itself succeeds, which is what the server's event says: it may refuse the session
// all the same.
func (e *ending) logsOn() bool { return e.logsAs() != NoSession || e.status == StatusSuccess }

// logsAs is the kind of session that the server's event shows.
func (e *ending) logsAs() Session {
	if e.state == "anonymous.not-allowed" {
		return Anonymous
	}
	return e.session
}

// legacyID is the event ID before Windows Vista: one for each reason (Q174074).
func legacyID(audit Audit, e *ending) int {
	switch {
	case e.logsOn() && audit == AuditNT4:
		return 528
	case e.logsOn():
		return 540
	}
	switch e.status {
	case StatusInvalidLogonHours:
		return 530
	case StatusAccountDisabled:
		return 531
	case StatusAccountExpired:
		return 532
	case StatusInvalidWorkstation:
		return 533
	case StatusLogonTypeNotGranted:
		return 534
	case StatusPasswordExpired, StatusPasswordMustChange:
		return 535
	case StatusAccountLockedOut:
		return 539
	case StatusLogonFailure:
		return 529
	case StatusNetlogonNotStarted:
		return 536
	}
	return 537
}

// checkEvent is the event of the machine that is asked for the account: 4776; 680 up to Server 2003, and 681 for a
// failure on Windows 2000.
func checkEvent(q *Question, f *Facts, e *ending, event Event) (Event, bool) {
	p := f.asked()
	if q.sent.Anonymous() || e.asksNoDatabase() {
		return Event{}, false
	}
	event.Machine, event.Status = f.machineOf(p), e.audit.authority
	event.Cite = documented("KB 273499; Windows, event 680", "logged where the account is, or would be")
	switch p.settings.Audit {
	case AuditVista:
		event.ID, event.Cite = 4776, documented("Windows, event 4776", "logged where the account is, or would be")
	case Audit2003:
		event.ID = 680
	case Audit2000:
		event.ID = 680
		if event.Status != StatusSuccess {
			event.ID = 681
		}
	default:
		return Event{}, false
	}
	if event.Status == StatusSuccess != (e.status == StatusSuccess) {
		event.Cite = inferred(event.Cite.Source, "the credentials were checked apart from what came of them")
	}
	return event, true
}

// asksNoDatabase reports whether an attempt with this ending reaches no account database. A read-only controller that
// has not the password of the account has the account.
func (e *ending) asksNoDatabase() bool {
	return e.status.fromNoDatabase() && e.audit.authority != StatusNoSecrets || strings.HasPrefix(e.state, "policies.")
}

// fromNoDatabase reports whether a status means that the database of the account was not asked.
func (s Status) fromNoDatabase() bool {
	switch s {
	case StatusNoLogonServers, StatusNetlogonNotStarted, StatusTrustedRelationshipFailure, StatusTrustedDomainFailure, StatusNoTrustSamAccount:
		return true
	}
	return false
}

// asked is the last place that was asked for the account.
func (f *Facts) asked() *place {
	if f.byTicket() {
		return &f.holder
	}
	for _, p := range [...]*place{&f.authority, &f.controller} {
		if p.db != nil {
			return p
		}
	}
	return &f.server
}

// machineOf is the machine that has the database of a place.
func (f *Facts) machineOf(p *place) string {
	if p == &f.server {
		return f.target.Name
	}
	d := f.target.domain
	if p == &f.holder {
		d = f.question.holder.domain
	}
	if p == &f.authority && f.trust.domain != nil {
		d = f.trust.domain
	}
	return d.controller()
}
