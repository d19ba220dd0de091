package ewsproxy

import (
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/web"
)

// Wire is the messages of an attempt, in order, where the two servers are not in one site.
func (o Outcome) Wire() []web.Message {
	f := o.facts
	if f.oneSite() {
		return nil
	}
	first := web.Message{From: f.asks.Client, To: f.asks.Server, What: "GET " + f.to.InternalURL.Text, Answer: "401, offers " + f.offers(), Sent: true}
	if !f.negotiates() {
		return []web.Message{first, {From: f.asks.Client, To: f.asks.Server, What: "a ticket", Answer: "Negotiate is not offered", Sent: false}}
	}
	list := append([]web.Message{first}, f.asks.Messages()...)
	if f.ticket.Through() && o.Because == "failed.unbound" {
		list[len(list)-1].Answer = "401, no channel binding"
	}
	return list
}

// offers is what the target offers.
func (f *Facts) offers() string {
	switch {
	case f.to.NoWindows:
		return "nothing"
	case f.to.NTLMOnly:
		return "NTLM"
	}
	return "Negotiate"
}

// negotiates reports whether the target offers Negotiate.
func (f *Facts) negotiates() bool { return !f.to.NoWindows && !f.to.NTLMOnly }

// Web is the servers as web servers.
func (w *World) Web() *web.World { return w.web }

// Servers are the source and the target of an attempt.
func (o Outcome) Servers() []Server { return []Server{*o.facts.from, *o.facts.to} }

// Request is what was asked of Kerberos.
func (o Outcome) Request() kerberos.Request { return o.facts.request }
