package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"ntlmsim/sim/page"
	"ntlmsim/sim/report"
	"ntlmsim/sim/winevent"
)

func (o *explainOptions) runEvent(ctx context.Context, e *env, args []string) error {
	if len(args) > 0 {
		return usage("ntlmsim help explain says what it is for.", "--event names the file, and there is %s beside it", quotable(args[0]))
	}
	if o.trace {
		return usage("ntlmsim help explain says what it is for.", "--trace and --event cannot be combined")
	}
	x, err := readExport(ctx, e.in, o.event)
	if err != nil {
		return err
	}
	if o.json || o.all || x.Single() {
		catalogue, err := predictCatalogue(ctx)
		if err != nil {
			return err
		}
		x.Explain(catalogue)
	}
	warnUnread(e, x)
	if o.json {
		return e.printJSON(x.JSON())
	}
	e.out.PrintExport(x, o.all, o.verbose)
	return nil
}

// readExport reads the events of FILE, or the Nth of FILE#N.
func readExport(ctx context.Context, stdin io.Reader, arg string) (*report.Export, error) {
	name, number, err := splitEvent(arg)
	if err != nil {
		return nil, err
	}
	file, err := openExport(ctx, stdin, name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	x := &report.Export{Path: name, Arg: name, Number: number}
	if name == "-" {
		x.Path = "standard input"
	}
	err = x.Read(file)
	var bad *winevent.Error
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &bad):
		return nil, usage(page.Capital(bad.Hint)+".", "%s: %v", x.Path, bad)
	case err != nil:
		return nil, usage("", "--event: %s", unread(place{path: name}, err))
	case x.Count == 0 && x.Lost.Count > 0:
		return nil, usage(page.Capital(x.Lost.Places[0].Hint())+".", "%s: %v", x.Path, x.Lost.Places[0])
	case number > x.Count:
		return nil, usage("", "%s has %d events, and none of number %d", x.Path, x.Count, number)
	}
	return x, nil
}

// splitEvent takes FILE#N apart. The name of an existing file may have a #.
func splitEvent(arg string) (name string, number int, err error) {
	if _, err := os.Stat(arg); err == nil {
		return arg, 0, nil
	}
	i := strings.LastIndex(arg, "#")
	if i < 0 {
		return arg, 0, nil
	}
	number, err = strconv.Atoi(arg[i+1:])
	if err != nil || number < 1 {
		return "", 0, usage("For instance: ntlmsim explain --event events.xml#1", "--event %s: %q is not the number of an event", arg, arg[i+1:])
	}
	return arg[:i], number, nil
}

// An exportFile is a file that is read until the context ends. It is an io.ReaderAt, as an archive needs it.
type exportFile struct {
	*os.File
	ctx  context.Context
	size int64
}

func (f exportFile) Size() int64 { return f.size }

func (f exportFile) Read(p []byte) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	return f.File.Read(p)
}

func (f exportFile) ReadAt(p []byte, at int64) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, at)
}

// openExport opens a file, or standard input for "-". Ctrl-C interrupts what reads it.
func openExport(ctx context.Context, stdin io.Reader, name string) (io.ReadCloser, error) {
	if name == "-" {
		return interruptible(ctx, io.NopCloser(stdin)), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, usage("", "--event: %s", unread(place{path: name}, err))
	}
	switch info, err := f.Stat(); {
	case err == nil && info.IsDir():
		f.Close()
		return nil, usage("", "--event: %s is a directory, and no file of events", name)
	case err == nil && info.Mode().IsRegular():
		return exportFile{f, ctx, info.Size()}, nil
	}
	return interruptible(ctx, f), nil
}

// interruptible reads what may have to be waited for: a pipe, or a terminal.
func interruptible(ctx context.Context, from io.ReadCloser) io.ReadCloser {
	r, w := io.Pipe()
	context.AfterFunc(ctx, func() { r.CloseWithError(ctx.Err()) })
	go func() {
		defer from.Close()
		_, err := io.CopyBuffer(w, struct{ io.Reader }{from}, make([]byte, 64<<10))
		w.CloseWithError(err)
	}()
	return r
}

// mostWarnings is how many places are told that could not be read.
const mostWarnings = 5

// warnUnread writes to standard error what could not be read.
func warnUnread(e *env, x *report.Export) {
	for _, l := range x.Lost.Places[:min(len(x.Lost.Places), mostWarnings)] {
		fmt.Fprintf(e.err, "ntlmsim: %s: %s\n", x.Path, l)
	}
	if more := x.Lost.Count - mostWarnings; more > 0 {
		fmt.Fprintf(e.err, "ntlmsim: %s: %d more places could not be read; in all at least %d events and %d bytes are lost\n", x.Path, more, x.Lost.Events, x.Lost.Bytes)
	}
}
