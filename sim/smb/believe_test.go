package smb

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ntlmsim/sim/ntlm"
)

// A fault is one way in which a server does not prove what it says, or does not answer.
type fault struct {
	name  string
	fault func(*reply)
	where func(dialect, mode uint16) bool // the server is not believed; nil: everywhere
	why   string                          // part of the reason
	seen  string                          // what is observed elsewhere
}

func only311(dialect, _ uint16) bool { return dialect == dialect311 }

func required(_, mode uint16) bool { return mode&signingRequired != 0 }

func only311OrRequired(dialect, mode uint16) bool {
	return only311(dialect, mode) || required(dialect, mode)
}

func nowhere(_, _ uint16) bool { return false }

var faults = []fault{
	{name: "nothing is signed", fault: func(r *reply) { r.sign = false }, why: "is not signed"},
	{name: "the grant is not signed", fault: unsigned((*reply).grants), where: only311OrRequired, seen: letIn,
		why: "session: the answer that grants the session is not signed: the server has not proved that it knows the session key"},
	{name: "the grant is flagged as signed, and is not", fault: func(r *reply) {
		if r.grants() {
			r.sign = false
			le.PutUint32(r.message[16:], flagServerToRedir|flagSigned)
		}
	}, why: "session: the answer that grants the session has a wrong signature"},
	{name: "the signature of the grant is damaged", fault: onTheWay((*reply).grants, 48), why: "grants the session has a wrong signature"},
	{name: "the grant is changed after it was signed", fault: onTheWay((*reply).grants, 14), why: "grants the session has a wrong signature"},
	{name: "the grant is signed with another key", fault: anotherKey((*reply).grants), why: "grants the session has a wrong signature"},
	{name: "everything is signed with another key", fault: anotherKey(func(*reply) bool { return true }), why: "has a wrong signature"},
	{name: "the NEGOTIATE response is changed on the way", fault: onTheWay(negotiates, headerSize+10), where: only311, why: "wrong signature", seen: letIn},
	{name: "the challenge is changed on the way", fault: onTheWay(challenges, 14), where: only311, why: "wrong signature", seen: letIn},
	{name: "the grant is of another session", fault: inSession((*reply).grants, 7), why: "answered in session 0x7 a request of session 0x1122334455667788"},
	{name: "the grant is of no session", fault: inSession((*reply).grants, 0), why: "answered in session 0x0"},
	{name: "a refusal is of another session", fault: func(r *reply) {
		if r.grants() {
			r.header(logonFailure)
			r.session(7)
		}
	}, why: "0x1122334455667788 (0xc000006d)"},
	{name: "the challenge is of no session", fault: inSession(challenges, 0), why: "a challenge in session 0"},
	{name: "the tree connect is not signed", fault: unsigned((*reply).tree), why: "tree: the answer to the tree connect is not signed"},
	{name: "the signature of the tree connect is damaged", fault: onTheWay((*reply).tree, 63), why: "tree: the answer to the tree connect has a wrong signature"},
	{name: "the tree connect is signed with another key", fault: anotherKey((*reply).tree), why: "tree connect has a wrong signature"},
	{name: "the tree connect is of another session", fault: inSession((*reply).tree, 7), why: "tree: the server answered in session 0x7"},
	{name: "nothing is signed, and the tree connect refused", fault: func(r *reply) {
		if r.sign = false; r.tree() {
			r.header(accessDenied)
		}
	}, why: "is not signed"},
	{name: "the tree connect is refused without a signature", fault: func(r *reply) {
		if r.tree() {
			r.header(accessDenied)
		}
	}, where: required, why: "the answer to the tree connect is not signed: the server has not proved that it knows the session key (0xc0000022)",
		seen: "session setup 0x0, tree connect 0xc0000022"},
	{name: "the grant answers another message", fault: answers((*reply).grants, 77), why: "session: no answer before the deadline"},
	{name: "the tree connect answers another message", fault: answers((*reply).tree, 77), why: "tree: no answer before the deadline"},
	{name: "a session without a challenge", fault: func(r *reply) {
		if challenges(r) {
			r.status(statusSuccess)
		}
	}, why: "session: the server granted a session without a challenge"},
	{name: "a third leg", fault: func(r *reply) {
		if r.grants() {
			r.status(statusMoreProcessing)
		}
	}, why: "session: the server asked for a third leg, which NTLM does not have"},
	{name: "a dialect that does not exist", fault: func(r *reply) {
		if negotiates(r) {
			le.PutUint16(r.message[headerSize+4:], 0x02ff)
		}
	}, why: "negotiate: "},
	{name: "a guest", fault: flagged(SessionGuest), where: nowhere, seen: letIn + ", flags 1"},
	{name: "a guest whose tree connect is signed", fault: func(r *reply) {
		if r.grants() {
			r.flags(SessionGuest)
		}
		r.sign = r.tree()
	}, why: "tree: the answer to the tree connect is signed in a session that has no key"},
	{name: "an anonymous session", fault: flagged(SessionNull), where: nowhere, seen: letIn + ", flags 2"},
	{name: "a refusal at the second leg", fault: func(r *reply) {
		if r.grants() {
			r.header(logonFailure)
		}
	}, where: nowhere, seen: "session setup 0xc000006d"},
	{name: "a refusal at the first leg", fault: first(logonFailure), where: nowhere, seen: "first leg 0xc000006d"},
	{name: "another status at the first leg", fault: first(0x80000005), where: nowhere, seen: "first leg 0x80000005"},
}

