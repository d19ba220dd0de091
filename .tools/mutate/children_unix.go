//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// endsWithChildren has a command that is ended take the test that it runs with it.
func endsWithChildren(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}
