package logon

import "ntlmsim/sim"

// What the tests of this package look at and no program needs.

// Win32 is the error code that a decision ends in.
func (d Decision) Win32() int { code, _ := d.error().Win32(); return code }

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
		again.AskTraces(f, trace, see)
	}
}

// An Ending is one row of the table of endings.
type Ending struct {
	State string
	Cite  sim.Cite
}

// Endings is the table of endings.
func Endings() []Ending {
	list := make([]Ending, len(endings))
	for i, e := range endings {
		list[i] = Ending{e.state, e.cite}
	}
	return list
}

// BestEnding is the number of the ending that a final state has.
func BestEnding(s sim.State) (int, error) {
	best, err := endingOf(s)
	for i := range endings {
		if &endings[i] == best {
			return i, err
		}
	}
	return -1, err
}
