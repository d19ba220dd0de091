package smb

import (
	"errors"
	"fmt"
)

// A gatedConn stands between go-smb2 and the server and blocks what makes go-smb2 v1.1.0 panic.
//
// go-smb2 reads responses in its own goroutine, where a panic cannot be recovered and ends the process, and it trusts
// the server there: conn.go, runReciever, slices a message at offsets before it knows that the message is long enough,
// follows any NextCommand, and uses a verifier or decrypter that the session may not have. So a message passes only if
// that goroutine can handle it: complete, with a header, not compounded, signed or encrypted only when there are keys.
// At the first other message, reading ends. The same holds for the content of an encrypted message, which the gate can
// read because the observer knows the session key. An answer that the observer does not believe ends reading, too:
// go-smb2 would continue without a proof that the server knows the key.
type gatedConn struct {
	*observedConn
	rest []byte // of a message that passed, framed
	err  error  // why reading ended
}

// Read gives out complete messages that passed, in pieces of any size. go-smb2 reads from one goroutine.
func (g *gatedConn) Read(b []byte) (int, error) {
	if len(g.rest) == 0 {
		if g.err != nil {
			return 0, g.err
		}
		m, err := readFrame(g.observedConn)
		if err == nil {
			err = g.safe(m)
		}
		if err != nil {
			g.err = err
			return 0, err
		}
		g.rest = frame(m)
	}
	n := copy(b, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

// safe is an error if the message must not reach go-smb2. The observer has seen it already.
func (g *gatedConn) safe(m []byte) error {
	s := g.observer.observed()
	switch {
	case s.doubt != nil:
		return s.doubt
	case !encrypted(m) && s.Encrypted:
		return errors.New("the server answered in the clear in an encrypted session")
	case !encrypted(m):
		return s.safe(m)
	}
	if s.sealing.cipher == 0 || !s.answered[cmdSessionSetup] || s.Setup != statusSuccess || s.SessionFlags&SessionEncrypt == 0 {
		return errors.New("the server sent an encrypted message in a session that is not")
	}
	key := s.sealing.serverOut(s.Dialect)
	if key == nil {
		return errSealed
	}
	plain, err := unseal(key, s.sealing.cipher, m)
	if err != nil {
		return err
	}
	return s.safe(plain)
}

// safe checks a message in the clear.
func (s seen) safe(m []byte) error {
	h, err := parseHeader(m)
	switch {
	case err != nil:
		return fmt.Errorf("the server sent %w", err)
	case !h.response():
		return errors.New("the server sent a request")
	case h.NextCommand != 0:
		return errors.New("the server sent a compounded response")
	}
	switch {
	case h.Command == cmdNegotiate && h.Status == statusSuccess:
		err = safeNegotiate(m)
	case h.Command == cmdSessionSetup && (h.Status == statusSuccess || h.Status == statusMoreProcessing):
		err = s.safeSessionSetup(h, m)
	}
	if err != nil {
		return &NotAnswered{Stage: h.stage(), Why: "the server sent " + err.Error(), Err: err}
	}
	return nil
}

// safeNegotiate checks the dialect: one that go-smb2 does not know, or 3.1.1 without its hash, gives a session no keys.
func safeNegotiate(m []byte) error {
	r, err := parseNegotiateResponse(m)
	if err != nil {
		return err
	}
	switch r.Dialect {
	case dialect202, dialect210, dialect300, dialect302:
		return nil
	case dialect311:
		if r.preauthSHA512() {
			return nil
		}
		return errors.New("a NEGOTIATE response of 3.1.1 without preauthentication integrity")
	}
	return fmt.Errorf("a NEGOTIATE response with dialect %s", dialectName(r.Dialect))
}

// safeSessionSetup checks the session flags: go-smb2 makes the keys between both legs unless the first leg is flagged
// guest or null, and uses them when the second leg is not.
func (s seen) safeSessionSetup(h header, m []byte) error {
	r, err := parseSessionSetupResponse(m)
	switch {
	case err != nil:
		return err
	case h.Status == statusMoreProcessing && r.Flags&(SessionGuest|SessionNull) != 0:
		return fmt.Errorf("session flags %#x before the session", r.Flags)
	case h.Status == statusSuccess && r.Flags&SessionEncrypt != 0 && s.sealing.cipher == 0:
		return errors.New("the flag to encrypt where no cipher was agreed")
	}
	return nil
}
