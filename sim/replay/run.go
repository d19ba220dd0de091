package replay

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb"
)

// A SessionSetup identifies one session setup of a scenario.
type SessionSetup struct {
	Attempt string
	Retest  bool // with the password typed at the prompt
	Machine string
}

// A Client makes session setups at one machine.
type Client struct {
	Name     string
	Server   smb.Server
	Recorded bool // the server is a recording: nothing is sent or spent, and no time needs to pass
}

// A Replay puts the attempts of scenarios to real servers, and compares.
type Replay struct {
	// Clients returns the clients that make a session setup. If there are none, it is not asked, and why is the reason.
	Clients func(SessionSetup) (clients []Client, why string)
	// MaxBad limits the bad passwords that are sent to an account, in all files together. A low lockout threshold in a
	// scenario lowers it; a high one does not raise it.
	MaxBad int
	// At returns the addresses of a machine, in every form that another run may use. Nil: its name.
	At func(machine string) []string
	// State is the file where runs note what they spend. Nil: runs do not know of each other.
	State *StateFile
	// Software selects the known differences: "samba". Empty: none.
	Software string
	Ledger   *Ledger
	// Plan sends nothing: every attempt that would be asked is Planned.
	Plan bool
	// Disposable servers exist only for this run: their accounts may be locked out, and no budget is spent.
	Disposable bool
	// Wait lets the time of a scenario pass, even if it is long.
	Wait bool
	// OnResult is called with each result as soon as it is known.
	OnResult func(Result)

	budget   *budget
	sessions *sessions
	refusing bool // plan for servers that refuse everything
}

// A Result is the result of one session setup.
type Result struct {
	SessionSetup
	File     string
	Verdict  Verdict
	Why      string
	Outcome  logon.Outcome // what was predicted
	Findings []Finding
	Stale    []*Entry // known differences that no longer differ
	Possible []uint32 // where something is unknown: the errors of all answers that are possible; nil if there is one answer
	Learned  string   // where something is unknown: what must be true, by what was observed; "" if nothing was learned
}

// Expect announces files that will be run: the lockout thresholds of the last one count for the first one, too.
func (r *Replay) Expect(files ...*scenarios.File) {
	if r.budget == nil {
		r.budget = newBudget(r)
	}
	for _, file := range files {
		r.budget.learn(file, r.at)
	}
}

// Spent is what the run has spent for each account so far.
func (r *Replay) Spent() []Spending {
	if r.budget == nil {
		return nil
	}
	return r.budget.spendings()
}

// CouldSpend is the most that these files can spend: what they spend if servers refuse everything.
func (r *Replay) CouldSpend(ctx context.Context, files []*scenarios.File) ([]Spending, error) {
	worst := Replay{Clients: r.Clients, MaxBad: r.MaxBad, At: r.At, State: r.State, Disposable: r.Disposable, Wait: r.Wait, Plan: true, refusing: true}
	worst.Expect(files...)
	for _, file := range files {
		if _, err := worst.Run(ctx, file); err != nil {
			return nil, err
		}
	}
	return worst.Spent(), nil
}

func (r *Replay) at(machine string) []string {
	if r.At == nil {
		return []string{fold(machine)}
	}
	return r.At(machine)
}

// overNTLM is a file whose attempts are asked of NTLM, which is what the clients of a replay speak. Where a Windows
// client would use Kerberos, neither that is sent nor what is predicted of it is compared.
func overNTLM(file *scenarios.File) *scenarios.File {
	asked := *file
	asked.Attempts = slices.Clone(file.Attempts)
	for i := range asked.Attempts {
		asked.Attempts[i].Protocol = logon.NTLM
	}
	return &asked
}

