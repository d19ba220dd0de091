package smb

import "fmt"

// doubts is the reason not to believe the answer to a request; nil if there is none.
//
// An answer belongs to the session of its request, and a server proves with a signature that it knows the session key.
// In 3.1.1 the answer that grants a session must be signed (MS-SMB2 3.2.5.3.1), in older dialects only where one side
// requires signing (3.2.5.1.3). Otherwise the proof is the answer to TREE_CONNECT, which must be signed like its
// request (3.3.4.1.1). Once the server has proved itself, and neither side requires signing, a refused tree connect
// need not be signed. Neither client offers SMB2_SIGNING_CAPABILITIES, so the algorithm is the default of the dialect
// (3.2.5.2).
//
// What cannot be proved is believed without proof: a refused session setup, and a guest or anonymous session, which has
// no key. In such a session a signed answer to TREE_CONNECT is wrong, since there is no key to sign it with.
func (s *seen) doubts(h header, m []byte) *NotAnswered {
	switch {
	case s.session[h.Command] != 0 && h.SessionID != s.session[h.Command]:
		return s.doubtful(h, fmt.Sprintf("the server answered in session %#x a request of session %#x", h.SessionID, s.session[h.Command]))
	case h.Command == cmdSessionSetup && h.Status == statusMoreProcessing && h.SessionID == 0:
		return s.doubtful(h, "the server sent a challenge in session 0, which does not exist")
	case h.Command == cmdSessionSetup && h.Status == statusMoreProcessing && s.Sent.Authenticate:
		return s.doubtful(h, "the server asked for a third leg, which NTLM does not have")
	case h.Command == cmdSessionSetup && h.Status == statusSuccess && !s.Sent.Authenticate:
		return s.doubtful(h, "the server granted a session without a challenge")
	case h.Command == cmdTreeConnect && h.Flags&flagSigned != 0 && s.keyless():
		return s.doubtful(h, "the answer to the tree connect is signed in a session that has no key")
	case !s.answered[h.Command] || !s.provable():
		return nil
	case s.sealing.key == nil:
		return s.doubtful(h, "the session key cannot be computed, so no signature can be checked")
	case h.Command == cmdSessionSetup && h.Status == statusSuccess:
		return s.unproved(h, m, s.Dialect == dialect311 || s.requires(), "the answer that grants the session")
	case h.Command == cmdTreeConnect:
		return s.unproved(h, m, h.Status == statusSuccess || !s.proved || s.requires(), "the answer to the tree connect")
	}
	return nil
}

// requires reports whether one side requires signing.
func (s *seen) requires() bool { return s.required || s.SecurityMode&signingRequired != 0 }

// keyless reports whether the session has no key: a guest or anonymous session.
func (s *seen) keyless() bool {
	return s.SessionFlags&(SessionGuest|SessionNull) != 0 || s.sealing.authenticate.Anonymous()
}

// provable reports whether the session has a key that the observer was told, or can compute.
func (s *seen) provable() bool { return s.checked && s.Setup == statusSuccess && !s.keyless() }

// unproved is what is wrong with the signature of an answer; nil if it is right, or missing where it may be.
func (s *seen) unproved(h header, m []byte, must bool, answer string) *NotAnswered {
	key := newSigningKey(s.Dialect, s.sealing.key[:], s.sealing.session)
	switch signed := h.Flags&flagSigned != 0; {
	case signed && !key.verify(m):
		return s.doubtful(h, answer+" has a wrong signature: the server has not proved that it knows the session key")
	case !signed && must:
		return s.doubtful(h, answer+" is not signed: the server has not proved that it knows the session key")
	case signed:
		s.proved = true
	}
	return nil
}

// doubtful is the error for an answer that is not believed. It has the status anyway.
func (s *seen) doubtful(h header, why string) *NotAnswered {
	return &NotAnswered{Stage: h.stage(), Why: why, Status: h.Status}
}

// stage is the stage of an attempt that a message belongs to.
func (h header) stage() string {
	switch h.Command {
	case cmdNegotiate:
		return StageNegotiate
	case cmdTreeConnect:
		return StageTree
	}
	return StageSession
}
