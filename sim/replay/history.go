package replay

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ntlmsim/scenarios"
)

// patience is how long a replay waits by itself for a scenario's time to pass.
const patience = 10 * time.Second

// A clock lets the time of a scenario pass at a real server, where anything depends on it.
type clock struct {
	idle bool          // nothing does
	wait bool          // however long it is
	due  time.Duration // what has passed in the scenario, and not yet here
}

func (r *Replay) clock(file *scenarios.File) *clock {
	return &clock{idle: !file.Topology.DependsOnTime(), wait: r.Wait}
}

// advance lets time pass in the scenario.
func (c *clock) advance(d time.Duration) {
	if !c.idle {
		c.due = max(c.due, c.due+max(d, 0)) // the sum of two long times may be none
	}
}

// catchUp waits, before something is sent, until as much time has passed here. Where that is too long for anybody it says
// why this attempt, and whatever is behind it, is not asked. A plan waits for nothing.
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

// exactly is the one client that asks where bad passwords are counted: what two send is counted twice, and the scenario
// counts once. The probe can send whatever a scenario says.
func exactly(clients []Client) []Client {
	i := slices.IndexFunc(clients, func(c Client) bool { return c.Name == "probe" })
	i = max(i, 0)
	return clients[i : i+1]
}

// recorded says that nothing is sent: a recording answers.
func recorded(clients []Client) bool {
	return !slices.ContainsFunc(clients, func(c Client) bool { return !c.Recorded })
}

// put says that the server got the session setup, or would have got it, so that it counts what it counts. What ended at
// the first leg named no account.
func (r *Result) put() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool {
		return f.Verdict == Planned || f.Said != nil || f.Seen.Sent.Authenticate
	})
}
