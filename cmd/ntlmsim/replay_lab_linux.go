package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
)

// insideLab replays in the network of the lab that is up, if one is and nobody else is named to be asked: by starting the
// program there once more, with the same command line. done is false where there is none.
func (o *replayOptions) insideLab(ctx context.Context, e *env) (done bool, err error) {
	if o.lab || len(o.atFlag) > 0 || o.recording != "" {
		return false, nil
	}
	state, err := lab.ReadState()
	switch {
	case err != nil:
		return true, fault{exitServer, err.Error(), ""}
	case state == nil || !state.Init.Alive():
		return false, nil
	case state.Building:
		return true, beingBuilt(state)
	}
	i := slices.Index(os.Args, "replay")
	if i < 0 {
		return false, nil
	}
	fmt.Fprintf(e.err, "The lab of %s is up: its servers are asked, and predicted as the Samba that they are.\n", state.Path)
	cmd := state.Network(ctx, slices.Insert(slices.Clone(os.Args[i:]), 1, "--"+labFlag)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	var exit *exec.ExitError
	switch err := cmd.Run(); {
	case ctx.Err() != nil:
		return true, ctx.Err()
	case errors.As(err, &exit):
		return true, ended(exit.ExitCode())
	case err != nil:
		return true, fault{exitServer, err.Error(), ""}
	}
	return true, nil
}

// ofLab gives the machines of the files the addresses that they have in the lab, and makes them what they are there. The
// topology must be that of which the lab was built: servers of other accounts would answer otherwise, and nothing would say why.
func (o *replayOptions) ofLab(files []*scenarios.File) error {
	state, err := upNow()
	if err != nil {
		return err
	}
	o.server = "samba"
	for _, file := range files {
		if lab.Fingerprint(file.Topology) != state.Topology {
			return badScenario("%s: the lab that is up is of %s, with another topology; ntlmsim lab down ends it, and ntlmsim lab up %s builds this one",
				file.Path, cmp.Or(state.Path, "a scenario"), file.Path)
		}
		file.Topology = lab.InStyle(file.Topology, state.Domains)
		for _, m := range file.Topology.Machines {
			if running, ok := state.Server(m.Name); ok {
				o.addresses[strings.ToUpper(m.Name)] = running.Address + ":445"
			}
		}
		file.Topology = lab.AsBuilt(file.Topology, file.Attempts)
	}
	return nil
}
