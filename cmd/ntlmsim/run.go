package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
	"ntlmsim/sim/whatif"
)

type runOptions struct {
	verbose  bool
	json     bool
	evidence bool
	junit    string
	junitTo  *output
	set      settingsFlag
}

func runCommand() command {
	var o runOptions
	return command{
		Name:  "run",
		Args:  "[FILE|DIR…]",
		Short: "predict every attempt of scenarios, and compare with what they expect",
		Long: `Predicts every attempt and compares it with its want: and because:. Without arguments it runs the catalogue that
comes with the program; a name that is not on the disk is looked for there. A directory means every *.yaml below it,
and - is standard input.

--set asks the same with a setting changed, as an administrator would change it: what is not as expected then is what the
change breaks, or mends.

--strict-evidence lists what predictions rest on that is only inferred, or folklore: rows of the table, what their ends mean,
and values of profiles but for which something else would be predicted. Each citation is there once, with how many attempts
rest on it; -v lists these. The list changes no exit code: that is of what is not as expected.`,
		Examples: []example{
			{"ntlmsim run", "the whole catalogue"},
			{"ntlmsim run -v kb103390/example.yaml", "every attempt of one file, with its verdict"},
			{"ntlmsim run --set '*.RestrictNTLMInDomain=0' windows/lockout.yaml", "what breaks, or is mended, with a policy"},
			{"ntlmsim run --strict-evidence kb103390", "what of these predictions no document and no observation says"},
			{"ntlmsim run --junit report.xml lab/", "your own scenarios, for a build server"},
		},
		Flags: func(f *pflag.FlagSet) {
			f.BoolVarP(&o.verbose, "verbose", "v", false, "list every attempt with its verdict")
			f.BoolVar(&o.json, "json", false, "print one object; ntlmsim help json describes it")
			f.BoolVar(&o.evidence, "strict-evidence", false, "list what rests on inference or folklore")
			o.set.define(f)
			f.StringVar(&o.junit, "junit", "", "write a JUnit report to `FILE`, too")
		},
		Run:      o.run,
		Complete: scenarios.CatalogueFiles,
	}
}

// A judged is one attempt with what is predicted of it. Doubts and advice take time: weigh and advise add them.
type judged struct {
	scenarios.Played
	Outcome     logon.Outcome
	Differences []scenarios.Difference
	Doubts      []logon.Ground // what the prediction rests on that is only inferred, or folklore
	Advice      whatif.Found   // what would make it work, of a refused attempt
}

func judge(p scenarios.Played) judged {
	o := p.Outcome()
	return judged{Played: p, Outcome: o, Differences: scenarios.Differences(p.Attempt, o)}
}

// A ran is one file with its attempts, or why it could not be run.
type ran struct {
	name     string          // as messages name the file
	file     *scenarios.File // nil: it could not be read
	problem  string          // why it could not be run, or ""
	attempts []judged
}

// A summary counts.
type summary struct {
	Files      int `json:"files"`
	Attempts   int `json:"attempts"`
	AsExpected int `json:"asExpected"`
	Different  int `json:"different"`
	BadFiles   int `json:"badFiles"`
}

