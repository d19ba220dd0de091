package web

import (
	"cmp"
	"fmt"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// A Message is a request of an attempt with its answer, or one that is not sent.
type Message struct {
	From, To logon.Party
	What     string // what is sent, or is not: "the ticket for HTTP/web1"
	Answer   string // what comes of it; where it is not sent, why
	Sent     bool
}

// String is a message in one line.
func (m Message) String() string {
	if !m.Sent {
		return "not sent: " + m.What + " (" + m.Answer + ")"
	}
	return m.What + ": " + m.Answer
}

// Wire is the messages of an attempt, in order. Where the person types an account after a refusal, those before come
// first.
func (o Outcome) Wire() (list []Message) {
	if o.Earlier != nil {
		list = o.Earlier.Wire()
	}
	list = append(list, o.asksForPage())
	if o.passed("negotiate") {
		list = append(list, o.Facts.tickets().Messages()...)
	}
	if o.passed("ntlm") {
		list = append(list, o.sendsNTLM()...)
	}
	if o.Second != nil {
		list = append(list, o.opensSecond())
	}
	return list
}

// partyOf is a machine as an end of a message.
func partyOf(m logon.Machine) logon.Party { return logon.Party{Machine: m.Name, Domain: m.Domain} }

// KDC is the controller that gives the tickets of a domain. A domain without a controller in the file has one.
func (w *World) KDC(domain string) logon.Party {
	for _, name := range w.logon.Controllers(domain) {
		return logon.Party{Machine: name, Domain: domain}
	}
	return logon.Party{Domain: domain}
}

// asksForPage is the first request, without credentials.
func (o Outcome) asksForPage() Message {
	f := o.Facts
	m := Message{From: partyOf(f.client), To: partyOf(f.server), What: "GET " + f.attempt.Open.Text, Sent: true}
	switch {
	case o.Protocol == Anonymous:
		m.Answer = "200, and nobody is asked who he is"
	case len(f.site.Providers) == 0:
		m.Answer = "401, offers nothing"
	default:
		m.Answer = "401, " + strings.TrimPrefix(foundProviders(f), f.site.Name+" ")
	}
	return m
}

// sendsNTLM is the response, and what the server asks for it.
func (o Outcome) sendsNTLM() []Message {
	f := o.Facts
	m := Message{From: partyOf(f.client), To: partyOf(f.server), What: "NTLM", Sent: o.End != "denied.at-client"}
	if !m.Sent {
		m.Answer = foundNTLM(f)
		return []Message{m}
	}
	name := logon.Name{Domain: o.NTLM.Sent.Domain, User: o.NTLM.Sent.User}
	m.What, m.Answer = "NTLM: "+name.String(), o.answered()
	list := []Message{m}
	if o.End == "denied.unbound" {
		return list
	}
	for i, hop := range o.NTLM.Path() {
		if i > 0 {
			list = append(list, Message{From: hop.From, To: hop.To, What: "asks for " + o.NTLM.Sent.User, Answer: cmp.Or(string(hop.Answer), "asks further"), Sent: true})
		}
	}
	return list
}

// answered is the status of HTTP, with what IIS logs behind it.
func (o Outcome) answered() string {
	if o.SubStatus != 0 {
		return fmt.Sprintf("%d.%d", o.Status, o.SubStatus)
	}
	return fmt.Sprint(o.Status)
}

// opensSecond is what the site asks of the one behind it.
func (o Outcome) opensSecond() Message {
	f, s := o.Facts, o.Second
	m := Message{From: partyOf(f.server), To: logon.Party{Machine: s.URL.Host}, What: s.URL.Text + " as " + o.User.String(), Answer: "200", Sent: s.Acts || s.Because == "alone.other-key"}
	if site := f.world.site(s.URL.Host, ""); site != nil {
		m.To = partyOf(f.world.own(site.Machine))
	}
	if !s.Acts {
		m.Answer = fmt.Sprintf("401, error %d", s.Code)
	}
	if !m.Sent {
		m.Answer = fmt.Sprintf("error %d", s.Code)
	}
	return m
}

// A Ticketing is what a program asks of Kerberos, and of whom.
type Ticketing struct {
	Request     kerberos.Request
	Decision    kerberos.Decision
	Steps       []sim.Step
	Client      logon.Party
	Server      logon.Party
	Own, Theirs logon.Party // the controllers of the account's domain, and of the server's
	As          logon.Name
	Opened      string // the answer of a server that accepts the ticket
}

func (f *Facts) tickets() Ticketing {
	d, steps := kerberos.Trace(&f.request)
	return Ticketing{Request: f.request, Decision: d, Steps: steps, Client: partyOf(f.client), Server: partyOf(f.server),
		Own: f.world.KDC(f.with.as.Domain), Theirs: f.world.KDC(f.server.Domain), As: f.with.as, Opened: "200"}
}

// Messages are those to the controllers, and the one with the ticket to the server.
func (t Ticketing) Messages() (list []Message) {
	decided := t.Steps[len(t.Steps)-1].State
	if decided == "ticket" {
		return t.unasked()
	}
	typed := t.Request.Proof != kerberos.SignedOn
	if refused := decided == "initial"; typed || refused {
		list = append(list, Message{t.Client, t.Own, "a first ticket for " + t.As.String(), t.given(refused, "given"), true})
		if refused {
			return list
		}
	}
	list = append(list, t.forService(decided == "service")...)
	if decided == "accept" {
		list = append(list, Message{t.Client, t.Server, "the ticket for " + t.Request.Name.String(), t.opened(), true})
	}
	return list
}

// unasked is the ticket that is not asked for; nothing where there is nobody who could be asked.
func (t Ticketing) unasked() []Message {
	to := t.Own
	if t.Request.Proof == kerberos.LocalAccount || to.Domain == "" {
		to = t.Theirs
	}
	if to.Domain == "" {
		return nil
	}
	return []Message{{t.Client, to, "a ticket", t.Decision.Short, false}}
}

// forService asks for the ticket of the service: in the account's own domain first, which refers to another one.
func (t Ticketing) forService(refused bool) (list []Message) {
	what := "a ticket for " + t.Request.Name.String()
	at := t.Own
	if t.Own.Domain != t.Theirs.Domain && t.Request.Path && t.Theirs.Domain != "" {
		list = append(list, Message{t.Client, t.Own, what, "ask " + t.Theirs.Domain, true})
		at = t.Theirs
	}
	sealed := ""
	if !refused {
		sealed = "sealed for " + t.Request.Owners[0].Full()
	}
	return append(list, Message{t.Client, at, what, t.given(refused, sealed), true})
}

// given is the answer of a controller.
func (t Ticketing) given(refused bool, text string) string {
	if !refused {
		return text
	}
	return fmt.Sprintf("error %d", t.Decision.Code)
}

// opened is the answer of the server.
func (t Ticketing) opened() string {
	switch {
	case t.Decision.Through():
		return "opened, " + t.Opened
	case t.Decision.Code == 0:
		return "401, no channel binding"
	}
	return fmt.Sprintf("401, error %d", t.Decision.Code)
}
