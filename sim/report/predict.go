package report

// PrintPrediction says what happens and why; then each step, or what could be done.
func (p *Page) PrintPrediction(a Attempt, trace bool) {
	o := a.Outcome
	p.Line(paintVerdict(p.Style, o))
	p.printReason("", o)
	p.printCounts("", o)
	if trace {
		p.Head("Step by step")
		p.printTrace(o)
		p.Head("On the wire")
		p.printWire(o)
		p.Head("In the logs")
		p.printEvents(o.Logged())
		p.printDoubts(a.Doubts)
	}
	p.printAdvice(a.Attempt, o, a.Advice)
}
