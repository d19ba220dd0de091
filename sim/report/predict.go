package report

import (
	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/unknown"
)

// Predict predicts one attempt in the topology of a file. The error says what is wrong with the topology.
func Predict(file *scenarios.File, attempt scenarios.Attempt) (Attempt, error) {
	play, err := unknown.New(file.Topology, attempt.Attempt)
	if err != nil {
		return Attempt{}, err
	}
	p := scenarios.Played{Attempt: attempt}
	if p.Ask(play); len(p.Problems) > 0 {
		return Attempt{Played: p}, nil
	}
	return Judge(p), nil
}

// AddOwnDoubts adds to attempts, each in its own world, what their predictions depend on that is only inferred, or
// folklore.
func AddOwnDoubts(list []Attempt) {
	for i := range list {
		list[i].Doubts = doubtsOfAll(list[i])
	}
}

// PrintPrediction writes the verdict, the reason and the advice; with trace also each step, the wire and the logs. It
// needs the advice, and with trace the doubts, of the attempt.
func (p *Page) PrintPrediction(a Attempt, file *scenarios.File, trace bool) {
	if a.other {
		p.printOtherPrediction(a.Decision, trace)
		return
	}
	if a.Several() {
		p.PrintSeveral(a, file.Topology, trace)
		if trace {
			p.printDoubts(a.Doubts)
		}
		return
	}
	p.printPrediction(a, a.Outcome, trace)
}

func (p *Page) printOtherPrediction(d *scenarios.Decision, trace bool) {
	p.printVerdict("", d)
	p.printReason("", d)
	if trace {
		p.Head("Step by step")
		p.printTrace(d)
		p.printLogged(d)
	}
	p.printOtherAdvice(d)
}

func (p *Page) printPrediction(a Attempt, o logon.Outcome, trace bool) {
	d := a.Decision
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
