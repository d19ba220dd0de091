//go:build unix

package main

import (
	"context"
	"fmt"
	"os/exec"
	"syscall"
	"time"
)

// limited is a command that gets so much time of the processor and 8 GB of addresses, and is ended with all that it has
// started: a mutant may go on for ever, and fill the memory with it.
func limited(ctx context.Context, most time.Duration, name string, args ...string) *exec.Cmd {
	limits := fmt.Sprintf(`ulimit -v 8000000; ulimit -t %d; exec "$0" "$@"`, int(most.Seconds()))
	c := exec.CommandContext(ctx, "sh", append([]string{"-c", limits, name}, args...)...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	return c
}
