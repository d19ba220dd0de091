package main

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/report"
	"ntlmsim/sim/webkeys"
)

type checkOptions struct {
	json  bool
	known string
}

func checkCommand() command {
	var o checkOptions
	return command{
		Name:  "check",
		Args:  "FILE|DIR…",
		Short: "find what loads, and is probably a mistake",
		Long:  long("check"),
		Examples: []example{
			{"ntlmsim check kb326985/first-tickets.yaml", "one file"},
			{"ntlmsim check --json kb103390/example.yaml", "for programs"},
			{"ntlmsim check lab/", "every *.yaml of a directory"},
			{"ntlmsim check web1.config web2.config web3.config", "the nodes of a farm"},
		},
		Flags: func(f *pflag.FlagSet) {
			f.BoolVar(&o.json, "json", false, "print one object; ntlmsim help json describes it")
			f.StringVar(&o.known, "known-keys", "", "a `FILE` with keys that others know, or their SHA-1, SHA-256 or SHA-512, one a line: those of a web.config are looked for in it")
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
	known, err := webkeys.KnownKeys(o.known)
	if err != nil {
		return ofWebKeys(err)
	}
	var all report.Checks
	for _, at := range list {
		data, err := at.text(ctx, e.in)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			all.Unread(at.name(), unread(at, err))
		default:
			all.Add(models, at.name(), data)
		}
	}
	all.Compare(known)
	return o.show(e, all)
}

// show prints what was found, and ends with what it means.
func (o *checkOptions) show(e *env, all report.Checks) error {
	found := report.CheckOf(all)
	if o.json {
		if err := e.printJSON(found); err != nil {
			return err
		}
	} else {
		e.out.PrintCause(all)
		for _, c := range all.Files {
			e.out.PrintChecked(c)
			if c.Problem != "" {
				_ = e.flush()
				fmt.Fprintln(e.err, c.Problem)
			}
		}
		e.out.PrintCheckSummary(found.Summary)
	}
	switch {
	case found.Summary.BadFiles > 0 || len(all.Files) == 0:
		return ended(exitScenario)
	case found.Summary.Findings > 0:
		return ended(exitDifference)
	}
	return nil
}
