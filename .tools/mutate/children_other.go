//go:build !unix

package main

import (
	"context"
	"os/exec"
)

// limited is a command that is ended after a time. Elsewhere its memory is limited, too.
func limited(ctx context.Context, name string, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, name, args...)
}
