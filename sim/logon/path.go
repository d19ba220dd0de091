package logon

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
)

// A Hop is one request between two machines in an attempt: from the client to a controller that it asks for a ticket of
// Kerberos, from the client to the server named in the UNC path, then, in pass-through authentication, from that server
// or its controller to a controller.
type Hop struct {
	From, To Party
	Answer   Answer // what To answers about the account; "" if the outcome says it
	Ticket   bool   // it asks for a ticket
}

// A Party is one end of a hop: a machine or, if the topology has none, a controller of a domain. The zero Party is a
// client that is not in the topology.
type Party struct{ Machine, Domain string }

// An Answer is what a controller answers to the machine that asks it.
type Answer string

const (
	HasAccount Answer = "has the account"
	HasItToo   Answer = "has it too, and replies later"
	NoAccount  Answer = "has no such account"
	PassesOn   Answer = "passes it on"
	OwnGuest   Answer = "does not lend its Guest"
	NotReached Answer = "cannot be reached"
	NotKnown   Answer = "does not know the domain"
	NoServers  Answer = "finds no logon server of the domain"
	Refuses    Answer = "refuses the secure channel"
)

// Path lists the requests of the last session setup, in order. A database on the server itself is asked without a hop,
// and what the client answers before it connects has none.
func (o Outcome) Path() []Hop {
	if len(o.Trace) == 0 || o.Stage == AtClient && !o.connects() {
		return nil
	}
	p := path{f: &o.Facts}
	p.tickets()
	p.ask(p.client(), p.server(), "")
	if p.f.byTicket() || p.f.ticketRefused() {
		return p.hops
	}
	for _, s := range o.Trace {
		if s.Round == o.round() {
			p.take(s)
		}
	}
	return p.hops
}

// connects reports whether the client connected to the server, and did not use a session that it had.
func (o Outcome) connects() bool {
	return slices.ContainsFunc(o.Trace, func(s sim.Step) bool { return s.Round == o.round() && s.State == "connect" })
}

// A path builds the hops from the steps of a trace.
type path struct {
	f    *Facts
	hops []Hop
}

func (p *path) ask(from, to Party, answer Answer) {
	p.hops = append(p.hops, Hop{From: from, To: to, Answer: answer})
}

// tickets adds the hops to the controllers that are asked for a ticket: that of the account's domain, and that of the
// server's domain, to which the first one refers the client.
func (p *path) tickets() {
	f := p.f
	if !f.ticketed || !f.request.Reachable {
		return
	}
	d, person := f.ticket, f.question.holder.domain
	answer := Answer("gives a ticket for " + f.request.Name.String())
	if d.ByKDC {
		answer = Answer(fmt.Sprintf("gives no ticket for %s: %s (0x%x)", f.request.Name, d.Short, uint32(d.Code)))
	}
	if service := f.target.domain; d.AsksService() && service.active() && service != person && f.request.Path {
		p.hops = append(p.hops, Hop{From: p.client(), To: person.party(), Answer: Answer("refers to " + service.Name), Ticket: true})
		person = service
	}
	p.hops = append(p.hops, Hop{From: p.client(), To: person.party(), Answer: answer, Ticket: true})
}

// take adds the hops of a step.
func (p *path) take(s sim.Step) {
	switch {
	case s.Next == "member":
		p.ask(p.server(), p.f.target.domain.party(), "")
	case s.Next == "own" && p.f.target.Role == Member && !p.f.kept():
		p.ask(p.server(), p.f.target.domain.party(), NotKnown)
	case s.State == "member" && s.Next == "unknown":
		p.hops[len(p.hops)-1].Answer = NotKnown
	case s.State == "member" && s.Next == "builtin":
		p.hops[len(p.hops)-1].Answer = NoServers
	case s.State == "member" && p.f.channel != Sound:
		p.lost()
	case s.State == "trusted":
		p.trusted()
	case s.State == "none.ask":
		p.isolated(s)
	}
}

// lost marks the hop that fails because a member's secure channel is broken.
func (p *path) lost() {
	switch p.f.channel {
	case NetlogonStopped:
		p.hops = p.hops[:len(p.hops)-1] // the service that would ask does not run
	case Unreachable:
		p.hops[len(p.hops)-1].Answer = NotReached
	default:
		p.hops[len(p.hops)-1].Answer = Refuses
	}
}

// trusted adds the domain that was named: a member's own, whose controller has already been asked, or a trusted one.
func (p *path) trusted() {
	t := p.f.trust
	if t.domain == p.f.target.domain {
		p.hops[len(p.hops)-1].Answer = p.answer(t)
		return
	}
	p.along(t)
}

// isolated adds the hops for a name without a domain: to a member's own controller, then to the domain in a user
// principal name, or to every trusted domain.
func (p *path) isolated(s sim.Step) {
	if own := &p.f.controller; own.db != nil {
		p.ask(p.server(), p.f.target.domain.party(), answerOf(own.account != nil))
	}
	if p.f.channel != Sound {
		p.lost()
		return
	}
	if p.f.builtin && p.f.target.Role == Member {
		p.hops[len(p.hops)-1].Answer = NoServers
	}
	switch {
	case s.Next == "none.domain" || p.asksNobody():
	case p.f.trust != nil && p.f.principal || p.f.namesDomain():
		p.along(p.f.trust)
	case p.f.target.domain != nil:
		for _, t := range p.f.target.domain.order {
			p.along(t)
		}
	}
}

// along adds the hops to the domain at the end of a trust, through the domains that pass the request on.
func (p *path) along(t *trust) {
	if t == nil {
		return
	}
	from := p.asker()
	for _, d := range t.via {
		p.ask(from, d.party(), PassesOn)
		from = d.party()
	}
	p.ask(from, t.domain.party(), p.answer(t))
}

// asksNobody reports whether a setting prevents that trusted domains are asked.
func (p *path) asksNobody() bool {
	return !p.f.principal && (ownOnly.Holds(p.f) || restricted.Holds(p.f) || neverPing.Holds(p.f))
}

// namesDomain reports whether the user is sent as a user principal name, which is looked up only in the domain that it
// names.
func (f *Facts) namesDomain() bool {
	return strings.Contains(f.sent.User, "@") && f.sent.Domain == "" && f.target.knowsPrincipals()
}

// answer is what the controller of a trusted domain answers.
func (p *path) answer(t *trust) Answer {
	account := t.domain.accounts[fold(p.f.sent.User)]
	if p.f.trust == t {
		account = p.f.authority.account
	}
	switch {
	case t.Down:
		return NotReached
	case t.Channel != Sound:
		return Refuses
	case p.f.trust == t && principalSalted.Holds(p.f):
		return NoAccount // KB 947861: the account exists, but is not found by that name
	case account != nil && account == t.domain.guest:
		return OwnGuest
	case account != nil && p.f.trust != t:
		return HasItToo
	}
	return answerOf(account != nil)
}

func answerOf(found bool) Answer {
	if found {
		return HasAccount
	}
	return NoAccount
}

func (p *path) client() Party {
	if p.f.client == nil {
		return Party{}
	}
	return p.f.client.party()
}

func (p *path) server() Party { return p.f.target.party() }

// asker is the machine that knows the trusts: the server if it is a controller, or a member's controller.
func (p *path) asker() Party {
	if p.f.target.Role == Member {
		return p.f.target.domain.party()
	}
	return p.server()
}

func (m *machine) party() Party { return Party{m.Name, m.Machine.Domain} }

// party is the controller that answers for the domain.
func (d *domain) party() Party {
	if len(d.controllers) > 0 {
		return d.controllers[0].party()
	}
	return Party{Domain: d.Name}
}
