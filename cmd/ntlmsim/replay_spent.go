package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/replay"
)

// stateFile is where runs note what they spend: the state directory of the XDG base directories, or that of Windows.
func stateFile(e *env) (*replay.StateFile, error) {
	dir, home := e.vars["XDG_STATE_HOME"], e.vars["HOME"]
	if runtime.GOOS == "windows" && dir == "" {
		dir = e.vars["LOCALAPPDATA"]
	}
	if dir == "" && home != "" {
		dir = filepath.Join(home, ".local", "state")
	}
	if !filepath.IsAbs(dir) {
		return nil, fault{exitUsage, "what earlier runs have sent cannot be known: there is no state directory", "Set XDG_STATE_HOME to an absolute path."}
	}
	return &replay.StateFile{Path: filepath.Join(dir, "ntlmsim", "replay.json")}, nil
}

// cannotNote is what is said where a run cannot note what it sends.
func cannotNote(err error) error {
	var state *replay.StateError
	if !errors.As(err, &state) {
		return err
	}
	return fault{exitUsage, "what is sent cannot be noted for later runs: " + err.Error(),
		"Nothing more is sent. ntlmsim replay --forget empties the file; XDG_STATE_HOME names another directory."}
}

// remember opens the state file of a run that sends something, or that plans to.
func (o *replayOptions) remember(ctx context.Context, e *env) (err error) {
	if o.lab || o.recording != "" {
		return nil // nobody's accounts, and nobody
	}
	o.places = replay.LookedUp(ctx, o.addresses)
	if o.state, err = stateFile(e); err != nil || o.dryRun {
		return err
	}
	return cannotNote(o.state.Check(ctx))
}

// at is where a machine is, by name and by number.
func (o *replayOptions) at(machine string) []string { return o.places[strings.ToUpper(machine)] }

// forgetSpent does what --forget says: at the addresses that --at names, or everywhere.
func (o *replayOptions) forgetSpent(ctx context.Context, e *env) error {
	addresses, err := addressesOf(o.atFlag)
	if err != nil {
		return err
	}
	state, err := stateFile(e)
	if err != nil {
		return err
	}
	var only []string
	for _, forms := range replay.LookedUp(ctx, addresses) {
		only = append(only, forms...)
	}
	dropped, err := state.Forget(ctx, only)
	if err != nil {
		return cannotNote(err)
	}
	for _, s := range dropped {
		fmt.Fprintf(e.err, "forgotten: %s at %s, sent at %s\n", s.Account, strings.Join(s.At, " "), s.Time.Local().Format("2006-01-02 15:04:05"))
	}
	if len(dropped) == 0 {
		fmt.Fprintln(e.err, "forgotten: nothing; no run has sent anything that is still noted")
	}
	return nil
}

// announce works out what a dry run could cost.
func (o *replayOptions) announce(ctx context.Context, r *replay.Replay, files []*scenarios.File) (err error) {
	if o.dryRun && o.played == nil {
		o.spent, err = r.CouldSpend(ctx, files)
	} else {
		o.spent = r.Spent()
	}
	return cannotNote(err)
}
