package main

import (
	"context"
	"errors"

	"ntlmsim/sim/webkeys"
)

// webKeyCommands are the commands about the keys of ASP.NET.
func webKeyCommands() (list []command) {
	for _, w := range webkeys.Commands() {
		c := command{Name: w.Name, Args: w.Args, Short: w.Short, Long: w.Long, Flags: w.Flags}
		for _, x := range w.Examples {
			c.Examples = append(c.Examples, example(x))
		}
		c.Run = func(ctx context.Context, e *env, args []string) error {
			return ofWebKeys(w.Run(ctx, webkeys.Streams{In: e.in, Page: e.out, Raw: e.raw, Err: e.err, JSON: e.printJSON}, args))
		}
		list = append(list, c)
	}
	return list
}

// ofWebKeys gives an error of that package its exit code.
func ofWebKeys(err error) error {
	var f webkeys.Fault
	if errors.As(err, &f) {
		return fault{[]int{exitUsage, exitScenario, exitDifference}[f.Kind], f.Message, f.Hint}
	}
	return err
}
