package smb

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"time"
)

// Lines makes attempts as a Probe does, on a few connections. Attempts follow each other on a connection, each in its
// own session, which is logged off. Several goroutines may use it at once.
//
// If an attempt ends its connection (the session is encrypted, or the server hangs up), the next one gets a new
// connection. An attempt whose connection broke is made again, once, on a new connection, but only if its
// AUTHENTICATE_MESSAGE had not been sent: no password is tried twice for one answer.
//
// No connection gets old: every 60 seconds smbd checks whether a connection has a tree, and closes it if it has none,
// also while an attempt is starting (source3/smbd/smb2_process.c, deadtime_fn with IDLE_CLOSED_TIMEOUT; observed with
// 4.17). An attempt starts only on a connection that is young enough for its whole timeout.
//
// A standalone smbd reads its accounts again for every attempt, also on an open connection (a test shows it). For other
// servers this is not known: close the Lines of such a server when its accounts change.
type Lines struct {
	probe Probe
	slots chan struct{} // one for each connection that may be open
	fresh time.Duration // how old a connection may be when an attempt starts on it

	mu     sync.Mutex
	idle   []*Conn
	closed bool
}

// An attempt starts on a connection at most so old, and never so old that smbd checks it during the attempt.
const (
	oldest    = 30 * time.Second
	smbdLooks = 60 * time.Second
)

// freshFor is how old a connection may be when an attempt with that timeout starts on it.
func freshFor(timeout time.Duration) time.Duration {
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	return min(oldest, max(0, smbdLooks-timeout))
}

// NewLines makes attempts on at most so many connections, which are opened when they are needed.
func NewLines(p Probe, connections int) *Lines {
	return &Lines{probe: p, slots: make(chan struct{}, max(1, connections)), fresh: freshFor(p.Timeout)}
}

// Express is *CannotExpress if the probe cannot send the attempt as it is written. It sends nothing.
func (l *Lines) Express(a Attempt) error { return l.probe.Express(a) }

// Try waits for a connection, and makes one attempt on it. The probe's timeout starts after the wait.
func (l *Lines) Try(ctx context.Context, a Attempt) (Observation, error) {
	if err := l.Express(a); err != nil {
		return Observation{Client: l.probe.name()}, err
	}
	select {
	case l.slots <- struct{}{}:
		defer func() { <-l.slots }()
	case <-ctx.Done():
		return Observation{Client: l.probe.name()}, notAnswered(ctx, StageConnect, ctx.Err())
	}
	ctx, cancel := withTimeout(ctx, l.probe.Timeout)
	defer cancel()
	c, err := l.take()
	if err != nil {
		return Observation{Client: l.probe.name()}, err
	}
	o, err := l.on(ctx, c, a)
	if surelyNotSent(ctx, o, err) {
		return l.on(ctx, nil, a)
	}
	return o, err
}

// on makes an attempt on a connection, a new one if there is none, and keeps the connection if another attempt can
// follow.
func (l *Lines) on(ctx context.Context, c *Conn, a Attempt) (Observation, error) {
	if c == nil {
		var err error
		if c, err = l.probe.Open(ctx); err != nil {
			return Observation{Client: l.probe.name()}, err
		}
	}
	o, err := c.guarded(ctx, a, true)
	l.giveBack(c)
	return o, err
}

// surelyNotSent reports whether an attempt has no answer because its connection ended, or could not be opened, before a
// proof of the password was sent.
func surelyNotSent(ctx context.Context, o Observation, err error) bool {
	if err == nil || o.Sent.Authenticate || ctx.Err() != nil {
		return false
	}
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNREFUSED} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}

// take is the connection that was used last; nil if no idle one is fresh.
func (l *Lines) take() (*Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, &NotAnswered{Stage: StageConnect, Why: "the connections were closed", Err: net.ErrClosed}
	}
	for n := len(l.idle); n > 0; n = len(l.idle) {
		c := l.idle[n-1]
		l.idle = l.idle[:n-1]
		if time.Since(c.opened) < l.fresh {
			return c, nil
		}
		c.Close()
	}
	return nil, nil
}

func (l *Lines) giveBack(c *Conn) {
	if c.ended != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		c.Close()
		return
	}
	l.idle = append(l.idle, c)
}

// Close ends the idle connections; a running attempt is finished and then ends its own. Later attempts fail.
func (l *Lines) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.idle {
		c.Close()
	}
	l.idle, l.closed = nil, true
	return nil
}
