package logon

import "ntlmsim/sim"

// The documents behind the rules and profiles. A quotation is exact except for white space; a note is ours.

const (
	kb103390   = "KB 103390"                       // network access validation algorithms
	kb103390EN = "KB 103390, current English text" // where the edition quoted otherwise has only German
	kb102716   = "KB 102716"                       // NTLM user authentication
	scenario   = "the scenario"
)

// kb quotes KB 103390.
func kb(quote string) sim.Cite {
	return sim.Documented.Quote(kb103390, quote)
}

// kbEN quotes the current English text of KB 103390.
func kbEN(quote string) sim.Cite {
	return sim.Documented.Quote(kb103390EN, quote)
}

// nua quotes KB 102716, NTLM user authentication.
func nua(quote string) sim.Cite {
	return sim.Documented.Quote(kb102716, quote)
}

// Constructors of cites without a quotation, by mark: the note has the fact in our words.
var (
	documented = sim.Documented.Cite
	observed   = sim.Observed.Cite
	inferred   = sim.Inferred.Cite
	folklore   = sim.Folklore.Cite
	plainly    = sim.Documented.Beside // for a fact that is stated next to the cite
)