func negotiates(r *reply) bool { return r.is(cmdNegotiate, 0) }

func challenges(r *reply) bool { return r.is(cmdSessionSetup, 1) }

func unsigned(which func(*reply) bool) func(*reply) {
	return func(r *reply) { r.sign = r.sign && !which(r) }
}

func onTheWay(which func(*reply) bool, at int) func(*reply) {
	return func(r *reply) {
		if which(r) {
			r.after = func(m []byte) { m[at] ^= 1 }
		}
	}
}

func anotherKey(which func(*reply) bool) func(*reply) {
	return func(r *reply) {
		if which(r) {
			r.key.key = bytes.Repeat([]byte{7}, 16)
		}
	}
}

func inSession(which func(*reply) bool, id uint64) func(*reply) {
	return func(r *reply) {
		if which(r) {
			r.session(id)
		}
	}
}

func answers(which func(*reply) bool, id uint64) func(*reply) {
	return func(r *reply) {
		if which(r) {
			le.PutUint64(r.message[24:], id)
		}
	}
}

func flagged(flags uint16) func(*reply) {
	return func(r *reply) {
		if r.grants() {
			r.flags(flags)
		}
		r.sign = false
	}
}

func first(status uint32) func(*reply) {
	return func(r *reply) {
		if challenges(r) {
			r.header(status)
		}
	}
}

// believed is the attempt that a faulty server grants.
var believed = Attempt{Share: "share", Domain: "SRV", User: "USER1", Password: "PSW1", Response: ntlm.NTLMv2}

const letIn = "session setup 0x0, tree connect 0x0"

// told is what an observation shows, in short.
func told(o Observation) string {
	if !o.Sent.Authenticate {
		return fmt.Sprintf("first leg %#x", o.Setup)
	}
	text := fmt.Sprintf("session setup %#x", o.Setup)
	if o.Tree != nil {
		text += fmt.Sprintf(", tree connect %#x", *o.Tree)
	}
	if o.SessionFlags != 0 {
		text += fmt.Sprintf(", flags %d", o.SessionFlags)
	}
	return text
}

// eachClient runs with both clients in all dialects, whether the server requires signing or not. Waiting costs no time.
func eachClient(t *testing.T, check func(t *testing.T, client string, dialect, mode uint16, at func(fault func(*reply)) Server)) {
	for _, dialect := range wireDialects {
		for _, mode := range []uint16{signingEnabled, signingEnabled | signingRequired} {
			for client, of := range map[string]func(uint16) func(string, time.Duration, DialFunc) Server{"probe": probeOf, "go-smb2": goSMB2Of} {
				synctest.Test(t, func(t *testing.T) {
					check(t, client, dialect, mode, func(fault func(*reply)) Server {
						return of(dialect)("peer:445", time.Second, faulty(t, client, dialect, mode, fault))
					})
				})
			}
		}
	}
}

func TestASessionThatNoSignatureProvesIsNotBelieved(t *testing.T) {
	eachClient(t, func(t *testing.T, client string, dialect, mode uint16, at func(func(*reply)) Server) {
		where := fmt.Sprintf("%s, %s, security mode %d", client, dialectName(dialect), mode)
		if o, err := at(nil).Try(t.Context(), believed); err != nil || told(o) != letIn {
			t.Fatalf("%s: a good server: %s, %v", where, told(o), err)
		}
		for _, f := range faults {
			o, err := at(f.fault).Try(t.Context(), believed)
			var none *NotAnswered
			switch doubted := f.where == nil || f.where(dialect, mode); {
			case doubted && (!errors.As(err, &none) || !strings.Contains(err.Error(), f.why)):
				t.Errorf("%s: %s: %s, %v; want %s", where, f.name, told(o), err, f.why)
			case !doubted && (err != nil || told(o) != f.seen):
				t.Errorf("%s: %s: %s, %v; want %s", where, f.name, told(o), err, f.seen)
			}
		}
	})
}

func TestAnAnswerInTheClearIsNotOneOfAnEncryptedSession(t *testing.T) {
	for _, dialect := range []uint16{dialect302, dialect311} {
		synctest.Test(t, func(t *testing.T) {
			fault := func(r *reply) {
				if r.grants() {
					r.flags(SessionEncrypt)
				}
			}
			s := goSMB2Of(dialect)("peer:445", time.Second, faulty(t, "go-smb2", dialect, signingEnabled, fault))
			_, err := s.Try(t.Context(), believed)
			if err == nil || err.Error() != "tree: the server answered in the clear in an encrypted session" {
				t.Errorf("%s: %v", dialectName(dialect), err)
			}
		})
	}
}
