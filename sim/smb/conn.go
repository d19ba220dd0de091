package smb

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"ntlmsim/sim/ntlm"
)

// A Conn is one connection of a Probe. Attempts follow each other on it, each in its own session. It is for one
// goroutine. The first attempt without an answer ends it, and smbd may end it after a minute; Lines handles both.
type Conn struct {
	probe   Probe
	conn    *observedConn
	preauth preauthHash // of the connection
	next    uint64      // MessageId
	opened  time.Time
	last    session // of the last attempt
	ended   error   // why it has ended; nil: it is open
}

// A session is what is needed to send its messages. The zero session is none.
type session struct {
	id  uint64
	key signingKey
}

// Close ends the connection, and its sessions with it.
func (c *Conn) Close() error {
	c.ended = errors.New("it was closed")
	return c.conn.Close()
}

// Try makes one attempt and logs off.
func (c *Conn) Try(ctx context.Context, a Attempt) (Observation, error) {
	ctx, cancel := withTimeout(ctx, c.probe.Timeout)
	defer cancel()
	return c.guarded(ctx, a, true)
}

// guarded makes one attempt, which ends when its context does.
func (c *Conn) guarded(ctx context.Context, a Attempt, logoff bool) (Observation, error) {
	if c.ended != nil {
		return Observation{Client: c.probe.name()}, &NotAnswered{Stage: StageConnect, Why: "the connection has ended", Err: c.ended}
	}
	if err := ctx.Err(); err != nil {
		return Observation{Client: c.probe.name()}, notAnswered(ctx, StageConnect, err)
	}
	if err := c.probe.Express(a); err != nil {
		return Observation{Client: c.probe.name()}, err
	}
	c.conn.observer.next()
	stop := context.AfterFunc(ctx, func() { c.conn.Close() })
	s, err := c.attempt(ctx, a)
	c.last = s
	if err == nil && logoff {
		c.logoff(s)
	}
	if !stop() && c.ended == nil {
		c.ended = ctx.Err()
	}
	if err != nil {
		c.end(err)
	}
	o := c.conn.observer.observed().Observation
	o.Client = c.probe.name()
	return o, err
}

func (c *Conn) end(err error) {
	c.ended = err
	c.conn.Close()
}

// attempt sets up a session and connects to the share; a refusal ends it without an error. The observer has the
// answers.
func (c *Conn) attempt(ctx context.Context, a Attempt) (session, error) {
	s, in, err := c.setUp(a)
	if err != nil {
		return s, notAnswered(ctx, StageSession, err)
	}
	if !in {
		return s, nil
	}
	if err := c.treeConnect(s, a); err != nil {
		return s, notAnswered(ctx, StageTree, err)
	}
	return s, nil
}

// setUp does both legs of MS-SMB2 3.2.4.2.3 and 3.2.5.3; in is true if the server granted a session.
func (c *Conn) setUp(a Attempt) (s session, in bool, err error) {
	client := c.client(a)
	preauth := c.preauth
	negotiate := client.Negotiate()
	first, err := c.exchange(cmdSessionSetup, s, sessionSetupRequest(c.probe.securityMode(), negotiate))
	if err != nil {
		return s, false, err
	}
	token, more, err := first.challenge()
	if err != nil || !more {
		return s, false, err
	}
	preauth.add(first.request)
	preauth.add(first.answer)
	s.id = first.SessionID

	authenticate, key, err := client.Authenticate(negotiate, token)
	if err != nil {
		return s, false, fmt.Errorf("the challenge cannot be answered: %w", err)
	}
	if !a.anonymous() {
		c.conn.observer.setKey(key)
	}
	second, err := c.exchange(cmdSessionSetup, s, sessionSetupRequest(c.probe.securityMode(), authenticate))
	if err != nil {
		return s, false, err
	}
	preauth.add(second.request)
	if !a.anonymous() {
		s.key = newSigningKey(c.probe.dialect(), key[:], preauth)
	}
	return c.granted(s, second)
}

// client is the NTLM client for the attempt. Its random values are new each time.
func (c *Conn) client(a Attempt) ntlm.Client {
	n := ntlm.Client{
		User: a.User, Domain: a.Domain, Workstation: a.Workstation, Password: a.Password,
		Kind: a.Response, Salt: a.Salt, Time: filetime(time.Now()), TargetName: "cifs/" + host(c.probe.Addr),
	}
	rand.Read(n.ClientChallenge[:])
	rand.Read(n.ExportedKey[:])
	return n
}

