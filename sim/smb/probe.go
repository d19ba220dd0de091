package smb

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"
)

// Probe makes attempts exactly as they are written: any domain, also the NULL domain, any kind of response, any salt,
// anonymous. It speaks one dialect, signs when there is a session key, and does not encrypt.
//
// It sends raw NTLM messages, not inside SPNEGO. MS-SMB2 3.3.5.5.3 hands the security buffer to GSS, and Windows, Samba
// and impacket all take a buffer that begins with the NTLMSSP signature for NTLM itself. So the MIC covers exactly what
// is sent, no other mechanism can be chosen, and no ASN.1 from a server is parsed.
//
// A session with SMB2_SESSION_FLAG_ENCRYPT_DATA ends in *NotAnswered before the tree connect. In 3.x the probe claims
// that it can encrypt, so that servers set this flag. In 2.x it cannot: there a server that requires encryption answers
// SESSION_SETUP with ACCESS_DENIED, which is reported as such, since nothing on the wire distinguishes it from any
// other ACCESS_DENIED.
type Probe struct {
	Addr    string        // host:port
	Dialect uint16        // 0x0202, 0x0210, 0x0300, 0x0302 or 0x0311; 0 is 0x0311
	Timeout time.Duration // for opening, and for each attempt; 0 is DefaultTimeout
	Sign    bool          // send that signing is required; a session with a key is signed in any case
	Dial    DialFunc      // nil dials TCP

	tamper func(message []byte) // changes a finished request, for tests of the server's checks
}

func (p Probe) dialect() uint16 {
	if p.Dialect == 0 {
		return dialect311
	}
	return p.Dialect
}

func (p Probe) name() string { return "probe " + dialectName(p.dialect()) }

func (p Probe) securityMode() uint16 {
	if p.Sign {
		return signingRequired
	}
	return signingEnabled
}

// Express is *CannotExpress if the probe cannot send the attempt as it is written. It sends nothing.
func (p Probe) Express(a Attempt) error {
	if why := a.unsendable(); why != "" {
		return &CannotExpress{Client: p.name(), Why: why}
	}
	return nil
}

// Try makes one attempt on a new connection. The session ends with the connection (MS-SMB2 3.3.7.1).
func (p Probe) Try(ctx context.Context, a Attempt) (Observation, error) {
	ctx, cancel := withTimeout(ctx, p.Timeout)
	defer cancel()
	c, err := p.Open(ctx)
	if err != nil {
		return Observation{Client: p.name()}, err
	}
	defer c.Close()
	return c.guarded(ctx, a, false)
}

// Open connects and negotiates the dialect; attempts can then follow each other on the connection. The error is
// *CannotExpress or *NotAnswered.
func (p Probe) Open(ctx context.Context) (*Conn, error) {
	switch p.dialect() {
	case dialect202, dialect210, dialect300, dialect302, dialect311:
	default:
		return nil, &CannotExpress{Client: p.name(), Why: "it knows the dialects 2.0.2, 2.1, 3.0, 3.0.2 and 3.1.1"}
	}
	ctx, cancel := withTimeout(ctx, p.Timeout)
	defer cancel()
	conn, err := dial(ctx, p.Dial, p.Addr)
	if err != nil {
		return nil, err
	}
	c := &Conn{probe: p, conn: conn, opened: time.Now()}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if err := c.negotiate(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return c, nil
}

// negotiate agrees on the dialect (MS-SMB2 3.2.4.2.2.2 and 3.2.5.2).
func (c *Conn) negotiate(ctx context.Context) error {
	r := negotiateRequest{SecurityMode: c.probe.securityMode(), Dialect: c.probe.dialect()}
	rand.Read(r.ClientGUID[:])
	rand.Read(r.Salt[:])
	x, err := c.exchange(cmdNegotiate, session{}, r.body())
	if err != nil {
		return notAnswered(ctx, StageNegotiate, err)
	}
	if x.Status != statusSuccess {
		return refusedDialect(x.Status)
	}
	n, err := parseNegotiateResponse(x.answer)
	switch {
	case err != nil:
		err = fmt.Errorf("the server sent %w", err)
	case n.Dialect != r.Dialect:
		err = fmt.Errorf("the server chose dialect %s, which was not offered", dialectName(n.Dialect))
	case n.Dialect == dialect311 && !n.preauthSHA512():
		err = fmt.Errorf("the server sent 3.1.1 without preauthentication integrity")
	}
	if err != nil {
		return notAnswered(ctx, StageNegotiate, err)
	}
	c.preauth.add(x.request)
	c.preauth.add(x.answer)
	return nil
}
