package smb

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb/smbtest"
)

// shown is what of an observation can be shown.
var shown = cmpopts.IgnoreFields(Observation{}, "Proof")

func TestAnObserverReadsWindowsInSPNEGO(t *testing.T) {
	var o observer
	first := header{Command: cmdSessionSetup, MessageID: 2}.message(sessionSetupRequest(1, nil))
	o.sent(frame(first))
	o.received(frame(unhex(t, windowsChallenge)))
	o.sent(frame(unhex(t, windowsAuthenticate)))
	o.received(frame(unhex(t, windowsGranted)))
	want := Observation{
		Target: Target{Name: "SUT311", NbDomain: "SUT311", NbComputer: "SUT311", DnsDomain: "SUT311", DnsComputer: "SUT311"},
		Sent: Sent{
			Authenticate: true, Domain: "SUT311", User: "administrator", Workstation: "DRIVER311",
			LM: 24, NT: 238, Response: ntlm.NTLMv2,
		},
	}
	if diff := cmp.Diff(want, o.observed().Observation, shown); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// conversation is both directions of a recorded attempt; the requests are made anew.
func conversation(t testing.TB, w wireClient) (up, down []byte) {
	var sent bytes.Buffer
	dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := pipeServer(framed(smbtest.Replies(t, w.name)), patient)(ctx, network, addr)
		return &writeTap{Conn: c, up: &sent}, err
	}
	if _, err := w.server("peer:445", time.Second, dial).Try(t.Context(), guestAttempt); err != nil {
		t.Fatal(err)
	}
	return sent.Bytes(), bytes.Join(framed(smbtest.Replies(t, w.name)), nil)
}

type writeTap struct {
	net.Conn
	up *bytes.Buffer
}

func (w *writeTap) Write(b []byte) (int, error) {
	w.up.Write(b)
	return w.Conn.Write(b)
}

// alternate shows an observer each request and then its answer, cut into pieces.
func alternate(o *observer, up, down []byte, piece func() int) {
	requests, replies := split(up), split(down)
	for i := range max(len(requests), len(replies)) {
		if i < len(requests) {
			inPieces(requests[i], piece, o.sent)
		}
		if i < len(replies) {
			inPieces(replies[i], piece, o.received)
		}
	}
}

// split cuts a stream into frames; what is left over is one piece, too.
func split(b []byte) (frames [][]byte) {
	for len(b) >= 4 {
		n := min(len(b), 4+frameLength([4]byte(b)))
		frames = append(frames, b[:n])
		b = b[n:]
	}
	return append(frames, b)
}

func inPieces(b []byte, piece func() int, to func([]byte)) {
	for len(b) > 0 {
		n := min(len(b), max(1, piece()))
		to(b[:n])
		b = b[n:]
	}
}

func TestItDoesNotMatterHowTheStreamIsCut(t *testing.T) {
	for _, w := range wireClients {
		up, down := conversation(t, w)
		var whole observer
		alternate(&whole, up, down, func() int { return 1 << 20 })
		if s := whole.observed(); s.Tree == nil || *s.Tree != statusSuccess || !s.Sent.Authenticate {
			t.Fatalf("%s: %+v", w.name, s)
		}
		for _, piece := range []func() int{func() int { return 1 }, func() int { return 1 + rand.IntN(90) }} {
			var cut observer
			alternate(&cut, up, down, piece)
			if diff := cmp.Diff(whole.observed().Observation, cut.observed().Observation, shown); diff != "" {
				t.Errorf("%s: -whole +cut\n%s", w.name, diff)
			}
		}
	}
}

func TestAServerCannotChangeItsWord(t *testing.T) {
	w := wireClients[0]
	up, down := conversation(t, w)
	var o observer
	alternate(&o, up, down, func() int { return 1 << 20 })
	for _, m := range smbtest.Replies(t, w.name) {
		le.PutUint32(m[8:], logonFailure)
		o.received(frame(m))
	}
	if s := o.observed(); s.Setup != statusSuccess || *s.Tree != statusSuccess {
		t.Errorf("session setup %#x, tree connect %#x", s.Setup, *s.Tree)
	}
}

func TestAnObserverKeepsOneMessageAtMost(t *testing.T) {
	var d deframer
	seen := 0
	count := func([]byte) { seen++ }
	junk := make([]byte, 1<<16)
	d.feed([]byte{0, 0xff, 0xff, 0xff}, count)
	for left := 0xffffff; left > 0; {
		n := min(left, len(junk))
		d.feed(junk[:n], count)
		left -= n
	}
	if len(d.body) != 0 || cap(d.body) > maxFrame || seen != 0 {
		t.Errorf("kept %d bytes of a long message, saw %d", cap(d.body), seen)
	}
	if d.feed(frame([]byte("after")), count); seen != 1 {
		t.Error("does not find the message after a long one")
	}
	d.feed([]byte("HTTP/1.1 200 OK"), count)
	if d.feed(frame([]byte("after")), count); seen != 1 || !d.deaf {
		t.Error("goes on in a stream that makes no sense")
	}
}

func TestAPasswordIsNeverPrinted(t *testing.T) {
	salt := "S"
	a := Attempt{Domain: "D", User: "u", Password: "hunter2", Salt: &salt, Response: ntlm.NTLMv2}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, v := range []any{a, &a, []Attempt{a}, struct{ A Attempt }{a}} {
			s := fmt.Sprintf(verb, v)
			if strings.Contains(s, "hunter2") || strings.Contains(s, "68756e74657232") {
				t.Errorf("%s prints %s", verb, s)
			}
		}
	}
	if got, want := fmt.Sprint(a), `"D"\"u" from "" to "IPC$" by ntlmv2 hashed with "S"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// FuzzObserve shows an observer any bytes: it must not fail, must not keep much, and must see the same however
// they are cut.
func FuzzObserve(f *testing.F) {
	for _, w := range wireClients {
		up, down := conversation(f, w)
		f.Add(up, down, uint8(7))
	}
	f.Add(frame(unhex(f, windowsAuthenticate)), frame(unhex(f, windowsGranted)), uint8(1))
	f.Fuzz(func(t *testing.T, up, down []byte, piece uint8) {
		whole, cut := observer{password: &guestAttempt.Password}, observer{password: &guestAttempt.Password}
		alternate(&whole, up, down, func() int { return 1 << 20 })
		alternate(&cut, up, down, func() int { return int(piece) })
		if diff := cmp.Diff(whole.observed().Observation, cut.observed().Observation, shown); diff != "" {
			t.Errorf("-whole +cut\n%s", diff)
		}
		if diff := cmp.Diff(whole.observed().doubt, cut.observed().doubt); diff != "" {
			t.Errorf("doubt: -whole +cut\n%s", diff)
		}
		if cap(whole.up.body) > 2*maxFrame || cap(whole.down.body) > 2*maxFrame {
			t.Error("keeps too much")
		}
	})
}
