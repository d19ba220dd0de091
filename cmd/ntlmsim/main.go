// Command ntlmsim predicts what happens when someone types NET USE at a Windows or Samba server over NTLM, and
// explains every step with the sentence of the document that says so. Run ntlmsim help.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ()))
}

// run is the whole program: what main does with a process, a test does without one.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, environ []string) int {
	e := newEnv(stdin, stdout, stderr, environ)
	err := dispatch(ctx, e, args)
	if e.finish() != nil && err == nil {
		err = e.finish()
	}
	return e.report(err)
}
