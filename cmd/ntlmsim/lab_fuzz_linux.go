package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
	"ntlmsim/sim/replay"
)

// How a random difference is made smaller: so many labs are built for one at most, and for so many of them.
const (
	shrinkBuilds = 60
	shrinkTime   = 5 * time.Minute
	shrinkMost   = 12
)

// connections is how many of them a server is asked on at a time.
const connections = 2

// A roundReport is what the worker says of one round.
type roundReport struct {
	Asked       int               `json:"asked"`
	Agree       int               `json:"agree"`
	NotAsked    map[string]int    `json:"notAsked,omitempty"` // by reason
	Because     map[string]int    `json:"because"`            // by role and deciding state
	Records     int               `json:"records"`            // audit records that were compared
	Differences []roundDifference `json:"differences,omitempty"`
}

// A roundDifference is an attempt whose answer, or whose record, is not as predicted.
type roundDifference struct {
	Attempt string         `json:"attempt"`
	Kind    string         `json:"kind"` // the same for what has probably the same cause
	Verdict replay.Verdict `json:"verdict"`
	Why     string         `json:"why"`
	Seen    *roundAnswer   `json:"seen,omitempty"` // nil where nothing was observed
}

// A roundAnswer is an answer as a scenario expects it.
type roundAnswer struct {
	Error   uint32 `json:"error"`
	Session string `json:"session"`
}

// askRandom puts the attempts of a round to the lab, and prints its report.
func askRandom(ctx context.Context, e *env, l *lab.Lab, file *scenarios.File) error {
	report, err := ask(ctx, l, file)
	if err != nil {
		return err
	}
	return json.NewEncoder(e.raw).Encode(report)
}

// ask puts the attempts of a round to the lab.
func ask(ctx context.Context, l *lab.Lab, file *scenarios.File) (roundReport, error) {
	built := *file
	built.Topology = lab.AsBuilt(file.Topology, file.Attempts)
	report := roundReport{NotAsked: map[string]int{}, Because: map[string]int{}}
	roles := map[string]logon.Machine{}
	for _, m := range built.Topology.Machines {
		roles[m.Name] = m
	}
	err := l.AskAll(ctx, &built, connections, func(r replay.Result, records int) { report.take(r, roles[r.Machine], records) })
	return report, err
}

// take counts a result, with how many records of it were compared.
func (report *roundReport) take(r replay.Result, at logon.Machine, records int) {
	state := fmt.Sprint(at.Profile, " ", r.Outcome.Because)
	switch r.Verdict {
	case replay.NotAsked:
		report.NotAsked[r.Why]++
		return
	case replay.Agrees:
		report.Agree++
		report.Records += records
	}
	report.Asked++
	report.Because[state]++
	if r.Verdict == replay.Agrees {
		return
	}
	d := roundDifference{Attempt: r.Attempt, Kind: state + " " + string(r.Verdict), Verdict: r.Verdict, Why: r.Why}
	if len(r.Findings) > 0 && r.Findings[0].Observed != nil {
		d.Seen = seen(*r.Findings[0].Observed)
		d.Kind += " " + r.Findings[0].Observed.String()
	}
	report.Differences = append(report.Differences, d)
}

func seen(a replay.Answer) *roundAnswer {
	status := a.Setup
	if a.Tree != nil && status == logon.StatusSuccess {
		status = *a.Tree
	}
	number, _ := status.Win32()
	return &roundAnswer{number, a.Session.String()}
}

// A fuzzing is a run of random rounds.
type fuzzing struct {
	attempts int
	out      string // the directory for what differs
	play     player
	progress io.Writer

	mu     sync.Mutex
	report fuzzReport
	kinds  map[string]bool // differences that have been made smaller
	began  time.Time
}

// A player puts a file's attempts to the servers that are built of it, so many, and says what came of them.
type player func(ctx context.Context, file *scenarios.File) (report roundReport, servers int, err error)

// labFuzz puts random attempts to random topologies.
func labFuzz(ctx context.Context, e *env, o labOptions) error {
	if err := lab.MissingForAll(roundFiles(o.Seed, o.Attempts)); err != nil {
		return cannotBuild(err)
	}
	if err := writable(o.Out); err != nil {
		return usage("", "--out: %v", err)
	}
	return fuzzed(ctx, e, o, lab.SambaVersion(ctx), o.play)
}

