package logon

import (
	"fmt"
	"maps"
	"slices"

	"ntlmsim/sim"
)

// What the tests of this package look at and no program needs.

// Win32 is the error code that a decision ends in.
func (d Decision) Win32() uint32 { code, _ := d.error().Win32(); return code }

// Session is the session that setup granted in the facts last decided.
func (f *Facts) Session() Session { return f.session }

// Refusal is what the server's own database says of the account, and whether it has it.
func (f *Facts) Refusal() (Refusal, bool) { return f.server.refusal, f.server.account != nil }

// AskAll is Ask, and says too whether the person was prompted.
func (q *Question) AskAll(f *Facts) (d Decision, prompted bool) {
	q.Resolve(f)
	prompted = q.prompts(Decide(f))
	return q.Ask(f), prompted
}

// AskTraces is Ask, giving every session setup's trace to see.
func (q *Question) AskTraces(f *Facts, trace sim.Trace, see func(sim.Trace)) {
	q.Resolve(f)
	d, trace := DecideTrace(f, trace[:0])
	see(trace)
	if q.typed != nil && q.prompts(d) {
		again := q.retest()
		again.world = q.world.after(f, d.because)
		again.AskTraces(f, trace, see)
	}
}

// An Ending is one row of the table of endings.
type Ending struct {
	State   string
	Stage   Stage
	Status  Status
	Session Session
	Client  Status
	Audit   [3]Status // Status and SubStatus of the server, the code of the machine that has the account
	Cite    sim.Cite
	Logged  sim.Cite
}

// Endings is the table of endings.
func Endings() []Ending {
	list := make([]Ending, len(endings))
	for i, e := range endings {
		list[i] = Ending{e.state, e.stage, e.status, e.session, e.client, [3]Status{e.audit.status, e.audit.sub, e.audit.authority}, e.cite, e.loggedCite()}
	}
	return list
}

// LoggedStates are the endings of which something else is cited for what is logged.
func LoggedStates() (list []string) {
	for _, l := range loggedBy {
		list = append(list, l.states...)
	}
	return list
}

// BestEnding is the number of the ending that a final state has.
func BestEnding(s sim.State) (int, error) {
	best, err := sim.Ending(endings, (*ending).name, s)
	for i := range endings {
		if &endings[i] == best {
			return i, err
		}
	}
	return -1, err
}

// Statuses is every status of the table, in order.
func Statuses() []Status { return slices.Sorted(maps.Keys(statuses)) }

// An EndingCode is an ending, and the codes that it shows: where, and which.
type EndingCode struct {
	State string
	Codes map[Shown]Status
}

// EndingCodes is what the table of endings says is shown, as it is written there.
func EndingCodes() (list []EndingCode) {
	for _, e := range endings {
		codes := map[Shown]Status{}
		if e.stage.asks() {
			codes[OnWire] = e.status
		}
		for where, s := range map[Shown]Status{ByClient: e.client, AsStatus: e.audit.status, AsSub: e.audit.sub, OfAccount: e.audit.authority} {
			if s != 0 && (where == ByClient || !e.sambaOnly()) {
				codes[where] = s
			}
		}
		list = append(list, EndingCode{e.state, codes})
	}
	return list
}

// CodeCites is every cite of what is known of codes, with where it stands.
func CodeCites() map[string]sim.Cite {
	all := map[string]sim.Cite{}
	for _, e := range statuses {
		all["status "+e.name] = e.cite
	}
	for _, s := range situations {
		all["situation: "+s.What] = s.Cite
	}
	for _, q := range collapses {
		all["squash to "+q.Wire.Name()] = q.Cite
	}
	for _, k := range eventKinds {
		all[fmt.Sprint("event ", k.ID)] = k.Cite
	}
	for _, r := range failureReasons {
		all[fmt.Sprint("failure reason ", r.Number, r.Sub)] = r.Cite
	}
	for _, text := range failureTexts {
		all["failure text "+text.number] = text.cite
	}
	for _, l := range loggedBy {
		for _, state := range l.states {
			all["logged of "+state] = l.cite
		}
	}
	for _, b := range refusalEvents {
		all[fmt.Sprint("event ", b.id, " beside ", b.state)] = b.cite
	}
	for _, a := range audits {
		all[fmt.Sprint("event ", a.id, " beside")] = a.cite
	}
	all["event 551 beside"] = sessionFailed
	for _, l := range looks {
		all["look: "+l.text] = l.cite
	}
	for _, l := range byStage {
		all["look: "+l.text] = l.cite
	}
	return all
}
