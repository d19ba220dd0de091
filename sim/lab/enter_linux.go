package lab

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
)

// An Entry is what to run inside namespaces of its own.
type Entry struct {
	Args           []string // of this program, started as the worker
	Job            []byte   // its standard input
	Stdout, Stderr io.Writer
	Background     bool // Release can let it go on when this process ends
}

// A Keeper is the lab's first process as its starter sees it. It ends with the starter, and the lab with it, unless
// it has been released.
type Keeper struct {
	Pid     int
	cmd     *exec.Cmd
	control *os.File // the lab's init reads it: its end, without a release, is the lab's end
	status  *bufio.Reader
	ended   chan struct{}
}

// Namespaces of the lab, and of each machine in it.
const namespaces = syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS

// Enter starts this program again as init of a lab. It dies with the thread that starts it (Pdeathsig) and with the
// control pipe, so that no way for the starter to end leaves anything.
func Enter(ctx context.Context, entry Entry) (*Keeper, error) {
	read, control, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	status, write, err := os.Pipe()
	if err != nil {
		control.Close()
		return nil, err
	}
	cmd := exec.Command("/proc/self/exe", append([]string{"lab", insideArg}, entry.Args...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(string(entry.Job)), entry.Stdout, entry.Stderr
	cmd.ExtraFiles = []*os.File{read, write}
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: namespaces, Setsid: true}
	if !entry.Background {
		cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	}
	if uid := os.Getuid(); uid != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	k := &Keeper{cmd: cmd, control: control, status: bufio.NewReader(status), ended: make(chan struct{})}
	if err := k.start(); err != nil {
		control.Close()
		return nil, rights(err)
	}
	context.AfterFunc(ctx, k.Kill)
	return k, nil
}

// start starts init from a thread that lives as long as init does.
func (k *Keeper) start() error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := k.cmd.Start()
		started <- err
		if err == nil {
			_ = k.cmd.Wait()
			close(k.ended)
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	k.Pid = k.cmd.Process.Pid
	for _, f := range k.cmd.ExtraFiles {
		f.Close() // the lab's ends of the pipes
	}
	return nil
}

// rights says what an error of the kernel means to whoever wants a lab.
func rights(err error) error {
	if os.Getuid() == 0 {
		return fmt.Errorf("the kernel refuses namespaces to root (%w): a container needs the capability CAP_SYS_ADMIN for them", err)
	}
	return fmt.Errorf("the kernel refuses namespaces to this user (%w): run it as root, or allow user namespaces "+
		"(sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)", err)
}

// Ready waits for the worker's word that the lab is up; what it says is its first line. False: it ended before.
func (k *Keeper) Ready() (string, bool) {
	line, err := k.status.ReadString('\n')
	return strings.TrimSuffix(line, "\n"), err == nil
}

// Release lets the lab go on without this process. It must have been started in the background.
func (k *Keeper) Release() error {
	_, err := k.control.Write([]byte{released})
	return err
}

// Wait waits for the lab's end, when all of its processes have ended, and returns the worker's exit code.
func (k *Keeper) Wait() int {
	<-k.ended
	k.control.Close()
	return k.cmd.ProcessState.ExitCode()
}

// Kill ends the lab: the kernel kills every process of a pid namespace with its init.
func (k *Keeper) Kill() { _ = k.cmd.Process.Kill() }

// SayReady is what the worker says to Ready. From then on nobody listens to it.
func SayReady(word string) error {
	status := os.NewFile(workerStatus, "status")
	defer status.Close()
	if _, err := fmt.Fprintln(status, word); err != nil {
		return err
	}
	nowhere, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer nowhere.Close()
	for fd := range 3 {
		if err := syscall.Dup3(int(nowhere.Fd()), fd, 0); err != nil {
			return err
		}
	}
	return nil
}
