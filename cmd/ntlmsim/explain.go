package main

import (
	"context"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/report"
)

type explainOptions struct {
	trace, json, all, verbose bool
	event, logs               string
}

func explainCommand() command {
	var o explainOptions
	return command{
		Name:  "explain",
		Args:  "FILE[#ATTEMPT]|CODE|--event FILE[#N]",
		Short: "explain an attempt step by step, an error code, or an event",
		Long:  long("explain"),
		Examples: []example{
			{"ntlmsim explain kb103390/example.yaml", "what the scenario shows"},
			{"ntlmsim explain kb103390/example.yaml#1", "the article's puzzle, every step"},
			{"ntlmsim explain 'kb103390/example.yaml#workaround'", "an attempt by a part of its name"},
			{"ntlmsim explain kb103390/example.yaml#1 --logs xml", "the events of an attempt as wevtutil writes them"},
			{"ntlmsim explain 1326", "what NET printed"},
			{"ntlmsim explain 4625 0xc000006d/0xc0000064", "what stands in an event: Status and SubStatus"},
			{"ntlmsim explain --event event.xml", "an event that was exported"},
		},
		Flags: func(f *pflag.FlagSet) {
			f.BoolVarP(&o.trace, "trace", "t", false, "every step of every attempt, where FILE alone is given")
			f.BoolVarP(&o.verbose, "verbose", "v", false, "of a code or an event: rules, scenarios and sources as well")
			f.BoolVar(&o.json, "json", false, "print one object; ntlmsim help json describes it")
			f.StringVar(&o.logs, "logs", "", "print the events of Windows with all their fields, as `FORMAT`: "+strings.Join(logFormats, ", "))
			f.StringVarP(&o.event, "event", "e", "", "explain the events in `FILE` or the Nth of them, FILE#N")
			f.BoolVarP(&o.all, "all", "a", false, "with --event: explain one event of each kind that FILE has")
		},
		Run:      o.run,
		Complete: scenarios.CatalogueFiles,
	}
}

func (o *explainOptions) run(ctx context.Context, e *env, args []string) error {
	code := o.event == "" && isCode(args)
	if err := o.check(args, code); err != nil {
		return err
	}
	switch {
	case o.event != "":
		return o.runEvent(ctx, e, args)
	case code:
		return o.runCode(ctx, e, strings.Join(args, " "))
	}
	return o.runFile(ctx, e, args)
}

// check refuses flags that do not fit together, or do not fit a code.
func (o *explainOptions) check(args []string, code bool) error {
	switch {
	case o.event != "" && o.logs != "":
		return usage("--logs writes events; --event reads them.", "--logs and --event cannot be combined")
	case o.event == "" && o.all:
		return usage("For instance: ntlmsim explain --all --event events.xml", "--all belongs to --event")
	case code && o.logs != "":
		return usage("For instance: ntlmsim explain kb103390/example.yaml#1 --logs xml", "--logs needs a FILE, and %s is a code", quotable(args[0]))
	case o.logs != "":
		return oneOf("logs", o.logs, logFormats)
	}
	return nil
}

// runFile explains attempts of a file.
func (o *explainOptions) runFile(ctx context.Context, e *env, args []string) error {
	if len(args) != 1 {
		return usage("For instance: ntlmsim explain kb103390/example.yaml#1", "explain takes one FILE or FILE#ATTEMPT, or a CODE")
	}
	file, n, err := loadAttempt(ctx, e, args[0])
	if err != nil {
		return err
	}
	if o.logs != "" {
		if file, err = ofLogon(file, nil); err != nil {
			return err
		}
	}
	var list []report.Attempt
	err = play(file, func(p scenarios.Played) bool {
		if n < 0 || p.Number == n+1 {
			list = append(list, report.Judge(p))
		}
		return ctx.Err() == nil && (n < 0 || p.Number <= n)
	})
	if err != nil {
		return err
	}
	if o.logs != "" {
		return e.printLogs(o.logs, file, list)
	}
	whole := n >= 0 || o.trace
	if whole || o.json {
		report.AddDoubts(ctx, file, list)
		report.AddAdvice(ctx, list)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if o.json {
		return e.printJSON(report.ExplanationOf(file, list))
	}
	e.out.PrintFile(file, list, whole)
	return nil
}
