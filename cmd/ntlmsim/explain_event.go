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
	if len(x.Groups) == 0 {
		return usage("ntlmsim help codes lists the events that it knows.", "%s: the model knows none of its events: %s", x.Path, report.NamesOfOthers(x.Others))
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
	e.out.PrintExport(x, o.all)
	return nil
}

// readExport reads the events of FILE, or the Nth of FILE#N.
func readExport(ctx context.Context, stdin io.Reader, arg string) (*report.Export, error) {
	name, number, err := splitEvent(arg)
	if err != nil {
		return nil, err
	}
	data, err := exportBytes(ctx, stdin, name)
	if err != nil {
		return nil, err
	}
	x := &report.Export{Path: name, Arg: name}
	if name == "-" {
		x.Path = "standard input"
	}
	events, err := winevent.Read(data)
	var bad *winevent.Error
	if errors.As(err, &bad) && len(events) == 0 {
		return nil, usage(page.Capital(bad.Hint)+".", "%s: %v", x.Path, bad)
	}
	x.Unread, x.Count = err, len(events)
	if number > len(events) {
		return nil, usage("", "%s has events 1 to %d, not %d", x.Path, len(events), number)
	}
	for i, ev := range events {
		if number == 0 || i == number-1 {
			x.Add(ev, i+1)
		}
	}
	return x, ctx.Err()
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

// exportBytes reads a file, or standard input for "-", up to the limit of winevent. Ctrl-C interrupts it.
func exportBytes(ctx context.Context, stdin io.Reader, name string) ([]byte, error) {
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, usage("", "--event: %s", unread(place{path: name}, err))
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return nil, usage("", "--event: %s is a directory, and no file of events", name)
		}
		stdin = f
	}
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := io.ReadAll(io.LimitReader(stdin, winevent.MaxBytes+1))
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			return nil, usage("", "--event: %s", unread(place{path: name}, r.err))
		}
		return r.data, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// warnUnread writes to standard error which records could not be read.
func warnUnread(e *env, x *report.Export) {
	if x.Unread != nil {
		fmt.Fprintf(e.err, "ntlmsim: %s: %v; the others are read\n", x.Path, x.Unread)
	}
}
