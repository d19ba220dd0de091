package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
	"ntlmsim/sim/logon"
)

// noLab is what status, exec and down say where none is up.
const noLab = "no lab is up: ntlmsim lab up FILE starts one"

// labUp builds a lab that goes on in the background.
func labUp(ctx context.Context, e *env, job labJob, plan lab.Plan) error {
	state, err := lab.ReadState()
	switch {
	case err != nil:
		return cannotBuild(err)
	case state != nil && state.Init.Alive():
		return cannotBuild(fmt.Errorf("the lab of %s is %s (process %d): ntlmsim lab down ends it", state.Path, building(state), state.Init.Pid))
	case state != nil:
		fmt.Fprintf(e.err, "the lab of %s has ended without lab down; its file is replaced\n", orElse(state.Path, "a scenario"))
		_ = state.Forget()
	}
	if state, err = lab.ClaimState(job.Path); errors.Is(err, fs.ErrExist) {
		return cannotBuild(errors.New("another process has just begun to build one: ntlmsim lab status"))
	} else if err != nil {
		return cannotBuild(err)
	}
	job.Stay, state.Domains, state.Topology = true, logon.DomainKind(job.Options.Domains), job.topology
	k, err := enter(ctx, job, plan, lab.Entry{Stderr: e.err, Background: true})
	if err == nil {
		err = released(ctx, k, state, plan)
	}
	if err != nil {
		_ = state.Forget()
		return err
	}
	e.out.Line("The lab is up. lab status says what runs where, lab exec MACHINE -- COMMAND runs a command, lab down ends it.")
	return nil
}

// released waits until the lab is up, writes down where it is, and lets it go on alone.
func released(ctx context.Context, k *lab.Keeper, state *lab.State, plan lab.Plan) error {
	word, ok := k.Ready()
	if !ok {
		code := k.Wait()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return ended(max(code, exitServer)) // it has said why
	}
	if err := errors.Join(state.Up(k, plan, word), k.Release()); err != nil {
		k.Kill()
		return cannotBuild(err)
	}
	return nil
}

func building(s *lab.State) string {
	if s.Building {
		return "being built"
	}
	return "up"
}

// upNow is the lab that is up, and not one that is still being built.
func upNow() (*lab.State, error) {
	state, err := current()
	if err == nil && state.Building {
		err = beingBuilt(state)
	}
	return state, err
}

func beingBuilt(s *lab.State) error {
	return fault{exitServer, "the lab of " + orElse(s.Path, "a scenario") + " is being built", "Wait until ntlmsim lab status says that it is up."}
}

// current is the lab that is up or being built.
func current() (*lab.State, error) {
	state, err := lab.ReadState()
	switch {
	case err != nil:
		return nil, fault{exitServer, err.Error(), ""}
	case state == nil:
		return nil, fault{exitServer, noLab, ""}
	case !state.Init.Alive():
		return nil, fault{exitServer, "the lab of " + orElse(state.Path, "a scenario") + " has ended without lab down: ntlmsim lab up FILE starts another", ""}
	}
	return state, nil
}

// labStatus is the table of what runs where.
func labStatus(e *env) error {
	state, err := current()
	if err != nil {
		return err
	}
	e.out.Line(e.out.Style.Bold(state.Path), ", ", building(state), " since ", state.Since.Format("2006-01-02 15:04:05"))
	var rows [][]string
	for _, r := range state.Servers {
		rows = append(rows, append(r.Server.Entry().Row(), r.Doing()))
	}
	e.out.Columns("  ", rows)
	return nil
}

// labMachines are the machines of the lab that is up, or none.
func labMachines() (names []string) {
	state, err := upNow()
	if err != nil {
		return nil
	}
	for _, r := range state.Servers {
		names = append(names, r.Server.Name)
	}
	return names
}

// labExec runs a command on a machine, and ends as it does.
func labExec(_ context.Context, e *env, machine string, argv []string) error {
	state, err := upNow()
	if err != nil {
		return err
	}
	var names []string
	for _, r := range state.Servers {
		names = append(names, r.Server.Name)
		if !strings.EqualFold(r.Server.Name, machine) && !strings.EqualFold(r.Server.Machine, machine) {
			continue
		}
		cmd := r.Command(argv...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
		var exit *exec.ExitError
		switch err := cmd.Run(); {
		case errors.As(err, &exit):
			return ended(exit.ExitCode())
		case err != nil:
			return fault{exitServer, err.Error(), ""}
		}
		return nil
	}
	return usage("There are: "+strings.Join(names, ", ")+".", "the lab has no machine %s", machine)
}

// labDown ends the lab. There being none is what is wanted.
func labDown(e *env) error {
	state, err := lab.ReadState()
	switch {
	case err != nil:
		return fault{exitServer, err.Error(), ""}
	case state == nil:
		e.out.Line("No lab is up.")
		return nil
	}
	alive := state.Init.Alive()
	if err := state.Down(); err != nil {
		return fault{exitServer, "the lab cannot be ended: " + err.Error(), ""}
	}
	if !alive {
		e.out.Line("The lab of ", orElse(state.Path, "a scenario"), " had ended already.")
		return nil
	}
	e.out.Line("The lab of ", state.Path, " has ended.")
	return nil
}

// insideLab replays in the network of the lab that is up, where no other servers are named: by starting the
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

// ofLab gives the machines of the files the addresses that they have in the lab, and makes them what they are there.
// The topology must be the one that the lab was built from: servers with other accounts would answer otherwise, and
// nothing would show why.
func (o *replayOptions) ofLab(files []*scenarios.File) error {
	state, err := upNow()
	if err != nil {
		return err
	}
	o.server = "samba"
	for _, file := range files {
		if lab.Fingerprint(file.Topology) != state.Topology {
			return badScenario("%s: the lab that is up was built from %s, which has another topology; ntlmsim lab down ends it, and ntlmsim lab up %s builds this one",
				file.Path, cmp.Or(state.Path, "a scenario"), file.Path)
		}
		for name, address := range state.Serve(file) {
			o.addresses[name] = address
		}
	}
	return nil
}
