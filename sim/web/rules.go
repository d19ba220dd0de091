package web

import (
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

type (
	rule = sim.Rule[Facts]
	cond = sim.Cond[Facts]
)

const start sim.State = "page"

func row(from sim.State, if_ cond, to sim.State, cite sim.Cite) rule {
	return rule{From: from, If: if_, To: to, Cite: cite}
}

func article(quote string) sim.Cite { return sim.Documented.Quote(kerberos.KB326985, quote) }

func documented(source, note string) sim.Cite { return sim.Documented.Cite(source, note) }

func ask(name string, holds func(*Facts) bool, found func(*Facts) string) cond {
	return cond{Name: name, Holds: holds, Found: found}
}

func last(name string, found func(*Facts) string) cond { return cond{Name: name, Found: found} }

// Table is the rules of a web server, read from top to bottom. Its state ticket stands for the table of package
// kerberos, its state ntlm for that of package logon.
func Table() *sim.Table[Facts] { return table }

var table = func() *sim.Table[Facts] {
	t, err := sim.New(slices.Concat(page(), choose(), ticket(), ntlm()))
	if err != nil {
		panic(err) // the table is part of the program
	}
	return t
}()

const (
	failures  = "Windows, Troubleshoot Kerberos failures in Internet Explorer"
	providers = "IIS, windowsAuthentication providers"
)

// page: the first request has no credentials.
func page() []rule {
	return []rule{
		row(start, ask("the site lets everybody in (anonymous access)", func(f *Facts) bool { return f.site.Anonymous }, foundSite), "open",
			documented("KB 264921", "where anonymous access is allowed a browser is not asked who it is")),
		row(start, ask("the site offers no Windows authentication", func(f *Facts) bool { return len(f.site.Providers) == 0 }, foundSite), "denied.no-provider",
			documented("IIS, HTTP status codes", "401.2: the logon fails by the server's configuration")),
		row(start, last("the site answers 401 and names its providers", foundProviders), "offer",
			article("les services Internet (IIS) retournent ces deux valeurs dans l'en-tête WWW-Authenticate")),
	}
}

// choose: the browser takes the strongest provider that it knows.
func choose() []rule {
	return []rule{
		row("offer", ask("the browser does not answer Negotiate, and nothing else is offered", func(f *Facts) bool { return !f.browser.Integrated && !f.offers(NTLM) }, foundProviders), "denied.nothing-in-common",
			documented("KB 299838", "without Enable Integrated Windows Authentication the browser does not answer Negotiate")),
		row("offer", ask("the session's account was refused, and the person types one", func(f *Facts) bool { return f.with.again }, foundTyped), "choose",
			documented(failures, "after a refusal the browser asks for an account, up to three times")),
		row("offer", ask("the browser asks the person first: the host is not in its intranet", func(f *Facts) bool { return f.with.typed }, foundHost), "choose",
			documented(failures, "a browser logs on of itself to sites of the zone Local intranet only; elsewhere it asks for an account")),
		row("offer", last("the browser logs on of itself", foundHost), "choose",
			documented(failures, "Automatic logon only in Intranet zone")),
		row("choose", ask("the browser does not answer Negotiate", func(f *Facts) bool { return !f.browser.Integrated }, foundProviders), "ntlm",
			article("Si le client ne prend pas en charge la méthode Negotiate, il utilise NTLM pour l'authentification.")),
		row("choose", ask("the site offers NTLM alone", func(f *Facts) bool { return !f.offers(Negotiate, KerberosAlone) }, foundProviders), "ntlm",
			documented(providers, "NTLM alone: no Kerberos")),
		row("choose", last("the browser answers Negotiate, and asks for a ticket", foundName), "negotiate",
			article("le client négocie avec le serveur pour déterminer s'il faut utiliser Kerberos ou NTLM pour l'authentification")),
	}
}

// ticket: what the table of Kerberos says.
func ticket() []rule {
	return []rule{
		row("negotiate", ask("the server accepts the ticket", func(f *Facts) bool { return f.ticket.Through() }, foundTicket), "kerberos",
			documented("RFC 4559 5", "the request carries the ticket, and the server answers the page")),
		row("negotiate", ask("Kerberos fails in a way that ends the attempt", func(f *Facts) bool { return !f.ticket.FallsBack() }, foundTicket), "denied.kerberos",
			documented(failures, "the person is asked for a password three times, and then sees 401: what is typed does not change whose key the ticket has")),
		row("negotiate", ask("there is no ticket, and the site takes Kerberos alone", func(f *Facts) bool { return !f.offers(Negotiate, NTLM) }, foundTicket), "denied.kerberos-alone",
			documented(providers, "Negotiate:Kerberos takes no NTLM")),
		row("negotiate", last("there is no ticket, and the browser goes on with NTLM", foundTicket), "ntlm",
			article("Cela force le client à utiliser la méthode d'authentification disponible suivante, à savoir NTLM, pour renégocier.")),
	}
}

// ntlm: what the table of NTLM says, with the web server as the server.
func ntlm() []rule {
	return []rule{
		row("ntlm", ask("the client may not send NTLM", func(f *Facts) bool { return f.decided().atClient() }, foundNTLM), "denied.at-client",
			documented("Windows policy: Restrict NTLM: Outgoing NTLM traffic", "the client sends no NTLM to any server, whatever the protocol")),
		row("ntlm", ask("the site demands the channel binding, and the response has none", func(f *Facts) bool { return f.request.NeedsBound && !f.binds() }, foundSite), "denied.unbound",
			documented("IIS, extendedProtection", "Require: a request without the channel binding token is refused")),
		row("ntlm", ask("the server takes the person for a guest", func(f *Facts) bool { return f.decided().leaves(logon.Guest) }, foundNTLM), "guest",
			documented("KB 103390", "who is unknown becomes Guest where Guest is enabled; a web server asks the same LSA")),
		row("ntlm", ask("the server accepts the response", func(f *Facts) bool { return f.decided().leaves(logon.User) }, foundNTLM), "response",
			documented("RFC 4559 4; MS-NTHT 1.3", "NTLM over HTTP: three messages on one connection, and then the page")),
		row("ntlm", last("the server refuses the response", foundNTLM), "denied.ntlm",
			documented("IIS, HTTP status codes", "401.1: the logon fails")),
	}
}

func foundSite(f *Facts) string  { return f.site.Name + " at " + f.site.Machine }
func foundTyped(f *Facts) string { return f.with.as.String() }

func foundHost(f *Facts) string { return f.attempt.Open.Host }
func foundName(f *Facts) string { return f.request.Name.String() }

func foundTicket(f *Facts) string { return f.ticket.Short }

func foundProviders(f *Facts) string {
	var list []string
	for _, p := range f.site.Providers {
		list = append(list, string(p))
	}
	return f.site.Name + " offers " + strings.Join(list, ", ")
}

// foundNTLM is what decided the NTLM part.
func foundNTLM(f *Facts) string {
	ntlm := f.decided().explained()
	if strings.Contains(string(ntlm.Because), ".missing.") && ntlm.Session == logon.NoSession {
		return f.server.Name + " finds no account " + f.with.as.String() + ", and lets no guest in"
	}
	for _, s := range overHTTP(ntlm.Trace) {
		if s.Next == ntlm.Because {
			return told(s)
		}
	}
	return string(ntlm.Because)
}

// told is a step in a few words.
func told(s sim.Step) string {
	if s.Found == "" {
		return s.Condition
	}
	return s.Condition + " (" + s.Found + ")"
}
