package replay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// A fault is one way in which a server does not prove what it says, or does not answer.
type fault struct {
	name  string
	fault func(*reply)
	where func(dialect, mode uint16) bool // the server is not believed; nil: everywhere
	why   string                          // part of the reason
	else_ Verdict                         // elsewhere
	seen  string                          // part of the reason elsewhere
}

func only311(dialect, _ uint16) bool { return dialect == dialect311 }

func required(_, mode uint16) bool { return mode&signingRequired != 0 }

func only311OrRequired(dialect, mode uint16) bool {
	return only311(dialect, mode) || required(dialect, mode)
}

func nowhere(_, _ uint16) bool { return false }

var faults = []fault{
	{name: "nothing is signed", fault: func(r *reply) { r.sign = false }, why: "is not signed"},
	{name: "the grant is not signed", fault: unsigned((*reply).grants), where: only311OrRequired, else_: Agrees,
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
	{name: "the NEGOTIATE response is changed on the way", fault: onTheWay(negotiates, headerSize+10), where: only311, why: "wrong signature", else_: Agrees},
	{name: "the challenge is changed on the way", fault: onTheWay(challenges, 14), where: only311, why: "wrong signature", else_: Agrees},
	{name: "the grant is of another session", fault: inSession((*reply).grants, 7), why: "answered in session 0x7 what was asked in session 0x1122334455667788"},
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
		else_: Differs, seen: "observed tree STATUS_ACCESS_DENIED"},
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
	{name: "a dialect that nobody speaks", fault: func(r *reply) {
		if negotiates(r) {
			le.PutUint16(r.message[headerSize+4:], 0x02ff)
		}
	}, why: "negotiate: "},
	{name: "a guest", fault: flagged(SessionGuest), where: nowhere, else_: Differs, seen: "observed one of a guest"},
	{name: "a guest whose tree connect is signed", fault: func(r *reply) {
		if r.grants() {
			r.flags(SessionGuest)
		}
		r.sign = r.tree()
	}, why: "tree: the answer to the tree connect is signed in a session that has no key"},
	{name: "an anonymous session", fault: flagged(SessionNull), where: nowhere, else_: Differs, seen: "observed one of a anonymous"},
	{name: "a refusal at the second leg", fault: func(r *reply) {
		if r.grants() {
			r.header(logonFailure)
		}
	}, where: nowhere, else_: Differs, seen: "observed STATUS_LOGON_FAILURE"},
	{name: "a refusal at the first leg", fault: first(logonFailure), where: nowhere, else_: NotAsked, seen: "the server answered the first leg with STATUS_LOGON_FAILURE"},
	{name: "another status at the first leg", fault: first(0x80000005), where: nowhere, else_: NotAsked, seen: "the server answered the first leg with 0x80000005"},
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

const lets = `
  - {name: in, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
`

// replayAt puts the attempts of a scenario to a server through one client.
func replayAt(t *testing.T, f *scenarios.File, name string, s Server) []Result {
	t.Helper()
	return run(t, Replay{MaxBad: 9, Clients: func(string) ([]Client, string) { return []Client{{name, s}}, "" }}, f)
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
		if got := replayAt(t, small(t, lets), client, at(nil))[0]; got.Verdict != Agrees {
			t.Fatalf("%s: a good server: %s: %s", where, got.Verdict, got.Why)
		}
		for _, f := range faults {
			want, why := CouldNot, f.why
			if f.where != nil && !f.where(dialect, mode) {
				want, why = f.else_, f.seen
			}
			got := replayAt(t, small(t, lets), client, at(f.fault))[0]
			if got.Verdict != want || !strings.Contains(got.Why, why) {
				t.Errorf("%s: %s: got %s: %s; want %s: %s", where, f.name, got.Verdict, got.Why, want, why)
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
			got := replayAt(t, small(t, lets), "go-smb2", s)[0]
			if got.Verdict != CouldNot || got.Why != "tree: the server answered in the clear in an encrypted session" {
				t.Errorf("%s: %s: %s", dialectName(dialect), got.Verdict, got.Why)
			}
		})
	}
}

