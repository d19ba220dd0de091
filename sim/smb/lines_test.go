package smb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb/smbtest"
)

// A guestServer holds the recorded conversation of a guest as often as it is asked, on any number of connections.
type guestServer struct {
	replies [][]byte
	change  func(conversation int32, request uint16, reply []byte) []byte // nil: hang up, without an answer

	connections, open, most, proofs, conversations atomic.Int32
}

func (s *guestServer) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	s.connections.Add(1)
	if n := s.open.Add(1); n > s.most.Load() {
		s.most.Store(n)
	}
	go func() {
		defer s.open.Add(-1)
		defer server.Close()
		for {
			m, err := readFrame(server)
			if err != nil {
				return
			}
			reply := s.answer(m)
			if reply == nil {
				return
			}
			server.SetWriteDeadline(time.Now().Add(patient))
			if _, err := server.Write(frame(reply)); err != nil {
				return
			}
		}
	}()
	return client, nil
}

// legTwo is how a guestServer tells the second SESSION_SETUP from the first.
const legTwo uint16 = 100

func (s *guestServer) answer(m []byte) []byte {
	h, _ := parseHeader(m)
	request := h.Command
	var reply []byte
	switch {
	case h.Command == cmdSessionSetup && h.SessionID == 0:
		s.conversations.Add(1)
		reply = append(reply, s.replies[1]...)
	case h.Command == cmdSessionSetup:
		s.proofs.Add(1)
		request, reply = legTwo, append(reply, s.replies[2]...)
	case h.Command == cmdLogoff:
		reply = header{Command: cmdLogoff, Flags: flagServerToRedir, SessionID: h.SessionID}.message(logoffRequest())
	default:
		reply = append(reply, s.replies[h.Command]...)
	}
	le.PutUint64(reply[24:], h.MessageID)
	if s.change != nil {
		return s.change(s.conversations.Load(), request, reply)
	}
	return reply
}

func newGuestServer(t testing.TB) *guestServer {
	return &guestServer{replies: smbtest.Replies(t, wireClients[1].name)}
}

func (s *guestServer) lines(connections int) *Lines {
	return NewLines(Probe{Addr: "peer:445", Timeout: patient, Dial: s.dial}, connections)
}

// smbd ends a connection without a tree when it is 60 seconds old: no attempt begins that may last until then, but on a
// connection of its own.
func TestNoAttemptLastsUntilSmbdLooks(t *testing.T) {
	for _, timeout := range []time.Duration{0, time.Second, DefaultTimeout, 45 * time.Second, time.Minute, time.Hour} {
		fresh, lasts := NewLines(Probe{Timeout: timeout}, 1).fresh, timeout
		if timeout == 0 {
			lasts = DefaultTimeout
		}
		if fresh < 0 || fresh > 0 && fresh+lasts > 60*time.Second || fresh == 0 && lasts < 60*time.Second {
			t.Errorf("an attempt of %s begins on a connection that is %s old", timeout, fresh)
		}
	}
}

func TestManyAttemptsShareFewConnections(t *testing.T) {
	smbtest.Settled(t)
	s := newGuestServer(t)
	l := s.lines(3)
	var wait sync.WaitGroup
	for n := range 40 {
		wait.Go(func() {
			a := guestAttempt
			a.Workstation = fmt.Sprint("WS", n)
			ask(t, l, a, ok, ok)
		})
	}
	wait.Wait()
	if s.proofs.Load() != 40 || s.most.Load() > 3 {
		t.Errorf("%d proofs on %d connections, of which %d at once", s.proofs.Load(), s.connections.Load(), s.most.Load())
	}
	smbtest.Must(t, l.Close())
	if _, err := l.Try(t.Context(), guestAttempt); !errors.Is(err, net.ErrClosed) || s.proofs.Load() != 40 {
		t.Errorf("after it was closed: %v", err)
	}
}

func TestAConnectionThatBreaksBetweenAttemptsIsReplaced(t *testing.T) {
	smbtest.Settled(t)
	s := newGuestServer(t)
	s.change = func(conversation int32, request uint16, reply []byte) []byte {
		if conversation == 2 && request == cmdSessionSetup {
			return nil
		}
		return reply
	}
	l := s.lines(1)
	defer l.Close()
	ask(t, l, guestAttempt, ok, ok)
	ask(t, l, guestAttempt, ok, ok)
	if s.proofs.Load() != 2 || s.connections.Load() != 2 {
		t.Errorf("%d proofs, %d connections", s.proofs.Load(), s.connections.Load())
	}
}