// Run makes every attempt of a file, in order. It stops early only for an error: ctx has ended, or the state file
// cannot be used.
func (r *Replay) Run(ctx context.Context, file *scenarios.File) ([]Result, error) {
	file = overNTLM(file)
	r.sessions = newSessions(file)
	defer r.sessions.close()
	if len(logon.Unknowns(file.Topology)) > 0 {
		return r.runUnknown(ctx, file)
	}
	world, err := logon.NewWorld(file.Topology)
	if err != nil {
		return nil, err
	}
	r.Expect(file)
	r.budget.domains = domains(file.Topology)
	history, clock := file.History(world), r.clock(file)
	var results []Result
	for _, a := range file.Attempts {
		history.Advance(a.After)
		clock.advance(a.After)
		setups, problems := history.Each(a.Attempt)
		if len(problems) > 0 {
			return nil, problems[0]
		}
		for o := range setups {
			if err := ctx.Err(); err != nil {
				return results, err
			}
			result := Result{File: file.Path, SessionSetup: SessionSetup{a.Name, o.Retest(), o.Sent.To}, Outcome: o}
			r.sessions.next(a.Attempt, o.Called())
			if err := r.askAll(ctx, &result, clock); err != nil {
				return results, err
			}
			if result.sent() || o.Ends() || o.Reuses() && r.recalls(result.SessionSetup) {
				history.Record(o)
				r.sessions.left(history.World(), a.Attempt)
			}
			results = append(results, result)
			if r.OnResult != nil {
				r.OnResult(result)
			}
		}
	}
	return results, nil
}

// askAll asks every client, unless it is too late, or the budget of bad passwords forbids it. For a recording it is
// never too late.
func (r *Replay) askAll(ctx context.Context, result *Result, clock *clock) error {
	clients, why := r.Clients(result.SessionSetup)
	var err error
	if len(clients) > 0 && !recorded(clients) {
		var late string
		if late, err = clock.catchUp(ctx, r.Plan); err != nil {
			return err
		}
		if late != "" {
			clients, why = nil, late
		}
	}
	if len(clients) == 0 {
		result.Verdict, result.Why = NotAsked, why
		return nil
	}
	if result.Outcome.Reuses() && !recorded(clients) && r.sessions.refused(clients) {
		result.Verdict, result.Why = NotAsked, "the server did not grant the session that it would use: the password is not sent again"
		return nil
	}
	if clients, err = r.asking(clients, result); err != nil {
		return err
	}
	for _, c := range clients {
		f, err := r.ask(ctx, c, result)
		if err != nil {
			return err
		}
		result.Findings = append(result.Findings, f)
	}
	encryptionDemanded(result.Findings)
	for i := range result.Findings {
		for _, e := range r.Ledger.excuse(r.Software, result.Outcome.Profile, result.Outcome, &result.Findings[i]) {
			if !slices.Contains(result.Stale, e) {
				result.Stale = append(result.Stale, e)
			}
		}
	}
	result.settle()
	return nil
}

// asking are the clients to ask: only one if bad passwords are counted, or if two would use up the budget.
func (r *Replay) asking(clients []Client, result *Result) ([]Client, error) {
	o := result.Outcome
	if having := r.sessions.having(clients); o.Reuses() && len(having) > 0 {
		return having, nil
	}
	switch {
	case o.LockoutThreshold() > 0:
		return oneOf(clients), nil
	case r.Disposable || recorded(clients) || !Costs(o) || o.Reuses():
		return clients, nil
	}
	room, err := r.budget.room(r.budget.of(o.Sent.User, r.at(result.Machine)))
	if room <= len(clients) {
		return oneOf(clients), err
	}
	return clients, err
}

// ask makes the session setup with one client, if it can and may. A client that has none of the sessions that the
// topology says there are makes it first, if the password is known.
func (r *Replay) ask(ctx context.Context, c Client, result *Result) (Finding, error) {
	o := result.Outcome
	why := unsent(o)
	switch {
	case o.Reuses() && (c.Recorded || r.sessions.has(c) || o.PasswordUnknown()):
		return r.sessions.connect(ctx, c, o, r.Plan), nil
	case c.Recorded:
		return recall(ctx, c, o, why), nil
	case why != "":
		return Finding{Client: c.Name, Verdict: NotAsked, Why: why}, nil
	}
	if e, ok := c.Server.(smb.Expresser); ok {
		if err := e.Express(attempt(o.Sent)); err != nil {
			return judge(c.Name, o, smb.Observation{}, err), nil
		}
	}
	if r.Disposable || accountOf(o.Sent.User) == "" {
		f, _, _ := r.send(ctx, c, o)
		return f, nil
	}
	return r.spend(ctx, c, result)
}