// What the server grants a guest cannot be signed, and is taken as it comes.
func TestAGuestNeedsNoSignature(t *testing.T) {
	f, err := scenarios.Load("guest.yaml", []byte(`# A server that takes everybody for a guest.
machines:
  SRV:
    role: standalone
    profile: samba-standalone
    settings: {map to guest: Bad User, guest ok: yes}
    accounts: {Guest: {}}
    shares: {share: {}}
attempts:
`+strings.ReplaceAll(lets, "want: {error: 0}", "want: {error: 0, session: guest}")))
	must(t, err)
	eachClient(t, func(t *testing.T, client string, dialect, mode uint16, at func(func(*reply)) Server) {
		if got := replayAt(t, f, client, at(flagged(SessionGuest)))[0]; got.Verdict != Agrees {
			t.Errorf("%s, %s, security mode %d: %s: %s", client, dialectName(dialect), mode, got.Verdict, got.Why)
		}
	})
}

// The status of the first leg is shown, recorded, and shown again from the recording. Nobody's bad password was counted.
func TestAStatusAtTheFirstLegIsKept(t *testing.T) {
	eachClient(t, func(t *testing.T, client string, dialect, mode uint16, at func(func(*reply)) Server) {
		f := small(t, lets)
		live := replayAt(t, f, client, at(first(logonFailure)))[0]
		const why = "no AUTHENTICATE_MESSAGE was sent: the server answered the first leg with STATUS_LOGON_FAILURE"
		var r Recording
		r.Add(live)
		data, err := r.Marshal()
		must(t, err)
		again, err := ParseRecording(data)
		must(t, err)
		replayed := run(t, Replay{Clients: again.Clients(f.Path)}, f)[0]
		for _, got := range []Result{live, replayed} {
			o := got.Findings[0].Observed
			if got.Verdict != NotAsked || got.Why != why || got.put() || o == nil || uint32(o.Setup) != logonFailure || o.Tree != nil {
				text, _ := json.Marshal(got.Findings)
				t.Errorf("%s, %s: %s: %s, put %v, %s", client, dialectName(dialect), got.Verdict, got.Why, got.put(), text)
			}
		}
		if h := again.Entries[0]; h.Observed == nil || h.Observed.Setup != logonFailure || h.Observed.Sent.Authenticate {
			t.Errorf("%s: recorded %s", client, data)
		}
	})
}

// What is predicted of the server, whoever asks, is compared at the first leg, too.
func TestAServerThatDeniesNTLMMayDoSoAtTheFirstLeg(t *testing.T) {
	f, err := scenarios.Load("denied.yaml", []byte(`# A server that denies incoming NTLM.
machines:
  SRV:
    role: standalone
    profile: windows-2022
    settings: {RestrictReceivingNTLMTraffic: 2}
    accounts: {USER1: {password: PSW1}}
    shares: {share: {}}
attempts:
`+strings.ReplaceAll(lets, "error: 0", "error: 50")))
	must(t, err)
	eachClient(t, func(t *testing.T, client string, dialect, mode uint16, at func(func(*reply)) Server) {
		for status, want := range map[uint32]Verdict{notSupported: Agrees, accessDenied: Differs} {
			if got := replayAt(t, f, client, at(first(status)))[0]; got.Verdict != want || got.Outcome.Because != "policies.ntlm-denied" {
				t.Errorf("%s, %s, %#x: %s: %s (%s)", client, dialectName(dialect), status, got.Verdict, got.Why, got.Outcome.Because)
			}
		}
	})
}

func TestRefusalsBeforeAuthenticateAreStates(t *testing.T) {
	for state, source := range beforeAuthenticate {
		if _, ok := logon.Rules().ID(sim.State(state)); !ok {
			t.Errorf("no rule leads to %q (%s)", state, source)
		}
	}
}
