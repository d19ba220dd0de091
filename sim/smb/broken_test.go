package smb

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ntlmsim/sim/smb/smbtest"
)

// A brokenServer begins like a good one and then does something else.
type brokenServer struct {
	name   string
	good   int // replies of the recorded conversation before it breaks
	bad    func(next []byte) []byte
	silent bool
	stage  string
	why    string // part of the reason; "" for any
}

const (
	deadline = "no answer before the deadline"
	closed   = "the server closed the connection"
	middle   = "in the middle of a message"
)

// brokenServers break at each of the four replies in each of these ways.
func brokenServers() []brokenServer {
	var list []brokenServer
	for good, stage := range []string{StageNegotiate, StageSession, StageSession, StageTree} {
		for _, b := range waysToBreak {
			b.good, b.stage, b.name = good, stage, fmt.Sprintf("%d good, then %s", good, b.name)
			list = append(list, b)
		}
	}
	list = append(list, brokenServer{name: "a challenge cut short", good: 1, stage: StageSession, bad: cutChallenge})
	return list
}

var waysToBreak = []brokenServer{
	{name: "silence", silent: true, why: deadline},
	{name: "close", why: closed},
	{name: "garbage", bad: raw("HTTP/1.1 400 Bad Request\r\n\r\n"), why: "not SMB over TCP"},
	{name: "garbage and silence", bad: raw("\x80\xff\xfe\xfd"), silent: true, why: "not SMB over TCP"},
	{name: "a negative NetBIOS response", bad: raw("\x83\x00\x00\x01\x82"), why: "negative NetBIOS"},
	{name: "keepalives", bad: raw(strings.Repeat("\x85\x00\x00\x00", 100)), why: "keepalives"},
	{name: "half a length", bad: raw("\x00\x00"), why: middle},
	{name: "half a frame", bad: func(m []byte) []byte { return frame(m)[:40] }, why: middle},
	{name: "half a frame and silence", bad: func(m []byte) []byte { return frame(m)[:40] }, silent: true, why: deadline},
	{name: "an empty message", bad: raw("\x00\x00\x00\x00"), silent: true, why: "a message of 0 bytes"},
	{name: "a message of one byte", bad: raw("\x00\x00\x00\x01\xfe"), silent: true, why: "a message of 1 byte"},
	{name: "half a header", bad: func(m []byte) []byte { return frame(m[:20]) }, silent: true, why: "shorter than its header"},
	{name: "a huge length", bad: raw("\x00\xff\xff\xff"), silent: true, why: "more than"},
	{name: "SMB1", bad: patch(0, 0xff), why: "SMB1"},
	{name: "another protocol", bad: patch(0, 'X'), why: "not SMB2"},
	{name: "another StructureSize", bad: patch(4, 63), why: "StructureSize"},
	{name: "its request", bad: patch(16, 0), why: "a request"},
	{name: "another message's answer", bad: patch(24, 77), silent: true, why: deadline},
	{name: "an endless PENDING", bad: func(m []byte) []byte {
		le.PutUint32(m[8:], statusPending)
		return frame(m)
	}, silent: true, why: deadline},
	{name: "NextCommand 8", bad: patch(20, 8), silent: true, why: "compounded"},
	{name: "NextCommand far away", bad: patch(23, 0x7f), silent: true, why: "compounded"},
	{name: "encryption out of nowhere", bad: func([]byte) []byte {
		return frame(append([]byte("\xfdSMB"), make([]byte, 200)...))
	}, silent: true, why: "encrypted message"},
	{name: "a header alone", bad: func(m []byte) []byte { return frame(m[:headerSize]) }},
	{name: "a body cut short", bad: func(m []byte) []byte { return frame(m[:headerSize+3]) }},
}

func raw(s string) func([]byte) []byte { return func([]byte) []byte { return []byte(s) } }

func patch(at int, b byte) func([]byte) []byte {
	return func(m []byte) []byte {
		m[at] = b
		return frame(m)
	}
}

// cutChallenge ends the message inside of the CHALLENGE_MESSAGE, and the security buffer with it.
func cutChallenge(m []byte) []byte {
	i := strings.Index(string(m), "NTLMSSP\x00")
	m = m[:i+20]
	le.PutUint16(m[headerSize+6:], uint16(len(m)-headerSize-8))
	return frame(m)
}

func TestABrokenServerIsNotAnAnswer(t *testing.T) {
	smbtest.Settled(t)
	for _, w := range wireClients {
		for _, b := range brokenServers() {
			t.Run(w.name+", "+b.name, func(t *testing.T) {
				messages := smbtest.Replies(t, w.name)
				replies := framed(messages[:b.good])
				if b.bad != nil {
					replies = append(replies, b.bad(messages[b.good]))
				}
				addr := smbtest.Loopback(t, replies, b.silent)
				timeout := 3 * time.Second
				if b.why == deadline {
					timeout = 40 * time.Millisecond
				}
				notAnsweredWithin(t, w.server(addr, timeout, nil), timeout, b.stage, b.why)
			})
		}
	}
}

func notAnsweredWithin(t *testing.T, s Server, timeout time.Duration, stage, why string) {
	t.Helper()
	start := time.Now()
	_, err := s.Try(t.Context(), guestAttempt)
	var none *NotAnswered
	if !errors.As(err, &none) {
		t.Fatalf("got %v, want *NotAnswered", err)
	}
	if none.Stage != stage || !strings.Contains(none.Why, why) {
		t.Errorf("got %q, want stage %s and %q", none, stage, why)
	}
	if d := time.Since(start); d > timeout+time.Second {
		t.Errorf("took %v with a timeout of %v", d, timeout)
	}
}

