package smb

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ntlmsim/sim/smb/smbtest"
)

// A script is a server in memory: it answers each request with the next of these byte strings, whatever was asked. It
// needs no goroutine and no time, so that the same bytes always take the same path through a client. A fuzzer that sees
// new paths where there are none minimizes them, for up to a minute each. Conversations are long even so: fuzz these
// targets with -fuzzminimizetime 10x, and thousands are held in a second.
type script struct {
	net.Conn      // nil: what no client calls
	patient  bool // a read waits for the next request; otherwise it is the end

	mu      sync.Mutex
	written *sync.Cond
	replies [][]byte
	rest    []byte
	closed  bool
}

func scripted(patient bool, replies ...[]byte) DialFunc {
	return func(context.Context, string, string) (net.Conn, error) {
		s := &script{patient: patient, replies: replies}
		s.written = sync.NewCond(&s.mu)
		return s, nil
	}
}

func (s *script) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, net.ErrClosed
	}
	if len(s.replies) > 0 {
		s.rest, s.replies = append(s.rest, s.replies[0]...), s.replies[1:]
	}
	s.written.Broadcast()
	return len(b), nil
}

func (s *script) Read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.patient && len(s.rest) == 0 && len(s.replies) > 0 && !s.closed {
		s.written.Wait()
	}
	if s.closed || len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(b, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

func (s *script) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.written.Broadcast()
	return nil
}

func (*script) LocalAddr() net.Addr  { return nil }
func (*script) RemoteAddr() net.Addr { return nil }

// seed adds the recorded conversations of a client, and one that ends at the first leg.
func seed(f *testing.F, clients ...wireClient) {
	for i, w := range clients {
		m := framed(smbtest.Replies(f, w.name))
		f.Add(uint8(i), m[0], m[1], m[2], m[3])
		refused := smbtest.Replies(f, w.name)[1][:headerSize]
		le.PutUint32(refused[8:], logonFailure)
		f.Add(uint8(i), m[0], frame(refused), []byte{}, []byte{})
	}
}

// FuzzProbeResponses lets a server answer with any bytes: the probe must come back, with a whole answer or none.
func FuzzProbeResponses(f *testing.F) {
	probes := wireClients[:2]
	seed(f, probes...)
	f.Fuzz(func(t *testing.T, which uint8, negotiate, challenge, setup, tree []byte) {
		dial := scripted(false, negotiate, challenge, setup, tree)
		o, err := probes[int(which)%2].server("peer:445", time.Minute, dial).Try(t.Context(), guestAttempt)
		checkConsistent(t, o, err)
	})
}

// FuzzGoSMB2Responses is the same for go-smb2: nothing gets past the gate that would end the process. go-smb2 has
// goroutines of its own and waits for answers that never come; in a bubble of synctest that takes no time.
func FuzzGoSMB2Responses(f *testing.F) {
	clients := wireClients[2:]
	seed(f, clients...)
	f.Fuzz(func(t *testing.T, which uint8, negotiate, challenge, setup, tree []byte) {
		synctest.Test(t, func(t *testing.T) {
			dial := scripted(true, negotiate, challenge, setup, tree)
			o, err := clients[int(which)%2].server("peer:445", time.Minute, dial).Try(t.Context(), guestAttempt)
			checkConsistent(t, o, err)
		})
	})
}
