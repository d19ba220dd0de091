package smb

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"ntlmsim/sim/ntlm"
)

// A middleman changes whole messages of a real server on their way to the client.
type middleman struct {
	net.Conn
	change func(n int, m []byte) // the nth message
	n      int
	rest   bytes.Buffer
}

func (c *middleman) Read(b []byte) (int, error) {
	if c.rest.Len() == 0 {
		m, err := readFrame(c.Conn)
		if err != nil {
			return 0, err
		}
		c.change(c.n, m)
		c.n++
		c.rest.Write(frame(m))
	}
	return c.rest.Read(b)
}

func between(change func(n int, m []byte)) DialFunc {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, addr)
		return &middleman{Conn: c, change: change}, err
	}
}

func TestAManInTheMiddleOfARealServerIsNotBelieved(t *testing.T) {
	srv := liveServer(t, "MIDDLE")
	at := func(message int, change func([]byte)) func(int, []byte) {
		return func(n int, m []byte) {
			if n == message {
				change(m)
			}
		}
	}
	flip := func(at int) func([]byte) { return func(m []byte) { m[at] ^= 1 } }
	strip := func(m []byte) {
		le.PutUint32(m[16:], flagServerToRedir)
		clear(m[48:64])
	}
	for _, row := range []struct {
		name   string
		change func(int, []byte)
		from   uint16 // the lowest dialect that shows it
		why    string
	}{
		{"nothing", func(int, []byte) {}, 0xffff, ""},
		{"NEGOTIATE", at(0, flip(headerSize+10)), dialect311, "session: the answer that grants the session has a wrong signature"},
		{"the challenge", at(1, flip(14)), dialect311, "session: the answer that grants the session has a wrong signature"},
		{"the grant", at(2, flip(14)), dialect202, "session: the answer that grants the session has a wrong signature"},
		{"the signature of the grant", at(2, strip), dialect311, "session: the answer that grants the session is not signed"},
		{"the tree connect", at(3, flip(headerSize+15)), dialect202, "tree: the answer to the tree connect has a wrong signature"},
		{"the signature of the tree connect", at(3, strip), dialect202, "tree: the answer to the tree connect is not signed"},
	} {
		for _, d := range wireDialects {
			for _, s := range []Server{Probe{Addr: srv.Addr, Dialect: d, Dial: between(row.change)}, GoSMB2{Addr: srv.Addr, Dialect: d, Dial: between(row.change)}} {
				if d < row.from {
					ask(t, s, user1("MIDDLE", "PSW1", ntlm.NTLMv2), ok, ok)
					continue
				}
				o, err := s.Try(t.Context(), user1("MIDDLE", "PSW1", ntlm.NTLMv2))
				var none *NotAnswered
				if !errors.As(err, &none) || !strings.HasPrefix(err.Error(), row.why) {
					t.Errorf("%s, %s, %s: %v, want %s", o.Client, dialectName(d), row.name, err, row.why)
				}
			}
		}
	}
}

// smbd refuses a first leg that holds no NTLM message, and other servers whatever they do not take.
func TestARealServerEndsASessionSetupAtTheFirstLeg(t *testing.T) {
	srv := liveServer(t, "FIRSTLEG")
	spoil := func(m []byte) {
		if i := bytes.Index(m, []byte("NTLMSSP\x00")); i >= 0 {
			m[i] = 'X'
		}
	}
	for _, d := range wireDialects {
		o, err := Probe{Addr: srv.Addr, Dialect: d, tamper: spoil}.Try(t.Context(), user1("D", "PSW1", ntlm.NTLMv2))
		const invalidParameter = 0xC000000D
		if err != nil || o.Sent.Authenticate || o.Setup != invalidParameter {
			t.Errorf("%s: session setup %#x, %v", o.Client, o.Setup, err)
		}
	}
}
