package sim

// A Step is one rule taken, rendered for readers.
type Step struct {
	State     State
	Condition string
	Next      State
	Cite      Cite
	Found     string // what was found; "" if the condition says everything
	Round     int    // 0; 1 in a second run of the table for the same question, and so on
}

// Steps renders a Trace with the facts that produced it, as the steps of a round.
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
