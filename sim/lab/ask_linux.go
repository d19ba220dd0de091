package lab

import (
	"context"
	"errors"
	"slices"
	"sync"

	"ntlmsim/scenarios"
	"ntlmsim/sim/replay"
	"ntlmsim/sim/smb"
)

// AskAll puts the attempts of a file, which is as built, as fast as the servers answer: each server is asked on a few
// connections of the probe, on each by one goroutine, so that the order of a connection's attempts is that of its
// records. It tells of each result as it comes, one at a time, and how many records of it were read.
func (l *Lab) AskAll(ctx context.Context, file *scenarios.File, connections int, tell func(r replay.Result, records int)) error {
	var all sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	for machine, attempts := range byMachine(file.Attempts) {
		for _, attempts := range parts(attempts, connections) {
			part := *file
			part.Attempts = attempts
			all.Go(func() {
				err := l.askPart(ctx, machine, &part, func(r replay.Result, records int) {
					mu.Lock()
					defer mu.Unlock()
					tell(r, records)
				})
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
			})
		}
	}
	all.Wait()
	return errors.Join(errs...)
}

// parts are the attempts of each connection. Those whose workstation tells them from no other are one after the other
// on the first, since nothing else tells records of controllers apart.
func parts(attempts []scenarios.Attempt, connections int) [][]scenarios.Attempt {
	stations := map[string]int{}
	for _, a := range attempts {
		stations[station(a)]++
	}
	list := make([][]scenarios.Attempt, connections)
	for i, a := range attempts {
		at := i % connections
		if station(a) == "" || stations[station(a)] > 1 {
			at = 0
		}
		list[at] = append(list[at], a)
	}
	return slices.DeleteFunc(list, func(l []scenarios.Attempt) bool { return len(l) == 0 })
}

// station is the workstation that an attempt names: NET USE, its client.
func station(a scenarios.Attempt) string {
	if a.Send != nil {
		return fold(a.Send.Workstation)
	}
	return fold(a.From)
}

// byMachine are the attempts by the machine that is asked, which commands call by its name.
func byMachine(attempts []scenarios.Attempt) map[string][]scenarios.Attempt {
	list := map[string][]scenarios.Attempt{}
	for _, a := range attempts {
		to := a.Run.Server
		if a.Send != nil {
			to = a.Send.To
		}
		list[to] = append(list[to], a)
	}
	return list
}

// askPart asks on one connection at a time.
func (l *Lab) askPart(ctx context.Context, machine string, file *scenarios.File, tell func(r replay.Result, records int)) error {
	at, ok := l.Addr(machine)
	if !ok {
		return errors.New("the lab has no " + machine)
	}
	line := smb.NewLines(smb.Probe{Addr: at, Timeout: patience}, 1)
	defer line.Close()
	asked := map[ends]int{} // attempts on a connection that servers have recorded
	r := replay.Replay{Disposable: true, Clients: func(replay.SessionSetup) ([]replay.Client, string) {
		return []replay.Client{{Name: "probe", Server: line}}, ""
	},
		OnResult: func(result replay.Result) {
			records := 0
			if len(result.Findings) == 1 && result.Findings[0].Seen.Sent.Authenticate {
				seen := result.Findings[0].Seen
				at := ends{seen.Remote, seen.Local}
				records = len(l.Audit(&result, asked[at]))
				asked[at]++
			}
			tell(result, records)
		}}
	_, err := r.Run(ctx, file)
	return err
}

// Audit reads what the servers wrote down of each client's attempt, the nth on its connection, and compares it with
// what is predicted where the answer was as predicted: a result that does not agree there differs.
func (l *Lab) Audit(r *replay.Result, nth int) (all []Record) {
	for _, f := range r.Findings {
		if f.Observed == nil || r.Outcome.Reuses() {
			continue // of a session that is used again nothing is recorded
		}
		records := l.AuditOf(f.Seen, nth)
		all = append(all, records...)
		if f.Verdict != replay.Agrees && f.Verdict != replay.NotObservable {
			continue
		}
		if why := AuditDiffers(r.Outcome.Events, records); why != "" && r.Verdict != replay.CouldNot {
			r.Verdict, r.Why = replay.Differs, "audit of "+f.Client+": "+why
		}
	}
	return all
}
