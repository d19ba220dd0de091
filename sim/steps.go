package sim

// A Step is one rule taken, as a reader sees it.
type Step struct {
	State     State
	Condition string
	Next      State
	Cite      Cite
	Found     string // what was found; "" where the condition says it all
	Round     int    // 0; 1 in a second run of the table for the same question, and so on
}

// Steps renders a Trace over the facts that it was made with, as the steps of a round.
func (t *Table[C]) Steps(facts *C, trace Trace, round int) []Step {
	steps := make([]Step, 0, len(trace))
	for _, i := range trace {
		r := &t.rules[i]
		s := Step{State: r.From, Condition: r.If.Name, Next: r.To, Cite: r.Cite, Round: round}
		if r.If.Found != nil {
			s.Found = r.If.Found(facts)
		}
		steps = append(steps, s)
	}
	return steps
}
