package logon

import (
	"strings"

	"ntlmsim/sim"
)

// table is the rules, compiled; meanings is the ending of each of its final states, by sim.ID.
var table, meanings = mustCompile()

var (
	startID, referredID, grantedID = mustID(start), mustID(referred), mustID(granted)
)

// mustCompile compiles the rules. It panics on a mistake, which is one in the source: every test would show it.
func mustCompile() (*sim.Table[Facts], []*ending) {
	t, err := sim.New(rules())
	if err != nil {
		panic("logon rules: " + err.Error())
	}
	meanings, err := sim.Endings(t, endings, (*ending).name)
	if err != nil {
		panic("logon endings: " + err.Error())
	}
	return t, meanings
}

func mustID(s sim.State) sim.ID {
	id, ok := table.ID(s)
	if !ok {
		panic("logon rules: no state " + string(s))
	}
	return id
}

// Rules is the table of the model: every row with its source, in order.
func Rules() *sim.Table[Facts] { return table }

// A Decision is the result of the rules for one attempt: the state that decided setup, and the final state.
type Decision struct {
	because sim.ID
	end     sim.ID
}

// Because is the state that decided setup.
func (d Decision) Because() sim.State { return table.State(d.because) }

// End is the state in which the attempt ended: Because, or a later one that decided about the session or the share.
func (d Decision) End() sim.State { return table.State(d.end) }

// Stage is the stage at which the attempt was refused.
func (d Decision) Stage() Stage { return meanings[d.end].stage }

// Session is the session that is left after a decision of facts.
func (d Decision) Session(f *Facts) Session { return meanings[d.end].leaves(f.session) }

// Decide applies the table to resolved facts. It looks nothing up and allocates nothing. It writes only the granted
// session into the facts, for the rows after setup: the same facts may be decided again.
func Decide(f *Facts) Decision {
	d := Decision{because: table.RunProgram(f.program, f.question.begins(), f)}
	d.end = d.because
	if f.grant(d.because) {
		d.end = table.RunProgram(f.program, grantedID, f)
	}
	return d
}

// DecideTrace is Decide, appending the rules taken to trace.
func DecideTrace(f *Facts, trace sim.Trace) (Decision, sim.Trace) {
	var d Decision
	d.because, trace = table.Trace(f.question.begins(), f, trace)
	d.end = d.because
	if f.grant(d.because) {
		d.end, trace = table.Trace(grantedID, f, trace)
	}
	return d, trace
}

// begins is the state in which a decision begins.
func (q *Question) begins() sim.ID {
	if q.referral != nil {
		return referredID
	}
	return startID
}

// grant records the session that setup grants and the account it belongs to.
func (f *Facts) grant(because sim.ID) bool {
	e := meanings[because]
	f.session, f.answered = e.session, f.place()
	if e.session == Guest && e.state != ".guest-account" {
		f.answered = nil // a guest of the server
	}
	return f.session != NoSession
}

// place is the place that answered, if any: the last one that was asked and has the account.
func (f *Facts) place() *place {
	if f.byTicket() {
		return &f.holder
	}
	for _, p := range [...]*place{&f.authority, &f.controller, &f.server} {
		if p.account != nil {
			return p
		}
	}
	return nil
}

// error is the status behind the client's error: the one on the wire, or the client's own.
func (d Decision) error() Status {
	e := meanings[d.end]
	if e.client != 0 {
		return e.client
	}
	return e.status
}

// prompts reports whether NET prompts for a password after a decision: never if the command gave a password or asked
// for one, and not for an explicit send:.
func (q *Question) prompts(d Decision) bool {
	if q.client == nil || q.asked {
		return false
	}
	if q.client.typing.PromptedByArticle {
		return asksByArticle(d.End())
	}
	return d.error().asks()
}

// Ask decides a question, and again with the password typed at the prompt if there is one. facts is scratch space of
// the caller.
func (q *Question) Ask(facts *Facts) Decision {
	q.Resolve(facts)
	d := Decide(facts)
	if q.typed != nil && q.prompts(d) {
		again := q.retest()
		again.world = q.world.after(facts, d.because)
		again.Resolve(facts)
		d = Decide(facts)
	}
	return d
}

// decides reports whether an ending is one of setup or of a stage before it.
func (e *ending) decides() bool {
	return e != nil && e.stage != AtSession && e.stage != AtTree && !strings.HasPrefix(e.state, "session.")
}

// DecidingStates lists the states that can decide a setup or refuse before it, in the order of the table.
func DecidingStates() []string {
	var names []string
	for id, s := range table.States() {
		if meanings[id].decides() {
			names = append(names, string(s))
		}
	}
	return names
}

// DecidingState reports whether a name is that of a state that can decide a setup or refuse before it.
func DecidingState(name string) bool {
	id, ok := table.ID(sim.State(name))
	return ok && meanings[id].decides()
}
