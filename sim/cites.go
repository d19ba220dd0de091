package sim

// Cite is a fact of a source in our words, as sure as the mark says.
func (m Mark) Cite(source, note string) Cite { return Cite{Source: source, Note: note, Mark: m} }

// Quote is a sentence of a source, to the letter.
func (m Mark) Quote(source, quote string) Cite { return Cite{Source: source, Quote: quote, Mark: m} }

// InOurWords is the note of a cite beside which its fact stands in our words already.
const InOurWords = "in our words"

// Beside is the cite of a fact that stands beside it, in our words.
func (m Mark) Beside(source string) Cite { return m.Cite(source, InOurWords) }

// Doubtful reports whether neither a document nor an observation supports what is cited.
func (c Cite) Doubtful() bool { return c.Mark != Documented && c.Mark != Observed }

// Concluding is a cite from which we draw a conclusion.
func (c Cite) Concluding(conclusion string) Cite {
	c.Note, c.Mark = conclusion, Inferred
	return c
}

// With adds a note of ours to a quotation.
func (c Cite) With(note string) Cite {
	c.Note = note
	return c
}
