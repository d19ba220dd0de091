package logon

import (
	"strings"

	"ntlmsim/sim"
)

// table is the rules, compiled; meanings is the ending of each of its final states, by sim.ID.
var table, meanings = mustCompile()

var (
	startID, grantedID = mustID(start), mustID(granted)
)

// mustCompile builds the one table. That it is a table is not the user's doing: a mistake in it is ours, and shows in
// every test.
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

// Rules is the table of the model: every row, cited, as it is read.
func Rules() *sim.Table[Facts] { return table }

// A Decision is what the rules say of one attempt: the state that decided setup, and the last one.
type Decision struct {
	because sim.ID
	end     sim.ID
}

// Because is the state that decided setup.
func (d Decision) Because() sim.State { return table.State(d.because) }

// End is the state in which the attempt ended: Because, or where the session or the tree refused it.
func (d Decision) End() sim.State { return table.State(d.end) }

// Decide reads the table over resolved facts. It looks nothing up and allocates nothing. Of the facts it writes only
// what setup grants, for the rows of a session: they may be decided again.
func Decide(f *Facts) Decision {
	d := Decision{because: table.RunProgram(f.program, startID, f)}
	d.end = d.because
	if f.grant(d.because) {
		d.end = table.RunProgram(f.program, grantedID, f)
	}
	return d
}

// DecideTrace is Decide, appending the rules taken to trace.
func DecideTrace(f *Facts, trace sim.Trace) (Decision, sim.Trace) {
	var d Decision
	d.because, trace = table.Trace(startID, f, trace)
	d.end = d.because
	if f.grant(d.because) {
		d.end, trace = table.Trace(grantedID, f, trace)
	}
	return d, trace
}

// grant records the session that setup grants, and whose it is.
func (f *Facts) grant(because sim.ID) bool {
	e := meanings[because]
	f.session, f.answered = e.session, f.place()
	if e.session == Guest && e.state != ".guest-account" {
		f.answered = nil // it is the server's guest
	}
	return f.session != NoSession
}

// place is the one that answered, if any did: the last that was asked and has the account.
func (f *Facts) place() *place {
	for _, p := range [...]*place{&f.authority, &f.controller, &f.server} {
		if p.account != nil {
			return p
		}
	}
	return nil
}

// error is what the client makes of a decision: the status of the wire, or its own.
func (d Decision) error() Status {
	e := meanings[d.end]
	if e.client != 0 {
		return e.client
	}
	return e.status
}

// prompts reports whether the person is asked for a password: never where the command gave or asked for one, and not
// where no Windows client asks.
func (q *Question) prompts(d Decision) bool {
	if q.client == nil || q.asked {
		return false
	}
	if q.client.typing.PromptedByArticle {
		return asksByArticle(d.End())
	}
	return d.error().asks()
}

// Ask decides a question, with the password typed at the prompt if there is one: facts is the caller's scratch.
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

// decides reports whether a state decides setup, or refuses before it.
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
