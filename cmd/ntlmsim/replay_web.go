package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab/judged"
	"ntlmsim/sim/page"
	"ntlmsim/sim/report"
	"ntlmsim/sim/webreplay"
)

// webOptions are the flags of replay that only files with model: web take.
type webOptions struct {
	kdc []string
	ca  string
	any bool
}

// webFlags are their names, and smbFlags the names of those that only files about NET USE take.
var (
	webFlags = []string{"kdc", "ca", "any-certificate"}
	smbFlags = []string{"as", "client", "dialect", "record", "recording", "wait"}
)

func (o *webOptions) define(f *pflag.FlagSet) {
	f.StringArrayVar(&o.kdc, "kdc", nil, "of web files: the address of a KDC, `REALM=HOST[:PORT]`; once for each")
	f.StringVar(&o.ca, "ca", "", "of web files: believe the certificates of the authorities in `FILE` (PEM)")
	f.BoolVar(&o.any, "any-certificate", false, "of web files: believe every certificate")
}

// changed are those of some flags that the command line has.
func changed(set *pflag.FlagSet, names []string) (list []string) {
	for _, name := range names {
		if set.Changed(name) {
			list = append(list, name)
		}
	}
	return list
}

// ofWeb replays files about web servers; done is false where these are others.
func (o *replayOptions) ofWeb(ctx context.Context, e *env, args []string) (done bool, err error) {
	if len(args) == 0 || o.lab || o.recording != "" || len(o.atFlag) == 0 {
		return false, nil
	}
	files, err := o.loaded(ctx, e, args)
	if err != nil {
		return true, err
	}
	if i := slices.IndexFunc(files, func(f *scenarios.File) bool { return f.Model().Name == scenarios.EWSProxy().Name }); i >= 0 {
		return true, fault{exitScenario, files[i].Path + " has model: ews-proxy, and is not replayed: a server of Exchange proves itself with the password of its computer account, which nobody knows",
			"Open the InternalUrl as a person, in a file with model: web (ntlmsim help web), and replay that; or ntlmsim lab run FILE."}
	}
	isWeb := func(f *scenarios.File) bool { return f.Model().Name == scenarios.Web().Name }
	switch i := slices.IndexFunc(files, isWeb); {
	case i < 0:
		return false, nil
	case !slices.ContainsFunc(files, func(f *scenarios.File) bool { return !isWeb(f) }):
		return true, o.replayWeb(ctx, e, files)
	default:
		return true, badScenario("%s has model: web, and other files have not: replay them by themselves", files[i].Path)
	}
}

// replayWeb puts the attempts of files to the sites that --at names.
func (o *replayOptions) replayWeb(ctx context.Context, e *env, files []*scenarios.File) error {
	options, err := o.webOptions(ctx, e)
	if err != nil {
		return err
	}
	r, err := webreplay.New(ctx, files, options)
	var mistake *webreplay.Mistake
	switch {
	case errors.As(err, &mistake):
		return usage(page.Capital(mistake.Hint), "%s", mistake.What)
	case err != nil:
		return err
	case r.Attempts() == 0:
		return badScenario("%s: there is nothing to replay in it: it has no attempts", files[0].Path)
	}
	w, err := newLabReport(e, report.WebLab{Command: "replay", DryRun: o.dryRun}, o.junit, o.json, o.verbose)
	if err != nil {
		return err
	}
	defer w.junit.Abandon()
	stopped := r.Run(ctx, w.take)
	w.found.Spent = r.Spent()
	return cmp.Or(w.write(), cannotNote(stopped), ended(w.found.Code(exitServer, exitDifference)))
}

// webOptions reads the flags.
func (o *replayOptions) webOptions(ctx context.Context, e *env) (w webreplay.Options, err error) {
	w = webreplay.Options{Timeout: o.timeout, AnyCertificate: o.web.any, MaxBad: o.maxBad, Plan: o.dryRun,
		Software: strings.FieldsFunc(o.server, func(r rune) bool { return r == ',' })}
	if wrong := changed(o.set, smbFlags); len(wrong) > 0 {
		return w, usage("", "--%s belongs to files about NET USE", wrong[0])
	}
	if err := o.limits(); err != nil {
		return w, err
	}
	if w.Servers.Sites, err = pairs("--at", "www.corp.example=10.0.0.5", o.atFlag); err != nil {
		return w, err
	}
	if w.Servers.KDCs, err = pairs("--kdc", "CORP.EXAMPLE=10.0.0.4", o.web.kdc); err != nil {
		return w, err
	}
	if o.web.ca != "" {
		if w.Authorities, err = webreplay.Authorities(o.web.ca); err != nil {
			return w, usage("", "--ca %s: %v", o.web.ca, err)
		}
	}
	if w.State, err = stateFile(e); err != nil || o.dryRun {
		return w, err
	}
	return w, cannotNote(w.State.Check(ctx))
}

// A labReport writes what comes of attempts of another model than logon: each as it comes, and the rest at the end.
type labReport[S fmt.Stringer] struct {
	*env
	found         report.Lab[S]
	junit         *report.Output
	json, verbose bool
}

func newLabReport[S fmt.Stringer](e *env, found report.Lab[S], junit string, json, verbose bool) (*labReport[S], error) {
	to, err := report.NewOutput("--junit", junit, 0o644)
	return &labReport[S]{e, found, to, json, verbose}, err
}

func (w *labReport[S]) take(r judged.Result[S]) {
	if n := len(w.found.Results); !w.json && r.File != "" && (n == 0 || w.found.Results[n-1].File != r.File) {
		w.out.Line(w.out.Style.Bold(r.File))
	}
	if w.found.Results = append(w.found.Results, r); !w.json {
		report.PrintResult(w.out, r, w.verbose)
		_ = w.flush()
	}
}

func (w *labReport[S]) write() error {
	if err := w.junit.Write(w.found.JUnit); err != nil {
		return err
	}
	if w.json {
		return cmp.Or(w.printJSON(w.found.JSON()), w.flush())
	}
	report.PrintLab(w.out, w.found)
	return w.flush()
}
