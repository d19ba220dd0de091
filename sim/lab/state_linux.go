package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// A State is what is known of a lab that goes on in the background: one small file, which a reboot or a kill may leave
// behind. Alive tells.
type State struct {
	Path     string           `json:"path"` // of the scenario
	Since    time.Time        `json:"since"`
	Init     Process          `json:"init"` // the lab is this process; while it is being built, whoever builds it
	Building bool             `json:"building,omitempty"`
	Domains  logon.DomainKind `json:"domains,omitempty"` // the style in which all are built; "": as the scenario says
	Servers  []Running        `json:"servers,omitempty"`
	Topology string           `json:"topology"` // the fingerprint of the scenario's

	file string
}

// A Running is a server of a lab in the background.
type Running struct {
	Server Server  `json:"server"`
	Init   Process `json:"init"`
}

// A Process is a process that is not mistaken for a later one with the same number.
type Process struct {
	Pid   int    `json:"pid"`
	Start string `json:"start"` // in clock ticks since the machine's start
}

// processOf is the process that has a number now.
func processOf(pid int) Process { return Process{pid, started(pid)} }

// started is the 22nd field of /proc/PID/stat; "" if there is no such process, or only its exit code is left of it.
func started(pid int) string {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	if len(fields) < 20 || fields[0] == "X" {
		return ""
	}
	if threads, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid)); fields[0] == "Z" && len(threads) < 2 {
		return "" // with more, one of them still ends the processes of its namespace
	}
	return fields[19]
}

// Alive reports whether the process still runs.
func (p Process) Alive() bool { return p.Start != "" && started(p.Pid) == p.Start }

// stateIn names the variable by which Network says where the state is: inside of a plain user's lab this program is
// root, and would look for the state of root.
const stateIn = "NTLMSIM_LAB_STATE"

// stateDir is where the state of this user's lab is.
func stateDir() string {
	if dir := os.Getenv(stateIn); dir != "" {
		return dir
	}
	for _, runtime := range []string{os.Getenv("XDG_RUNTIME_DIR"), fmt.Sprintf("/run/user/%d", os.Getuid())} {
		if info, err := os.Stat(runtime); runtime != "" && err == nil && info.IsDir() {
			return filepath.Join(runtime, "ntlmsim")
		}
	}
	return fmt.Sprintf("/tmp/ntlmsim-%d", os.Getuid())
}

// own makes sure that a directory is this user's: what other users write there is not trusted.
func own(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if s, ok := info.Sys().(*syscall.Stat_t); !ok || !info.IsDir() || int(s.Uid) != os.Getuid() {
		return fmt.Errorf("%s belongs to somebody else: set XDG_RUNTIME_DIR to a directory of your own", dir)
	}
	return nil
}

// ReadState reads what is known of a lab; nil if nothing is.
func ReadState() (*State, error) {
	dir := stateDir()
	if err := own(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "lab.json")
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := &State{file: file}
	if err := json.Unmarshal(data, s); err != nil {
		return &State{file: file}, nil // half written by a process that was killed: stale
	}
	return s, nil
}

// ClaimState records that this process builds a lab. The error is fs.ErrExist where another process has recorded that.
func ClaimState(path string) (*State, error) {
	dir := stateDir()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := own(dir); err != nil {
		return nil, err
	}
	s := &State{Path: path, Since: time.Now(), Init: processOf(os.Getpid()), Building: true, file: filepath.Join(dir, "lab.json")}
	return s, s.save(os.Link)
}

// save writes the file beside itself first, and places it then: no reader sees half of it.
func (s *State) save(place func(from, to string) error) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	part := fmt.Sprintf("%s.%d", s.file, os.Getpid())
	if err := os.WriteFile(part, data, 0o600); err != nil {
		return err
	}
	defer os.Remove(part)
	return place(part, s.file)
}

// Up records that the lab is up, with its servers by what the worker said of their processes.
func (s *State) Up(k *Keeper, p Plan, word string) error {
	inits := map[string]int{}
	if err := json.Unmarshal([]byte(word), &inits); err != nil {
		return err
	}
	s.Init, s.Building = processOf(k.Pid), false
	for _, server := range p.Servers {
		s.Servers = append(s.Servers, Running{server, processOf(outside(k.Pid, inits[server.Name]))})
	}
	return s.save(os.Rename)
}

