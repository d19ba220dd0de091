package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"ntlmsim/sim/page"
	"ntlmsim/sim/report"
)

// An env is the environment of a command: its streams, their width and colour, and the variables.
type env struct {
	in    io.Reader
	out   *report.Page // for people
	raw   io.Writer    // standard output for programs: not wrapped, not painted
	err   io.Writer
	vars  map[string]string
	color string // --color
	tty   bool   // standard output is a terminal

	buffer *bufio.Writer
	sticky *page.Sticky
}

func newEnv(stdin io.Reader, stdout, stderr io.Writer, environ []string) *env {
	e := &env{in: stdin, vars: map[string]string{}, color: "auto", sticky: &page.Sticky{W: stdout}}
	e.err = page.Writer{W: stderr}
	e.buffer = bufio.NewWriterSize(e.sticky, 64<<10)
	e.raw = e.buffer
	for _, v := range environ {
		name, value, _ := strings.Cut(v, "=")
		e.vars[name] = value
	}
	width, tty := terminalWidth(stdout)
	if other, ok := terminalWidth(stderr); ok && !tty { // a pager reads, in the same terminal
		width = min(width, other)
	}
	e.tty = tty
	e.out = &report.Page{Page: &page.Page{W: page.Writer{W: e.buffer}, Width: width, TTY: e.tty}}
	return e
}

// terminalWidth is how wide text for a stream is, and whether that is a terminal.
func terminalWidth(stream io.Writer) (width int, tty bool) {
	f, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return page.DefaultWidth, false
	}
	if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
		return w, true
	}
	return page.DefaultWidth, true
}

// globals are the flags that every command has.
func (e *env) globals(flags *pflag.FlagSet) {
	flags.StringVar(&e.color, "color", e.color, "paint the output `WHEN`: auto, always or never")
}

// paint decides about colour once the flags are known: what --color says outright counts; else NO_COLOR and a dumb
// terminal forbid it, and a terminal gets it.
func (e *env) paint() error {
	switch e.color {
	case "always", "never":
		e.colour(e.color == "always")
	case "auto":
		e.colour(e.tty && e.vars["NO_COLOR"] == "" && e.vars["TERM"] != "dumb")
	default:
		return usage("Write auto, always or never.", "--color %q", e.color)
	}
	return nil
}

func (e *env) colour(on bool) {
	e.out.Style.On = on
	e.out.W = page.Writer{W: e.buffer, Painted: on}
}

// flush writes what is buffered. It fails if the reader has gone.
func (e *env) flush() error {
	_ = e.buffer.Flush()
	return e.sticky.Err
}

// finish is the last flush.
func (e *env) finish() error { return e.flush() }

// printJSON writes one object.
func (e *env) printJSON(value any) error {
	encoder := json.NewEncoder(e.raw)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
