package logon

import "ntlmsim/sim"

// Stages are how far an attempt can come, in order.
func Stages() []Stage {
	return []Stage{AtClient, AtConnect, AtNegotiate, AtSetup, AtSession, AtTree}
}

// A Final is a final state of the rules: how far an attempt came that ends there, what the wire said last and what the
// client makes of it, and who says so. Where setup grants a session the attempt goes on, to what the client and the
// share say.
type Final struct {
	State   sim.State
	Stage   Stage
	Status  *Status // nil where no session setup reached a server
	Seen    Status  // of which NET makes its error
	Session Session // granted in it: none where setup refuses, and after setup, where the session stays what it was
	GoesOn  bool
	Cite    sim.Cite   // of what it means
	Rows    []sim.Cite // of those that lead there
}

// Finals are all final states, in the order of the table.
func Finals() (list []Final) {
	for id, s := range table.States() {
		e := meanings[id]
		if e == nil {
			continue
		}
		f := Final{State: s, Stage: e.stage, Status: e.onWire(), Seen: e.seen(), Session: e.session, GoesOn: e.session != NoSession, Cite: e.cite}
		for _, r := range table.Rules() {
			if r.To == s {
				f.Rows = append(f.Rows, r.Cite)
			}
		}
		list = append(list, f)
	}
	return list
}
