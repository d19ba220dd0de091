package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"ntlmsim/sim/page"
)

// The exit codes. An expected refusal is as expected. Of several codes the highest counts.
const (
	exitExpected    = 0   // as expected
	exitDifference  = 1   // something is not as expected
	exitUsage       = 2   // the command line cannot be understood, or a file that it names cannot be written
	exitScenario    = 3   // a scenario is not right, or there is nothing to run in it
	exitServer      = 4   // a server could not be asked
	exitSeveral     = 5   // something is unknown, and several answers are possible
	exitInterrupted = 130 // Ctrl-C
)

// exitCodes describes the exit codes in help.
const exitCodes = `Exit codes:
  0    as expected: a refusal that was expected is, and so is any prediction
  1    something is not as expected, or check finds something
  2    the command line cannot be understood, or the output cannot be written
  3    a scenario is not right, or there is nothing to run in it
  4    a server could not be asked (outranks the others)
  5    of predict: something is unknown, and several answers are possible
  130  interrupted
`

// A fault ends the program with an exit code. It has no message if the output has said everything.
type fault struct {
	code    int
	message string
	hint    string
}

func (f fault) Error() string { return f.message }

func usage(hint, format string, args ...any) error {
	return fault{exitUsage, fmt.Sprintf(format, args...), hint}
}

func badScenario(format string, args ...any) error {
	return fault{exitScenario, fmt.Sprintf(format, args...), ""}
}

// ended ends a command with an exit code, without a message.
func ended(code int) error {
	if code == exitExpected {
		return nil
	}
	return fault{code: code}
}

// report writes what went wrong, and returns the exit code. A closed pipe is no error.
func (e *env) report(err error) int {
	var f fault
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe):
		return exitExpected
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case !errors.As(err, &f):
		f = fault{exitUsage, err.Error(), ""}
	}
	if f.message != "" {
		fmt.Fprintf(e.err, "ntlmsim: %s\n", f.message)
	}
	if f.hint != "" {
		fmt.Fprintln(e.err, e.folded(f.hint))
	}
	return f.code
}

// folded breaks the long lines of a hint for a terminal; lines that are indented stay as they are.
func (e *env) folded(hint string) string {
	if !e.tty {
		return hint
	}
	var b strings.Builder
	for _, line := range strings.Split(hint, "\n") {
		if strings.HasPrefix(line, " ") {
			b.WriteString(line + "\n")
			continue
		}
		(&page.Page{W: &b, Width: e.out.Width}).Para("", "", nil, line)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// did is a hint to the nearest name, or "".
func did(nearest string) string {
	if nearest == "" {
		return ""
	}
	return "Did you mean " + nearest + "?"
}
