package smb

import (
	"context"
	"errors"

	"github.com/hirochachacha/go-smb2"
)

// A Keeper is a Server that can keep the session of an attempt open.
type Keeper interface {
	// Keep makes one attempt, as Try does. The session is nil where the server granted none that can be used again.
	Keep(ctx context.Context, a Attempt) (Observation, Session, error)
}

// A Session is one that an attempt has left open. It ends with its connection (MS-SMB2 3.3.7.1).
type Session interface {
	// Connect connects to a further share: a tree connect, without a session setup. The Observation has the names, the
	// flags and the addresses of the session setup before it, and no AUTHENTICATE_MESSAGE: none was sent.
	Connect(ctx context.Context, share string) (Observation, error)
	Close() error
}

// Keep makes one attempt on a new connection, which stays open if the server granted a session.
func (p Probe) Keep(ctx context.Context, a Attempt) (Observation, Session, error) {
	ctx, cancel := withTimeout(ctx, p.Timeout)
	defer cancel()
	c, err := p.Open(ctx)
	if err != nil {
		return Observation{Client: p.name()}, nil, err
	}
	o, err := c.guarded(ctx, a, false)
	if err != nil || o.Setup != statusSuccess {
		c.Close()
		return o, nil, err
	}
	return o, probeSession{c, c.last}, nil
}

// A probeSession is the last session of a connection of a Probe.
type probeSession struct {
	*Conn
	session session
}

// Connect connects to a further share in the session.
func (p probeSession) Connect(ctx context.Context, share string) (Observation, error) {
	ctx, cancel := withTimeout(ctx, p.probe.Timeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { p.conn.Close() })
	defer stop()
	p.conn.observer.again()
	err := p.treeConnect(p.session, Attempt{Share: share})
	o := p.conn.observer.reused(p.probe.name())
	if err != nil {
		p.end(err)
		return o, notAnswered(ctx, StageTree, err)
	}
	return o, nil
}

// Keep makes one attempt on a new connection, which stays open if the server granted a session.
func (g GoSMB2) Keep(ctx context.Context, a Attempt) (Observation, Session, error) {
	if err := g.Express(a); err != nil {
		return Observation{Client: goSMB2Name}, nil, err
	}
	ctx, cancel := withTimeout(ctx, g.Timeout)
	defer cancel()
	conn, err := dial(ctx, g.Dial, g.Addr)
	if err != nil {
		return Observation{Client: goSMB2Name}, nil, err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	conn.observer.password = &a.Password
	gate := &gatedConn{observedConn: conn}
	library, err := g.talk(ctx, gate, a)
	s := conn.observer.observed()
	s.Client = goSMB2Name
	o, err := s.outcome(ctx, library != nil, err)
	if !stop() || err != nil || library == nil {
		conn.Close() // ends both goroutines of go-smb2
		return o, nil, err
	}
	return o, goSMB2Session{g, gate, library}, nil
}

// A goSMB2Session is a session of go-smb2.
type goSMB2Session struct {
	client  GoSMB2
	conn    *gatedConn
	session *smb2.Session
}

// Connect connects to a further share in the session.
func (g goSMB2Session) Connect(ctx context.Context, share string) (Observation, error) {
	ctx, cancel := withTimeout(ctx, g.client.Timeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { g.conn.Close() })
	defer stop()
	g.conn.observer.again()
	err := g.client.mount(ctx, g.conn, g.session, share)
	s := g.conn.observer.observed()
	s.Client = goSMB2Name
	o, err := s.outcome(ctx, !errors.Is(err, errUnreadable), err)
	o.Sent.Authenticate = false
	return o, err
}

// Close ends the connection, and both goroutines of go-smb2.
func (g goSMB2Session) Close() error { return g.conn.Close() }

// again starts another tree connect in the session that was observed.
func (o *observer) again() {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := &o.seen
	s.asked[cmdTreeConnect], s.answered[cmdTreeConnect] = false, false
	s.Tree, s.Sent.Share, s.Signed = nil, "", false
}

// reused is what was observed of a tree connect in a session that was there.
func (o *observer) reused(client string) Observation {
	s := o.observed().Observation
	s.Client, s.Sent.Authenticate = client, false
	return s
}
