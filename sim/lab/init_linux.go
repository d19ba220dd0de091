package lab

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

// The hidden arguments after "lab": as init of the lab, and of a machine.
const (
	insideArg  = "__inside"
	machineArg = "__machine"
)

const (
	released     = 'R'    // on the control pipe
	workerStatus = 3      // the worker's file that Ready reads
	machineUp    = "up\n" // what a machine's init says when it is
	labDir       = "/run/ntlmsim"
)

// Hidden runs the program as an init of the lab where its arguments, after "lab", say so.
func Hidden(args []string) (code int, ok bool) {
	if len(args) == 0 || args[0] != insideArg && args[0] != machineArg {
		return 0, false
	}
	signal.Reset()
	run := func() (int, error) { return inside(args[1:]) }
	if args[0] == machineArg {
		run = machineInit
	}
	code, err := run()
	if err != nil {
		fmt.Fprintf(os.Stderr, "ntlmsim: %v\n", err)
		return 4, true
	}
	return code, true
}

// inside is init of the lab: it makes the mounts private, starts the worker, reaps, and ends with the worker.
func inside(args []string) (int, error) {
	if os.Getpid() != 1 {
		return 0, fmt.Errorf("lab %s is how the lab starts itself; ntlmsim help lab says what is for people", insideArg)
	}
	go endWithStarter(os.NewFile(3, "control"))
	if err := privateMounts(); err != nil {
		return 0, err
	}
	worker, err := os.StartProcess("/proc/self/exe", append([]string{"ntlmsim"}, args...), &os.ProcAttr{
		Dir: "/", Env: os.Environ(), Files: []*os.File{os.Stdin, os.Stdout, os.Stderr, os.NewFile(4, "status")}})
	if err != nil {
		return 0, err
	}
	for _, fd := range []int{0, 1, 2, 4} { // whoever reads them waits for the worker, not for init
		_ = syscall.Close(fd)
	}
	return reap(worker.Pid), nil
}

// endWithStarter ends the lab when its starter has ended without releasing it.
func endWithStarter(control *os.File) {
	word := make([]byte, 1)
	if n, _ := control.Read(word); n != 1 || word[0] != released {
		os.Exit(4)
	}
}

// privateMounts hides what is mounted here from everyone else. /run is where the lab's files are: a tmpfs over it
// needs no directory of the disk, and hides the daemons of the real one.
func privateMounts() error {
	for _, m := range []struct {
		source, target, kind string
		flags                uintptr
		data                 string
	}{
		{"none", "/", "", syscall.MS_REC | syscall.MS_PRIVATE, ""},
		{"proc", "/proc", "proc", syscall.MS_NOSUID | syscall.MS_NODEV | syscall.MS_NOEXEC, ""},
		{"ntlmsim", "/run", "tmpfs", syscall.MS_NOSUID | syscall.MS_NODEV, "mode=755"},
	} {
		if err := syscall.Mount(m.source, m.target, m.kind, m.flags, m.data); err != nil {
			return fmt.Errorf("the kernel does not let the lab mount %s: %w", m.target, err)
		}
	}
	for _, dir := range []string{labDir, "/run/samba", "/run/lock"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	return nil
}

// reap waits for every orphaned process, until the given one ends, and returns its exit code.
func reap(until int) int {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case err == syscall.ECHILD:
			return 4
		case err != nil || pid != until:
		case status.Signaled():
			return 128 + int(status.Signal())
		default:
			return status.ExitStatus()
		}
	}
}

// A machineConf is what a machine's init is told on its standard input.
type machineConf struct {
	Name    string
	Address string
	Dir     string // of its files
	NetBIOS []netbiosName
}

// binds are a machine's own directories, by where it sees them.
var binds = map[string]string{"/etc": "etc", "/var/lib/samba": "lib", "/run/samba": "run", "/var/cache/samba": "cache",
	"/var/log/samba": "log", "/tmp": "tmp"}

// machineInit is init of a machine: it puts the machine's directories in place, brings its network up, says so, and
// reaps until the lab ends.
func machineInit() (int, error) {
	if os.Getpid() != 1 {
		return 0, fmt.Errorf("lab %s is how the lab starts a machine; ntlmsim help lab says what is for people", machineArg)
	}
	var conf machineConf
	if err := json.NewDecoder(os.Stdin).Decode(&conf); err != nil {
		return 0, fmt.Errorf("a machine of the lab was not told what it is: %w", err)
	}
	if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return 0, err
	}
	for target, dir := range binds {
		if err := syscall.Mount(filepath.Join(conf.Dir, dir), target, "", syscall.MS_BIND, ""); err != nil {
			return 0, fmt.Errorf("%s: mounting %s: %w", conf.Name, target, err)
		}
	}
	if err := syscall.Mount("proc", "/proc", "proc", syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC, ""); err != nil {
		return 0, fmt.Errorf("%s: mounting /proc: %w", conf.Name, err)
	}
	if err := syscall.Sethostname([]byte(strings.ToLower(conf.Name))); err != nil {
		return 0, err
	}
	if err := ip("link set lo up", "addr add "+conf.Address+"/24 dev eth0", "link set eth0 up"); err != nil {
		return 0, fmt.Errorf("%s: %w", conf.Name, err)
	}
	if len(conf.NetBIOS) > 0 {
		if err := answerNodeStatus(conf.NetBIOS); err != nil {
			return 0, fmt.Errorf("%s: %w", conf.Name, err)
		}
	}
	fmt.Print(machineUp)
	for { // exec.Cmd has waited for ip; from here on there are only daemons' orphans
		var status syscall.WaitStatus
		if _, err := syscall.Wait4(-1, &status, 0, nil); err == syscall.ECHILD {
			waitForChildren()
		}
	}
}

// waitForChildren sleeps until a signal comes: init has no children yet, and its first will be an orphan.
func waitForChildren() {
	died := make(chan os.Signal, 1)
	signal.Notify(died, syscall.SIGCHLD)
	defer signal.Stop(died)
	var status syscall.WaitStatus
	if pid, _ := syscall.Wait4(-1, &status, syscall.WNOHANG, nil); pid <= 0 {
		<-died
	}
}

// ip runs commands of ip(8).
func ip(commands ...string) error {
	cmd := exec.Command("ip", "-batch", "-")
	cmd.Env = environment()
	cmd.Stdin = strings.NewReader(strings.Join(commands, "\n") + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %s", strings.Join(commands, "; "), firstLine(out, err))
	}
	return nil
}

// firstLine is what a program said of its failure, or else how it ended.
func firstLine(out []byte, err error) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if line == "" {
		return err.Error()
	}
	return line
}