// spend sends what the budget allows, and gives back what has cost nothing.
func (r *Replay) spend(ctx context.Context, c Client, result *Result) (Finding, error) {
	o := result.Outcome
	s := r.budget.of(o.Sent.User, r.at(result.Machine))
	why, err := r.budget.spend(ctx, s)
	if why != "" || err != nil {
		return Finding{Client: c.Name, Verdict: NotAsked, Why: why}, err
	}
	f, seen, answer := r.send(ctx, c, o)
	switch {
	case !r.Plan:
		err = r.budget.settle(s, o, seen, answer)
	case !r.refusing && !Costs(o):
		err = r.budget.giveBack(s)
	}
	return f, err
}

// send makes one session setup, unless it is only planned.
func (r *Replay) send(ctx context.Context, c Client, o logon.Outcome) (Finding, smb.Observation, error) {
	if r.Plan {
		r.sessions.plan(c, o, !r.refusing && o.Session != logon.NoSession)
		return Finding{Client: c.Name, Verdict: Planned}, smb.Observation{}, nil
	}
	seen, err := r.sessions.try(ctx, c, o)
	return judge(c.Name, o, seen, err), seen, err
}

// unsent is the reason why our clients cannot be compared with a prediction that depends on the scenario's client,
// which they cannot imitate; "" if they can.
func unsent(o logon.Outcome) string {
	client := o.ClientDependence()
	switch {
	case o.Ends():
		return "it ends connections: nothing is sent that could be compared"
	case o.Status == nil:
		return fmt.Sprintf("the client gives up before a session setup is sent (%d, %s)", o.Error, o.Because)
	case o.Sent.Computer():
		return "the client sends the password of its computer account, which nobody knows"
	case o.Sent.Unprovable():
		return "no source says what a session without a password sends"
	case client != "":
		return fmt.Sprintf("the answer depends on the client, which ours cannot imitate: %s (%s)", client, o.End)
	}
	return ""
}

// recall is the finding from a recording. The recorded result of a Windows client is compared even where our clients
// cannot be.
func recall(ctx context.Context, c Client, o logon.Outcome, unsent string) Finding {
	seen, err := c.Server.Try(ctx, attempt(o.Sent))
	f := judge(c.Name, o, seen, err)
	if unsent != "" && f.Said == nil {
		return Finding{Client: c.Name, Verdict: NotAsked, Why: unsent}
	}
	return f
}

// encryptionDemanded withdraws the probe's answer if the other client's session was encrypted: the server refuses
// clients that cannot encrypt, and the probe cannot.
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

// settle sets the verdict: the worst of the findings. If two clients were answered differently, it is Differs.
func (r *Result) settle() {
	for _, v := range Verdicts() {
		var whys []string
		for _, f := range r.Findings {
			if f.Verdict != v {
				continue
			}
			if why := f.Why; v == NotAsked && !r.sameReason() {
				whys = append(whys, f.Client+": "+why)
			} else if !slices.Contains(whys, why) {
				whys = append(whys, why)
			}
			r.Verdict = v
		}
		if r.Verdict == v {
			r.Why = strings.Join(whys, "; ")
			r.disagree()
			return
		}
	}
}

// sameReason reports whether all clients have the same reason.
func (r *Result) sameReason() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Why != r.Findings[0].Why })
}

func (r *Result) disagree() {
	var first *Finding
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Observed == nil || f.Verdict == NotAsked {
			continue
		}
		if first == nil {
			first = f
		} else if verdict, _ := compare(*first.Observed, *f.Observed); verdict == Differs && r.Verdict != CouldNot {
			r.Verdict, r.Why = Differs, fmt.Sprintf("%s observed %s, %s observed %s", first.Client, first.Observed, f.Client, f.Observed)
			return
		}
	}
}
