package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab/webserver"
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
	if o.junitTo, err = report.NewOutput("--junit", o.junit, 0o644); err != nil {
		return err
	}
	defer o.junitTo.Abandon()
	found := report.WebLab{Command: "replay", DryRun: o.dryRun}
	stopped := r.Run(ctx, func(result webserver.Result) {
		o.takeWeb(e, &found, result)
	})
	found.Spent = r.Spent()
	return cmp.Or(o.reportWeb(e, found), cannotNote(stopped), ended(found.Code(exitServer, exitDifference)))
}

// webOptions reads the flags.
func (o *replayOptions) webOptions(ctx context.Context, e *env) (w webreplay.Options, err error) {
	w = webreplay.Options{Timeout: o.timeout, AnyCertificate: o.web.any, MaxBad: o.maxBad, Plan: o.dryRun}
	if wrong := changed(o.set, smbFlags); len(wrong) > 0 {
		return w, usage("", "--%s belongs to files about NET USE", wrong[0])
	}
	for _, name := range strings.FieldsFunc(o.server, func(r rune) bool { return r == ',' }) {
		if w.Software = append(w.Software, name); !slices.Contains(webserver.Servers(), name) {
			return w, usage("Known differences of web files are those of "+webreplay.List()+".", "--server %q", name)
		}
	}
	switch {
	case o.maxBad < 0:
		return w, usage("", "--max-bad %d: at least 0", o.maxBad)
	case o.timeout <= 0:
		return w, usage("", "--timeout %s: longer than nothing", o.timeout)
	}
	if w.Servers.Sites, err = pairs("--at", "www.corp.example=10.0.0.5", o.atFlag); err != nil {
		return w, err
	}
	if w.Servers.KDCs, err = pairs("--kdc", "CORP.EXAMPLE=10.0.0.4", o.web.kdc); err != nil {
		return w, err
	}
	if o.web.ca != "" {
		pem, err := os.ReadFile(o.web.ca)
		if w.Authorities = webreplay.Authorities(pem); err != nil || w.Authorities == nil {
			return w, usage("", "--ca %s: %v", o.web.ca, cmp.Or(err, errors.New("there is no certificate in it")))
		}
	}
	if w.State, err = stateFile(e); err != nil || o.dryRun {
		return w, err
	}
	return w, cannotNote(w.State.Check(ctx))
}

func (o *replayOptions) takeWeb(e *env, found *report.WebLab, r webserver.Result) {
	if n := len(found.Results); !o.json && (n == 0 || found.Results[n-1].File != r.File) {
		e.out.Line(e.out.Style.Bold(r.File))
	}
	found.Results = append(found.Results, r)
	if !o.json {
		e.out.PrintWebResult(r, o.verbose)
		_ = e.flush()
	}
}

// reportWeb writes what is written at the end, however that came.
func (o *replayOptions) reportWeb(e *env, found report.WebLab) error {
	if err := o.junitTo.Write(found.JUnit); err != nil {
		return err
	}
	if o.json {
		return e.printJSON(found.JSON())
	}
	e.out.PrintWebLab(found)
	return e.flush()
}
