package ewsproxy

import (
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

// A Cause is what the event's text says of a failure.
type Cause string

// The causes. The text numbers the first two.
const (
	NoCause    Cause = "none"    // nothing failed
	First      Cause = "1"       // the host in InternalUrl is not registered
	Second     Cause = "2"       // the target does not take Kerberos
	NotInEvent Cause = "unnamed" // the text does not have it
)

// Causes are all of them.
var Causes = []Cause{NoCause, First, Second, NotInEvent}

// An ending is what a final state means.
type ending struct {
	state  string
	cause  Cause
	reason string
}

func (e *ending) name() string { return e.state }

var endings = []ending{
	{"not-proxied", NoCause, "Both servers are in one site, so nothing is passed on."},
	{"proxied", NoCause, "The name in InternalUrl leads to a ticket, and the target opens it."},
	{".no-windows-authentication", Second, "Windows authentication is off for the target's EWS virtual directory."},
	{".ntlm-only", Second, "The target takes NTLM alone, and the source sends Kerberos alone."},
	{".address", First, "InternalUrl has an address, for which Windows asks no ticket."},
	{".no-name", First, "The host in InternalUrl leads to no account, so there is no ticket."},
	{".no-ticket", NotInEvent, "There is no ticket."},
	{".other-key", NotInEvent, "The ticket is sealed for an account whose key the target does not have."},
	{".ticket-refused", NotInEvent, "The target refuses the ticket."},
	{".unbound", NotInEvent, "The target demands a channel binding, and something ends TLS before it."},
}

var meanings = func() []*ending {
	list, err := sim.Endings(table, endings, (*ending).name)
	if err != nil {
		panic(err) // the table is part of the program
	}
	return list
}()

// An Outcome is what comes of passing a request on.
type Outcome struct {
	Proxied bool
	Cause   Cause
	Reason  string
	SPN     string // what a ticket is asked for; "": for nothing
	Code    kerberos.Code
	Event   string // the text of the event, translated into English; "" where nothing is logged
	French  string // the same in French, as the article has it
	Caveat  string // what of the event's text does not help here, or ""
	Advice  []Advice
	Because sim.State
	Trace   []sim.Step
	facts   *Facts
}

// CheckAttempt lists why an attempt cannot be asked. The paths begin at the attempt.
func (w *World) CheckAttempt(a Attempt) (problems []logon.Problem) {
	for key, name := range map[string]string{"from": a.From, "to": a.To} {
		if w.server(name) == nil {
			problems = append(problems, logon.Problem{Path: []string{key}, What: name + " is none of the servers", Hint: sim.Suggestion(name, w.machines())})
		}
	}
	slices.SortFunc(problems, func(x, y logon.Problem) int { return strings.Compare(x.Path[0], y.Path[0]) })
	return problems
}

func (w *World) machines() (list []string) {
	for _, s := range w.topology.Servers {
		list = append(list, s.Machine)
	}
	return list
}

// AsWeb is an attempt as the computer account of the source opening the InternalUrl of the target.
func (w *World) AsWeb(a Attempt) web.Attempt {
	domain := ""
	for _, m := range w.topology.Machines {
		if equal(m.Name, a.From) {
			domain = m.Domain
		}
	}
	return web.Attempt{Name: a.Name, From: a.From, As: logon.Name{Domain: domain, User: w.server(a.From).Machine + "$"}, Open: w.server(a.To).InternalURL, AnsweredBy: w.server(a.To).Machine}
}

// Predict decides an attempt, and looks for what would help.
func (w *World) Predict(a Attempt) Outcome {
	o := w.decide(a)
	if o.Cause != NoCause {
		o.Advice = w.advise(a, o.facts)
	}
	return o
}

func (w *World) decide(a Attempt) Outcome {
	f := &Facts{from: w.server(a.From), to: w.server(a.To)}
	f.asks = w.web.Ticket(w.AsWeb(a))
	f.request, f.ticket = f.asks.Request, f.asks.Decision
	start, _ := table.ID("proxy")
	end, trace := table.Trace(start, f, nil)
	e := meanings[end]
	o := Outcome{Proxied: table.State(end) == "proxied", Cause: e.cause, Reason: e.reason, Because: table.State(end), Trace: table.Steps(f, trace, 0), facts: f}
	if at := slices.IndexFunc(o.Trace, func(s sim.Step) bool { return s.State == "negotiate" }); at >= 0 {
		o.Trace, o.Code = slices.Insert(o.Trace, at, f.asks.Steps...), f.ticket.Code
		if slices.ContainsFunc(f.asks.Steps, func(s sim.Step) bool { return s.State == "initial" }) {
			o.SPN = f.request.Name.String()
		}
	}
	if o.Cause != NoCause {
		o.Event, o.French, o.Caveat = filled(english, f), filled(french, f), f.caveat()
	}
	return o
}

// Verdict is what comes of it, in one line.
func (o Outcome) Verdict() string {
	from, to := o.facts.from.Machine, o.facts.to.Machine
	switch {
	case o.Proxied:
		return from + " passes the request on to " + to
	case o.Cause == NoCause:
		return from + " serves the mailbox itself"
	case o.Cause == NotInEvent:
		return from + " cannot pass the request on to " + to + ", for a cause that its event does not name"
	}
	return from + " cannot pass the request on to " + to + ": cause " + string(o.Cause) + " of its event"
}

// caveat is what of the event's advice does not help.
func (f *Facts) caveat() string {
	if f.ticket.Final() != "ntlm.address" {
		return ""
	}
	return "The event advises to register names for the server with setspn. That does not help with an address: Windows asks no ticket for one. " +
		"Only since Windows 10 and Windows Server 2016 can it be told to, with TryIPSPN = 1 on the client, which is " + f.from.Machine + "."
}
