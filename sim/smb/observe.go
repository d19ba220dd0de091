package smb

import (
	"bytes"
	"net"
	"strings"
	"sync"

	"ntlmsim/sim/ntlm"
)

// An observer reads both directions of one connection and keeps what they show of the current attempt. It changes and
// blocks nothing, and ignores what it cannot read. Once it is told the password or the session key, it checks the
// signatures, for any client.
//
// Everything up to the session is in the clear: NEGOTIATE and SESSION_SETUP are never encrypted (MS-SMB2 3.1.4.3).
type observer struct {
	mu       sync.Mutex
	up, down deframer // client to server, server to client
	seen     seen
	password *string // of the attempt; nil: not known
}

// seen is what an observer knows. The answer to a request is the first final response with its MessageId; a later one
// does not replace it.
type seen struct {
	Observation
	negotiate uint32 // status of the NEGOTIATE response
	sealing   sealingSecrets
	asked     [4]bool
	id        [4]uint64 // MessageId of the request
	session   [4]uint64 // SessionId of the request
	answered  [4]bool
	checked   bool         // signatures are checked: the observer was told the password or the key
	required  bool         // the client requires signing
	proved    bool         // the answer that granted the session had a right signature
	doubt     *NotAnswered // why an answer is not believed; what follows it is not read
}

// observed is what has been seen so far.
func (o *observer) observed() seen {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.seen
}

// next starts another attempt on the same connection: what NEGOTIATE showed stays.
func (o *observer) next() {
	o.mu.Lock()
	defer o.mu.Unlock()
	was := o.seen
	o.seen = seen{negotiate: was.negotiate}
	o.seen.sealing.cipher, o.seen.sealing.connection = was.sealing.cipher, was.sealing.connection
	o.seen.Dialect, o.seen.SecurityMode = was.Dialect, was.SecurityMode
	o.seen.Local, o.seen.Remote = was.Local, was.Remote
	o.seen.asked[cmdNegotiate], o.seen.answered[cmdNegotiate] = true, was.answered[cmdNegotiate]
}

// sent and received take the next bytes of either direction.
func (o *observer) sent(b []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.up.feed(b, o.request)
}

func (o *observer) received(b []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.down.feed(b, o.response)
}

func (o *observer) request(m []byte) {
	if encrypted(m) {
		o.seen.Encrypted = true
		return
	}
	h, err := parseHeader(m)
	if err != nil || h.response() || h.Command > cmdTreeConnect {
		return
	}
	o.seen.ask(h)
	switch h.Command {
	case cmdNegotiate:
		o.seen.sealing.connection = preauthHash{}
		o.seen.sealing.connection.add(m)
	case cmdSessionSetup:
		if h.SessionID == 0 {
			o.seen.sealing.session = o.seen.sealing.connection
		}
		o.seen.sealing.session.add(m)
		o.sessionSetup(m)
	case cmdTreeConnect:
		if path, err := parseTreeConnectRequest(m); err == nil {
			o.seen.Sent.Share = path[strings.LastIndexByte(path, '\\')+1:]
			o.seen.Signed = h.Flags&flagSigned != 0
		}
	}
}

// sessionSetup reads a SESSION_SETUP request.
func (o *observer) sessionSetup(m []byte) {
	token, err := parseSessionSetupRequest(m)
	if err != nil {
		return
	}
	o.seen.required = uint16(m[headerSize+3])&signingRequired != 0
	if o.seen.authenticate(token) && o.password != nil {
		o.seen.checked = true
		o.seen.sealing.derive(*o.password)
	}
}

// setKey tells the observer the session key of the attempt, before the last SESSION_SETUP request is sent.
func (o *observer) setKey(key ntlm.Hash) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen.checked, o.seen.sealing.key = true, &key
}

func (o *observer) response(m []byte) {
	h, err := parseHeader(m)
	if err != nil || !h.response() || h.interim() || h.NextCommand != 0 || h.Command > cmdTreeConnect {
		return
	}
	s, c := &o.seen, h.Command
	if !s.asked[c] || s.answered[c] || s.id[c] != h.MessageID || s.doubt != nil {
		return
	}
	switch c {
	case cmdNegotiate:
		s.answered[c] = s.negotiated(h, m)
	case cmdSessionSetup:
		s.answered[c] = s.setUp(h, m)
	case cmdTreeConnect:
		if h.Status != statusSuccess || checkTreeConnectResponse(m) == nil {
			s.answered[c], s.Tree = true, &h.Status
		}
	}
	if s.doubt = s.doubts(h, m); s.doubt != nil {
		s.answered[c] = false
	}
}