func TestNoPasswordIsSentTwiceForOneAnswer(t *testing.T) {
	smbtest.Settled(t)
	for _, at := range []uint16{legTwo, cmdTreeConnect} {
		s := newGuestServer(t)
		s.change = func(conversation int32, request uint16, reply []byte) []byte {
			if conversation == 2 && request == at {
				return nil
			}
			return reply
		}
		l := s.lines(1)
		ask(t, l, guestAttempt, ok, ok)
		var none *NotAnswered
		if o, err := l.Try(t.Context(), guestAttempt); !errors.As(err, &none) || !o.Sent.Authenticate || s.proofs.Load() != 2 {
			t.Errorf("at %d: %d proofs, %v", at, s.proofs.Load(), err)
		}
		ask(t, l, guestAttempt, ok, ok) // the next is not spoilt
		if s.proofs.Load() != 3 || s.connections.Load() != 2 {
			t.Errorf("at %d: %d proofs, %d connections", at, s.proofs.Load(), s.connections.Load())
		}
		l.Close()
	}
}

func TestAnAnswerThatEndsTheConnectionDoesNotSpoilTheNext(t *testing.T) {
	smbtest.Settled(t)
	encrypt := func(reply []byte) []byte {
		le.PutUint16(reply[headerSize+2:], SessionEncrypt|SessionGuest)
		return reply
	}
	garbage := func([]byte) []byte { return []byte("no SMB") }
	for name, spoil := range map[string]func([]byte) []byte{"encryption": encrypt, "garbage": garbage} {
		s := newGuestServer(t)
		s.change = func(conversation int32, request uint16, reply []byte) []byte {
			if conversation%2 == 0 && request == legTwo {
				return spoil(reply)
			}
			return reply
		}
		l := s.lines(1)
		for range 3 {
			ask(t, l, guestAttempt, ok, ok)
			if _, err := l.Try(t.Context(), guestAttempt); err == nil || errors.Is(err, ErrEncryption) != (name == "encryption") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if s.proofs.Load() != 6 {
			t.Errorf("%s: %d proofs", name, s.proofs.Load())
		}
		l.Close()
	}
}

func TestAServerThatIsGoneIsAskedTwiceAndNoMore(t *testing.T) {
	smbtest.Settled(t)
	tries := 0
	l := NewLines(Probe{Addr: "peer:445", Dial: func(context.Context, string, string) (net.Conn, error) {
		tries++
		return nil, io.EOF
	}}, 1)
	var none *NotAnswered
	if _, err := l.Try(t.Context(), guestAttempt); !errors.As(err, &none) || none.Stage != StageConnect || tries != 2 {
		t.Errorf("%d tries, %v", tries, err)
	}
}

func TestWhoWaitsForAConnectionWaitsNoLongerThanItsContext(t *testing.T) {
	smbtest.Settled(t)
	s := newGuestServer(t)
	hold, held := make(chan struct{}), make(chan struct{})
	s.change = func(_ int32, request uint16, reply []byte) []byte {
		if request == legTwo {
			close(held)
			<-hold
		}
		return reply
	}
	l := s.lines(1)
	defer l.Close()
	done := make(chan struct{})
	go func() { ask(t, l, guestAttempt, ok, ok); close(done) }()
	<-held
	ctx, cancel := context.WithTimeout(t.Context(), brief)
	defer cancel()
	var none *NotAnswered
	if _, err := l.Try(ctx, guestAttempt); !errors.As(err, &none) || none.Why != deadline || s.proofs.Load() != 1 {
		t.Errorf("%d proofs, %v", s.proofs.Load(), err)
	}
	close(hold)
	<-done
}

func TestNoAttemptBeginsOnAnOldConnection(t *testing.T) {
	smbtest.Settled(t)
	s := newGuestServer(t)
	l := s.lines(2)
	defer l.Close()
	l.fresh = 0
	for range 3 {
		ask(t, l, guestAttempt, ok, ok)
	}
	if s.connections.Load() != 3 {
		t.Errorf("%d connections", s.connections.Load())
	}
}

func TestAnOpenConnectionSeesHowAccountsChange(t *testing.T) {
	srv := liveServer(t, "CHANGES")
	l := NewLines(Probe{Addr: srv.Addr}, 1)
	defer l.Close()
	right := user1("CHANGES", "PSW1", ntlm.NTLMv2)
	var lines []string
	for _, step := range []struct {
		change string
		setup  uint32
	}{{"", ok}, {"-r -c [D]", 0xC0000072}, {"-r -c []", ok}, {"-x", logonFailure}} {
		if step.change != "" {
			cmd := exec.Command(smbtest.Tool("pdbedit"), append([]string{"-s", srv.Dir + "/smb.conf", "-u", liveUser}, strings.Fields(step.change)...)...)
			cmd.Env = append(os.Environ(), "LD_PRELOAD=libnss_wrapper.so", "NSS_WRAPPER_PASSWD="+srv.Dir+"/passwd", "NSS_WRAPPER_GROUP="+srv.Dir+"/group")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("pdbedit %s: %v\n%s", step.change, err, out)
			}
		}
		tree := nothing
		if step.setup == ok {
			tree = ok
		}
		if o := ask(t, l, right, step.setup, tree); !slices.Contains(lines, o.Local) {
			lines = append(lines, o.Local)
		}
	}
	if len(lines) != 1 {
		t.Errorf("on %d connections", len(lines))
	}
}
