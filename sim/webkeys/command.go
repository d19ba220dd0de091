package webkeys

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"ntlmsim/sim/report"
)

// A Command is one command of the program.
type Command struct {
	Name, Args, Short, Long string
	Examples                []Example
	Flags                   func(*pflag.FlagSet)
	Run                     func(ctx context.Context, s Streams, args []string) error
}

// An Example is a command line, and what it is for.
type Example struct{ Line, For string }

// Streams are what a command reads and writes.
type Streams struct {
	In       io.Reader
	Page     *report.Page
	Raw, Err io.Writer
	JSON     func(any) error
}

// Commands are all of them. Each call makes new ones, whose flags say nothing yet.
func Commands() []Command { return []Command{viewstateCommand(), machinekeyCommand()} }

// A Fault ends a command.
type Fault struct {
	Kind          Kind
	Message, Hint string
}

func (f Fault) Error() string { return f.Message }

// A Kind is what a fault is for the exit code.
type Kind int

// The kinds of faults.
const (
	Usage   Kind = iota // the command line cannot be understood, or the output cannot be written
	BadFile             // a file is not right
	Refused             // it was asked, and not every answer is yes; there is no message
)

func usage(hint, format string, args ...any) error {
	return Fault{Usage, fmt.Sprintf(format, args...), hint}
}

func badFile(format string, args ...any) error {
	return Fault{BadFile, fmt.Sprintf(format, args...), ""}
}
