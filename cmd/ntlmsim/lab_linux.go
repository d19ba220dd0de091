package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/lab/fuzz"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
	"ntlmsim/sim/report"
	"ntlmsim/testdata"
)

// labWork is the hidden argument of the worker inside of the lab.
const labWork = "__work"

// hiddenLab runs the program as the lab starts it; ok is false where it was not.
func hiddenLab(ctx context.Context, e *env, args []string) (code int, ok bool) {
	if args[0] == labWork {
		return labWorker(ctx, e), true
	}
	return lab.Hidden(args)
}

// labRun starts the worker in namespaces of its own, and ends as it does.
func labRun(ctx context.Context, e *env, job labJob, plan lab.Plan) error {
	k, err := enter(ctx, job, plan, lab.Entry{Stdout: os.Stdout, Stderr: os.Stderr})
	if err != nil {
		return err
	}
	code := k.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	if code < 0 {
		return fault{exitServer, "the lab was ended from outside", ""}
	}
	return ended(code)
}

func enter(ctx context.Context, job labJob, plan lab.Plan, entry lab.Entry) (*lab.Keeper, error) {
	if err := lab.Missing(plan); err != nil {
		return nil, cannotBuild(err)
	}
	var err error
	if entry.Job, err = json.Marshal(job); err != nil {
		return nil, err
	}
	entry.Args = []string{"lab", labWork}
	k, err := lab.Enter(ctx, entry)
	if err != nil {
		return nil, cannotBuild(err)
	}
	return k, nil
}

// labWorker builds the lab and does what its job says. It runs as a child of the lab's init.
func labWorker(ctx context.Context, e *env) int {
	var job labJob
	if err := json.NewDecoder(e.in).Decode(&job); err != nil {
		return e.report(fault{exitServer, "lab " + labWork + " is how the lab starts itself", "ntlmsim help lab says what is for people."})
	}
	e.color = job.Options.Color
	if err := e.paint(); err != nil {
		return e.report(err)
	}
	file, err := loadJob(job)
	if err != nil {
		return e.report(badScenario("%s", err.Error()))
	}
	plan, _ := lab.Build(job.Options.styled(file), file.Attempts)
	start := time.Now()
	l, err := lab.Up(ctx, plan, func(step string) {
		fmt.Fprintf(e.err, "%6.1f s  %s\n", time.Since(start).Seconds(), step)
	})
	if err != nil {
		return e.report(cannotBuild(err))
	}
	if job.Stay {
		return stay(ctx, e, l)
	}
	if job.Random {
		return e.report(errors.Join(askRandom(ctx, e, l, file), e.flush()))
	}
	code, err := replayInLab(ctx, e, l, file, job.Options)
	if err == nil {
		err = e.flush()
	}
	if err != nil {
		return e.report(err)
	}
	fmt.Fprintf(e.err, "%6.1f s  done\n", time.Since(start).Seconds())
	return code
}

func loadJob(job labJob) (*scenarios.File, error) {
	if job.Random {
		return scenarios.Load(job.Path, job.Data, scenarios.Lenient)
	}
	return scenarios.Load(job.Path, job.Data)
}

// replayInLab puts the attempts to the lab's servers, compares with what they really are, and says beside it where the
// scenario's own products are predicted otherwise.
func replayInLab(ctx context.Context, e *env, l *lab.Lab, file *scenarios.File, o labOptions) (int, error) {
	ledger, err := replay.ParseLedger(testdata.KnownDifferences)
	if err != nil {
		return 0, err
	}
	own, err := lab.OwnOf(file)
	if err != nil {
		return 0, badScenario("%s: %v", file.Path, err)
	}
	built := *file
	built.Topology = lab.AsBuilt(o.styled(file), file.Attempts)
	show := replayOptions{verbose: o.Verbose, json: o.JSON, server: "samba", record: o.Record, junit: o.JUnit}
	if err := show.open(); err != nil {
		return 0, err
	}
	defer show.recordTo.Abandon()
	defer show.junitTo.Abandon()
	found := report.Replayed{}
	r := replay.Replay{Clients: l.Clients, Disposable: true, Wait: o.Wait, Software: show.server, Ledger: ledger, OnResult: func(result replay.Result) {
		records := l.Audit(&result, 0)
		show.take(e, &found, result)
		if !o.JSON {
			if text := own.Beside(result); text != "" {
				e.out.Indent(8, text)
			}
			if o.Verbose {
				for _, r := range records {
					e.out.Indent(8, r.String())
				}
			}
			_ = e.flush()
		}
	}}
	if _, err := r.Run(ctx, &built); err != nil {
		var p logon.Problem
		if errors.As(err, &p) {
			return 0, badScenario("%s: %v", file.Path, err)
		}
		return 0, err
	}
	for _, r := range l.Unclaimed() {
		found.Note(r.String())
	}
	return show.code(found), show.reports(e, &found)
}

// stay reports that the lab is up, and waits for its end.
func stay(ctx context.Context, e *env, l *lab.Lab) int {
	if err := lab.SayReady(l.Inits()); err != nil {
		return e.report(cannotBuild(err))
	}
	<-ctx.Done()
	return exitExpected
}

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
	if err := fuzz.Writable(o.Out); err != nil {
		return usage("", "--out: %v", err)
	}
	return fuzzed(ctx, e, o, lab.SambaVersion(ctx), o.play)
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
		for _, line := range r.Lines(o.Attempts) {
			e.out.Line(line)
		}
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
