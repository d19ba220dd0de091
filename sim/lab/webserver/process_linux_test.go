package webserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"testing"
	"time"
)

// A port that another process has taken in between is seen, though somebody answers there.
func TestAPortThatAnotherProcessHasTakenIsSeen(t *testing.T) {
	Need(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir, err := os.MkdirTemp("", fmt.Sprintf("weblab-%d-", os.Getpid()))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	l := &Lab{dir: dir, end: cancel, plan: planFrom(t, "kb326985/article.yaml"), sites: map[string]*site{}, keys: map[key]string{}}
	defer l.Close()
	if err := errors.Join(l.prepare(ctx), l.configure(), l.writePage()); err != nil {
		t.Fatal(err)
	}
	if err := l.startHTTPD(ctx, 0, fmt.Sprintf("Listen %s\n", taken.Addr())); !errors.Is(err, errNotStarted) {
		t.Errorf("the web server starts at a port that is taken: %v", err)
	}
}
