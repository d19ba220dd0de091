package logon

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
)

// protocol is what proves the user, or fails to; "" where the attempt ends before that.
func (f *Facts) protocol(d Decision) Protocol {
	switch {
	case d.sendsNothing():
		return ""
	case f.byTicket() || f.ticketRefused():
		return Kerberos
	}
	return NTLM
}

// ticketRefused reports whether the client has a ticket refused, and does not go on with NTLM.
func (f *Facts) ticketRefused() bool {
	return f.ticketed && !f.ticket.Through() && !f.ticket.FallsBack()
}

// withTickets is the steps of an attempt with those of the tickets, where the client asks for one.
func (f *Facts) withTickets(steps []sim.Step, round int) []sim.Step {
	at := -1
	for i, s := range steps {
		if s.State == "negotiate" {
			at = i
		}
	}
	if at < 0 || !f.ticketed || !f.request.Kerberos || !f.request.Joined {
		return steps
	}
	_, tickets := kerberos.Trace(&f.request)
	for i := range tickets {
		tickets[i].Round = round
	}
	return slices.Insert(steps, at, tickets...)
}

// ntlmOnly is why a client that has Kerberos goes on with NTLM; "" where it does not, or where it has none.
func (f *Facts) ntlmOnly(d Decision) string {
	if f.protocol(d) != NTLM || !f.ticketed || !f.request.Kerberos || !f.request.Joined {
		return ""
	}
	called := `\\` + f.called
	switch strings.TrimPrefix(string(f.ticket.Final()), string(kerberos.Falls)+".") {
	case "nobody":
		return "an anonymous session has no ticket"
	case "itself":
		return called + " is the client itself"
	case "address":
		return called + " is an address, for which a client asks no ticket unless TryIPSPN is set and the address is registered"
	case "local-account":
		return "the account is a local one of " + f.sent.Domain
	case "no-owner":
		if f.alias {
			return fmt.Sprintf("%s is an alias, and no account has the name %s (SPN)", called, f.request.Name)
		}
	}
	text := f.ticket.Short
	if f.ticket.Code != 0 {
		text += fmt.Sprintf(" (%s, 0x%x)", KerberosCode(f.ticket.Code).Name(), uint32(f.ticket.Code))
	}
	return text
}

// Service is the name that a ticket is asked for, and the accounts that have it; empty where none is asked for.
func (o Outcome) Service() (name kerberos.Name, owners []string) {
	if !o.Facts.ticketed || !o.Facts.request.Joined || o.Facts.request.Itself {
		return kerberos.Name{}, nil
	}
	for _, a := range o.Facts.question.world.names.directory().Owners(o.Facts.request.Name) {
		owners = append(owners, a.Full())
	}
	return o.Facts.request.Name, owners
}

// Holder is the account whose ticket of Kerberos the client shows; empty where it shows none.
func (o Outcome) Holder() Name { return Name{o.Facts.person.Realm, o.Facts.person.Name} }

// Ticket is what becomes of a ticket of Kerberos; false where the client asks no KDC for one.
func (o Outcome) Ticket() (kerberos.Decision, bool) {
	return o.Facts.ticket, o.Facts.ticketed && o.Facts.request.Reachable
}
