package smbtest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"ntlmsim/sim/logon"
)

// A Config describes one standalone Samba server on loopback.
type Config struct {
	Name     string            // NetBIOS name
	Accounts map[string]string // passwords by name
	Global   []string          // further lines of [global]
	Shares   map[string][]string
	States   []logon.Account // accounts in any state, instead of Accounts
	Policy   logon.Policy
	LM       bool // store LM hashes
	Plain    bool // run as nobody, where the tests run as root
}

// A Server is a running Samba.
type Server struct {
	Addr string
	Dir  string
	log  *bytes.Buffer

	auditLog *auditLog
}

// Start runs a server until the test ends. It needs no root: nss_wrapper gives it the accounts. Without Samba
// the test is skipped, or fails where NTLMSIM_LIVE=1 demands it.
func Start(t testing.TB, conf Config) *Server {
	t.Helper()
	NeedSamba(t)
	// Not t.TempDir: Samba keeps sockets there, whose paths must be short, and other users must be able to enter.
	sweep()
	dir, err := os.MkdirTemp("", fmt.Sprintf("smbd-%d-", os.Getpid()))
	Must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	Must(t, os.Chmod(dir, 0o755))
	for _, d := range []string{"private", "lock", "state", "cache", "pid", "ncalrpc", "log", "share"} {
		Must(t, os.Mkdir(filepath.Join(dir, d), 0o755))
	}
	Must(t, os.Chmod(filepath.Join(dir, "private"), 0o700))
	Must(t, os.Chmod(filepath.Join(dir, "share"), 0o777))
	uid, gid := os.Getuid(), os.Getgid()
	if conf.Plain && uid == 0 {
		uid, gid = nobody, nobody
	}
	env := writeUsers(t, dir, conf.names(), uid, gid)
	s := &Server{Dir: dir, log: new(bytes.Buffer)}
	for try := range 3 { // another process may take the port between closing and using it
		s.Addr = FreePort(t)
		writeConf(t, s, conf)
		switch {
		case try > 0: // the accounts are there
		case conf.States != nil:
			s.addStates(t, env, conf.States, conf.LM)
			s.setPolicy(t, env, conf.Policy)
		default:
			s.addAccounts(t, env, conf.Accounts)
		}
		if uid != os.Getuid() {
			Must(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error { return errors.Join(err, os.Lchown(path, uid, gid)) }))
		}
		if s.run(t, env, uid, gid) {
			return s
		}
	}
	t.Fatal("smbd does not start")
	return nil
}

// sweep removes what killed tests have left: directories of processes that are no more.
var sweep = sync.OnceFunc(func() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), "smbd-*-*"))
	for _, dir := range left {
		var pid int
		if _, err := fmt.Sscanf(filepath.Base(dir), "smbd-%d-", &pid); err == nil && gone(pid) {
			os.RemoveAll(dir)
		}
	}
})

// names are the accounts that Unix must have, too.
func (c Config) names() (names []string) {
	for name := range c.Accounts {
		names = append(names, name)
	}
	for _, a := range c.States {
		names = append(names, a.Name)
	}
	return names
}

// Must demands that there is no error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// NeedSamba skips a test where Samba is missing, or fails it where NTLMSIM_LIVE=1 demands a real server.
func NeedSamba(t testing.TB) {
	t.Helper()
	var missing []string
	for _, tool := range []string{"smbd", "pdbedit"} {
		if _, err := exec.LookPath(tool); err != nil {
			if _, err := os.Stat("/usr/sbin/" + tool); err != nil {
				missing = append(missing, tool)
			}
		}
	}
	if found, _ := filepath.Glob("/usr/lib*/*/libnss_wrapper.so"); len(found) == 0 {
		missing = append(missing, "libnss_wrapper.so")
	}
	switch {
	case len(missing) == 0:
	case os.Getenv("NTLMSIM_LIVE") == "1":
		t.Fatalf("NTLMSIM_LIVE=1 demands a real server, but %s is missing: install samba and libnss-wrapper", strings.Join(missing, ", "))
	default:
		t.Skipf("no real server to ask: install samba and libnss-wrapper (missing: %s)", strings.Join(missing, ", "))
	}
}

// Tool is where a program of Samba is, on the path or not.
func Tool(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	return "/usr/sbin/" + name
}

// nobody is the Unix account of guests.
const nobody = 65534

// writeUsers makes the Unix accounts. smbd without root cannot change its uid, so that all of them have its own.
func writeUsers(t testing.TB, dir string, names []string, uid, gid int) (env []string) {
	passwd := "root:x:0:0::/:/bin/false\n"
	group := "root:x:0:\n"
	add := func(name string, id int) {
		u, g := id, id
		if uid != 0 {
			u, g = uid, gid
		}
		passwd += fmt.Sprintf("%s:x:%d:%d::/nonexistent:/bin/false\n", name, u, g)
		group += fmt.Sprintf("%s:x:%d:\n", name, g)
	}
	add("nobody", nobody)
	id := 20000
	for _, name := range names {
		id++
		add(name, id)
	}
	Must(t, os.WriteFile(filepath.Join(dir, "passwd"), []byte(passwd), 0o644))
	Must(t, os.WriteFile(filepath.Join(dir, "group"), []byte(group), 0o644))
	return append(os.Environ(), "LD_PRELOAD=libnss_wrapper.so",
		"NSS_WRAPPER_PASSWD="+filepath.Join(dir, "passwd"), "NSS_WRAPPER_GROUP="+filepath.Join(dir, "group"))
}

