//go:build unix

package main

import (
	"context"
	"os/exec"
	"syscall"
)

// limited is a command that gets no more than 8 GB of addresses, and is ended with all that it has started: a mutant may go on
// for ever, and fill the memory with it.
func limited(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, "sh", append([]string{"-c", `ulimit -v 8000000; exec "$0" "$@"`, name}, args...)...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	return c
}
