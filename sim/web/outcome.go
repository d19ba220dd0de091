package web

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// An Outcome is what comes of opening a URL.
type Outcome struct {
	Status    int // of HTTP: 200 or 401
	SubStatus int // as IIS logs it behind the status: 401.1, 401.2; 0: none
	Protocol  Protocol
	User      logon.Name // whom the server takes the person for; empty: nobody
	Prompts   int        // how often the browser asks
	Sees      string     // what the person sees

	Name   kerberos.Name // what a ticket is asked for; empty: for nothing
	Code   kerberos.Code // the error of the KDC or the server; 0: none
	Ticket *kerberos.Ending
	NTLM   *logon.Outcome // nil: NTLM is not tried
	Second *Second        // nil: there is no second hop

	Earlier *Outcome // that of the session's own account, where the person then types another; else nil

	Events  []Event
	Because sim.State // of the part that decided: this table's, that of Kerberos, or that of NTLM
	End     sim.State // of this table
	Trace   []sim.Step
	Facts   *Facts

	ofFarm bool // it is the worst of several machines
}

// An Event is an entry of a machine's log.
type Event struct {
	Machine string
	Log     string // Security, or System
	ID      int
	Code    string // the error that it has: 0x7, or a status; "": none
}

// Predict decides an attempt. Of a farm it is the machine that is worst for the person, unless the attempt says which
// answers.
func (w *World) Predict(a Attempt) Outcome {
	sites := w.sites(a.Open.Host)
	if a.AnsweredBy != "" || len(sites) < 2 {
		return w.predict(a)
	}
	var worst Outcome
	for i, s := range sites {
		a.AnsweredBy = s.Machine
		if o := w.predict(a); i == 0 || o.rank() < worst.rank() {
			worst = o
		}
	}
	worst.ofFarm = true
	return worst
}

// rank orders outcomes: those that refuse are before NTLM, and NTLM before what is known better.
func (o Outcome) rank() int {
	switch {
	case o.Status != 200:
		return 0
	case o.Protocol == ByNTLM:
		return 1
	}
	return 2
}

// predict decides an attempt at one machine. Where the browser asks for an account after a refusal and the person types
// one, it is decided again with that.
func (w *World) predict(a Attempt) Outcome {
	with := w.first(a)
	asks := with.typed
	o := w.decide(a, with)
	switch {
	case asks && o.Status == 200 && o.Protocol != Anonymous:
		o.Prompts = 1
	case !asks && a.Typed != nil && o.Prompts > 0:
		refused := o
		with = typed(a)
		with.again = true
		if o = w.decide(a, with); o.Status == 200 {
			o.Prompts = 1
		}
		o.Earlier, o.Events = &refused, slices.Concat(refused.Events, o.Events)
	}
	return o
}

// first is what the browser proves itself with at first: what is typed where it asks the person first.
func (w *World) first(a Attempt) credential {
	if !w.browser(a.From).LogsOn(a.Open.Host) {
		return typed(a)
	}
	return credential{as: a.As}
}

// typed is what the person types at a prompt: by default the account signed on, with its password.
func typed(a Attempt) credential {
	if a.Typed == nil {
		return credential{as: a.As, typed: true}
	}
	return credential{as: a.Typed.As, typed: true, password: &a.Typed.Password}
}

func (w *World) decide(a Attempt, with credential) Outcome {
	f := w.facts(a, with)
	end, trace := table.Trace(startID, f, nil)
	e := meanings[end]
	o := Outcome{Status: e.status, SubStatus: e.sub, Protocol: e.protocol, Sees: e.sees, End: table.State(end), Because: table.State(end), Facts: f}
	if e.asks {
		o.Prompts = 3
	}
	o.Trace = table.Steps(f, trace, 0)
	o.addTicket()
	o.addNTLM()
	o.second()
	return o
}

// passed reports whether a state was on the way.
func (o *Outcome) passed(s sim.State) bool {
	return slices.ContainsFunc(o.Trace, func(step sim.Step) bool { return step.State == s })
}

// addTicket adds the part of Kerberos, where a ticket was asked for: its steps stand before those that read its result.
func (o *Outcome) addTicket() {
	f := o.Facts
	if !o.passed("negotiate") {
		return
	}
	d, steps := kerberos.Trace(&f.request)
	at := slices.IndexFunc(o.Trace, func(s sim.Step) bool { return s.State == "negotiate" })
	o.Trace = slices.Insert(o.Trace, at, steps...)
	o.Code, o.Ticket = d.Code, d.Ending
	if o.passed("initial") {
		o.Name = f.request.Name
	}
	if o.Protocol == ByKerberos {
		o.User = f.with.as
	}
	if o.End == "denied.kerberos" || o.End == "denied.kerberos-alone" {
		o.Because = d.Final()
	}
	o.addTickets(d)
	for _, e := range d.Events {
		o.Events = append(o.Events, o.eventOf(e))
	}
	if d.NeedsBinding() {
		o.refuseBinding()
	}
}

