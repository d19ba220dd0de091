package logon

import "ntlmsim/sim"

// The documents that the rules and profiles rest on. A quotation is to the letter, white space apart; a note is ours.

const (
	kb103390   = "KB 103390"                       // network access validation algorithms
	kb103390EN = "KB 103390, current English text" // where the edition quoted otherwise has only German
	kb102716   = "KB 102716"                       // NTLM user authentication
	scenario   = "the scenario"
)

// kb quotes KB 103390.
func kb(quote string) sim.Cite {
	return sim.Cite{Source: kb103390, Quote: quote, Mark: sim.Documented}
}

// kbEN quotes the current English text of KB 103390.
func kbEN(quote string) sim.Cite {
	return sim.Cite{Source: kb103390EN, Quote: quote, Mark: sim.Documented}
}

// nua quotes KB 102716, NTLM user authentication.
func nua(quote string) sim.Cite {
	return sim.Cite{Source: kb102716, Quote: quote, Mark: sim.Documented}
}

// documented is a fact of a document in our words.
func documented(source, note string) sim.Cite {
	return sim.Cite{Source: source, Note: note, Mark: sim.Documented}
}

// observed is what a real server or a real event log showed.
func observed(source, note string) sim.Cite {
	return sim.Cite{Source: source, Note: note, Mark: sim.Observed}
}

// inferred is our conclusion; source is what it is drawn from.
func inferred(source, note string) sim.Cite {
	return sim.Cite{Source: source, Note: note, Mark: sim.Inferred}
}

// folklore is what a blog or a forum says.
func folklore(source, note string) sim.Cite {
	return sim.Cite{Source: source, Note: note, Mark: sim.Folklore}
}

// concluded is a quotation from which we draw a conclusion.
func concluded(c sim.Cite, note string) sim.Cite {
	c.Note, c.Mark = note, sim.Inferred
	return c
}

// with adds a note of ours to a quotation.
func with(c sim.Cite, note string) sim.Cite {
	c.Note = note
	return c
}
