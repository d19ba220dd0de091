package mono

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// nobody is the account that everything runs as, where the tests run as root.
const nobody = 65534

// noHome is a HOME in which nothing can be written.
const noHome = "/proc/no-profile"

// A process is a worker that runs.
type process struct {
	addr string
	said *bytes.Buffer // what it complains of
	end  context.CancelFunc
	dead chan struct{}
}

func (w *worker) temporary() string { return "tmp-" + w.name }

// command is a program with its own environment and directory of temporary files. It ends with the context and with
// the thread that started it.
func (l *Lab) command(ctx context.Context, temporary string, argv ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir, cmd.WaitDelay = l.dir, time.Second
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=" + noHome, "TMPDIR=" + temporary}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if os.Getuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}

// worker is a worker process that runs; it is started where it does not.
func (l *Lab) worker(name string) (*process, error) {
	if p := l.running[name]; p != nil {
		return p, nil
	}
	var err error
	for range 3 { // another process may take a port between choosing and using it
		var port int
		if port, err = freePort(); err != nil {
			return nil, err
		}
		var p *process
		if p, err = l.start(l.workers[name], port); err == nil {
			l.running[name] = p
			return p, nil
		}
	}
	return nil, err
}

// recycle ends a worker process: the next question starts another one.
func (l *Lab) recycle(name string) error {
	p := l.running[name]
	if p == nil {
		return fmt.Errorf("%s does not run, so that it cannot start again", name)
	}
	p.end()
	delete(l.running, name)
	return p.wait()
}

func (p *process) wait() error {
	select {
	case <-p.dead:
		return nil
	case <-time.After(5 * time.Second):
		return errors.New("a process of Mono does not end")
	}
}

// start starts a worker at a port, and waits until it says that it listens. That somebody answers there would be no
// proof. The interpreter takes less time than the compiler for what is run once.
func (l *Lab) start(w *worker, port int) (*process, error) {
	argv := []string{"/usr/bin/mono", "--interp", "host.exe", w.name, strconv.Itoa(port)}
	for _, s := range w.sites {
		argv = append(argv, s.name, s.path, l.path(s.dir))
	}
	ctx, end := context.WithCancel(l.ctx)
	cmd := l.command(ctx, l.path(w.temporary()), argv...)
	if w.home != "" {
		cmd.Env = append(cmd.Env, "HOME="+l.path(w.home))
	}
	p := &process{addr: fmt.Sprintf("127.0.0.1:%d", port), said: new(bytes.Buffer), end: end, dead: make(chan struct{})}
	cmd.Stderr = p.said
	out, err := cmd.StdoutPipe()
	if err != nil {
		end()
		return nil, err
	}
	started := make(chan error, 1)
	ready := make(chan string, 1)
	go func() {
		runtime.LockOSThread() // the process ends with the thread that started it
		err := cmd.Start()
		started <- err
		if err == nil {
			line, _ := bufio.NewReader(out).ReadString('\n')
			ready <- line
			cmd.Wait()
		}
		close(p.dead)
	}()
	if err := <-started; err != nil {
		end()
		return nil, err
	}
	return p, p.listens(ready)
}

// listens waits for the line that a worker writes once it has its port.
func (p *process) listens(ready <-chan string) error {
	select {
	case line := <-ready:
		if line == "ready\n" {
			return nil
		}
		p.end()
		return errors.Join(p.wait(), fmt.Errorf("mono does not start: %s", p.said))
	case <-time.After(30 * time.Second):
		p.end()
		return errors.Join(p.wait(), errors.New("mono does not listen"))
	}
}

// freePort is a port of 127.0.0.1 on which nobody listens, below those that the system gives to connections.
func freePort() (int, error) {
	for range 100 {
		port := 10_000 + rand.IntN(20_000)
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			return port, l.Close()
		}
	}
	return 0, errors.New("no port is free")
}
