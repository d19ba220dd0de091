package webserver

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
)

// A gate is where every name leads that the browser opens. It hands each connection on to the site of the attempt that
// is asked, and writes down what passes. Over TLS it shows the site's own certificate.
type gate struct {
	listener net.Listener
	own      *tls.Config

	mu     sync.Mutex
	to     string
	passed strings.Builder
}

func (l *Lab) openGate() error {
	own, err := tls.LoadX509KeyPair(l.path("tls.pem"), l.path("tls.pem"))
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(l.ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	context.AfterFunc(l.ctx, func() { listener.Close() })
	l.gate = &gate{listener: listener, own: &tls.Config{Certificates: []tls.Certificate{own}}}
	go l.gate.serve(l.ctx)
	return nil
}

// leadTo leads to another site, and begins a new page.
func (g *gate) leadTo(addr string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.to = addr
	g.passed.Reset()
}

// said is what has passed, as curl's -v writes it: a line that was sent begins with ">", one that came with "<".
func (g *gate) said() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.passed.String()
}

func (g *gate) serve(ctx context.Context) {
	for {
		c, err := g.listener.Accept()
		if err != nil {
			return
		}
		go g.handOn(ctx, c)
	}
}

const handshake = 22 // the first byte of TLS (RFC 8446 5.1)

// handOn copies both ways until one end closes.
func (g *gate) handOn(ctx context.Context, c net.Conn) {
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	defer c.Close()
	first := make([]byte, 1)
	if _, err := io.ReadFull(c, first); err != nil {
		return
	}
	s, err := g.site(ctx)
	if err != nil {
		return
	}
	defer s.Close()
	c = &begun{c, io.MultiReader(bytes.NewReader(first), c)}
	if first[0] == handshake {
		c, s = tls.Server(c, g.own), tls.Client(s, &tls.Config{InsecureSkipVerify: true})
	}
	go func() {
		defer s.Close()
		g.ask(s, c)
	}()
	_, _ = io.Copy(io.MultiWriter(&lines{g: g, sign: "< "}, c), s)
}

// ask hands on the requests for the page. What a browser asks for of itself, as the picture of a site, is not there.
func (g *gate) ask(s io.Writer, c io.ReadWriter) {
	var raw bytes.Buffer
	from, to := bufio.NewReader(io.TeeReader(c, &raw)), io.MultiWriter(&lines{g: g, sign: "> "}, s)
	for {
		r, err := http.ReadRequest(from)
		switch {
		case err != nil:
			return
		case r.URL.Path == "/":
			_, err = raw.WriteTo(to)
		default:
			raw.Reset()
			_, err = io.WriteString(c, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
		}
		if err != nil {
			return
		}
	}
}

func (g *gate) site(ctx context.Context) (net.Conn, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return new(net.Dialer).DialContext(ctx, "tcp", g.to)
}

// A begun is a connection of which the first byte has been read.
type begun struct {
	net.Conn
	all io.Reader
}

func (b *begun) Read(p []byte) (int, error) { return b.all.Read(p) }

// A lines writes down whole lines of one direction.
type lines struct {
	g    *gate
	sign string
	rest []byte
}

func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	for {
		line, after, whole := bytes.Cut(l.rest, []byte("\n"))
		if !whole {
			return len(p), nil
		}
		l.g.passed.WriteString(l.sign + string(line) + "\n")
		l.rest = after
	}
}