// outside finds the number that a machine's init, known by its number in the lab, has out here: it is init of a
// namespace in the lab's, two generations below the lab's init.
func outside(lab, inner int) int {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		ids := strings.Fields(statusOf(pid, "NSpid"))
		if n := len(ids); n < 3 || ids[n-1] != "1" || ids[n-2] != strconv.Itoa(inner) {
			continue
		}
		worker, _ := strconv.Atoi(statusOf(pid, "PPid"))
		if statusOf(worker, "PPid") == strconv.Itoa(lab) {
			return pid
		}
	}
	return 0
}

func statusOf(pid int, field string) string {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(data)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// Down ends the lab, waits until it has ended, and forgets it.
func (s *State) Down() error {
	if s.Init.Alive() {
		if err := syscall.Kill(s.Init.Pid, syscall.SIGKILL); err != nil {
			return err
		}
		for end := time.Now().Add(20 * time.Second); s.Init.Alive(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				return fmt.Errorf("process %d does not end", s.Init.Pid)
			}
		}
	}
	return s.Forget()
}

// Forget removes the file, and its directory if that is the program's own.
func (s *State) Forget() error {
	err := os.Remove(s.file)
	_ = os.Remove(filepath.Dir(s.file))
	return err
}

// daemonsOf are the programs without which a server is not what it should be.
var daemonsOf = map[Kind][]string{ADController: {"samba"}, NT4Controller: {"smbd", "winbindd"},
	MemberServer: {"smbd", "winbindd"}, StandaloneServer: {"smbd"}}

// Doing says in a few words whether a server runs what it should.
func (r Running) Doing() string {
	if !r.Init.Alive() {
		return "gone"
	}
	names := programs(r.Init.Pid)
	for _, daemon := range daemonsOf[r.Server.Kind] {
		if !slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, daemon) }) {
			return daemon + " has ended"
		}
	}
	return fmt.Sprintf("up, %d processes", len(names))
}

// programs are the names of the processes in the pid namespace of an init, without that.
func programs(init int) (names []string) {
	own, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/pid", init))
	if err != nil {
		return nil
	}
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		if ns, err := os.Readlink("/proc/" + e.Name() + "/ns/pid"); err != nil || ns != own || e.Name() == strconv.Itoa(init) {
			continue
		}
		name, _ := os.ReadFile("/proc/" + e.Name() + "/comm")
		names = append(names, strings.TrimSpace(string(name)))
	}
	return names
}

// Command is a command on the server.
func (r Running) Command(argv ...string) *exec.Cmd {
	args := []string{"-t", strconv.Itoa(r.Init.Pid)}
	if os.Getuid() != 0 {
		args = append(args, "-U", "--preserve-credentials")
	}
	cmd := exec.Command("nsenter", append(append(args, "-n", "-m", "-u", "-i", "-p", "--"), argv...)...)
	cmd.Env, cmd.Dir = append(environment(), "TERM="+os.Getenv("TERM")), "/"
	return cmd
}

// Network is this program in the network of the lab: everything else is the person's.
func (s *State) Network(ctx context.Context, argv ...string) *exec.Cmd {
	args := []string{"-t", strconv.Itoa(s.Init.Pid)}
	if os.Getuid() != 0 {
		args = append(args, "-U", "--preserve-credentials")
	}
	self, err := os.Executable()
	if err != nil {
		self = "/proc/self/exe"
	}
	cmd := exec.CommandContext(ctx, "nsenter", append(append(args, "-n", "--", self), argv...)...)
	cmd.Env = append(os.Environ(), stateIn+"="+filepath.Dir(s.file))
	return cmd
}

// Server finds a server of the lab by the machine that it stands for.
func (s *State) Server(machine string) (Server, bool) {
	for _, r := range s.Servers {
		if strings.EqualFold(r.Server.Machine, machine) {
			return r.Server, true
		}
	}
	return Server{}, false
}

// Inits is what the worker says of its machines when they are up, for State.Up.
func (l *Lab) Inits() string {
	inits := map[string]int{}
	for name, m := range l.machines {
		inits[name] = m.pid
	}
	data, _ := json.Marshal(inits)
	return string(data)
}

// Serve makes the machines of a file what they are in the lab, and returns the addresses of those that are there, with
// the port, by their names in capitals.
func (s *State) Serve(file *scenarios.File) map[string]string {
	addresses := map[string]string{}
	file.Topology = InStyle(file.Topology, s.Domains)
	for _, m := range file.Topology.Machines {
		if running, ok := s.Server(m.Name); ok {
			addresses[fold(m.Name)] = running.Address + ":445"
		}
	}
	file.Topology = AsBuilt(file.Topology, file.Attempts)
	return addresses
}
