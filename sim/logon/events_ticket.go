package logon

import (
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
)

// A Ticket is what an event of Kerberos says of one. The zero Ticket is that of an event of something else.
type Ticket struct {
	Kerberos bool
	Service  string        // the name it is for; "": the first ticket
	Result   kerberos.Code // 0: it is good
}

// OfTicket reports whether an event is about a Kerberos ticket: 4768, 4769, 4771. The logon with it, 4624, is none.
func (e Event) OfTicket() bool {
	return e.Ticket.Kerberos && e.ID != 4624 && e.ID != 4625 && (e.ID < 528 || e.ID > 540)
}

// ofTicket reports whether an ending is one of Kerberos.
func (e *ending) ofTicket() bool { return strings.HasPrefix(e.state, "kerberos.") }

// byTicket reports whether the server has opened a ticket of Kerberos: no NTLM is sent then.
func (f *Facts) byTicket() bool { return f.ticketed && f.ticket.Through() }

// sendsNothing reports whether the client decides without asking anybody, or goes on with a session that it has.
func (d Decision) sendsNothing() bool {
	switch because := d.Because(); because {
	case "client.nothing-to-end", "client.ended", "client.device-in-use", "client.other-credentials":
		return true
	default:
		return reused(because) || meanings[d.because].stage == AtConnect || meanings[d.because].stage == AtNegotiate
	}
}

// ticketEvents are those of the tickets that the client asks for, in order: of the first ticket, of that for the
// service, and what a client writes whose ticket the server could not open.
func (f *Facts) ticketEvents() (list []Event) {
	if !f.ticketed || !f.request.Reachable {
		return nil
	}
	add := func(e kerberos.Event) {
		if made, ok := f.ticketEvent(e); ok {
			list = append(list, made)
		}
	}
	d := f.ticket
	if f.request.Proof == kerberos.RightPassword && d.AsksService() {
		add(kerberos.Event{At: kerberos.AtKDC, ID: 4768, Old: 672})
	}
	if d.Through() || d.Code != 0 && !d.ByKDC {
		add(kerberos.Event{At: kerberos.AtKDC, ID: 4769, Old: 673})
	}
	for _, e := range d.Events {
		if e.At != kerberos.AtServer {
			add(e)
		}
	}
	return list
}

// ticketEvent is an event of Kerberos in the log of its machine; false where that is no Windows.
func (f *Facts) ticketEvent(e kerberos.Event) (Event, bool) {
	person := f.question.holder.domain
	at, audit := person.controller(), person.answers(f.target).Audit
	switch {
	case e.At == kerberos.AtClient:
		at, audit = f.client.Name, f.client.typing.Audit
	case (e.ID == 4769 || e.ID == 11) && f.target.domain.active() && f.request.Path:
		at, audit = f.target.domain.controller(), f.target.domain.answers(f.target).Audit
	}
	made := Event{Machine: at, ID: e.ID, Account: f.person.Name, Domain: f.person.Realm, Ticket: Ticket{Kerberos: true, Result: e.Code}, Cite: f.ticket.Cite}
	if f.holder.account == nil {
		made.Account, made.Domain = f.sent.User, f.sent.Domain
	}
	if e.ID != 4768 && e.ID != 4771 {
		made.Ticket.Service = f.request.Name.String()
	}
	switch audit {
	case AuditVista:
	case Audit2000, Audit2003:
		made.ID = e.Old
	default:
		return Event{}, false
	}
	return made, true
}

// ticketLogon is the server's event of a logon with a ticket.
func ticketLogon(f *Facts, e *ending) []Event {
	if e.audit == (audited{}) && !e.logsOn() {
		return nil // no source says
	}
	made, ok := logonEvent(f, e, Event{Account: f.person.Name, Domain: f.person.Realm, Cite: e.loggedCite()})
	if !ok {
		return nil
	}
	made.Ticket = Ticket{Kerberos: true, Service: f.request.Name.String()}
	return []Event{made}
}

// ticketEffect is the effect of a ticket on the bad password count: a first ticket is a logon, and a further one is
// none.
func (f *Facts) ticketEffect(because sim.ID) (*place, Effect) {
	if f.request.Proof != kerberos.RightPassword || f.holder.lockout().threshold == 0 || !meanings[because].stage.asks() {
		return nil, ""
	}
	return &f.holder, Forgotten
}
