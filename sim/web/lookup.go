package web

import "ntlmsim/sim/kerberos"

// Account finds an account by CORP\NAME, or a computer's by the computer's name; nil if there is none.
func (w *World) Account(name string) *kerberos.Account {
	return w.topology.FindAccount(w.directory, name)
}

// SiteOf is the site that answers for a host, of a farm the first; nil if there is none.
func (w *World) SiteOf(host string) *Site { return w.site(host, "") }

// DNSOf is a machine's name in DNS; "" where its domain has none.
func (w *World) DNSOf(machine string) string { return w.topology.DNSOf(w.own(machine)) }

// BrowserOf is what the browsers of a machine do.
func (w *World) BrowserOf(machine string) Browser { return w.browser(machine) }

// KindOf is what PowerShell calls the kind of an account: ADComputer, ADUser, ADServiceAccount.
func (w *World) KindOf(a *kerberos.Account) string { return w.kindOf(a) }

// NameAsked is the service principal name that the browser of an attempt asks a ticket for. The attempt must be one
// that CheckAttempt finds nothing wrong with.
func (w *World) NameAsked(a Attempt) kerberos.Name {
	return w.facts(a, credential{as: a.As}).request.Name
}
