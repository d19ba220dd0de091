package logon

import (
	"slices"
	"strings"
)

// sambaEvent is the server's record in auth_json_audit: a guest session is logged as the failure that led to it.
func sambaEvent(f *Facts, e *ending, event Event) Event {
	event.Cite = observed("Samba 4.17", "auth_json_audit; a guest session is logged as the failure before it")
	event.ID, event.Status = 4625, sambaStatus(f, e)
	if event.Status == StatusSuccess {
		event.ID, event.Became = 4624, became(f)
	}
	return event
}

// sambaStatus is the status that Samba records for an attempt.
func sambaStatus(f *Facts, e *ending) Status {
	if f.sent.Anonymous() {
		return StatusSuccess
	}
	return e.ofSamba(f.place() != nil)
}

// ofSamba is the status that Samba records for an ending: before a failure is mapped to guest, and before it is
// collapsed to a less specific one on the wire. found: some database has the account.
func (e *ending) ofSamba(found bool) Status {
	switch {
	case e.session == User:
		return StatusSuccess
	case e.audit.status == StatusAccessDenied: // because of the trust, not because of missing encryption
		return e.status
	case (e.session == Guest || e.status == StatusAccessDenied) && found:
		return StatusWrongPassword
	case e.session == Guest || e.status == StatusAccessDenied:
		return StatusNoSuchUser
	case e.status == StatusLogonFailure:
		return e.audit.sub
	}
	return e.status
}

// became is the account of the session on Samba.
func became(f *Facts) Name {
	switch {
	case f.sent.Anonymous() && f.target.settings.AnonymousIsNobody:
		return Name{f.target.own.name, "nobody"}
	case f.sent.Anonymous():
		return Name{"NT AUTHORITY", "ANONYMOUS LOGON"}
	}
	p := f.place()
	return Name{p.db.name, p.account.Name}
}

// A hop is a controller that was asked by another machine.
type hop struct {
	domain *domain
	by     string // the machine that asked
}

// passedOn lists the records of Samba controllers that another machine asked: the last one first, since it answers
// first. If they do not know the domain, their record says so, whatever the server finds in its own database.
func passedOn(f *Facts, e *ending, event Event) (list []Event) {
	status := sambaStatus(f, e)
	switch {
	case f.naming == namedUnknown:
		status = StatusNoSuchUser
	case e.audit.authority == StatusAccessDenied:
		status = StatusAccessDenied
	}
	if event.Workstation == "" && f.target.settings.NamesStation {
		event.Workstation = f.target.Name
	}
	for _, h := range slices.Backward(f.hops()) {
		place := h.domain.place(f)
		if place.settings.Audit != AuditSamba || place.settings.PassThroughUnrecorded {
			continue
		}
		event.Machine, event.PassedOnBy = h.domain.controller(), h.by
		event.Cite = observed("Samba 4.17", "auth_json_audit, SamLogon: a controller that another machine asks records it, too")
		event.ID, event.Status = 4625, status
		if status == StatusSuccess {
			event.ID, event.Became = 4624, became(f)
		}
		list = append(list, event)
	}
	return list
}

// hops lists the controllers that are asked on the way to the database that answers: a member asks that of its domain,
// for every domain name but its own; a controller that of the trusted domain, unless the secure channel is broken.
func (f *Facts) hops() (list []hop) {
	if f.sent.Anonymous() || f.target.domain == nil || f.channel != Sound {
		return nil
	}
	by := f.target.Name
	if f.target.Role == Member {
		if f.kept() {
			return nil
		}
		list = append(list, hop{f.target.domain, by})
		by = f.target.domain.controller()
	}
	if f.trust != nil && f.trust.domain != f.target.domain && !f.trustBroken() {
		list = append(list, hop{f.trust.domain, by})
	}
	return list
}

// kept reports whether a member asks only its own database: for its own name, and without a domain unless the user is a
// principal name. A principal name it passes on even if the domain is a dot.
func (f *Facts) kept() bool {
	switch f.naming {
	case namedOwn:
		return f.sent.Domain != "." || !strings.Contains(f.sent.User, "@")
	case namedNull, namedQuestion:
		return f.controller.db == nil
	}
	return false
}

// controller is the name of the machine that answers for a domain.
func (d *domain) controller() string {
	if len(d.controllers) > 0 {
		return d.controllers[0].Name
	}
	return "a controller of " + d.Name
}
