package ewsproxy

import (
	"strings"

	"ntlmsim/sim"
)

type (
	rule = sim.Rule[Facts]
	cond = sim.Cond[Facts]
)

func equal(a, b string) bool { return strings.EqualFold(a, b) }

// Event is the article: the text of the event, in French, the only one at hand.
const Event = "Exchange, event of the proxy of web services"

func event(quote string) sim.Cite { return sim.Documented.Quote(Event, quote) }

func row(from sim.State, name string, holds func(*Facts) bool, found func(*Facts) string, to sim.State, cite sim.Cite) rule {
	return rule{From: from, If: cond{Name: name, Holds: holds, Found: found}, To: to, Cite: cite}
}

// The documents beside the event.
const (
	directory = "Exchange, Set-WebServicesVirtualDirectory"
	proxying  = "Exchange, Understanding proxying and redirection"
	alternate = "Exchange, Configuring Kerberos authentication for load-balanced Client Access services"
)

// Table is the rules, read from top to bottom. Its state ticket stands for the table of package kerberos.
func Table() *sim.Table[Facts] { return table }

var table = func() *sim.Table[Facts] {
	t, err := sim.New([]rule{
		row("proxy", "both servers are in one site of Active Directory", (*Facts).oneSite, foundSites, "not-proxied",
			sim.Documented.Cite(proxying, "a request is passed on only to another site; in its own a client access server serves the mailbox itself")),
		row("proxy", "the request is passed on to the InternalUrl of the target", nil, foundURL, "offer",
			sim.Documented.Cite(proxying, "web services are never redirected: they are passed on to InternalUrl, also where the target has an ExternalUrl")),
		row("offer", "WindowsAuthentication of the target's EWS virtual directory is off", func(f *Facts) bool { return f.to.NoWindows }, foundTarget, "failed.no-windows-authentication",
			sim.Documented.Cite(directory, "WindowsAuthentication: whether integrated Windows authentication is on; the event's second cause, in another form")),
		row("offer", "the target takes NTLM, and not Kerberos", func(f *Facts) bool { return f.to.NTLMOnly }, foundTarget, "failed.ntlm-only",
			event("mais uniquement avec l'authentification NTLM (et non Kerberos)")),
		row("offer", "the target offers Negotiate", nil, foundTarget, "negotiate",
			event("l'authentification « Windows intégrée » pour le répertoire virtuel /ews")),
		row("negotiate", "InternalUrl has an address, for which no ticket is asked", func(f *Facts) bool { return f.ticket.Final() == "ntlm.address" }, foundURL, "failed.address",
			event("Cela se produit généralement quand l'on utilise l'adresse IP, plutôt que le nom d'hôte")),
		row("negotiate", "no account has the name of the host in InternalUrl, or several have it", nameless, foundName, "failed.no-name",
			event("n'est peut-être pas enregistré en tant que nom de principal du service (SPN)")),
		row("negotiate", "there is no ticket for another reason", func(f *Facts) bool { return f.ticket.FallsBack() }, foundTicket, "failed.no-ticket",
			event("L'opération a échoué car l'authentification de la connexion entre les deux serveurs d'accès client a échoué.").With("of a cause that the text does not name")),
		row("negotiate", "the name belongs to an account whose key the target does not have", func(f *Facts) bool { return f.ticket.Final() == "refused.other-key" }, foundKeys, "failed.other-key",
			sim.Documented.Cite(alternate, "the name must be registered for the alternate service account alone, and each server must hold its password; the event does not know this cause")),
		row("negotiate", "the target refuses the ticket", func(f *Facts) bool { return !f.ticket.Through() }, foundTicket, "failed.ticket-refused",
			sim.Documented.Cite("RFC 4120 3.2.3", "a ticket that cannot be opened, or whose times do not fit, is refused")),
		row("negotiate", "the target demands a channel binding, and TLS ends before it", func(f *Facts) bool { return f.to.Protected && f.to.TLSEndsAt != "" }, foundTLS, "failed.unbound",
			sim.Documented.Cite("Exchange, extended protection", "with Require TLS must not end before the server; the event does not know this cause")),
		row("negotiate", "the target accepts the ticket of the source's computer account", nil, foundName, "proxied",
			sim.Documented.Cite(proxying, "the servers authenticate by Kerberos, with the account of the computer")),
	})
	if err != nil {
		panic(err) // the table is part of the program
	}
	return t
}()

func (f *Facts) oneSite() bool { return f.from.Site != "" && equal(f.from.Site, f.to.Site) }

func nameless(f *Facts) bool {
	s := f.ticket.Final()
	return s == "ntlm.no-owner" || s == "ntlm.two-owners"
}

func foundSites(f *Facts) string {
	return f.from.Machine + " and " + f.to.Machine + " are in " + f.to.Site
}
func foundURL(f *Facts) string    { return f.to.InternalURL.Text }
func foundTarget(f *Facts) string { return f.to.Machine }
func foundName(f *Facts) string   { return f.request.Name.String() }
func foundTicket(f *Facts) string { return f.ticket.Short }
func foundTLS(f *Facts) string    { return "TLS ends at " + f.to.TLSEndsAt }

func foundKeys(f *Facts) string {
	var held []string
	for _, k := range f.request.Keys {
		held = append(held, k.Of.Full())
	}
	return f.request.Name.String() + " is registered for " + f.request.Owners[0].Full() + ", and " + f.to.Machine + " has the key of " + strings.Join(held, " and ")
}
