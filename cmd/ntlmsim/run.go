package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/report"
)

type runOptions struct {
	verbose  bool
	json     bool
	evidence bool
	junit    string
	junitTo  *report.Output
	set      settingsFlag
}

func runCommand() command {
	var o runOptions
	return command{
		Name:  "run",
		Args:  "[FILE|DIR…]",
		Short: "predict the attempts of scenarios, and compare with want:",
		Long:  long("run"),
		Examples: []example{
			{"ntlmsim run", "the whole catalogue"},
			{"ntlmsim run -v kb103390/example.yaml", "every attempt of one file, with its verdict"},
			{"ntlmsim run --set '*.RestrictNTLMInDomain=0' windows/lockout.yaml", "what breaks, or works, with a policy"},
			{"ntlmsim run --strict-evidence kb103390", "what these predictions depend on without a document or an observation"},
			{"ntlmsim run --junit report.xml lab/", "your own scenarios, for a build server"},
		},
		Flags: func(f *pflag.FlagSet) {
			f.BoolVarP(&o.verbose, "verbose", "v", false, "list every attempt with its verdict")
			f.BoolVar(&o.json, "json", false, "print one object; ntlmsim help json describes it")
			f.BoolVar(&o.evidence, "strict-evidence", false, "list what depends on inference or folklore")
			o.set.define(f)
			f.StringVar(&o.junit, "junit", "", "write a JUnit report to `FILE`, too")
		},
		Run:      o.run,
		Complete: scenarios.CatalogueFiles,
	}
}

func (o *runOptions) run(ctx context.Context, e *env, args []string) error {
	list, err := places(ctx, args)
	if err != nil {
		return err
	}
	if o.junitTo, err = report.NewOutput("--junit", o.junit, 0o644); err != nil {
		return err
	}
	defer o.junitTo.Abandon()
	var all []report.File
	for _, at := range list {
		r, err := runFile(ctx, e, at, o.set)
		var f fault
		if errors.As(err, &f) && f.code == exitUsage {
			return err // the mistake is in --set, not in the file
		}
		if o.evidence && err == nil {
			report.AddDoubts(ctx, r.File, r.Attempts)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		all = append(all, r)
		if !o.json {
			e.printRan(r, o.verbose)
		}
		if err := e.flush(); err != nil {
			return err
		}
	}
	s := report.Summarize(all)
	if err := o.reports(e, all, s); err != nil {
		return err
	}
	return ended(exitCode(s))
}

// reports writes what comes after everything has run.
func (o *runOptions) reports(e *env, all []report.File, s report.Summary) error {
	if err := o.junitTo.Write(func() ([]byte, error) { return report.JUnit(all, s) }); err != nil {
		return err
	}
	var doubted *report.Evidence
	if o.evidence {
		doubted = report.EvidenceOf(all)
	}
	if o.json {
		return e.printJSON(report.RunOf(all, s, doubted))
	}
	if doubted != nil {
		e.out.PrintEvidence(doubted, o.verbose)
	}
	e.printSummary(s)
	return nil
}

// runFile predicts every attempt of one file. A topology without attempts is an error, unless it was only found in a
// directory.
func runFile(ctx context.Context, e *env, at place, set settingsFlag) (r report.File, err error) {
	r.Name = at.name()
	defer func() {
		if err != nil {
			r.Problem = err.Error()
		}
	}()
	if r.File, err = at.load(ctx, e.in); err != nil {
		return r, err
	}
	if r.File, err = set.apply(r.File); err != nil {
		return r, err
	}
	err = play(r.File, func(p scenarios.Played) bool {
		r.Attempts = append(r.Attempts, report.Judge(p))
		return ctx.Err() == nil
	})
	if err == nil && len(r.File.Attempts) == 0 && !at.inside {
		err = badScenario("%s: there is nothing to run in it: it has no attempts (ntlmsim help scenario)", r.File.Path)
	}
	return r, err
}

// exitCode is the exit code of a run.
func exitCode(s report.Summary) int {
	switch {
	case s.BadFiles > 0 || s.Attempts == 0:
		return exitScenario
	case s.Different > 0:
		return exitDifference
	}
	return exitExpected
}

// printRan writes the result of a file; below its line to standard error why it could not be run.
func (e *env) printRan(r report.File, verbose bool) {
	e.out.PrintRun(r, verbose)
	if r.Problem != "" {
		_ = e.flush()
		fmt.Fprintln(e.err, r.Problem)
	}
}

func (e *env) printSummary(s report.Summary) {
	if s.Attempts == 0 && s.BadFiles == 0 {
		_ = e.flush()
		fmt.Fprintln(e.err, "ntlmsim: there is nothing to run")
		return
	}
	e.out.PrintSummary(s)
}
