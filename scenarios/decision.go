package scenarios

import (
	"fmt"

	"ntlmsim/sim"
)

// A Decision is what a model says of an attempt, in terms that every model has. It is all that commands and reports
// need. No text of it has a secret.
type Decision struct {
	Asked       string // the question, in one line
	Wanted      string // what the attempt expects, in one line; "" if it expects nothing
	Verdict     string // what comes of it, in one line
	Result      Result
	Reason      string     // in one sentence; "": what was found in Steps
	Caveat      string     // what a reader must know beside the reason, or ""
	Steps       []sim.Step // the rows taken, in order
	Again       string     // what the steps of a later round are, for a heading; "" if there is one round only
	Because     sim.State  // the state that decided
	End         sim.State  // the last state: Because, or one after it
	Differences []Difference

	Logged  []string // what the machines log, a line each
	Advised string   // the heading of Advice: "What would work"
	Advice  []Advice // the smallest first; nil: none is needed, or none is known
}

// An Advice is a change that helps, as the model predicts.
type Advice struct {
	Change string
	Run    string // where, and the commands, a line each: "at WEB1: …"; "": none is known
	Caveat string // a disadvantage, or ""
	And    string // a second change, without which the first does not help; "": none
	AndRun string // as Run
}

// A Result is how an attempt ends, as far as every model knows it.
type Result uint8

const (
	Failure Result = iota
	Partial        // it succeeds, but not as what was probably meant: as a guest
	Success
)

// Compare adds a difference where what was expected of a field is not what is predicted.
func (d *Decision) Compare(field string, want, got any) {
	if w, g := fmt.Sprint(want), fmt.Sprint(got); w != g {
		d.Differences = append(d.Differences, Difference{field, w, g})
	}
}
