package smbtest

import (
	"encoding/binary"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/pprof"
	"testing"
	"time"
)

// Settled demands at the end of the test that no goroutine is left.
func Settled(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		for range 300 {
			if runtime.NumGoroutine() <= before {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		pprof.Lookup("goroutine").WriteTo(os.Stderr, 1)
	})
}

// ReadMessage reads a message of SMB2 over TCP: a length of four bytes, and as many bytes.
func ReadMessage(r io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	m := make([]byte, binary.BigEndian.Uint32(head[:]))
	_, err := io.ReadFull(r, m)
	return m, err
}

// Frame puts a message behind its length.
func Frame(message []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(message))), message...)
}

// Loopback answers each request with the next of these byte strings; then it closes or falls silent.
func Loopback(t *testing.T, replies [][]byte, silent bool) (addr string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	Must(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for _, reply := range replies {
					if _, err := ReadMessage(c); err != nil {
						return
					}
					c.Write(reply)
				}
				if silent {
					io.Copy(io.Discard, c)
				} else {
					// reading what the client sent makes closing an end of file, not a reset
					c.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
					ReadMessage(c)
				}
			}()
		}
	}()
	return l.Addr().String()
}
