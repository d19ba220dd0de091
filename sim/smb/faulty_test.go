package smb

import (
	"context"
	"net"
	"testing"

	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb/smbtest"
)

// A faultyServer knows the password of its user, and grants every session with right signatures, until a fault changes
// one of its replies. It speaks one dialect, and serves one connection.
type faultyServer struct {
	dialect, mode uint16
	fault         func(*reply)
	replies       [][]byte // what smbd once said, to be said again

	connection, session preauthHash
	challenge           ntlm.Challenge
	signing             signingKey
	leg                 int
}

// A reply is what the server is about to send.
type reply struct {
	command uint16
	leg     int // of a session setup: 1 or 2
	message []byte
	sign    bool
	key     signingKey
	after   func(message []byte) // what becomes of it on the way, once it is hashed and signed
}

func (r *reply) is(command uint16, leg int) bool { return r.command == command && r.leg == leg }

func (r *reply) grants() bool { return r.is(cmdSessionSetup, 2) }

func (r *reply) tree() bool { return r.is(cmdTreeConnect, 0) }

func (r *reply) status(s uint32) { le.PutUint32(r.message[8:], s) }

func (r *reply) session(id uint64) { le.PutUint64(r.message[40:], id) }

func (r *reply) flags(f uint16) { le.PutUint16(r.message[headerSize+2:], f) }

// header leaves nothing but the header, as a refusal may.
func (r *reply) header(status uint32) {
	r.message = r.message[:headerSize]
	r.status(status)
	r.sign = false
}

const faultySession = 0x1122334455667788

// faulty makes connections to such servers, each a new one. client is of whom the replies were recorded.
func faulty(t testing.TB, client string, dialect, mode uint16, fault func(*reply)) DialFunc {
	recorded := client + "-2.1"
	if dialect == dialect311 {
		recorded = client + "-3.1.1"
	}
	return func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		s := faultyServer{dialect: dialect, mode: mode, fault: fault, replies: smbtest.Replies(t, recorded)}
		go s.serve(theirs)
		return ours, nil
	}
}

func (s *faultyServer) serve(c net.Conn) {
	defer c.Close()
	for {
		m, err := readFrame(c)
		if err != nil {
			return
		}
		r := s.reply(m)
		if r == nil {
			return
		}
		if _, err := c.Write(frame(r.message)); err != nil {
			return
		}
	}
}

// reply answers one request; nil ends the connection.
func (s *faultyServer) reply(m []byte) *reply {
	h, err := parseHeader(m)
	if encrypted(m) { // this server has lost the key
		h, err = header{Command: cmdTreeConnect, MessageID: 3}, nil
	}
	if err != nil || h.Command > cmdTreeConnect || h.Command == cmdLogoff {
		return nil
	}
	r := &reply{command: h.Command}
	switch h.Command {
	case cmdNegotiate:
		s.negotiate(r)
	case cmdSessionSetup:
		s.setUp(r, m)
	case cmdTreeConnect:
		r.message, r.sign = s.replies[3], true
		r.session(faultySession)
	}
	le.PutUint64(r.message[24:], h.MessageID)
	r.key = s.signing
	if s.fault != nil {
		s.fault(r)
	}
	s.hash(r, m)
	if r.sign {
		r.key.sign(r.message)
	}
	if r.after != nil {
		r.after(r.message)
	}
	return r
}

func (s *faultyServer) negotiate(r *reply) {
	r.message = s.replies[0]
	le.PutUint16(r.message[headerSize+2:], s.mode)
	le.PutUint16(r.message[headerSize+4:], s.dialect)
}

func (s *faultyServer) setUp(r *reply, m []byte) {
	s.leg++
	r.leg, r.message = s.leg, s.replies[s.leg]
	r.session(faultySession)
	if s.leg == 1 {
		s.session = s.connection
		c, _ := ntlm.ParseChallenge(ntlmMessage(r.message))
		s.challenge = c.ServerChallenge
	}
	s.session.add(m)
	if s.leg == 2 {
		r.flags(0)
		r.sign = true
		s.signing = s.knows("PSW1", m, s.session)
	}
}

// hash adds what was sent before the session to the preauthentication hashes.
func (s *faultyServer) hash(r *reply, request []byte) {
	switch {
	case r.command == cmdNegotiate:
		s.connection.add(request)
		s.connection.add(r.message)
	case r.is(cmdSessionSetup, 1):
		s.session.add(r.message)
	}
}

// knows is the key of a server that knows this password, and has seen this.
func (s *faultyServer) knows(password string, request []byte, seen preauthHash) signingKey {
	a, err := ntlm.ParseAuthenticate(ntlmMessage(request))
	if err != nil {
		return signingKey{}
	}
	key, _ := ntlm.SessionKey(ntlm.NTOWFv1(password), s.challenge, a, a.Domain)
	return newSigningKey(s.dialect, key[:], seen)
}
