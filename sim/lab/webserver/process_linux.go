package webserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// nobody is the account that everything runs as, where the tests run as root.
const nobody = 65534

// command is a program in the laboratory's directory with its own environment. It ends with the context and with the
// thread that started it.
func (l *Lab) command(ctx context.Context, env []string, argv ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program(argv[0]), argv[1:]...)
	cmd.Dir, cmd.WaitDelay = l.dir, time.Second
	cmd.Env = append([]string{"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=" + l.dir, "TMPDIR=" + l.dir, "KRB5_KDC_PROFILE=" + l.path("kdc.conf"),
		"KRB5RCACHENAME=file2:" + l.path("replays"), "KRB5_CONFIG=" + l.path("krb5.conf")}, env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if os.Getuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}

// inNetwork has a command run in the network of the machine that has the sites. To enter it takes root's rights, which
// the command gives up there.
func (l *Lab) inNetwork(cmd *exec.Cmd) *exec.Cmd {
	if l.plan.Directory == nil {
		return cmd
	}
	wrapped := slices.Concat(l.plan.Directory.Network, []string{"setpriv", fmt.Sprintf("--reuid=%d", nobody), fmt.Sprintf("--regid=%d", nobody), "--clear-groups", "--pdeathsig=KILL"}, []string{cmd.Path}, cmd.Args[1:])
	cmd.Path, cmd.Args, cmd.SysProcAttr.Credential = program(wrapped[0]), wrapped, nil
	return cmd
}

// run runs a program that ends of itself. What it is told is typed: no secret is in its arguments.
func (l *Lab) run(ctx context.Context, typed string, argv ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	cmd := l.command(ctx, nil, argv...)
	cmd.Stdin = strings.NewReader(typed)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", argv[0], err, l.masked(out))
	}
	return nil
}

// masked is what a program says, without the passwords that it was told.
func (l *Lab) masked(out []byte) string {
	for _, s := range l.secrets {
		if s == "" {
			continue
		}
		out = bytes.ReplaceAll(out, []byte(s), []byte("***"))
	}
	return string(out)
}

var errNotStarted = errors.New("does not start")

// start starts a program that ends with the laboratory. The channel is closed when it has ended.
func (l *Lab) start(cmd *exec.Cmd) (dead chan struct{}, err error) {
	started, dead := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread() // the program ends with the thread that started it
		err := cmd.Start()
		started <- err
		if err == nil {
			cmd.Wait()
		}
		close(dead)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	l.servers = append(l.servers, dead)
	return dead, nil
}

// serve starts a server, and waits until it has written its process id: by then it holds all its ports. That somebody
// answers at a port is no proof: another process may have taken it. The server ends with the laboratory.
func (l *Lab) serve(cmd *exec.Cmd, pidFile string) error {
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	dead, err := l.start(cmd)
	if err != nil {
		return err
	}
	for range 1000 {
		select {
		case <-dead:
			return fmt.Errorf("%s %w: %s", filepath.Base(cmd.Path), errNotStarted, l.masked(said.Bytes()))
		case <-time.After(10 * time.Millisecond):
		}
		if text, err := os.ReadFile(pidFile); err == nil && len(text) > 0 {
			return nil
		}
	}
	return errors.New(filepath.Base(cmd.Path) + " does not listen")
}

// freePort is a port of 127.0.0.1 on which nobody listens.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
