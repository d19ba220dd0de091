package web

import (
	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// A Question is the first request for a page, with the site, the account, the keys and the names that it leads to.
type Question struct{ facts *Facts }

// Question resolves an attempt that CheckAttempt finds nothing wrong with.
func (w *World) Question(a Attempt) *Question {
	f := w.facts(a, w.first(a))
	f.fallBack()
	return &Question{f}
}

// Decide follows the tables of this package, of Kerberos and of NTLM, to the ending of this one. It allocates nothing,
// and may be called again.
func (q *Question) Decide() sim.State {
	f := q.facts
	f.ticket, f.part.decided = kerberos.Decide(&f.request), false
	return table.State(table.Run(startID, f))
}

// NTLM is the part of the question that NTLM would decide, as package logon asks it.
func (q *Question) NTLM() *logon.Question { return q.facts.part.question }
