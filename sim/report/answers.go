package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/unknown"
	"ntlmsim/sim/whatif"
)

// judgeSeveral judges an attempt of which something is unknown. Answers that end alike are said as one; the differences
// are those of all.
func judgeSeveral(p scenarios.Played) Attempt {
	all, alike := *p.Answers, p.Answers.Alike()
	differences := scenarios.DifferencesOf(p.Attempt, all)
	if !alike.One() || alike.Early {
		p.Answers = &alike
		p.Decision = severalOf(p)
		p.Decision.Differences, p.Decision.Steps = differences, all.Steps()
		return Attempt{Played: p, all: &all}
	}
	p.Answers, p.Setups, p.Before = nil, alike.List[0].Setups, alike.List[0].Before
	o := p.Outcome()
	p.Decision = decisionOf(p, o)
	p.Decision.Differences = differences
	p.Decision.Caveat = strings.TrimSpace(p.Decision.Caveat + " " + whatever(all))
	return Attempt{Played: p, Outcome: o, all: &all}
}

// whatever says that unknown values change nothing but the way to the answer.
func whatever(a unknown.Answers) string {
	return "It does not depend on " + decidersOf(a, "or") + ": only the steps, and what is sent or logged, may differ; those shown are of one possible value."
}

// mostDeciders is how many unknown values are named in a line.
const mostDeciders = 3

// decidersOf names the unknown values that decide.
func decidersOf(a unknown.Answers, word string) string {
	var names []string
	for _, u := range a.Deciders() {
		names = append(names, u.String())
	}
	if len(names) > mostDeciders {
		names = append(names[:mostDeciders], "more")
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " " + word + " " + names[last]
}

// severalOf is what logon predicts where several answers are possible, in the terms of any model.
func severalOf(p scenarios.Played) *scenarios.Decision {
	d := &scenarios.Decision{Asked: QuestionOf(p.Attempt), Verdict: verdictOf(*p.Answers), Result: scenarios.Partial,
		Reason: strings.Join(answersText(*p.Answers), "\n")}
	if p.Want != nil || p.Because != "" {
		d.Wanted = wanted(p.Attempt)
	}
	if p.Answers.Early {
		d.Caveat = "There may be other answers: too much is unknown to try all of it."
	}
	return d
}

// endsOf are the ways in which an attempt may end, each once.
func endsOf(a unknown.Answers) (ends []string) {
	for _, answer := range a.List {
		if end := endOf(answer.Outcome()); !slices.Contains(ends, end) {
			ends = append(ends, end)
		}
	}
	return ends
}

// verdictOf is the possible answers in one line, and what decides.
func verdictOf(a unknown.Answers) string {
	ends := endsOf(a)
	text := "Possible answers: " + either(ends)
	if len(ends) == 1 {
		text = "In any case " + ends[0] + ", for different reasons"
	}
	if a.Tree != nil {
		text += ", by " + decidersOf(a, "and")
	}
	return text + "."
}

// endOf is how an attempt ends, in a word: the error, and whose session it is if that is none of a user.
func endOf(o logon.Outcome) string {
	switch {
	case o.Error != 0 || o.Session == logon.User:
		return fmt.Sprint(o.Error)
	case o.Session == logon.Guest:
		return "0 as a guest"
	}
	return "0 anonymously"
}

func either(list []string) string {
	last := len(list) - 1
	if last < 1 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:last], ", ") + " or " + list[last]
}

// answersText says for each answer, in a line, what must be true for it. Where all end alike, it is named by its state.
func answersText(a unknown.Answers) (lines []string) {
	alike := len(endsOf(a)) == 1
	for _, answer := range a.List {
		line := endOf(answer.Outcome())
		if alike {
			line = string(answer.Outcome().Because)
		}
		if answer.If != "" {
			line += " if " + answer.If
		}
		lines = append(lines, line+".")
	}
	return lines
}

// A lookUp is an unknown value that decides, and how to look it up.
type lookUp struct {
	of    logon.Unknown
	shown string
}

// mostLookUps is how many unknown values are listed that decide.
const mostLookUps = 5

// lookUps are the unknown values that decide, first the one that leaves the fewest answers open.
func lookUps(a unknown.Answers, t logon.Topology) (list []lookUp) {
	for _, u := range a.Deciders() {
		if len(list) < mostLookUps {
			list = append(list, lookUp{u, u.Shown(t)})
		}
	}
	return list
}

// possibleOf is one of several answers as an attempt of its own.
func possibleOf(a Attempt, i int) Attempt {
	answer := a.Answers.List[i]
	one := Attempt{Played: a.Played, Outcome: answer.Outcome()}
	one.Answers, one.Setups, one.Before = nil, answer.Setups, answer.Before
	one.Decision = decisionOf(one.Played, one.Outcome)
	if i < len(a.Advices) {
		one.Advice = a.Advices[i]
	}
	return one
}

// adviseAll finds advice for each of several answers.
func (a *Attempt) adviseAll(ctx context.Context) {
	a.Advices = nil
	for _, answer := range a.Answers.List {
		if ctx.Err() != nil {
			return
		}
		a.Advices = append(a.Advices, whatif.Advise(answer.Before, a.Attempt.Attempt, answer.Outcome()))
	}
}

// doubtsOfAll are the doubts about each of the answers, or about the only one.
func doubtsOfAll(a Attempt) (list []whatif.Ground) {
	answers := []unknown.Answer{{Before: a.Before}}
	if a.all != nil {
		answers = a.all.List
	}
	for _, answer := range answers {
		for _, g := range DoubtsOf(answer.Before, a.Attempt) {
			if !slices.Contains(list, g) {
				list = append(list, g)
			}
		}
	}
	return list
}

// Several reports whether several answers are possible.
func (a Attempt) Several() bool { return a.Answers != nil }

// mostAnswers is how many answers are explained without --trace.
const mostAnswers = 10

// PrintSeveral writes the possible answers, what decides between them, and what would make refused ones work; with
// trace also the steps of each.
func (p *Page) PrintSeveral(a Attempt, t logon.Topology, trace bool) {
	p.printVerdict("", a.Decision)
	p.printReason("  ", a.Decision)
	p.printLookUps(a, t)
	for i := range a.Answers.List {
		if i == mostAnswers && !trace {
			p.Line("\n", p.Style.Dim(fmt.Sprintf("and %d more, which --trace and --json list", len(a.Answers.List)-i)))
			return
		}
		one := possibleOf(a, i)
		p.Head("If " + cmp.Or(a.Answers.List[i].If, "something else is so"))
		p.printVerdict("  ", one.Decision)
		p.printReason("  ", one.Decision)
		p.printCounts("  ", one.Outcome)
		if trace {
			p.printTrace(one.Decision)
			p.printWire(one.Outcome)
			p.printEvents(one.Outcome.Logged())
		}
		p.printAdvice(one.Attempt, one.Outcome, one.Advice)
	}
}

func (p *Page) printLookUps(a Attempt, t logon.Topology) {
	p.Head("Look up first")
	for _, l := range lookUps(*a.Answers, t) {
		p.Para("  - ", "    ", nil, l.of.String())
		p.Long("        ", "        ", p.Style.Cyan, l.shown)
	}
}
