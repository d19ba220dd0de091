package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/logon"
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
	Attempt string `json:"attempt"`
	Kind    string `json:"kind"` // the same for what has probably the same cause
	Why     string `json:"why"`
	Error   int    `json:"error"` // as observed
	Session string `json:"session"`
}

// askRandom puts the attempts of a round to the lab, and prints its report.
func askRandom(ctx context.Context, e *env, l *lab.Lab, file *scenarios.File) error {
	built := *file
	built.Topology = lab.AsBuilt(file.Topology, file.Attempts)
	report := roundReport{NotAsked: map[string]int{}, Because: map[string]int{}}
	roles := map[string]logon.Machine{}
	for _, m := range built.Topology.Machines {
		roles[m.Name] = m
	}
	err := l.AskAll(ctx, &built, connections, func(r replay.Result) { report.take(r, roles[r.Machine]) })
	if err != nil {
		return err
	}
	return json.NewEncoder(e.raw).Encode(report)
}

func (report *roundReport) take(r replay.Result, at logon.Machine) {
	state := fmt.Sprint(at.Profile, " ", r.Outcome.Because)
	switch r.Verdict {
	case replay.NotAsked, replay.CouldNot:
		report.NotAsked[r.Why]++
		if r.Verdict == replay.NotAsked {
			return
		}
	case replay.Agrees:
		report.Agree++
		report.Records += len(r.Outcome.Events)
	}
	report.Asked++
	report.Because[state]++
	if r.Verdict == replay.Agrees {
		return
	}
	d := roundDifference{Attempt: r.Attempt, Kind: state + " " + string(r.Verdict), Why: r.Why}
	if len(r.Findings) > 0 && r.Findings[0].Observed != nil {
		d.observed(*r.Findings[0].Observed)
		d.Kind += " " + r.Findings[0].Observed.String()
	}
	report.Differences = append(report.Differences, d)
}

// observed is an answer as a scenario expects it.
func (d *roundDifference) observed(a replay.Answer) {
	status := a.Setup
	if a.Tree != nil && status == logon.StatusSuccess {
		status = *a.Tree
	}
	d.Error, _ = status.Win32()
	d.Session = a.Session.String()
}

// A fuzzing is a run of random rounds.
type fuzzing struct {
	options labOptions
	e       *env
	mu      sync.Mutex
	report  fuzzReport
	kinds   map[string]bool // differences that have been made smaller
	began   time.Time
}

// labFuzz puts random attempts to random topologies.
func labFuzz(ctx context.Context, e *env, o labOptions) error {
	if err := os.MkdirAll(o.Out, 0o755); err != nil {
		return usage("", "--out: %v", err)
	}
	f := &fuzzing{options: o, e: e, kinds: map[string]bool{}, began: time.Now(), report: fuzzReport{Version: 1, Seed: o.Seed,
		Samba: lab.SambaVersion(ctx), NotAsked: map[string]int{}, Because: map[string]int{}, Differences: []string{}}}
	rounds := lab.Rounds(o.Seed, o.Attempts)
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
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return f.finish()
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
	fmt.Fprintf(f.e.err, "%6.0f s  %s\n", time.Since(f.began).Seconds(), fmt.Sprintf(format, args...))
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
func (f *fuzzing) play(ctx context.Context, file *scenarios.File) (report roundReport, servers int, err error) {
	plan, _ := lab.Build(file.Topology, file.Attempts)
	ctx, cancel := context.WithTimeout(ctx, 15*time.Minute)
	defer cancel()
	var out, complaints bytes.Buffer
	options := f.options
	options.JSON = true
	k, err := enter(ctx, labJob{Path: file.Path, Data: scenarios.Write(file), Options: options, Random: true}, plan,
		lab.Entry{Stdout: &out, Stderr: &complaints})
	if err != nil {
		return report, 0, err
	}
	code := k.Wait()
	if err := ctx.Err(); err != nil {
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

// shrink makes a file of one attempt that differs smaller, and writes it as a scenario that expects what was observed.
func (f *fuzzing) shrink(ctx context.Context, file *scenarios.File, d roundDifference, r lab.Round) error {
	f.say("round %d: %s: %s; it is made smaller", r.Number+1, d.Attempt, d.Why)
	ctx, cancel := context.WithTimeout(ctx, shrinkTime)
	defer cancel()
	alone := *file
	for _, a := range file.Attempts {
		if a.Name == d.Attempt {
			alone.Attempts = []scenarios.Attempt{a}
		}
	}
	builds, last := 0, roundDifference{}
	shows := func(smaller *scenarios.File) bool {
		if builds++; builds > shrinkBuilds {
			return false
		}
		report, _, err := f.play(ctx, smaller)
		if err != nil || len(report.Differences) == 0 {
			return false
		}
		last = report.Differences[0]
		return true
	}
	small := &alone
	if shows(small) {
		small = lab.Shrink(small, shows)
	} else {
		last = d
		f.say("round %d: %s does not differ when it is asked alone", r.Number+1, d.Attempt)
	}
	return f.write(small, last, r)
}

// write keeps a difference as a scenario.
func (f *fuzzing) write(file *scenarios.File, d roundDifference, r lab.Round) error {
	session, _ := logon.ParseSession(d.Session)
	file.Attempts[0].Want = &scenarios.Want{Error: d.Error, Session: &session}
	file.Comment = fmt.Sprintf("%s answers otherwise than is predicted: %s.\nFound at random, seed %d, round %d, and made smaller. want: is what was observed.",
		f.report.Samba, d.Why, f.report.Seed, r.Number+1)
	f.mu.Lock()
	n := len(f.report.Differences) + 1
	name := filepath.Join(f.options.Out, fmt.Sprintf("fuzz-%d-%d.yaml", f.report.Seed, n))
	f.report.Differences = append(f.report.Differences, name)
	f.mu.Unlock()
	f.say("%s: %s", name, d.Why)
	return os.WriteFile(name, scenarios.Write(file), 0o644)
}

// finish prints the report.
func (f *fuzzing) finish() error {
	f.report.Seconds = float64(time.Since(f.began).Milliseconds()) / 1000
	if f.options.JSON {
		if err := f.e.printJSON(f.report); err != nil {
			return err
		}
	} else {
		r := f.report
		f.e.out.line(fmt.Sprintf("seed %d: %d attempts at %d servers in %d rounds, %.0f s: %d as predicted, %d differ; %d audit records as predicted",
			r.Seed, r.Asked, r.Servers, r.Rounds, r.Seconds, r.Agree, r.Differ, r.Records))
		for _, name := range r.Differences {
			f.e.out.line("  ", name)
		}
	}
	if f.report.Differ > 0 {
		return errors.Join(f.e.flush(), ended(exitDifference))
	}
	return f.e.flush()
}