// roundFiles are those of each round of a run.
func roundFiles(seed uint64, attempts int) iter.Seq[*scenarios.File] {
	return func(yield func(*scenarios.File) bool) {
		for _, r := range lab.Rounds(seed, attempts) {
			if !yield(r.File()) {
				return
			}
		}
	}
}

// writable makes a directory, or makes sure that files can be made in the one that is there.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".fuzz-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// fuzzed makes the run and prints its report.
func fuzzed(ctx context.Context, e *env, o labOptions, samba string, play player) error {
	report, err := newFuzzing(o.Seed, o.Attempts, o.Out, samba, play, e.err).run(ctx)
	return o.finish(e, report, err)
}

func newFuzzing(seed uint64, attempts int, out, samba string, play player, progress io.Writer) *fuzzing {
	return &fuzzing{attempts: attempts, out: out, play: play, progress: progress, kinds: map[string]bool{}, began: time.Now(), report: fuzzReport{Version: 1,
		Seed: seed, Samba: samba, NotAsked: map[string]int{}, Because: map[string]int{}, Differences: []string{}}}
}

// run plays every round, and reports what was found: what there is of it, too, where the run ends before its last round.
func (f *fuzzing) run(ctx context.Context) (fuzzReport, error) {
	rounds := lab.Rounds(f.report.Seed, f.attempts)
	next := make(chan lab.Round)
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
func (f *fuzzing) round(ctx context.Context, r lab.Round, of int) error {
	file := r.File()
	start := time.Now()
	report, servers, err := f.play(ctx, file)
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

func (f *fuzzing) say(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fmt.Fprintf(f.progress, "%6.0f s  %s\n", time.Since(f.began).Seconds(), fmt.Sprintf(format, args...))
}

func (f *fuzzing) add(r roundReport, servers int) {
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

// firstOf says whether a difference of this kind is still to be made smaller.
func (f *fuzzing) firstOf(kind string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kinds[kind] || len(f.kinds) >= shrinkMost {
		return false
	}
	f.kinds[kind] = true
	return true
}

// play builds a file's lab in namespaces of its own, puts its attempts, and reads the worker's report.
func (o labOptions) play(ctx context.Context, file *scenarios.File) (report roundReport, servers int, err error) {
	plan, _ := lab.Build(file.Topology, file.Attempts)
	ctx, cancel := context.WithTimeout(ctx, 15*time.Minute)
	defer cancel()
	var out, complaints bytes.Buffer
	o.JSON = true
	k, err := enter(ctx, labJob{Path: file.Path, Data: scenarios.Write(file), Options: o, Random: true}, plan,
		lab.Entry{Stdout: &out, Stderr: &complaints})
	if err != nil {
		return report, 0, err
	}
	code := k.Wait()
	switch err := ctx.Err(); {
	case errors.Is(err, context.DeadlineExceeded):
		return report, 0, fault{exitServer, file.Path + ": it takes too long", ""}
	case err != nil:
		return report, 0, err
	}
	if code != exitExpected || json.Unmarshal(out.Bytes(), &report) != nil {
		return report, 0, fault{exitServer, file.Path + ": " + lastLine(complaints.String()), ""}
	}
	return report, len(plan.Servers), nil
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return strings.TrimPrefix(text[strings.LastIndexByte(text, '\n')+1:], "ntlmsim: ")
}

// shrink makes a file of one attempt that differs smaller, and writes it as a scenario that expects what was observed. What
// differs otherwise, or is not answered, is another difference. Where the run is ended meanwhile, it is written as small as
// it is then.
func (f *fuzzing) shrink(ctx context.Context, file *scenarios.File, d roundDifference, r lab.Round) error {
	f.say("round %d: %s: %s; it is made smaller", r.Number+1, d.Attempt, d.Why)
	within, cancel := context.WithTimeout(ctx, shrinkTime)
	defer cancel()
	builds, last := 0, d
	shows := func(smaller *scenarios.File) bool {
		if builds++; builds > shrinkBuilds || within.Err() != nil {
			return false
		}
		report, _, err := f.play(within, smaller)
		if err != nil || len(report.Differences) == 0 || report.Differences[0].Verdict != d.Verdict {
			return false
		}
		last = report.Differences[0]
		return true
	}
	small, how := alone(file, d.Attempt), "and made smaller"
	switch {
	case shows(small):
		small = lab.Shrink(small, shows)
	case ctx.Err() == nil:
		how = "among others: it was not seen when the attempt was made alone"
	}
	if ctx.Err() != nil {
		how = "and the run was ended before it was as small as can be"
	}
	return errors.Join(f.write(small, last, r, how), ctx.Err())
}

// alone is a file with one of its attempts.
func alone(file *scenarios.File, attempt string) *scenarios.File {
	part := *file
	part.Attempts = nil
	for _, a := range file.Attempts {
		if a.Name == attempt {
			part.Attempts = append(part.Attempts, a)
		}
	}
	return &part
}

// found is a difference as a scenario, which expects what was observed: nothing where nothing was.
func found(file *scenarios.File, d roundDifference, samba, how string) []byte {
	file.Comment = fmt.Sprintf("%s answers otherwise than is predicted: %s.\nFound at random, %s, %s.", samba, d.Why, file.Path, how)
	if d.Seen != nil {
		session, _ := logon.ParseSession(d.Seen.Session)
		file.Attempts[0].Want = &scenarios.Want{Error: d.Seen.Error, Session: &session}
		file.Comment += " want: is what was observed."
	}
	return scenarios.Write(file)
}

// write keeps a difference.
func (f *fuzzing) write(file *scenarios.File, d roundDifference, r lab.Round, how string) error {
	f.mu.Lock()
	name, err := keep(f.out, f.report.Seed, found(file, d, f.report.Samba, how))
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

// keep writes a scenario under the first name that is free: what another run found stays as it is. One that is there already,
// to the letter, is not written twice. It is there whole, or not at all.
func keep(dir string, seed uint64, text []byte) (string, error) {
	for n := 1; ; n++ {
		name := filepath.Join(dir, fmt.Sprintf("fuzz-%d-%d.yaml", seed, n))
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		switch {
		case err == nil:
			_, err = f.Write(text)
			if err = errors.Join(err, f.Close()); err != nil {
				_ = os.Remove(name)
			}
			return name, err
		case !errors.Is(err, fs.ErrExist):
			return "", err
		}
		if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, text) {
			return name, nil
		}
	}
}

// finish prints the report, of a run that was ended as well, and ends as the run did.
func (o labOptions) finish(e *env, r fuzzReport, cause error) error {
	if o.JSON {
		if err := e.printJSON(r); err != nil {
			return err
		}
	} else {
		o.summary(e, r)
	}
	switch {
	case cause != nil:
	case r.Asked == 0:
		cause = fault{exitServer, "no attempt could be made as it is written", ""}
	case r.Differ > 0:
		cause = ended(exitDifference)
	}
	return errors.Join(e.flush(), cause)
}

func whyEnded(cause error) string {
	if errors.Is(cause, context.Canceled) {
		return "interrupted"
	}
	return cause.Error()
}

// summary is the report for people.
func (o labOptions) summary(e *env, r fuzzReport) {
	out := e.out
	out.Line(fmt.Sprintf("seed %d: %s at %s in %s, %.0f s: %d as predicted, %d differ; %s as predicted", r.Seed, page.Plural(r.Asked, "attempt"),
		page.Plural(r.Servers, "server"), page.Plural(r.Rounds, "round"), r.Seconds, r.Agree, r.Differ, page.Plural(r.Records, "audit record")))
	if r.Unfinished != "" {
		out.Line(fmt.Sprintf("  ended before its %s were made: %s", page.Plural(o.Attempts, "attempt"), r.Unfinished))
	}
	for _, why := range slices.Sorted(maps.Keys(r.NotAsked)) {
		out.Line(fmt.Sprintf("  not asked: %d: %s", r.NotAsked[why], why))
	}
	for _, name := range r.Differences {
		out.Line("  ", name)
	}
}
