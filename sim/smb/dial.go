package smb

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// DefaultTimeout limits an attempt whose client has no Timeout.
const DefaultTimeout = 10 * time.Second

// A DialFunc makes the transport connection; net.Dialer.DialContext is one.
type DialFunc func(ctx context.Context, network, addr string) (net.Conn, error)

// withTimeout gives a context a deadline: every attempt has one.
func withTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	if d <= 0 {
		d = DefaultTimeout
	}
	return context.WithTimeout(ctx, d)
}

// dial connects and starts to observe.
func dial(ctx context.Context, d DialFunc, addr string) (*observedConn, error) {
	if d == nil {
		d = new(net.Dialer).DialContext
	}
	c, err := d(ctx, "tcp", addr)
	if err != nil {
		return nil, notAnswered(ctx, StageConnect, err)
	}
	return observe(c), nil
}

// host is the server's name in \\server\share: the address without its port.
func host(addr string) string {
	if h, _, err := net.SplitHostPort(addr); err == nil && h != "" {
		return h
	}
	return addr
}

// notAnswered gives the reason in one sentence why a network operation had no answer. An error that is *NotAnswered
// already stays, unless the context ended: then that is the reason.
func notAnswered(ctx context.Context, stage string, err error) *NotAnswered {
	if cause := ctx.Err(); cause != nil {
		return &NotAnswered{Stage: stage, Why: contextWhy(cause), Err: errors.Join(cause, err)}
	}
	var known *NotAnswered
	if errors.As(err, &known) {
		return known
	}
	return &NotAnswered{Stage: stage, Why: why(err), Err: err}
}

func contextWhy(cause error) string {
	if errors.Is(cause, context.DeadlineExceeded) {
		return "no answer before the deadline"
	}
	return "cancelled"
}

func why(err error) string {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection was refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the server reset the connection"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the server closed the connection in the middle of a message"
	case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed):
		return "the server closed the connection"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "no answer before the deadline"
	}
	return err.Error()
}
