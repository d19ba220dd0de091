package logon

import "ntlmsim/sim"

// Stages lists how far an attempt can get, in order.
func Stages() []Stage {
	return []Stage{AtClient, AtConnect, AtNegotiate, AtSetup, AtSession, AtTree}
}

// A Final is a final state of the rules: how far an attempt with that end got, the last status on the wire, the
// client's error, and the source. If setup grants a session, the attempt continues with the client's and the share's
// checks.
type Final struct {
	State   sim.State
	Stage   Stage
	Status  *Status // nil if no session setup reached a server
	Seen    Status  // the status behind NET's error
	Session Session // granted in this state; NoSession if setup refuses, and for states after setup
	GoesOn  bool
	Cite    sim.Cite   // the source of its meaning
	Rows    []sim.Cite // the sources of the rows that lead here
}

// Finals lists all final states, in the order of the table.
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
