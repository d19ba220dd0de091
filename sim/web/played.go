package web

import (
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// Directory is the accounts of all domains, as their KDCs know them.
func (w *World) Directory() *kerberos.Directory { return w.directory }

// Topology is what the world was made of.
func (w *World) Topology() Topology { return w.topology }

// The following is for those who put an attempt to real servers.

// Request is what was asked of Kerberos, with all that decides it.
func (o Outcome) Request() kerberos.Request { return o.Facts.request }

// Site is the site that the host leads to.
func (o Outcome) Site() Site { return *o.Facts.site }

// Browser is the client's browser.
func (o Outcome) Browser() Browser { return o.Facts.browser }

// Account is the account that the browser proves itself with, and whether its password was typed.
func (o Outcome) Account() (as logon.Name, typed bool) { return o.Facts.with.as, o.Facts.with.typed }

// Password is the one that the browser proves itself with. Where none was typed, it is the account's own.
func (o Outcome) Password() string {
	if p := o.Facts.with.password; p != nil {
		return *p
	}
	a, _ := o.Facts.world.logon.Account(o.Facts.with.as.Domain, o.Facts.with.as.User)
	return a.Password
}

// Sites are those that an attempt meets: the one that the host leads to, and the one behind it.
func (o Outcome) Sites() []Site {
	list := []Site{*o.Facts.site}
	if o.Second != nil {
		if behind := o.Facts.world.site(o.Second.URL.Host, ""); behind != nil && behind.Name != list[0].Name {
			list = append(list, *behind)
		}
	}
	return list
}

// NameBehind is what a ticket for the second hop is asked for; the zero Name without one.
func (o Outcome) NameBehind() (n kerberos.Name) {
	if o.Second != nil {
		n = o.Second.Name
	}
	return n
}
