// Package judged is what becomes of an attempt that is put to real parts: to web servers, and to the nodes of a farm.
package judged

import "fmt"

// A Verdict is what becomes of an attempt.
type Verdict string

// The verdicts.
const (
	Agrees        Verdict = "agrees"
	Differs       Verdict = "differs"
	Known         Verdict = "known difference"
	NotObservable Verdict = "not observable"
	NotAsked      Verdict = "not asked"
	CouldNot      Verdict = "could not be asked"
	Planned       Verdict = "would be asked"
)

// Verdicts are all of them.
func Verdicts() []Verdict {
	return []Verdict{Agrees, Differs, Known, NotAsked, NotObservable, CouldNot, Planned}
}

// A Result is an attempt with what came of it: S is what the parts show.
type Result[S fmt.Stringer] struct {
	File    string // "" where all are of one file
	Number  int    // from 1
	Attempt string
	Verdict Verdict
	Why     string   // where it is not simply as predicted
	Known   []string // the known differences that it meets
	Want    S        // of these parts
	Got     *S       // nil: it was not asked
}
