package mono

import (
	"context"
	"net"
	"strings"
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
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	l, err := Start(ctx, farm(t))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if len(l.workers) == 0 {
		t.Fatal("the farm has no process")
	}
	for _, w := range l.workers {
		_, err := l.start(w, taken.Addr().(*net.TCPAddr).Port)
		if err == nil || !strings.HasPrefix(err.Error(), "mono does not start: ") {
			t.Fatalf("at a port that is taken: got %v", err)
		}
		return
	}
}

// A worker that has started again is another process, and one that does not run cannot.
func TestAWorkerStartsAgain(t *testing.T) {
	Need(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	l, err := Start(ctx, farm(t))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	const name = "node0-pool0"
	if err := l.recycle(name); err == nil {
		t.Error("what does not run starts again")
	}
	first, err := l.worker(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.recycle(name); err != nil {
		t.Fatal(err)
	}
	if again, err := l.worker(name); err != nil || again.addr == first.addr {
		t.Errorf("got the same address, or %v", err)
	}
	if _, err := net.DialTimeout("tcp", first.addr, time.Second); err == nil {
		t.Error("the first process still listens")
	}
}
