package mono

import "ntlmsim/sim/lab/judged"

// A Result is a post with what came of it.
type Result = judged.Result[Seen]

// Judge compares what came with what is expected of Mono.
func (p Played) Judge(number int, got Seen, err error) Result {
	r := Result{Number: number, Attempt: p.Attempt.Name, Want: p.Want, Known: p.Known}
	switch {
	case p.Cannot != "":
		r.Verdict, r.Why = judged.NotObservable, p.Cannot
	case err != nil:
		r.Verdict, r.Why = judged.CouldNot, err.Error()
	default:
		r.Got = &got
		r.Verdict, r.Why = p.verdict(got)
	}
	return r
}

// Planned is what would be asked of a plan.
func (p Plan) Planned() (list []Result) {
	for i, a := range p.Attempts {
		r := Result{Number: i + 1, Attempt: a.Attempt.Name, Verdict: judged.Planned, Known: a.Known, Want: a.Want}
		if a.Cannot != "" {
			r.Verdict, r.Why = judged.NotObservable, a.Cannot
		}
		list = append(list, r)
	}
	return list
}
