package scenarios

import "ntlmsim/sim"

// Trail returns the steps of an attempt of any model: of all its answers, if there are several.
func (p Played) Trail() []sim.Step {
	if p.Decision != nil {
		return p.Decision.Steps
	}
	if p.Answers != nil {
		return p.Answers.Steps()
	}
	return p.Outcome().Trace
}

// Untaken returns the rows of a model that no attempt of its files takes.
func Untaken(m Model, files ...*File) []sim.Row {
	type row struct {
		from sim.State
		cond string
		to   sim.State
	}
	taken := map[row]bool{}
	for _, f := range files {
		for p := range m.Play(f) {
			for _, s := range p.Trail() {
				taken[row{s.State, s.Condition, s.Next}] = true
			}
		}
	}
	var list []sim.Row
	for _, r := range m.Rows() {
		if !taken[row{r.From, r.If, r.To}] {
			list = append(list, r)
		}
	}
	return list
}