func writeConf(t testing.TB, s *Server, conf Config) {
	_, port, _ := net.SplitHostPort(s.Addr)
	var b strings.Builder
	fmt.Fprintf(&b, `[global]
netbios name = %s
workgroup = WG-%[1]s
server role = standalone server
passdb backend = tdbsam
private dir = %[2]s/private
lock directory = %[2]s/lock
state directory = %[2]s/state
cache directory = %[2]s/cache
pid directory = %[2]s/pid
ncalrpc dir = %[2]s/ncalrpc
log file = %[2]s/log/log
log level = 1 auth_json_audit:5@%[2]s/log/audit.json
max log size = 0
smb ports = %[3]s
interfaces = 127.0.0.1/32
bind interfaces only = yes
disable netbios = yes
load printers = no
printing = bsd
printcap name = /dev/null
disable spoolss = yes
rpc start on demand helpers = no
guest account = nobody
`, conf.Name, s.Dir, port)
	for _, line := range conf.Global {
		fmt.Fprintln(&b, line)
	}
	for share, lines := range conf.Shares {
		fmt.Fprintf(&b, "[%s]\npath = %s/share\n", share, s.Dir)
		for _, line := range lines {
			fmt.Fprintln(&b, line)
		}
	}
	Must(t, os.WriteFile(filepath.Join(s.Dir, "smb.conf"), []byte(b.String()), 0o644))
}

func (s *Server) addAccounts(t testing.TB, env []string, accounts map[string]string) {
	for name, password := range accounts {
		cmd := exec.Command(Tool("pdbedit"), "-s", filepath.Join(s.Dir, "smb.conf"), "-a", "-u", name, "-t")
		cmd.Env = env
		cmd.Stdin = strings.NewReader(password + "\n" + password + "\n")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("pdbedit -a -u %s: %v\n%s", name, err, out)
		}
	}
}

// setPolicy writes an account lockout policy, whose times Samba takes in minutes; -1 is forever.
func (s *Server) setPolicy(t testing.TB, env []string, p logon.Policy) {
	if p.LockoutThreshold == 0 {
		return
	}
	duration := -1
	if p.Duration() > 0 {
		duration = int(p.Duration() / time.Minute)
	}
	for name, value := range map[string]int{"bad lockout attempt": p.LockoutThreshold, "reset count minutes": int(p.Window() / time.Minute), "lockout duration": duration} {
		cmd := exec.Command(Tool("pdbedit"), "-s", filepath.Join(s.Dir, "smb.conf"), "-P", name, "-C", fmt.Sprint(value))
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("pdbedit -P %q: %v\n%s", name, err, out)
		}
	}
}

// run starts smbd and waits until it listens.
func (s *Server) run(t testing.TB, env []string, uid, gid int) bool {
	cmd := exec.Command(Tool("smbd"), "-F", "--no-process-group", "-s", filepath.Join(s.Dir, "smb.conf"), "-l", filepath.Join(s.Dir, "log"))
	cmd.Env, cmd.Stdout, cmd.Stderr = env, s.log, s.log
	ownGroup(cmd)
	if uid != os.Getuid() {
		runAs(cmd, uid, gid)
	}
	if listens(t, cmd, s.Addr) {
		return true
	}
	t.Logf("%s does not listen:\n%s", cmd.Path, s.log)
	return false
}

// listens starts a server in a process group of its own, which ends with the test or with the test's process, and
// waits until it listens.
func listens(t testing.TB, cmd *exec.Cmd, addr string) bool {
	if cmd.SysProcAttr == nil {
		ownGroup(cmd)
	}
	started, dead := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread() // the server ends with the thread that started it
		err := cmd.Start()
		started <- err
		if err == nil {
			cmd.Wait()
		}
		close(dead)
	}()
	Must(t, <-started)
	stop := func() { killGroup(cmd); <-dead }
	for range 1000 {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
		}
		select {
		case <-dead: // if somebody listens, it is somebody else
			return false
		case <-time.After(10 * time.Millisecond):
		}
		if err == nil {
			t.Cleanup(stop)
			return true
		}
	}
	stop()
	return false
}

// StartImpacket runs impacket's server, a second implementation: SMB 2.0.2 only, no domains, and guests if it knows
// no account. Without impacket it is like Start without Samba.
func StartImpacket(t testing.TB, accounts map[string]string) (addr string) {
	t.Helper()
	const python = "/usr/bin/python3" // Debian's, for which the package is
	if err := exec.Command(python, "-c", "import impacket.smbserver").Run(); err != nil {
		if os.Getenv("NTLMSIM_LIVE") == "1" {
			t.Fatal("NTLMSIM_LIVE=1 demands a real server, but impacket is missing: install python3-impacket")
		}
		t.Skip("no second real server to ask: install python3-impacket")
	}
	script := `import sys
from impacket import smbserver
from impacket.ntlm import compute_lmhash, compute_nthash
s = smbserver.SimpleSMBServer(listenAddress="127.0.0.1", listenPort=int(sys.argv[1]))
s.addShare("SHARE", sys.argv[2], "")
s.setSMB2Support(True)
s.setLogFile("")
for a in sys.argv[3:]:
    user, password = a.split(":", 1)
    s.addCredential(user, 1000, compute_lmhash(password), compute_nthash(password))
s.start()
`
	addr = FreePort(t)
	_, port, _ := net.SplitHostPort(addr)
	args := []string{"-c", script, port, t.TempDir()}
	for name, password := range accounts {
		args = append(args, name+":"+password)
	}
	if !listens(t, exec.Command(python, args...), addr) {
		t.Fatal("impacket does not listen")
	}
	return addr
}

// FreePort is an address on loopback where nobody listens. Its port is below those that the system gives to others
// (ip_local_port_range begins with 32768), so that no connection takes it before the server does.
func FreePort(t testing.TB) string {
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 10_000+rand.IntN(20_000)))
		if err != nil {
			continue
		}
		defer l.Close()
		return l.Addr().String()
	}
	t.Fatal("no port is free")
	return ""
}
