package kerberos

import (
	"slices"

	"ntlmsim/sim"
)

type (
	rule = sim.Rule[Request]
	cond = sim.Cond[Request]
)

// The state in which a request begins, and the two first words of the states in which it ends beside Session.
const (
	start   sim.State = "ticket"
	Session sim.State = "session" // the service has opened the ticket and knows the account
	Falls   sim.State = "ntlm"    // the client goes on with NTLM
	Refused sim.State = "refused" // it does not
)

// KB326985 is the article in its French translation, the only one at hand.
const KB326985 = "KB 326985"

func article(quote string) sim.Cite { return sim.Documented.Quote(KB326985, quote) }

func row(from sim.State, if_ cond, to sim.State, cite sim.Cite) rule {
	return rule{From: from, If: if_, To: to, Cite: cite}
}

// Table is the rules, read from top to bottom.
func Table() *sim.Table[Request] { return table }

var table = func() *sim.Table[Request] {
	t, err := sim.New(slices.Concat(name(), initial(), service(), accept()))
	if err != nil {
		panic(err) // the table is part of the program
	}
	return t
}()

var (
	negotiate = "Windows, Microsoft Negotiate"
	overIP    = "Windows Server, Configuring Kerberos for IP address"
)

// name: whether there is a name that a ticket can be asked for, and anybody to ask.
func name() []rule {
	return []rule{
		row(start, noKerberos, "ntlm.no-kerberos",
			sim.Documented.Cite(negotiate, "Negotiate selects Kerberos unless one of the systems cannot use it; before Windows 2000 none can")),
		row(start, notJoined, "ntlm.not-joined",
			sim.Documented.Cite(negotiate, "Negotiate selects Kerberos unless one of the systems cannot use it: a machine in no domain knows no KDC")),
		row(start, proves("nobody is signed on who could be named to a KDC", Nobody), "ntlm.nobody",
			sim.Documented.Cite("RFC 4120 3.1", "an initial ticket is asked for in the name of a client")),
		row(start, proves("the account is one of a machine, not of a domain", LocalAccount), "ntlm.local-account",
			sim.Documented.Cite("Windows, NTLM overview", "NTLM is used where the account is a local one: a KDC knows the accounts of domains")),
		row(start, proves("the account's name has no domain", NoDomain), "ntlm.no-domain",
			sim.Inferred.Cite("RFC 4120 3.1", "an initial ticket is asked for in a realm; that a client looks for none where the name has no domain is our conclusion")),
		row(start, isItself, "ntlm.itself",
			sim.Inferred.Cite("KB 5064479", "NtlmUsageId 10 is a loopback; that a client never asks for a ticket of itself is our conclusion")),
		row(start, isAddress, "ntlm.address",
			sim.Documented.Cite(overIP, "by default no Kerberos is attempted for a host that is an address")),
		row(start, unreachable, "ntlm.no-controller",
			sim.Documented.Cite("Windows, NTLM overview", "where no controller can be reached there is no ticket")),
		row(start, last("a ticket for the name can be asked for", foundName), "initial",
			sim.Documented.Cite("RFC 4120 6.2.1", "the name of a service on a host is the service and the host")),
	}
}

// The article's second table.
var (
	skewed = sim.Observed.Cite("MIT Kerberos 1.20", "37: the KDC refuses the time, and this client gives up. Windows computes the controller's time from the answer and asks again (KB 956627)")
	late   = article("Décalage d'horloge trop important.").With("KB 956627: the clock of the server is the one that has to be right")
	expiry = article("Mot de passe expiré.").Concluding("that the client goes on with NTLM is our conclusion: the answer is the same")
)

// inDoubt ends the note of a first ticket that is refused.
const inDoubt = "; that the client goes on with NTLM is our conclusion: the answer is the same, but a wrong password may be counted twice"