// challenge is the CHALLENGE_MESSAGE of the first leg; more is false when the server refused already.
func (x exchanged) challenge() (token []byte, more bool, err error) {
	if x.Status != statusMoreProcessing {
		return nil, false, nil
	}
	r, err := parseSessionSetupResponse(x.answer)
	if err != nil {
		return nil, false, fmt.Errorf("the server sent %w", err)
	}
	return r.Token, true, nil
}

// granted reads the answer to the second leg. A guest or anonymous session has no signing key (3.2.5.3.1; Samba does
// not flag anonymous ones). The observer has already checked that the server knows the key.
func (c *Conn) granted(s session, x exchanged) (session, bool, error) {
	if x.Status != statusSuccess {
		return s, false, nil
	}
	r, err := parseSessionSetupResponse(x.answer)
	if err != nil {
		return s, false, fmt.Errorf("the server sent %w", err)
	}
	if r.Flags&(SessionGuest|SessionNull) != 0 {
		s.key = signingKey{}
	}
	if r.Flags&SessionEncrypt != 0 {
		return s, false, ErrEncryption
	}
	return s, true, nil
}

// treeConnect connects to the share (3.2.4.2.4), signed when there is a key, as 3.1.1 requires.
func (c *Conn) treeConnect(s session, a Attempt) error {
	path := `\\` + host(c.probe.Addr) + `\` + a.ShareName()
	x, err := c.exchange(cmdTreeConnect, s, treeConnectRequest(path))
	if err != nil {
		return err
	}
	if x.Status == statusSuccess {
		if err := checkTreeConnectResponse(x.answer); err != nil {
			return fmt.Errorf("the server sent %w", err)
		}
	}
	return nil
}

// logoff ends the session, if there is one. If the server does not answer, the attempt still has its result, and the
// connection cannot be used again.
func (c *Conn) logoff(s session) {
	if s.id == 0 {
		return
	}
	if o := c.conn.observer.observed(); o.Setup != statusSuccess {
		return
	}
	if _, err := c.exchange(cmdLogoff, s, logoffRequest()); err != nil {
		c.end(err)
	}
}

// exchanged is a request as sent and its final answer.
type exchanged struct {
	header  // of the answer
	request []byte
	answer  []byte
}

// exchange sends one request and waits for its final response (3.2.5.1). Requests do not overlap, so one
// credit is enough.
func (c *Conn) exchange(command uint16, s session, body []byte) (exchanged, error) {
	h := header{Command: command, Credits: 1, MessageID: c.next, SessionID: s.id}
	if c.probe.dialect() != dialect202 {
		h.CreditCharge = 1
	}
	c.next++
	request := h.message(body)
	if !s.key.zero() {
		s.key.sign(request)
	}
	if c.probe.tamper != nil {
		c.probe.tamper(request)
	}
	if _, err := c.conn.Write(frame(request)); err != nil {
		return exchanged{}, err
	}
	answer, h, err := c.answer(h)
	return exchanged{header: h, request: request, answer: answer}, err
}

// answer reads until the final response with the request's MessageId. It skips interim responses (3.2.5.1.5) and
// responses with another MessageId.
func (c *Conn) answer(to header) ([]byte, header, error) {
	for range maxAside {
		m, err := readFrame(c.conn)
		if err != nil {
			return nil, header{}, err
		}
		h, err := parseHeader(m)
		switch {
		case err != nil:
			return nil, h, fmt.Errorf("the server sent %w", err)
		case !h.response():
			return nil, h, errors.New("the server sent a request")
		case h.NextCommand != 0:
			return nil, h, errors.New("the server sent a compounded response")
		case h.interim() || h.MessageID != to.MessageID:
			continue
		case h.Command != to.Command:
			return nil, h, fmt.Errorf("the server answered command %d with command %d", to.Command, h.Command)
		}
		if doubt := c.conn.observer.observed().doubt; doubt != nil {
			return nil, h, doubt
		}
		return m, h, nil
	}
	return nil, header{}, fmt.Errorf("the server sent %d messages that answer nothing", maxAside)
}

// filetime counts intervals of 100 ns since 1601 (MS-DTYP 2.3.3).
func filetime(t time.Time) uint64 {
	const between1601And1970 = 11644473600
	return uint64(t.Unix()+between1601And1970)*10_000_000 + uint64(t.Nanosecond())/100
}
