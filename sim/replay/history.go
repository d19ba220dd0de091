package replay

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ntlmsim/scenarios"
)

// patience is how long a replay waits for a scenario's time to pass, unless it is told to wait longer.
const patience = 10 * time.Second

// A clock lets a scenario's time pass at a real server, if outcomes depend on it.
type clock struct {
	idle bool          // no outcome depends on time
	wait bool          // wait for any time
	due  time.Duration // time that has passed in the scenario, but not here
}

func (r *Replay) clock(file *scenarios.File) *clock {
	return &clock{idle: !file.Topology.DependsOnTime(), wait: r.Wait}
}

// advance lets time pass in the scenario.
func (c *clock) advance(d time.Duration) {
	if !c.idle {
		c.due = max(c.due, c.due+max(d, 0)) // the sum may overflow
	}
}

// catchUp waits, before something is sent, until as much time has passed here. If that is too long, late is the reason
// why this attempt and the following ones are not asked. A plan does not wait.
func (c *clock) catchUp(ctx context.Context, plan bool) (late string, err error) {
	if c.due > patience && !c.wait {
		return fmt.Sprintf("it is %s later in the scenario, and a replay does not wait", c.due), nil
	}
	if c.due > 0 && !plan {
		select {
		case <-time.After(c.due):
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	c.due = 0
	return "", nil
}

// oneOf is the one client to use where bad passwords are counted: with two clients the server would count twice, and
// the scenario counts once. The probe can send any attempt.
func oneOf(clients []Client) []Client {
	i := slices.IndexFunc(clients, func(c Client) bool { return c.Name == "probe" })
	i = max(i, 0)
	return clients[i : i+1]
}

// recorded reports whether all clients are recorded: nothing is sent.
func recorded(clients []Client) bool {
	return !slices.ContainsFunc(clients, func(c Client) bool { return !c.Recorded })
}

// recalls reports whether a session setup is only compared with a recording. One in a session that is there is not in
// the recording, and was made all the same.
func (r *Replay) recalls(s SessionSetup) bool {
	clients, _ := r.Clients(s)
	return len(clients) > 0 && recorded(clients)
}

// sent reports whether the server got the session setup, or would get it in a plan, and may have counted it. A session
// setup that ended at the first leg did not name an account.
func (r *Result) sent() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool {
		return f.Verdict == Planned || f.Said != nil || f.Seen.Sent.Authenticate || r.Outcome.Reuses() && f.Observed != nil
	})
}