// addTickets adds the events of the tickets that were given on the way.
func (o *Outcome) addTickets(d kerberos.Decision) {
	f := o.Facts
	if given := d.Through() || d.Code != 0 && !d.ByKDC || d.NeedsBinding(); !given {
		return
	}
	if f.request.Proof == kerberos.RightPassword {
		o.Events = append(o.Events, o.eventOf(kerberos.Event{At: kerberos.AtKDC, ID: 4768, Old: 672}))
	}
	ticket := kerberos.Event{At: kerberos.AtKDC, ID: 4769, Old: 673}
	if own := f.with.as.Domain; f.server.Domain != "" && !strings.EqualFold(own, f.server.Domain) { // the ticket for the other domain
		o.Events = append(o.Events, o.logged(o.controller(own), ticket))
	}
	o.Events = append(o.Events, o.eventOf(ticket))
}

// refuseBinding adds the event of a server that refuses a request for its channel binding.
func (o *Outcome) refuseBinding() {
	if settings, ok := o.Facts.world.logon.Settings(o.Facts.server.Name); ok && settings.Audit == logon.AuditVista {
		o.Events = append(o.Events, Event{Machine: o.Facts.server.Name, Log: "Security", ID: 4625, Code: statusBadBindings})
	}
}

// statusBadBindings is STATUS_BAD_BINDINGS of MS-ERREF, which events 4625 have where the channel binding is wrong.
const statusBadBindings = "0xC000035B"

// eventOf is an event in the log of the machine that it belongs to.
func (o *Outcome) eventOf(e kerberos.Event) Event {
	machine := map[kerberos.Place]string{kerberos.AtClient: o.Facts.client.Name, kerberos.AtServer: o.Facts.server.Name, kerberos.AtKDC: o.kdc(e.ID)}[e.At]
	return o.logged(machine, e)
}

// logged is an event in the log of a machine.
func (o *Outcome) logged(machine string, e kerberos.Event) Event {
	made := Event{Machine: machine, Log: "Security", ID: e.ID}
	switch settings, ok := o.Facts.world.logon.Settings(machine); {
	case ok && settings.Audit == logon.Audit2003:
		made.ID = e.On2003()
	case ok && settings.Audit < logon.AuditVista:
		made.ID = e.Old
	}
	if e.System {
		made.Log = "System"
	}
	if e.Code != 0 {
		made.Code = fmt.Sprintf("0x%X", uint32(e.Code))
	}
	return made
}

// kdc is the controller that logs an event: of the account's domain for a first ticket, of the server's for one for a
// service.
func (o *Outcome) kdc(event int) string {
	domain := o.Facts.with.as.Domain
	if (event == 4769 || event == 11) && o.Facts.server.Domain != "" && o.Facts.request.Path {
		domain = o.Facts.server.Domain
	}
	return o.controller(domain)
}

// controller is the first controller of a domain.
func (o *Outcome) controller(domain string) string {
	if names := o.Facts.world.logon.Controllers(domain); len(names) > 0 {
		return names[0]
	}
	return "a controller of " + domain
}

// overHTTP is the steps of a logon over SMB that are the same over HTTP: those of the names and the response, and those
// of the server until it has decided.
func overHTTP(steps []sim.Step) (list []sim.Step) {
	for _, s := range steps {
		word, _, _ := strings.Cut(string(s.State), ".")
		if s.Round == 0 && !slices.Contains([]string{"connect", "negotiate", "send", "session", "tree"}, word) {
			s.Round = 1
			list = append(list, s)
		}
	}
	return list
}

// addNTLM adds the part of NTLM, where a response was sent, or would have been.
func (o *Outcome) addNTLM() {
	f := o.Facts
	if !o.passed("ntlm") {
		return
	}
	ntlm := f.decided().explained()
	o.NTLM = ntlm
	o.Trace = append(o.Trace, overHTTP(ntlm.Trace)...)
	if o.End == "denied.ntlm" || o.End == "denied.at-client" {
		o.Because = ntlm.Because
	}
	if o.Protocol == ByNTLM {
		o.User, _ = ntlm.Became()
	}
	if o.End == "denied.unbound" {
		o.refuseBinding()
		return
	}
	for _, e := range ntlm.Events {
		made := Event{Machine: e.Machine, Log: "Security", ID: e.ID}
		if e.CarriesStatus() && e.Status != 0 {
			made.Code = fmt.Sprintf("0x%X", uint32(e.Status))
		}
		o.Events = append(o.Events, made)
	}
}
