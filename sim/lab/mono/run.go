package mono

// A Verdict is what becomes of an attempt that is put to Mono.
type Verdict string

// The verdicts.
const (
	Agrees        Verdict = "agrees"
	Differs       Verdict = "differs"
	Known         Verdict = "known difference"
	NotObservable Verdict = "not observable"
	CouldNot      Verdict = "could not be asked"
	Planned       Verdict = "would be asked"
)

// A Result is an attempt with what came of it.
type Result struct {
	Number  int // from 1
	Attempt string
	Verdict Verdict
	Why     string   // where it is not simply as predicted
	Known   []string // the known differences that it meets
	Want    Seen     // of Mono
	Got     *Seen    // nil: it was not asked
}

// Judge compares what came with what is expected of Mono.
func (p Played) Judge(number int, got Seen, err error) Result {
	r := Result{Number: number, Attempt: p.Attempt.Name, Want: p.Want, Known: p.Known}
	switch {
	case p.Cannot != "":
		r.Verdict, r.Why = NotObservable, p.Cannot
	case err != nil:
		r.Verdict, r.Why = CouldNot, err.Error()
	default:
		r.Got = &got
		r.Verdict, r.Why = p.verdict(got)
	}
	return r
}

// Planned is what would be asked of a plan.
func (p Plan) Planned() (list []Result) {
	for i, a := range p.Attempts {
		r := Result{Number: i + 1, Attempt: a.Attempt.Name, Verdict: Planned, Known: a.Known, Want: a.Want}
		if a.Cannot != "" {
			r.Verdict, r.Why = NotObservable, a.Cannot
		}
		list = append(list, r)
	}
	return list
}
