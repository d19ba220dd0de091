package smb

import (
	"context"
	"fmt"
)

// Hold sets up one session on a new connection, and connects to the share n times. The tree connects last until the
// connection is closed, so that a share is as busy as a scenario needs it. A refusal is *Refused.
func (p Probe) Hold(ctx context.Context, a Attempt, n int) (*Conn, error) {
	ctx, cancel := withTimeout(ctx, p.Timeout)
	defer cancel()
	c, err := p.Open(ctx)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { c.conn.Close() })
	defer stop()
	if err := c.hold(a, n); err != nil {
		c.Close()
		return nil, fmt.Errorf("the share %s cannot be used %d times: %w", a.ShareName(), n, err)
	}
	return c, nil
}

func (c *Conn) hold(a Attempt, n int) error {
	s, in, err := c.setUp(a)
	if err != nil {
		return err
	}
	if !in {
		return &Refused{StageSession, c.conn.observer.observed().Setup}
	}
	path := `\\` + host(c.probe.Addr) + `\` + a.ShareName()
	for range n {
		x, err := c.exchange(cmdTreeConnect, s, treeConnectRequest(path))
		if err != nil {
			return err
		}
		if x.Status != statusSuccess {
			return &Refused{StageTree, x.Status}
		}
	}
	return nil
}