// ask notes a request; its answer is the next response with its MessageId.
func (s *seen) ask(h header) {
	s.asked[h.Command], s.id[h.Command], s.session[h.Command], s.answered[h.Command] = true, h.MessageID, h.SessionID, false
}

// negotiated and setUp report whether the response is well-formed. A refusal needs no body: some servers send none.
func (s *seen) negotiated(h header, m []byte) bool {
	s.negotiate = h.Status
	if h.Status != statusSuccess {
		return true
	}
	r, err := parseNegotiateResponse(m)
	if err != nil {
		return false
	}
	s.Dialect, s.SecurityMode = r.Dialect, r.SecurityMode
	s.sealing.cipher = r.cipher()
	s.sealing.connection.add(m)
	return true
}

func (s *seen) setUp(h header, m []byte) bool {
	if h.Status == statusSuccess || h.Status == statusMoreProcessing {
		r, err := parseSessionSetupResponse(m)
		if err != nil {
			return false
		}
		s.SessionFlags = r.Flags
		if h.Status == statusMoreProcessing { // the answer that grants is not part of the hash, 3.2.5.3.1
			s.sealing.session.add(m)
		}
		s.challenge(r.Token)
	}
	s.Setup = h.Status
	return true
}

// authenticate reads an AUTHENTICATE_MESSAGE, and reports whether the token holds one.
func (s *seen) authenticate(token []byte) bool {
	a, err := ntlm.ParseAuthenticate(ntlmMessage(token))
	if err != nil {
		return false
	}
	s.sealing.authenticate = a
	s.Proof = NewProof(s.sealing.challenge, a)
	s.Sent.Authenticate = true
	s.Sent.Domain, s.Sent.User, s.Sent.Workstation = a.Domain, a.User, a.Workstation
	s.Sent.LM, s.Sent.NT = len(a.LM), len(a.NT)
	s.Sent.Response = a.Kind()
	return true
}

// challenge reads a CHALLENGE_MESSAGE, if the token holds one.
func (s *seen) challenge(token []byte) {
	c, err := ntlm.ParseChallenge(ntlmMessage(token))
	if err != nil {
		return
	}
	s.sealing.challenge = c.ServerChallenge
	s.Target = Target{
		Name:        c.TargetName,
		NbDomain:    c.TargetInfo.Text(ntlm.AvNbDomain),
		NbComputer:  c.TargetInfo.Text(ntlm.AvNbComputer),
		DnsDomain:   c.TargetInfo.Text(ntlm.AvDnsDomain),
		DnsComputer: c.TargetInfo.Text(ntlm.AvDnsComputer),
	}
}

// ntlmMessage finds the NTLM message in a security buffer: at its beginning, or inside SPNEGO. SPNEGO need not be
// parsed, since NTLM messages begin with a signature, and their offsets count from there.
func ntlmMessage(token []byte) []byte {
	if i := bytes.Index(token, []byte("NTLMSSP\x00")); i >= 0 {
		return token[i:]
	}
	return nil
}

func encrypted(m []byte) bool { return len(m) >= 4 && string(m[:4]) == "\xfdSMB" }

// An observedConn is a connection with an observer. It passes all bytes unchanged.
type observedConn struct {
	net.Conn
	observer observer
}

func observe(c net.Conn) *observedConn {
	o := &observedConn{Conn: c}
	o.observer.seen.Local, o.observer.seen.Remote = address(c.LocalAddr()), address(c.RemoteAddr())
	return o
}

func address(a net.Addr) string {
	if a == nil {
		return ""
	}
	return a.String()
}

func (c *observedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.observer.received(b[:n])
	return n, err
}

// Write observes first, since the answer may be read before Write returns.
func (c *observedConn) Write(b []byte) (int, error) {
	c.observer.sent(b)
	return c.Conn.Write(b)
}
