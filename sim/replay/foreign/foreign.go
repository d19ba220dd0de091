// Package foreign makes attempts with clients that others wrote, and reads the answers that they show, to check the
// clients and the model of this module. Only tests may import it.
//
// An attempt that such a client cannot send as it is written is not sent, and has a reason. No files of the user are
// read or written: no configuration, credentials, tickets or home directory.
package foreign

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	"ntlmsim/sim/logon"
)

// A Client makes attempts, one at a time.
type Client interface {
	Name() string
	// Missing is what to install; "" if the client is installed.
	Missing() string
	// Cannot is the reason why the client would send something else than the attempt; "" if it can send it.
	Cannot(s logon.Send) string
	// Try makes one attempt at the server that listens at host and port. An error means that there is
	// no answer.
	Try(ctx context.Context, host, port string, s logon.Send) (Answer, error)
	Close() error
}

// Clients are all of them, at a place.
func Clients(at Place) []Client { return []Client{NewSmbclient(at), NewImpacket(at)} }

// A Place is where a client runs.
type Place struct {
	// Dir is a directory of the client's own, as it sees it.
	Dir string
	// Command makes a command there that ends with the context.
	Command func(ctx context.Context, argv ...string) *exec.Cmd
}

// Here is this machine, with a directory of the caller's.
func Here(dir string) Place {
	return Place{dir, func(ctx context.Context, argv ...string) *exec.Cmd {
		return exec.CommandContext(ctx, argv[0], argv[1:]...)
	}}
}

// command is a program that does not find the user's files.
func (p Place) command(ctx context.Context, argv ...string) *exec.Cmd {
	return p.Command(ctx, append([]string{"env", "-i", "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "HOME=" + p.Dir, "TMPDIR=" + p.Dir,
		"KRB5CCNAME=/dev/null", "KRB5_CONFIG=/dev/null"}, argv...)...)
}

// An Answer is the answer as a client shows it.
type Answer struct {
	Setup string // the name of the session setup's status, STATUS_…
	Tree  string // of the tree connect's; "" where the session setup failed
	Guest *bool  // nil: the client does not show it
}

func (a Answer) String() string {
	text := a.Setup
	if a.Guest != nil && *a.Guest {
		text += ", session of a guest"
	}
	if a.Tree != "" {
		text += ", tree " + a.Tree
	}
	return text
}

// Differs is the difference from the predicted answer; "" if there is none. tree is nil where no tree connect is
// predicted.
func (a Answer) Differs(setup logon.Status, session logon.Session, tree *logon.Status) string {
	want := Answer{Setup: setup.Name()}
	guest := session == logon.Guest
	if want.Setup == a.Setup && a.Guest != nil {
		want.Guest = &guest
	}
	if tree != nil {
		want.Tree = tree.Name()
	}
	switch {
	case a.Setup != want.Setup,
		want.Guest != nil && *want.Guest != *a.Guest,
		tree != nil && a.Tree != want.Tree:
		return fmt.Sprintf("answered %s, predicted %s", a, want)
	}
	return ""
}
