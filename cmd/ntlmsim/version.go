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

// version is set by .ci/release, from git describe; "" in other builds.
var version string

func printVersion(e *env) error {
	what := version
	if what == "" {
		what = builtFrom()
	}
	fmt.Fprintf(e.raw, "ntlmsim %s, %s %s/%s\n", what, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// builtFrom is what go build has noted: the module's version, and the commit where that is known.
func builtFrom() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	text := info.Main.Version
	if text == "" || text == "(devel)" {
		text = "devel"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			text += " " + s.Value
		}
	}
	return text
}
