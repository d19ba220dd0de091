package main

import (
	"context"

	"github.com/spf13/pflag"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/report"
)

type profilesOptions struct{ json bool }

func profilesCommand() command {
	var o profilesOptions
	return command{
		Name:  "profiles",
		Args:  "[NAME [NAME]]",
		Short: "show what each product does, setting by setting",
		Long:  long("profiles"),
		Examples: []example{
			{"ntlmsim profiles", "the matrix of settings by product"},
			{"ntlmsim profiles windows-2022", "every value, with its source"},
			{"ntlmsim profiles windows-2003 windows-2008r2", "what changed between them"},
		},
		Flags: func(f *pflag.FlagSet) {
			f.BoolVar(&o.json, "json", false, "print one object; ntlmsim help json describes it")
		},
		Run:      o.run,
		Complete: logon.ProfileNames,
	}
}

func (o *profilesOptions) run(_ context.Context, e *env, args []string) error {
	if len(args) > 2 {
		return usage("ntlmsim help profiles", "profiles takes at most two names")
	}
	list := logon.Profiles()
	if len(args) > 0 {
		list = nil
	}
	for _, name := range args {
		p, ok := logon.NewestProfile(name, "", "")
		if !ok {
			return usage(insteadOfProfile(name), "there is no profile %q", name)
		}
		list = append(list, p)
	}
	switch {
	case o.json:
		return e.printJSON(report.ProfilesOf(list))
	case len(args) == 1:
		e.out.PrintProfile(list[0])
	case len(args) == 2:
		e.out.PrintChanges(list[0], list[1])
	default:
		e.out.PrintMatrix(list)
	}
	return nil
}
