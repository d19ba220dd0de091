//go:build !linux

package main

import (
	"context"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lab"
)

var errNeedsLinux = fault{exitServer, "a lab needs Linux: its machines are namespaces of one kernel", "ntlmsim lab run --dry-run works everywhere."}

func hiddenLab(context.Context, *env, []string) (int, bool) { return 0, false }

func labRun(context.Context, *env, labJob, lab.Plan) error { return errNeedsLinux }

func labUp(context.Context, *env, labJob, lab.Plan) error { return errNeedsLinux }

func (o *replayOptions) insideLab(context.Context, *env) (bool, error) { return false, nil }

func (o *replayOptions) ofLab([]*scenarios.File) error { return errNeedsLinux }

func labFuzz(context.Context, *env, labOptions) error { return errNeedsLinux }

func labExec(context.Context, *env, string, []string) error { return errNeedsLinux }

func labMachines() []string { return nil }

func labStatus(*env) error { return errNeedsLinux }

func labDown(*env) error { return errNeedsLinux }