// initial: the first ticket (AS exchange). A client that is signed on has it.
func initial() []rule {
	return []rule{
		row("initial", proves("the client has a ticket from its logon", SignedOn), "service",
			sim.Documented.Cite("RFC 4120 3.3", "further tickets are asked for with the first one, without a password")),
		row("initial", noAccount, "ntlm.client-unknown",
			article("Client introuvable dans la base de données Kerberos.").With("the article's example shows what follows: an event 681, which is NTLM's")),
		row("initial", revoked, "ntlm.client-revoked",
			sim.Inferred.Cite("RFC 4120 7.5.9; Windows, event 4768", "0x12: the account is disabled, locked out, expired or outside its hours"+inDoubt)),
		row("initial", proves("the password is wrong", WrongPassword), "ntlm.password-wrong",
			sim.Inferred.Cite("RFC 4120 7.5.9; Windows, event 4771", "0x18: the pre-authentication is wrong"+inDoubt)),
		row("initial", clientClock, "refused.clock", skewed),
		row("initial", passwordOver, "ntlm.password-expired", expiry),
		row("initial", last("the KDC gives a first ticket", nil), "service",
			sim.Documented.Cite("RFC 4120 3.1.3", "the KDC answers with a ticket for itself")),
	}
}

// service: the ticket for the service (TGS exchange).
func service() []rule {
	return []rule{
		row("service", clockWithTicket, "refused.clock", skewed),
		row("service", revokedSince, "ntlm.revoked-since",
			sim.Documented.Cite("MS-KILE 3.3.5.7.1", "KDC_ERR_CLIENT_REVOKED: the account's KDC looks whether the account is still in good standing, where the first ticket is older than 20 minutes").
				Concluding("that the client goes on with NTLM is our conclusion: the answer is the same")),
		row("service", restricted, "ntlm.restricted",
			sim.Documented.Cite("MS-KILE 3.3.5.7; Windows, events 4768 and 4769", "0xC, KDC_ERR_POLICY: a restriction of the account").
				Concluding("that the client goes on with NTLM is our conclusion: the answer is the same")),
		row("service", noPath, "ntlm.no-path",
			sim.Documented.Cite("RFC 4120 1.2", "a client of one realm proves itself in another where the two realms share a key").Concluding("that Windows does so within a forest and between two, and not along an external trust, is our conclusion")),
		row("service", noOwner, "ntlm.no-owner",
			article("Active Directory ne connaissant pas ce nom de service, le service TGS ne vous donne pas de ticket pour authentifier l'utilisateur.").With("Cela force le client à utiliser NTLM")),
		row("service", twoOwners, "ntlm.two-owners",
			sim.Documented.Cite("Windows, event 11 of the KDC", "there are several accounts with the name, and the KDC gives no ticket: 7, as if there were none")),
		row("service", ownerOff, "ntlm.owner-disabled",
			sim.Inferred.Cite("RFC 4120 7.5.9", "7: that there is no ticket for a service whose account is disabled, and that it is this code, is our conclusion")),
		row("service", noCommonType, "refused.encryption",
			sim.Documented.Cite("KB 5021131", "0xE, KDC_ERR_ETYPE_NOSUPP: the account has only RC4 and the KDC refuses it").Concluding("that the client does not go on with NTLM is our conclusion")),
		row("service", last("one account has the name: the ticket is sealed with its key", foundOwner), "accept",
			sim.Documented.Cite("RFC 4120 3.3.3", "the ticket is encrypted in the key of the service's principal")),
	}
}

// accept: the service opens the ticket (AP exchange).
func accept() []rule {
	openIt := "Windows, event 4 of Kerberos"
	return []rule{
		row("accept", noKey, "refused.other-key",
			sim.Documented.Cite(openIt, "KRB_AP_ERR_MODIFIED: the name is registered for another account than the service uses; the client does not go on with NTLM")),
		row("accept", oldKey, "refused.old-key",
			sim.Documented.Cite("MS-KILE 3.4.5; "+openIt, "KRB_AP_ERR_MODIFIED: the service has no key of that version")),
		row("accept", over, "refused.ticket-expired",
			article("Ticket expiré.")),
		row("accept", early, "refused.not-yet-valid",
			article("Ticket non encore valide.")),
		row("accept", serverClock, "refused.server-clock", late),
		row("accept", replayed, "refused.replay",
			article("La demande est une réexécution.")),
		row("accept", unbound, "refused.unbound",
			sim.Documented.Cite("RFC 5929; Windows, extended protection", "a request without the channel binding of its TLS connection is refused where the service demands it: SEC_E_BAD_BINDINGS")),
		row("accept", last("the service opens the ticket and reads who the client is", nil), Session,
			sim.Documented.Cite("RFC 4120 3.2.3", "the server decrypts the ticket and so verifies the client")),
	}
}
