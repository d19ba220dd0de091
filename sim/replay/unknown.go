package replay

import (
	"context"
	"slices"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/unknown"
)

// runUnknown is Run where something of the topology is unknown. What the servers answer is used from then on.
func (r *Replay) runUnknown(ctx context.Context, file *scenarios.File) ([]Result, error) {
	play, err := file.Unknown()
	if err != nil {
		return nil, err
	}
	r.Expect(file)
	r.budget.domains = domains(file.Topology)
	clock := r.clock(file)
	var results []Result
	for _, a := range file.Attempts {
		clock.advance(a.After)
		answers, problems := play.Ask(a.After, a.Attempt)
		if len(problems) > 0 {
			return results, problems[0]
		}
		r.sessions.next(a.Attempt, answers.List[0].Outcome().Called())
		r.sessions.left(answers.List[0].Before, a.Attempt)
		s := several{Replay: r, play: play, file: file.Path, name: a.Name, left: answers.List}
		if err := s.run(ctx, clock); err != nil {
			return append(results, s.results...), err
		}
		results = append(results, s.results...)
	}
	return results, nil
}

// several is one attempt with its possible answers.
type several struct {
	*Replay
	play    *unknown.Play
	file    string
	name    string
	left    []unknown.Answer // that are possible still
	results []Result
}

// run makes the session setups, as long as an answer that is possible has one.
func (s *several) run(ctx context.Context, clock *clock) error {
	sent, ended := false, s.left[0].Outcome().Ends()
	for round := 0; len(s.left) > 0; round++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		o := s.careful(round)
		result := Result{File: s.file, SessionSetup: SessionSetup{s.name, o.Retest(), o.Sent.To}, Outcome: o}
		if why := s.secret(round); why != "" {
			result.Verdict, result.Why = NotAsked, why
		} else if err := s.askAll(ctx, &result, clock); err != nil {
			return err
		}
		sent = sent || result.sent()
		if result.shows() {
			s.learn(&result, round)
		}
		result.Possible = s.errors()
		s.results = append(s.results, result)
		if s.OnResult != nil {
			s.OnResult(result)
		}
		s.left = slices.DeleteFunc(slices.Clone(s.left), func(a unknown.Answer) bool { return len(a.Setups) < round+2 })
	}
	if !sent && !ended {
		s.play.Unsent()
	}
	return nil
}

// errors lists the errors of the answers that are possible still; nil if there is one answer.
func (s *several) errors() []uint32 {
	if len(s.left) < 2 {
		return nil
	}
	return unknown.Answers{List: s.left}.Errors()
}

// shows reports whether a server has shown something of what was asked.
func (r *Result) shows() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool {
		return f.Verdict != NotAsked && (f.Observed != nil || f.Said != nil)
	})
}

// careful is the predicted session setup that needs the most care: one that is sent, and costs, and counts.
func (s *several) careful(round int) logon.Outcome {
	best, care := s.left[0].Setups[round], -1
	for _, a := range s.left {
		o, n := a.Setups[round], 0
		if unsent(o) == "" {
			n = 1
			if Costs(o) {
				n = 2 + o.LockoutThreshold()
			}
		}
		if n > care {
			best, care = o, n
		}
	}
	return best
}

// secret is why it is unknown which password would be sent; "" if it is known.
func (s *several) secret(round int) string {
	var sent []string
	for _, a := range s.left {
		sent = append(sent, a.Passwords(round)...)
	}
	switch {
	case slices.ContainsFunc(sent, s.play.Stands):
		return "nobody knows the password that would be sent: write it in the topology"
	case len(slices.Compact(sent)) > 1:
		return "which password is sent depends on what is unknown"
	}
	return ""
}

// learn keeps the answers that the server has shown to be possible. If there are none, the result differs.
func (s *several) learn(result *Result, round int) {
	fit := slices.DeleteFunc(slices.Clone(s.left), func(a unknown.Answer) bool { return !result.fits(a.Setups[round]) })
	if len(fit) == 0 {
		result.Why = "no possible answer agrees: " + result.Why
		return
	}
	if len(fit) < len(s.left) {
		result.Learned = unknown.True(fit)
	}
	s.left = fit
	result.judgeAs(fit[0].Setups[round])
	s.play.Seen(func(setups []logon.Outcome) bool {
		return slices.ContainsFunc(fit, func(a unknown.Answer) bool { return sameAnswers(a.Setups, setups, round) })
	})
}

// sameAnswers reports whether a server would answer the same to the session setups up to a round.
func sameAnswers(a, b []logon.Outcome, round int) bool {
	if len(a) <= round || len(b) <= round {
		return false
	}
	for i := range round + 1 {
		if verdict, _ := compare(Predicted(a[i]), Predicted(b[i])); verdict != Agrees || unsent(a[i]) != unsent(b[i]) {
			return false
		}
	}
	return true
}

// fits reports whether what was observed is what another outcome predicts.
func (r *Result) fits(o logon.Outcome) bool {
	for _, f := range r.Findings {
		switch verdict := f.against(o); verdict {
		case Agrees, NotObservable, NotAsked, CouldNot:
		default:
			return false
		}
	}
	return true
}

// against is the verdict of a finding with another prediction.
func (f *Finding) against(o logon.Outcome) Verdict {
	switch {
	case f.Verdict == NotAsked, f.Verdict == CouldNot:
		return f.Verdict
	case f.Said != nil:
		verdict, _ := f.Said.compare(o)
		return verdict
	case f.Observed == nil || unsent(o) != "":
		return Differs
	}
	verdict, _ := compare(Predicted(o), *f.Observed)
	return verdict
}

// judgeAs judges the findings again, with the prediction that they agree with.
func (r *Result) judgeAs(o logon.Outcome) {
	r.Outcome, r.Verdict, r.Why = o, "", ""
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Verdict == Differs || f.Verdict == Known {
			f.Verdict, f.Why, f.Entry = f.against(o), "", nil
		}
	}
	r.settle()
}
