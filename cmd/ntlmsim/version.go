package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

func versionCommand() command {
	return command{
		Name:     "version",
		Short:    "say which ntlmsim this is",
		Long:     "Prints the version of the program, the commit it was built from where that is known, and the Go version.",
		Examples: []example{{"ntlmsim version", "which ntlmsim is this?"}},
		Run: func(_ context.Context, e *env, args []string) error {
			if err := noArgs("version", args); err != nil {
				return err
			}
			return printVersion(e)
		},
	}
}

func printVersion(e *env) error {
	version, commit := "devel", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" && info.Main.Version != "(devel)" {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = " " + s.Value
			}
		}
	}
	fmt.Fprintf(e.raw, "ntlmsim %s%s, %s %s/%s\n", version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
