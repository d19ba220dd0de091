package smb

import (
	"bytes"
	"context"
	"encoding/hex"
	"flag"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb/smbtest"
)

var recordWire = flag.Bool("record-wire", false, "record sim/smb/smbtest/wire anew from a real server")

// The recorded conversations are of a guest at a share open to guests: nothing in them is signed, so that they can
// be held again with other random numbers.
var guestAttempt = Attempt{Share: "pub", Domain: "D", User: "stranger", Password: "x", Workstation: "WS9", Response: ntlm.NTLMv2}

// A wireClient makes a client for the tests that hold recorded or broken conversations.
type wireClient struct {
	name   string
	server func(addr string, timeout time.Duration, d DialFunc) Server
}

var wireClients = []wireClient{
	{"probe-2.1", probeOf(dialect210)},
	{"probe-3.1.1", probeOf(dialect311)},
	{"go-smb2-2.1", goSMB2Of(dialect210)},
	{"go-smb2-3.1.1", goSMB2Of(dialect311)},
}

func probeOf(d uint16) func(string, time.Duration, DialFunc) Server {
	return func(addr string, timeout time.Duration, dial DialFunc) Server {
		return Probe{Addr: addr, Dialect: d, Timeout: timeout, Dial: dial}
	}
}

func goSMB2Of(d uint16) func(string, time.Duration, DialFunc) Server {
	return func(addr string, timeout time.Duration, dial DialFunc) Server {
		return GoSMB2{Addr: addr, Dialect: d, Timeout: timeout, Dial: dial}
	}
}

func TestRecordConversations(t *testing.T) {
	if !*recordWire {
		t.Skip("records sim/smb/smbtest/wire from a real server when asked to with -record-wire")
	}
	srv := liveServer(t, "RECORDED", "map to guest = Bad User")
	for _, w := range wireClients {
		var tap tapped
		o, err := w.server(srv.Addr, 0, tap.dial).Try(t.Context(), guestAttempt)
		if err != nil || o.Tree == nil || *o.Tree != statusSuccess {
			t.Fatalf("%s: %+v, %v", w.name, o, err)
		}
		var lines strings.Builder
		var d deframer
		d.feed(tap.down.Bytes(), func(m []byte) { lines.WriteString(hex.EncodeToString(m) + "\n") })
		smbtest.Must(t, os.WriteFile("../../sim/smb/smbtest/wire/"+w.name+".hex", []byte(lines.String()), 0o644))
	}
}

// tapped keeps what a server sends.
type tapped struct {
	net.Conn
	mu   sync.Mutex
	down bytes.Buffer
}

func (t *tapped) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	var err error
	t.Conn, err = new(net.Dialer).DialContext(ctx, network, addr)
	return t, err
}

func (t *tapped) Read(b []byte) (int, error) {
	n, err := t.Conn.Read(b)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.down.Write(b[:n])
	return n, err
}

// How long a server waits for what a client may still compute, and how long where it waits in vain.
const (
	patient = 10 * time.Second
	brief   = 5 * time.Millisecond
)

// pipeServer answers each request with the next of these byte strings, then closes. A client that waits for more
// than it gets is kept waiting for as long as the server is patient: briefly where that is what is tested.
func pipeServer(replies [][]byte, patience time.Duration) DialFunc {
	return func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			for i, reply := range replies {
				if i > 0 {
					server.SetReadDeadline(time.Now().Add(patience))
				}
				if _, err := readFrame(server); err != nil {
					return
				}
				server.SetReadDeadline(time.Time{})
				if _, err := server.Write(reply); err != nil {
					return
				}
			}
			server.SetReadDeadline(time.Now().Add(patience))
			io.Copy(io.Discard, server)
		}()
		return client, nil
	}
}

func framed(messages [][]byte) [][]byte {
	var f [][]byte
	for _, m := range messages {
		f = append(f, frame(m))
	}
	return f
}

func TestARecordedConversationGivesTheSameObservation(t *testing.T) {
	for _, w := range wireClients {
		t.Run(w.name, func(t *testing.T) {
			srv := w.server("peer:445", time.Second, pipeServer(framed(smbtest.Replies(t, w.name)), patient))
			o := ask(t, srv, guestAttempt, ok, ok)
			if o.SessionFlags != SessionGuest || o.Target.NbComputer != "RECORDED" {
				t.Errorf("%+v", o)
			}
		})
	}
}
