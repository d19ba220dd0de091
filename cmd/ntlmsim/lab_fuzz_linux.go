package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/lab/fuzz"
	"ntlmsim/sim/page"
)

// askRandom puts the attempts of a round to the lab, and prints its report.
func askRandom(ctx context.Context, e *env, l *lab.Lab, file *scenarios.File) error {
	report, err := fuzz.Ask(ctx, l, file)
	if err != nil {
		return err
	}
	return json.NewEncoder(e.raw).Encode(report)
}

// labFuzz puts random attempts to random topologies.
func labFuzz(ctx context.Context, e *env, o labOptions) error {
	if err := lab.MissingForAll(fuzz.Files(o.Seed, o.Attempts)); err != nil {
		return cannotBuild(err)
	}
	if err := writable(o.Out); err != nil {
		return usage("", "--out: %v", err)
	}
	return fuzzed(ctx, e, o, lab.SambaVersion(ctx), o.play)
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
func fuzzed(ctx context.Context, e *env, o labOptions, samba string, play fuzz.Player) error {
	run := fuzz.Run{Seed: o.Seed, Attempts: o.Attempts, Samba: samba, Out: o.Out, Player: play, Progress: e.err}
	report, err := run.Play(ctx)
	return o.finish(e, report, err)
}

// play builds a file's lab in namespaces of its own, puts its attempts, and reads the worker's report.
func (o labOptions) play(ctx context.Context, file *scenarios.File) (report fuzz.RoundReport, servers int, err error) {
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

// finish prints the report, of a run that was ended as well, and ends as the run did.
func (o labOptions) finish(e *env, r fuzz.Report, cause error) error {
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

// summary is the report for people.
func (o labOptions) summary(e *env, r fuzz.Report) {
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
