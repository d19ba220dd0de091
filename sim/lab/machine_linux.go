package lab

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A machine is a server of the plan with namespaces of its own.
type machine struct {
	Server
	dir     string // of its files, on the lab's tmpfs
	pid     int    // of its init
	daemons []string
}

// startMachine makes the files of a server and starts its namespaces, connected to the bridge.
func startMachine(p Plan, s Server) (*machine, error) {
	m := &machine{Server: s, dir: filepath.Join(labDir, "m", strings.ToLower(s.Name))}
	if err := m.files(p); err != nil {
		return nil, err
	}
	conf, err := json.Marshal(machineConf{s.Name, s.Address, m.dir, p.netbios(s)})
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("/proc/self/exe", "lab", machineArg)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: namespaces, Setsid: true}
	cmd.Dir = "/"
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	m.pid = cmd.Process.Pid
	veth := "v" + s.Address[strings.LastIndexByte(s.Address, '.')+1:]
	err = ip(fmt.Sprintf("link add %s type veth peer name eth0 address %s netns %d", veth, mac(s.Address), m.pid),
		"link set "+veth+" master br0 up")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	if _, err := in.Write(conf); err != nil {
		return nil, err
	}
	in.Close()
	if word, _ := bufio.NewReader(out).ReadString('\n'); word != machineUp {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return nil, errors.New(strings.TrimPrefix(strings.TrimSpace(complaint.String()), "ntlmsim: "))
	}
	go cmd.Wait()
	return m, nil
}

// files are the machine's own directories, with its /etc.
func (m *machine) files(p Plan) error {
	for _, dir := range []string{"etc/samba", "lib/private", "lib/bind-dns", "lib/share", "run", "cache", "log", "tmp"} {
		if err := os.MkdirAll(filepath.Join(m.dir, dir), 0o755); err != nil {
			return err
		}
	}
	for dir, mode := range map[string]os.FileMode{"lib/private": 0o700, "lib/share": 0o777, "tmp": 0o777 | os.ModeSticky} {
		if err := os.Chmod(filepath.Join(m.dir, dir), mode); err != nil {
			return err
		}
	}
	for _, name := range etcCopied {
		if err := copyTree(filepath.Join("/etc", name), filepath.Join(m.dir, "etc", name)); err != nil {
			return err
		}
	}
	for name, text := range p.Etc(m.Server) {
		if name == "samba/smb.conf" && m.Kind == ADController {
			continue // provisioning writes its own first
		}
		if err := os.WriteFile(filepath.Join(m.dir, "etc", name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// copyTree copies a file, a link or a directory; what does not exist, or may not be read, is left out.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		target := to + strings.TrimPrefix(path, from)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if link, err := os.Readlink(path); err == nil {
			return os.Symlink(link, target)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		return os.WriteFile(target, data, 0o644)
	})
}

// command is a command inside the machine.
func (m *machine) command(ctx context.Context, argv ...string) *exec.Cmd {
	args := append([]string{"-t", strconv.Itoa(m.pid), "-n", "-m", "-u", "-i", "-p", "--"}, pretending(argv)...)
	cmd := exec.CommandContext(ctx, "nsenter", args...)
	cmd.Env, cmd.Dir = environment(), "/"
	return cmd
}

// commandTime is how long a command may take: to provision a controller takes seconds, on a busy machine a minute.
const commandTime = 5 * time.Minute

// startTime is how long a server may take until it answers: a second, and a minute where a dozen others start beside
// it.
const startTime = 2 * time.Minute

// run runs a command inside the machine to its end; its error says what it printed last.
func (m *machine) run(ctx context.Context, stdin []byte, argv ...string) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, commandTime, fmt.Errorf("it does not end within %s", commandTime))
	defer cancel()
	cmd := m.command(ctx, argv...)
	cmd.Stdin, cmd.WaitDelay = bytes.NewReader(stdin), 5*time.Second // nsenter's child goes on, and keeps its output open
	out, err := cmd.CombinedOutput()
	text := strings.TrimSpace(string(out))
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		name := argv[0]
		switch {
		case len(argv) > 3 && argv[2] == provisionScript:
			name = "samba-tool " + strings.Join(argv[3:5], " ")
		case strings.HasPrefix(name, "/usr/bin/python3"):
			name = "writing the accounts"
		case len(argv) > 2:
			name = strings.Join(argv[:3], " ")
		}
		return text, fmt.Errorf("%s: %s: %s", m.Name, name, text[strings.LastIndexByte(text, '\n')+1:]+" ("+err.Error()+")")
	}
	return text, nil
}

// daemon starts a daemon in the foreground, its output in the machine's log directory.
func (m *machine) daemon(argv ...string) error {
	log, err := os.OpenFile(filepath.Join(m.dir, "log", argv[0]+".out"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := m.command(context.Background(), argv...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%s: %s: %w", m.Name, argv[0], err)
	}
	go cmd.Wait()
	m.daemons = append(m.daemons, argv[0])
	return nil
}

// stop ends the machine's daemons and waits until they have ended: a controller that starts over one that is still
// dying answers CONNECTION_REFUSED to everything.
func (m *machine) stop(ctx context.Context) error {
	m.daemons = nil
	for _, name := range []string{"samba", "smbd", "winbindd"} {
		if pid, err := os.ReadFile(filepath.Join(m.dir, "run", name+".pid")); err == nil {
			_, _ = m.run(ctx, nil, "/bin/sh", "-c", "kill "+strings.TrimSpace(string(pid)))
		}
	}
	force := time.Now().Add(5 * time.Second)
	return poll(ctx, 10*time.Second, m.Name+" does not stop", func() bool {
		left := m.processes()
		if time.Now().After(force) {
			for _, pid := range left {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
		return len(left) == 0
	})
}

// processes are the processes of the machine but its init, by their numbers in the lab.
func (m *machine) processes() (pids []int) {
	own, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/pid", m.pid))
	if err != nil {
		return nil
	}
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == m.pid {
			continue
		}
		if ns, err := os.Readlink("/proc/" + e.Name() + "/ns/pid"); err == nil && ns == own {
			pids = append(pids, pid)
		}
	}
	return pids
}

// listens waits until the machine's ports are open.
func (m *machine) listens(ctx context.Context, ports ...int) error {
	for _, port := range ports {
		at := net.JoinHostPort(m.Address, strconv.Itoa(port))
		err := poll(ctx, startTime, fmt.Sprintf("%s does not open port %d", m.Name, port), func() bool {
			c, err := net.DialTimeout("tcp", at, time.Second)
			if err == nil {
				c.Close()
			}
			return err == nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// poll asks until the answer is yes.
func poll(ctx context.Context, limit time.Duration, what string, ready func() bool) error {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("%s within %s", what, limit))
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ready() {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
	return nil
}

// environment is what the lab's programs get: nothing of the person's.
func environment() []string {
	return []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "HOME=/", "PYTHONDONTWRITEBYTECODE=1"}
}
