//go:build !unix

package main

import (
	"context"
	"os/exec"
	"time"
)

// limited is a command that is ended with its context alone. Elsewhere its time of the processor and its memory are
// limited, too.
func limited(ctx context.Context, _ time.Duration, name string, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, name, args...)
}
