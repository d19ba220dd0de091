package webserver

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"ntlmsim/sim/web"
)

// A process is a headless Chromium that runs. Its Kerberos is the GSSAPI library of the system.
type process struct {
	*devtools
	cache string // the file of its tickets
	trace string // what MIT's library does in it
}

// A habit is what one process of Chromium is started with: one process does not change it.
type habit struct {
	state  string // its settings
	config string // of Kerberos; "": the usual one
}

// habitOf is what the browser of an attempt is started with. Until a server has offered Negotiate for the first time,
// Chromium on Linux has not loaded the GSSAPI library, and answers as if it could not; here that time is over.
func habitOf(o web.Outcome, c client) (habit, error) {
	state, err := json.Marshal(map[string]any{"auth": policies(o), "net": map[string]bool{"received_http_auth_negotiate_headers": true}})
	return habit{string(state), c.config}, err
}

// policies are those of Chromium that do what a browser of Windows is set to. Each attempt has a private window, which
// logs on of itself only where AmbientAuthenticationInPrivateModesEnabled says so.
func policies(o web.Outcome) map[string]any {
	b, schemes, list := o.Browser(), "ntlm", "*"
	if b.Integrated && o.Request().Kerberos {
		schemes = "negotiate,ntlm"
	}
	if b.Zoned {
		list = strings.Join(b.Intranet, ",")
	}
	const everywhere = 3
	return map[string]any{
		"schemes":                        schemes,      // AuthSchemes
		"server_allowlist":               list,         // AuthServerAllowlist
		"disable_negotiate_cname_lookup": !b.Canonical, // DisableAuthNegotiateCnameLookup
		"enable_negotiate_port":          b.Port,       // EnableAuthNegotiatePort
		"ambient_auth_in_private_modes":  everywhere,
	}
}

// quiet has Chromium ask nothing of its maker, and keep all that it has in one directory.
var quiet = []string{"--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update", "--disable-sync",
	"--disable-extensions", "--disable-breakpad", "--disable-dev-shm-usage", "--disable-gpu"}

// chromiumCommand starts a browser that is asked over a pipe, and finds only names that lead to the gate.
func chromiumCommand(dir, names string) []string {
	return append([]string{chromiumProgram, "--headless=new", "--remote-debugging-pipe", "--user-data-dir=" + dir, "--no-proxy-server", "--ignore-certificate-errors",
		"--disable-features=HttpsUpgrades,AsyncDns", "--host-resolver-rules=" + names, "about:blank"}, quiet...)
}

// browser is a process of Chromium with a habit; the first attempt that has it starts it.
func (l *Lab) browser(h habit) (*process, error) {
	if b := l.browsers[h]; b != nil {
		return b, nil
	}
	if l.gate == nil {
		if err := errors.Join(l.writeHosts(), l.openGate()); err != nil {
			return nil, err
		}
	}
	home := fmt.Sprintf("chromium-%d", len(l.browsers)+1)
	b := &process{cache: l.path(home + "-tickets"), trace: l.path(home + "-trace")}
	err := l.mkdir(home)
	if err == nil {
		err = l.write(filepath.Join(home, "Local State"), h.state)
	}
	if err == nil {
		cmd := l.command(l.ctx, l.environment(h, b, home), chromiumCommand(l.path(home), l.names())...)
		endTogether(cmd.SysProcAttr)
		b.devtools, err = l.startPiped(cmd)
	}
	if err != nil {
		return nil, err
	}
	l.browsers[h] = b
	return b, nil
}

// endTogether gives a browser a PID namespace, with which all its processes end: one of them, which waits for crashes,
// leaves its process group.
func endTogether(attr *syscall.SysProcAttr) {
	attr.Cloneflags = syscall.CLONE_NEWPID
	if os.Getuid() != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}}
	}
}

// environment is that of a browser: where it finds names, tickets and KDCs.
func (l *Lab) environment(h habit, b *process, home string) []string {
	env := []string{"HOME=" + l.path(home), "XDG_RUNTIME_DIR=" + l.path(home), "LD_PRELOAD=" + program(nssWrapper), "NSS_WRAPPER_HOSTS=" + l.path("hosts"),
		"KRB5CCNAME=FILE:" + b.cache, "KRB5_TRACE=" + b.trace}
	if h.config != "" {
		env = append(env, "KRB5_CONFIG="+l.path(h.config))
	}
	return env
}

// names has the hosts of the attempts lead to the gate, and every other nowhere: Chromium asks servers of its maker.
func (l *Lab) names() string {
	port := l.gate.listener.Addr().(*net.TCPAddr).Port
	var rules []string
	for _, p := range l.plan.Attempts {
		host := strings.ToLower(p.Attempt.Open.Host)
		rules = append(rules, fmt.Sprintf("MAP %s %s:%d", host, inDNS(host), port))
	}
	slices.Sort(rules)
	return strings.Join(append(slices.Compact(rules), "MAP * ^NOTFOUND"), ",")
}

// inDNS is what a host is called where DNS is asked: an address has a name there that leads back to it.
func inDNS(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return strings.NewReplacer(".", "-", ":", "-").Replace(host) + ".address"
	}
	return host
}

// writeHosts writes the names that nss_wrapper finds for Chromium. All are here. An alias is so in a line of the name
// that it stands for, which is then the canonical one.
func (l *Lab) writeHosts() error {
	var lines []string
	for _, p := range l.plan.Attempts {
		host := strings.ToLower(p.Attempt.Open.Host)
		lines = append(lines, "127.0.0.1 "+cmp.Or(l.probe.Aliases()[host], host)+" "+inDNS(host)+"\n")
	}
	slices.Sort(lines)
	return l.write("hosts", strings.Join(slices.Compact(lines), ""))
}

// mkdir makes a directory of the laboratory's account.
func (l *Lab) mkdir(name string) error {
	if err := os.Mkdir(l.path(name), 0o700); err != nil || os.Getuid() != 0 {
		return err
	}
	return os.Chown(l.path(name), nobody, nobody)
}

// startPiped starts a browser with the pipe of DevTools on its files 3 and 4.
func (l *Lab) startPiped(cmd *exec.Cmd) (*devtools, error) {
	fromUs, to, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	from, toUs, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.ExtraFiles = []*os.File{fromUs, toUs}
	dead, err := l.start(cmd)
	fromUs.Close()
	toUs.Close()
	if err != nil {
		return nil, err
	}
	go func() {
		<-dead
		to.Close()
	}()
	return newDevtools(to, from), nil
}