func TestAClosedPortIsNotAnAnswer(t *testing.T) {
	smbtest.Settled(t)
	for _, w := range wireClients {
		notAnsweredWithin(t, w.server(smbtest.FreePort(t), time.Second, nil), time.Second, StageConnect, "refused")
		failing := func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no route") }
		notAnsweredWithin(t, w.server("nowhere:445", time.Second, failing), time.Second, StageConnect, "no route")
		hanging := func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		notAnsweredWithin(t, w.server("nowhere:445", 20*time.Millisecond, hanging), time.Second, StageConnect, deadline)
	}
}

func TestAnAttemptEndsWithItsContext(t *testing.T) {
	smbtest.Settled(t)
	for _, w := range wireClients {
		for good, stage := range []string{StageNegotiate, StageSession, StageSession, StageTree} {
			addr := smbtest.Loopback(t, framed(smbtest.Replies(t, w.name)[:good]), true)
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(200*time.Millisecond, cancel) // the replies have come by then
			start := time.Now()
			_, err := w.server(addr, time.Minute, nil).Try(ctx, guestAttempt)
			var none *NotAnswered
			if !errors.As(err, &none) || none.Why != "cancelled" || none.Stage != stage || !errors.Is(err, context.Canceled) {
				t.Errorf("%s after %d replies: %v", w.name, good, err)
			}
			if d := time.Since(start); d > 2*time.Second {
				t.Errorf("%s after %d replies: %v", w.name, good, d)
			}
			if _, err := w.server(addr, time.Minute, nil).Try(ctx, guestAttempt); !errors.Is(err, context.Canceled) {
				t.Errorf("%s, cancelled before: %v", w.name, err)
			}
		}
	}
}

func TestARefusalWithoutABodyIsAnAnswer(t *testing.T) {
	smbtest.Settled(t)
	refuse := func(m []byte, status uint32) []byte {
		le.PutUint32(m[8:], status)
		return frame(m[:headerSize])
	}
	for _, w := range wireClients {
		for _, good := range []int{1, 2} {
			m := smbtest.Replies(t, w.name)
			replies := append(framed(m[:good]), refuse(m[good], logonFailure))
			o, err := w.server("peer:445", time.Second, pipeServer(replies, patient)).Try(t.Context(), guestAttempt)
			if err != nil || o.Setup != logonFailure || o.Tree != nil || o.Sent.Authenticate != (good == 2) {
				t.Errorf("%s, refused after %d: %+v, %v", w.name, good, o, err)
			}
		}
		for _, status := range []uint32{accessDenied, badNetworkName, 0xC0000034, 0xC000003A, 0x80000005} {
			m := smbtest.Replies(t, w.name)
			replies := append(framed(m[:3]), refuse(m[3], status))
			ask(t, w.server("peer:445", time.Second, pipeServer(replies, patient)), guestAttempt, ok, status)
		}
		m := smbtest.Replies(t, w.name)
		o, err := w.server("peer:445", time.Second, pipeServer([][]byte{refuse(m[0], notSupported)}, patient)).Try(t.Context(), guestAttempt)
		var none *NotAnswered
		if !errors.As(err, &none) || none.Status != notSupported || none.Stage != StageNegotiate {
			t.Errorf("%s, dialect refused: %+v, %v", w.name, o, err)
		}
	}
}

// Every byte of a good conversation is changed, one at a time, and every fifth length tried.
func TestAMutatedConversationIsAnsweredOrNot(t *testing.T) {
	smbtest.Settled(t)
	for _, w := range wireClients {
		good := framed(smbtest.Replies(t, w.name))
		n := 0
		for i, reply := range good {
			for at := range reply {
				n++
				mutants := [][]byte{flipped(reply, at, []byte{0xff, 1 << (n / 2 % 8)}[n%2])}
				if n%5 == 0 {
					mutants = append(mutants, reply[:at], frame(reply[4:max(4, at)]))
				}
				for _, mutant := range mutants {
					replies := append(append([][]byte{}, good[:i]...), mutant)
					replies = append(replies, good[i+1:]...)
					synctest.Test(t, func(t *testing.T) {
						o, err := w.server("peer:445", time.Second, scripted(true, replies...)).Try(t.Context(), guestAttempt)
						checkConsistent(t, o, err)
					})
				}
			}
		}
	}
}

func flipped(b []byte, at int, bits byte) []byte {
	m := append([]byte(nil), b...)
	m[at] ^= bits
	return m
}

// checkConsistent demands that an attempt either was not answered or has its whole answer.
func checkConsistent(t testing.TB, o Observation, err error) {
	t.Helper()
	var none *NotAnswered
	switch {
	case err != nil && !errors.As(err, &none):
		t.Errorf("an error that is not *NotAnswered: %v", err)
	case err == nil && o.Setup == statusSuccess && o.Tree == nil:
		t.Errorf("a session without a tree connect: %+v", o)
	case err == nil && o.Setup == statusMoreProcessing:
		t.Errorf("half a session setup: %+v", o)
	case err == nil && o.Setup != statusSuccess && o.Tree != nil:
		t.Errorf("a tree without a session: %+v", o)
	}
}
