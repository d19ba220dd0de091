package main

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/report"
)

type checkOptions struct{ json bool }

func checkCommand() command {
	var o checkOptions
	return command{
		Name:  "check",
		Args:  "FILE|DIR…",
		Short: "find what loads, and is probably a mistake",
		Long: `Lists what of a file is right as a file, and probably wrong at your site: a service principal name that two accounts have, a host
without one, a name of an account whose key the service has not, kernel mode against the account of a pool, an address in place of a
name, delegation to a service that nobody has, a virtual directory of Exchange without Kerberos, a name in a list that is misspelled.
Each with its place in the file, what to do, and the source. want: is not needed. - is standard input; a name that is not on the disk
is looked for in the catalogue, in which mistakes are meant.

The exit code is 1 where something is found, and 3 where a file is not right.`,
		Examples: []example{
			{"ntlmsim check kb326985/first-tickets.yaml", "one file"},
			{"ntlmsim check --json kb103390/example.yaml", "for programs"},
			{"ntlmsim check lab/", "every *.yaml of a directory"},
		},
		Flags: func(f *pflag.FlagSet) {
			f.BoolVar(&o.json, "json", false, "print one object; ntlmsim help json describes it")
		},
		Run:      o.run,
		Complete: scenarios.CatalogueFiles,
	}
}

func (o *checkOptions) run(ctx context.Context, e *env, args []string) error {
	if len(args) == 0 {
		return usage("ntlmsim help topology shows how to write one.", "check takes a FILE")
	}
	list, err := places(ctx, args)
	if err != nil {
		return err
	}
	var all []report.Checked
	for _, at := range list {
		c := report.Checked{Name: at.name()}
		if file, err := at.load(ctx, e.in, scenarios.Lenient); err != nil {
			c.Problem = err.Error()
		} else {
			c.Found = scenarios.Lint(file)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		all = append(all, c)
	}
	return o.show(e, all)
}

// show prints what was found, and ends with what it means.
func (o *checkOptions) show(e *env, all []report.Checked) error {
	found := report.CheckOf(all)
	if o.json {
		if err := e.printJSON(found); err != nil {
			return err
		}
	} else {
		for _, c := range all {
			e.out.PrintChecked(c)
			if c.Problem != "" {
				_ = e.flush()
				fmt.Fprintln(e.err, c.Problem)
			}
		}
		e.out.PrintCheckSummary(found.Summary)
	}
	switch {
	case found.Summary.BadFiles > 0 || len(all) == 0:
		return ended(exitScenario)
	case found.Summary.Findings > 0:
		return ended(exitDifference)
	}
	return nil
}
