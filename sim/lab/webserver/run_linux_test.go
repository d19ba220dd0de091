package webserver

import (
	"context"
	"testing"
	"time"
)

// Client access servers of Exchange, with real tickets: Run asks what its plan says, and nothing differs.
func TestExchangeOnRealParts(t *testing.T) {
	Need(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	p := planFrom(t, "exchange/proxy.yaml")
	var got []Result
	if err := Run(ctx, p, func(r Result) { got = append(got, r) }); err != nil {
		t.Fatal(err)
	}
	asked := 0
	for i, r := range got {
		switch r.Verdict {
		case Agrees, Known:
			asked++
		case NotObservable:
		default:
			t.Errorf("#%d %s: %s: %s", i+1, r.Attempt, r.Verdict, r.Why)
		}
	}
	if len(got) != len(p.Attempts) || asked < 8 {
		t.Errorf("%d results of %d attempts, %d asked", len(got), len(p.Attempts), asked)
	}
}
