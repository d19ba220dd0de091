package report

// PrintPrediction writes the verdict, the reason and the advice; with trace also each step, the wire and the logs. It
// needs the advice, and with trace the doubts, of the attempt.
func (p *Page) PrintPrediction(a Attempt, trace bool) {
	o := a.Outcome
	d := decisionOf(a.Played, o)
	p.printVerdict("", d)
	p.printReason("", d)
	p.printCounts("", o)
	if trace {
		p.Head("Step by step")
		p.printTrace(d)
		p.Head("On the wire")
		p.printWire(o)
		p.Head("In the logs")
		p.printEvents(o.Logged())
		p.printDoubts(a.Doubts)
	}
	p.printAdvice(a.Attempt, o, a.Advice)
}