func (o *runOptions) run(ctx context.Context, e *env, args []string) error {
	list, err := places(ctx, args)
	if err != nil {
		return err
	}
	if o.junitTo, err = newOutput("--junit", o.junit, 0o644); err != nil {
		return err
	}
	defer o.junitTo.abandon()
	var all []ran
	for _, at := range list {
		r, err := runFile(ctx, e, at, o.set)
		var f fault
		if errors.As(err, &f) && f.code == exitUsage {
			return err // of --set, and not of the file
		}
		if o.evidence && err == nil {
			weigh(ctx, r.file, r.attempts)
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
	s := summarize(all)
	if err := o.reports(e, all, s); err != nil {
		return err
	}
	return ended(exitCode(s))
}

// reports are what is written once everything has run.
func (o *runOptions) reports(e *env, all []ran, s summary) error {
	if err := o.junitTo.write(func() ([]byte, error) { return runJUnit(all, s) }); err != nil {
		return err
	}
	var doubted *evidence
	if o.evidence {
		doubted = evidenceOf(all)
	}
	if o.json {
		return e.printJSON(runOf(all, s, doubted))
	}
	if doubted != nil {
		e.out.printEvidence(doubted, o.verbose)
	}
	e.printSummary(s)
	return nil
}

// runFile predicts every attempt of one file. A topology without attempts is nothing to run, unless it merely stands
// in a directory with scenarios.
func runFile(ctx context.Context, e *env, at place, set settingsFlag) (r ran, err error) {
	r.name = at.name()
	defer func() {
		if err != nil {
			r.problem = err.Error()
		}
	}()
	if r.file, err = at.load(ctx, e.in); err != nil {
		return r, err
	}
	if r.file, err = set.apply(r.file); err != nil {
		return r, err
	}
	err = play(r.file, func(p scenarios.Played) bool {
		r.attempts = append(r.attempts, judge(p))
		return ctx.Err() == nil
	})
	if err == nil && len(r.file.Attempts) == 0 && !at.inside {
		err = badScenario("%s: there is nothing to run in it: it has no attempts", r.file.Path)
	}
	return r, err
}

func (r ran) different() int {
	n := 0
	for _, a := range r.attempts {
		if len(a.Differences) > 0 {
			n++
		}
	}
	return n
}

func summarize(all []ran) summary {
	var s summary
	for _, r := range all {
		if r.problem != "" {
			s.BadFiles++
		}
		if len(r.attempts) > 0 {
			s.Files++
		}
		s.Attempts += len(r.attempts)
		s.Different += r.different()
	}
	s.AsExpected = s.Attempts - s.Different
	return s
}

// exitCode is how a run ends.
func exitCode(s summary) int {
	switch {
	case s.BadFiles > 0 || s.Attempts == 0:
		return exitScenario
	case s.Different > 0:
		return exitDifference
	}
	return exitExpected
}

// printRan writes what was found in a file, and why it could not be run below its line.
func (e *env) printRan(r ran, verbose bool) {
	e.out.printRan(r, verbose)
	if r.problem != "" {
		_ = e.flush()
		fmt.Fprintln(e.err, r.problem)
	}
}

// printRan writes one line for a file, and whatever is not as expected in detail.
func (p *Page) printRan(r ran, verbose bool) {
	name := r.name
	switch n := r.different(); {
	case r.problem != "":
		p.Printf("%s  %s\n", p.Style.Red("bad    "), name)
		return
	case len(r.attempts) == 0:
		p.Printf("%s  %s  %s\n", p.Style.Dim("-      "), page.Pad(name, 44), p.Style.Dim("a topology, no attempts"))
	case n > 0:
		p.Printf("%s  %s  %d of %s\n", p.Style.Red("differs"), page.Pad(name, 44), n, page.Plural(len(r.attempts), "attempt"))
	default:
		p.Printf("%s  %s  %s\n", p.Style.Green("ok     "), page.Pad(name, 44), p.Style.Dim(page.Plural(len(r.attempts), "attempt")))
	}
	for _, a := range r.attempts {
		if len(a.Differences) > 0 {
			p.printDifferent(name, a)
		} else if verbose {
			p.Printf("    %2d  %s\n", a.Number, a.Name)
			p.Para("        ", "        ", nil, paintVerdict(p.Style, a.Outcome))
		}
	}
}

// printDifferent says what was expected, what is predicted instead, and which sentence decided.
func (p *Page) printDifferent(name string, a judged) {
	p.Printf("\n    %s  %s\n", p.Style.Bold(fmt.Sprintf("#%d %s", a.Number, a.Name)), p.Style.Dim(fmt.Sprintf("%s:%d", name, a.Line)))
	p.printDifferences("        ", a.Differences)
	p.Para("        path  ", "              ", nil, route(a.Outcome))
	p.printReason("        ", a.Outcome)
	if s, ok := decisive(a.Outcome); ok {
		p.printCite("        ", s.Cite)
	}
	p.Line()
}

// printDifferences writes what was expected above what is predicted.
func (p *Page) printDifferences(indent string, list []scenarios.Difference) {
	for _, d := range list {
		p.Line(indent, page.Pad(d.Field, 9), "want ", p.Style.Green(d.Want))
		p.Line(indent, page.Pad("", 9), "got  ", p.Style.Red(d.Got))
	}
}

func (e *env) printSummary(s summary) {
	if s.Attempts == 0 && s.BadFiles == 0 {
		_ = e.flush()
		fmt.Fprintln(e.err, "ntlmsim: there is nothing to run")
		return
	}
	e.out.printSummary(s)
}

// printSummary says how many attempts are as expected.
func (p *Page) printSummary(s summary) {
	switch {
	case s.Different == 0 && s.BadFiles == 0:
		p.Line(p.Style.Green(fmt.Sprintf("%s as expected in %s", page.Plural(s.Attempts, "attempt"), page.Plural(s.Files, "file"))))
	default:
		text := fmt.Sprintf("%d of %s as expected in %s", s.AsExpected, page.Plural(s.Attempts, "attempt"), page.Plural(s.Files, "file"))
		if s.BadFiles > 0 {
			text += fmt.Sprintf("; %s could not be run", page.Plural(s.BadFiles, "file"))
		}
		p.Line(p.Style.Red(text))
	}
}

func runOf(all []ran, s summary, doubted *evidence) runJSON {
	out := runJSON{Version: jsonVersion, Files: []runFileJSON{}, Summary: s, Evidence: doubted}
	for _, r := range all {
		f := runFileJSON{Path: r.name, Error: r.problem, Attempts: []runAttemptJSON{}}
		if r.file != nil {
			f.Comment = r.file.Comment
		}
		for _, a := range r.attempts {
			f.Attempts = append(f.Attempts, runAttemptJSON{a.Number, a.Name, a.Line, len(a.Differences) == 0, a.Outcome.Error,
				a.Outcome.Session.String(), a.Outcome.Because, a.Outcome.Verdict(), a.Differences, groundsOf(a.Doubts)})
		}
		out.Files = append(out.Files, f)
	}
	return out
}
