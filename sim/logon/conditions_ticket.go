package logon

import (
	"slices"

	"ntlmsim/sim/kerberos"
)

// ticketAccepted is the state in which the server knows the user by a ticket of Kerberos.
const ticketAccepted = "kerberos.ticket-accepted"

var networkRight = documented("Windows policy: Access this computer from the network; Deny access to this computer from the network", "the rights are of every logon over the network")

// Conditions on the ticket that a client has asked for.
var (
	ticketDecides = ask("Kerberos decides: the server opens the ticket, or the client does not go on with NTLM",
		func(f *Facts) bool { return f.ticketed && !f.ticket.FallsBack() }, foundTicket).Only(asksTicket)

	holderNotGranted = ask("SeNetworkLogonRight does not hold the account", func(f *Facts) bool { return f.notGranted(&f.holder) }, foundHolder).
				Only(func(f *Facts) bool { return f.target.settings.SeNetworkLogonRight != nil })

	holderDenied = ask("SeDenyNetworkLogonRight holds the account", func(f *Facts) bool { return f.networkDenied(&f.holder) }, foundHolder)
)

// asksTicket reports whether the command and the settings of the two machines let the client ask for a ticket.
func asksTicket(f *Facts) bool { return f.question.ticket != nil && f.question.ticket.Reachable }

// ticketEnds holds where a ticket is refused with one of some codes, after which the client does not go on with NTLM.
func ticketEnds(name string, codes ...kerberos.Code) cond {
	return ask(name, func(f *Facts) bool {
		return f.ticketed && !f.ticket.Through() && !f.ticket.FallsBack() && slices.Contains(codes, f.ticket.Code)
	}, foundTicket).Only(asksTicket)
}

// foundTicket is the name that the ticket is for or, where it is refused, why.
func foundTicket(f *Facts) string {
	_, steps := kerberos.Trace(&f.request)
	if last := steps[len(steps)-1]; last.Found != "" {
		return last.Found
	}
	return f.request.Name.String()
}

func foundHolder(f *Facts) string { return f.person.Full() }
