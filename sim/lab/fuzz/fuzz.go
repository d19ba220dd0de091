package fuzz

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"ntlmsim/scenarios"
)

// How a random difference is made smaller: so many labs are built for one at most, and for so many of them.
const (
	shrinkBuilds = 60
	shrinkTime   = 5 * time.Minute
	shrinkMost   = 12
)

// A Run makes random attempts at random topologies, once: the same ones for the same seed and number of attempts.
type Run struct {
	Seed     uint64
	Attempts int
	Samba    string    // the servers' product and version
	Out      string    // the directory for differences
	Player   Player    // called by two goroutines
	Progress io.Writer // a line for each round and each difference

	mu     sync.Mutex
	report Report
	kinds  map[string]bool // differences that have been made smaller
	began  time.Time
}

// A Player builds the servers of a file, makes its attempts, and returns the results and the number of servers.
type Player func(ctx context.Context, file *scenarios.File) (report RoundReport, servers int, err error)

// Play plays every round and reports what was found. Where it ends early, because ctx is done or a round fails, the
// report holds what was found until then, and the error is the cause.
func (f *Run) Play(ctx context.Context) (Report, error) {
	f.kinds, f.began = map[string]bool{}, time.Now()
	f.report = Report{Version: 1, Seed: f.Seed, Samba: f.Samba, NotAsked: map[string]int{}, Because: map[string]int{}, Differences: []string{}}
	rounds := Rounds(f.Seed, f.Attempts)
	next := make(chan Round)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for range 2 { // one builds while the other asks
		all.Go(func() {
			for r := range next {
				if err := f.round(ctx, r, len(rounds)); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, r := range rounds {
		if ctx.Err() == nil {
			next <- r
		}
	}
	close(next)
	all.Wait()
	cause := context.Cause(ctx)
	f.report.Seconds = float64(time.Since(f.began).Milliseconds()) / 1000
	if cause != nil {
		f.report.Unfinished = whyEnded(cause)
	}
	return f.report, cause
}

// round plays one round, and makes what differs smaller.
func (f *Run) round(ctx context.Context, r Round, of int) error {
	file := r.File()
	start := time.Now()
	report, servers, err := f.Player(ctx, file)
	if err != nil {
		return err
	}
	f.add(report, servers)
	what := "as predicted"
	if n := len(report.Differences); n > 0 {
		what = fmt.Sprintf("%d DIFFER", n)
	}
	f.say("round %d of %d: %s, %d servers, %d attempts, %s", r.Number+1, of, r.Shape, servers, report.Asked,
		fmt.Sprintf("%.1f s: %s", time.Since(start).Seconds(), what))
	for _, d := range report.Differences {
		if f.firstOf(d.Kind) {
			if err := f.shrink(ctx, file, d, r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *Run) say(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fmt.Fprintf(f.Progress, "%6.0f s  %s\n", time.Since(f.began).Seconds(), fmt.Sprintf(format, args...))
}

func (f *Run) add(r RoundReport, servers int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.report.Rounds++
	f.report.Servers += servers
	f.report.Asked += r.Asked
	f.report.Agree += r.Agree
	f.report.Differ += len(r.Differences)
	f.report.Records += r.Records
	for why, n := range r.NotAsked {
		f.report.NotAsked[why] += n
	}
	for state, n := range r.Because {
		f.report.Because[state] += n
	}
}

// firstOf reports whether a difference of this kind is still to be made smaller.
func (f *Run) firstOf(kind string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kinds[kind] || len(f.kinds) >= shrinkMost {
		return false
	}
	f.kinds[kind] = true
	return true
}

// shrink makes a file of one attempt that differs smaller, and writes it as a scenario that expects what was observed.
// What differs otherwise, or is not answered, is another difference. Where the run is ended meanwhile, it is written as
// small as it is then.
func (f *Run) shrink(ctx context.Context, file *scenarios.File, d Difference, r Round) error {
	f.say("round %d: %s: %s; it is made smaller", r.Number+1, d.Attempt, d.Why)
	within, cancel := context.WithTimeout(ctx, shrinkTime)
	defer cancel()
	builds, last := 0, d
	shows := func(smaller *scenarios.File) bool {
		if builds++; builds > shrinkBuilds || within.Err() != nil {
			return false
		}
		report, _, err := f.Player(within, smaller)
		if err != nil || len(report.Differences) == 0 || report.Differences[0].Verdict != d.Verdict {
			return false
		}
		last = report.Differences[0]
		return true
	}
	small, how := alone(file, d.Attempt), "and made smaller"
	switch {
	case shows(small):
		small = Shrink(small, shows)
	case ctx.Err() == nil:
		how = "among others: it was not seen when the attempt was made alone"
	}
	if ctx.Err() != nil {
		how = "and the run was ended before it was as small as can be"
	}
	return errors.Join(f.write(small, last, r, how), ctx.Err())
}

// write keeps a difference.
func (f *Run) write(file *scenarios.File, d Difference, r Round, how string) error {
	f.mu.Lock()
	name, err := keep(f.Out, f.Seed, found(file, d, f.Samba, how))
	if err == nil {
		f.report.Differences = append(f.report.Differences, name)
	}
	f.mu.Unlock()
	if err != nil {
		return err
	}
	f.say("round %d: %s: %s (%s)", r.Number+1, name, d.Why, how)
	return nil
}

func whyEnded(cause error) string {
	if errors.Is(cause, context.Canceled) {
		return "interrupted"
	}
	return cause.Error()
}
