//go:build !linux

package smbtest

import "os/exec"

// Elsewhere than on Linux a server may outlive a test process that was killed.
func ownGroup(*exec.Cmd) {}

func runAs(cmd *exec.Cmd, uid, gid int) {}

func killGroup(cmd *exec.Cmd) { cmd.Process.Kill() }

func gone(int) bool { return false }
