package sim

// Cite is a fact from a source, in our words.
func (m Mark) Cite(source, note string) Cite { return Cite{Source: source, Note: note, Mark: m} }

// Quote is an exact quotation from a source.
func (m Mark) Quote(source, quote string) Cite { return Cite{Source: source, Quote: quote, Mark: m} }

// InOurWords is the note of a cite whose fact is already stated in our words next to it.
const InOurWords = "in our words"

// Beside cites the source of a fact that is stated next to it, in our words.
func (m Mark) Beside(source string) Cite { return m.Cite(source, InOurWords) }

// Doubtful reports whether neither a document nor an observation supports what is cited.
func (c Cite) Doubtful() bool { return c.Mark != Documented && c.Mark != Observed }

// Concluding is the same source for a conclusion of ours: it becomes inferred.
func (c Cite) Concluding(conclusion string) Cite {
	c.Note, c.Mark = conclusion, Inferred
	return c
}

// With adds our note to a quotation.
func (c Cite) With(note string) Cite {
	c.Note = note
	return c
}
