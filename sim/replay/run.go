package replay

import (
	"context"
	"fmt"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// A Client puts attempts to one machine.
type Client struct {
	Name   string
	Server Server
}

// A Replay puts the attempts of scenarios to real servers, and compares.
type Replay struct {
	// Clients says who asks a machine of the scenario. None: it is not asked, and why says so.
	Clients func(machine string) (clients []Client, why string)
	// MaxBad is how many bad passwords an account may be sent where the scenario knows no lockout threshold. Zero is 2.
	MaxBad int
	// Software is whose known differences count: "samba". Empty: nobody's.
	Software string
	Ledger   *Ledger
	// Plan makes nothing be sent: every attempt that would be asked is NotAsked, Planned.
	Plan bool
	// OnResult is told of every result as it comes.
	OnResult func(Result)
}

// A Result is what came of one session setup of one attempt.
type Result struct {
	File     string
	Attempt  string
	Machine  string
	Retest   bool // with the password typed at the prompt
	Verdict  Verdict
	Why      string
	Outcome  logon.Outcome // what was predicted
	Findings []Finding
	Stale    []*Entry // known differences that this result no longer shows
}

// Planned is why a plan asks nothing.
const Planned = "would be asked"

// Run puts every attempt of a file, in order. It goes on to the end unless ctx ends.
func (r *Replay) Run(ctx context.Context, file *scenarios.File) ([]Result, error) {
	world, err := logon.NewWorld(file.Topology)
	if err != nil {
		return nil, err
	}
	budget := newBudget(file.Topology, r.MaxBad)
	var results []Result
	for _, a := range file.Attempts {
		q, problems := world.Question(a.Attempt)
		if len(problems) > 0 {
			return nil, problems[0]
		}
		for i, o := range q.Setups() {
			if err := ctx.Err(); err != nil {
				return results, err
			}
			result := Result{File: file.Path, Attempt: a.Name, Machine: o.Sent.To, Retest: i > 0, Outcome: o}
			r.put(ctx, &result, budget)
			results = append(results, result)
			if r.OnResult != nil {
				r.OnResult(result)
			}
		}
	}
	return results, nil
}

// put asks every client, unless the budget of bad passwords forbids it.
func (r *Replay) put(ctx context.Context, result *Result, budget *budget) {
	clients, why := r.Clients(result.Machine)
	if len(clients) == 0 {
		result.Verdict, result.Why = NotAsked, why
		return
	}
	for _, c := range clients {
		f := r.ask(ctx, c, result, budget)
		result.Stale = append(result.Stale, r.Ledger.excuse(r.Software, result.Outcome.Profile, result.Outcome, &f)...)
		result.Findings = append(result.Findings, f)
	}
	encryptionDemanded(result.Findings)
	result.settle()
}

func (r *Replay) ask(ctx context.Context, c Client, result *Result, budget *budget) Finding {
	o := result.Outcome
	if e, ok := c.Server.(Expresser); ok {
		if err := e.Express(attempt(o.Sent)); err != nil {
			f := judge(o, Observation{}, err)
			f.Client = c.Name
			return f
		}
	}
	if why := budget.forbids(o); why != "" {
		return Finding{Client: c.Name, Verdict: NotAsked, Why: why}
	}
	if r.Plan {
		budget.spend(o, o.BadPassword())
		return Finding{Client: c.Name, Verdict: NotAsked, Why: Planned}
	}
	seen, err := try(ctx, c.Server, result)
	f := judge(o, seen, err)
	f.Client = c.Name
	if !f.Cannot {
		budget.spend(o, o.BadPassword() || err == nil && logon.Status(seen.Setup) == logon.StatusLogonFailure)
	}
	return f
}

// try puts a result's question. A recording knows attempts by their names.
func try(ctx context.Context, s Server, result *Result) (Observation, error) {
	if p, ok := s.(*player); ok {
		return p.TryNamed(result.Attempt, result.Retest, result.Outcome.Sent)
	}
	return s.Try(ctx, attempt(result.Outcome.Sent))
}

// encryptionDemanded withdraws the probe's answer where the other client's session was encrypted: the server refuses
// whoever cannot encrypt, and the probe cannot.
func encryptionDemanded(findings []Finding) {
	encrypted := false
	for _, f := range findings {
		encrypted = encrypted || f.Seen.Encrypted
	}
	for i := range findings {
		f := &findings[i]
		if encrypted && !f.Seen.Encrypted && logon.Status(f.Seen.Setup) == logon.StatusAccessDenied {
			f.Verdict, f.Why, f.Observed = NotAsked, "the server demands encryption, which this client does not do", nil
		}
	}
}

// settle makes one verdict of what the clients found: the worst. Two that were answered differently differ.
func (r *Result) settle() {
	for _, f := range r.Findings {
		if f.Why == Planned {
			r.Verdict, r.Why = NotAsked, Planned
			return
		}
	}
	for _, v := range Verdicts() {
		for _, f := range r.Findings {
			if f.Verdict == v {
				r.Verdict, r.Why = v, f.Why
				r.disagree()
				return
			}
		}
	}
}

func (r *Result) disagree() {
	var first *Finding
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Observed == nil {
			continue
		}
		if first == nil {
			first = f
		} else if verdict, _ := compare(*first.Observed, *f.Observed); verdict == Differs && r.Verdict != CouldNot {
			r.Verdict, r.Why = Differs, fmt.Sprintf("%s observed %s, %s observed %s", first.Client, first.Observed, f.Client, f.Observed)
		}
	}
}
