package smb

import "fmt"

// doubts says why the answer to a request is not to be believed; nil where nothing speaks against it.
//
// An answer belongs to the session of its request. And a server proves by a signature that it knows the session key. In
// 3.1.1 the answer that grants a session must be signed (MS-SMB2 3.2.5.3.1), in older dialects only where one side
// requires signing (3.2.5.1.3). Otherwise the proof is the answer to TREE_CONNECT, which must be signed like its request
// (3.3.4.1.1). Once the server has proved itself, and nobody requires signing, a refused tree connect need not be signed.
// Neither client offers SMB2_SIGNING_CAPABILITIES, so that the algorithm is the dialect's own (3.2.5.2).
//
// What cannot be proved is taken as it comes: a refused session setup, and a session of a guest or an anonymous one, for
// which there is no key. There a signed answer to TREE_CONNECT is wrong, since nobody could have signed it.
func (s *seen) doubts(h header, m []byte) *NotAnswered {
	switch {
	case s.session[h.Command] != 0 && h.SessionID != s.session[h.Command]:
		return s.doubtful(h, fmt.Sprintf("the server answered in session %#x what was asked in session %#x", h.SessionID, s.session[h.Command]))
	case h.Command == cmdSessionSetup && h.Status == statusMoreProcessing && h.SessionID == 0:
		return s.doubtful(h, "the server sent a challenge in session 0, which is none")
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

// keyless reports whether the session is one of a guest, or an anonymous one.
func (s *seen) keyless() bool {
	return s.SessionFlags&(SessionGuest|SessionNull) != 0 || s.sealing.authenticate.Anonymous()
}

// provable reports whether the session has a key, and the observer was told what leads to it.
func (s *seen) provable() bool { return s.checked && s.Setup == statusSuccess && !s.keyless() }

// unproved says what is wrong with the signature of an answer.
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

// doubtful is the error of an answer that is not believed. It names the status all the same.
func (s *seen) doubtful(h header, why string) *NotAnswered {
	return &NotAnswered{Stage: h.stage(), Why: why, Status: h.Status}
}

// stage is how far an attempt has come whose message this is.
func (h header) stage() string {
	switch h.Command {
	case cmdNegotiate:
		return StageNegotiate
	case cmdTreeConnect:
		return StageTree
	}
	return StageSession
}
