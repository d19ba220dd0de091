package webserver

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/webprobe"
)

// A Lab is a KDC and web servers that run.
type Lab struct {
	dir     string
	plan    Plan
	kdc     int // its port
	sites   map[string]*site
	keys    map[key]string // passwords that the keys of accounts are made of
	secrets []string
	tickets int // credential caches made

	probe *webprobe.Probe

	browsers map[habit]*process
	gate     *gate // where their connections go

	ctx     context.Context
	end     context.CancelFunc
	servers []chan struct{}
}

// A key is one version of an account's key.
type key struct {
	account logon.Name
	version int
}

// Start builds what a plan needs, and starts it. Close ends it, and so does the context.
func Start(ctx context.Context, p Plan) (l *Lab, err error) {
	sweep()
	for range 3 { // another process may take a port between choosing and using it
		if l, err = start(ctx, p); err == nil || !errors.Is(err, errNotStarted) {
			return l, err
		}
	}
	return nil, err
}

func start(ctx context.Context, p Plan) (*Lab, error) {
	dir, err := os.MkdirTemp("", fmt.Sprintf("weblab-%d-", os.Getpid()))
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(ctx)
	l := &Lab{dir: dir, plan: p, sites: map[string]*site{}, keys: map[key]string{}, browsers: map[habit]*process{}, ctx: ctx, end: end}
	l.probe = p.Probe()
	l.probe.Addr, l.probe.KDC, l.probe.TLS, l.probe.Timeout = l.Addr, func(string) string { return l.KDC() }, trusting, 20*time.Second
	for _, step := range []func(context.Context) error{l.prepare, l.startKDC, l.startSites} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, l.Close())
		}
	}
	return l, nil
}

// KDC is where the KDC of every realm listens.
func (l *Lab) KDC() string {
	if l.plan.Directory != nil {
		return l.plan.Directory.KDC
	}
	return fmt.Sprintf("127.0.0.1:%d", l.kdc)
}

// trusting takes every certificate: the servers are this laboratory's.
func trusting(string) *tls.Config { return &tls.Config{InsecureSkipVerify: true} }

// sweep removes what killed tests have left: directories of processes that are no more.
var sweep = sync.OnceFunc(func() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), "weblab-*-*"))
	for _, dir := range left {
		var pid int
		if _, err := fmt.Sscanf(filepath.Base(dir), "weblab-%d-", &pid); err == nil && syscall.Kill(pid, 0) == syscall.ESRCH {
			os.RemoveAll(dir)
		}
	}
})

// Close ends every process, and removes the files.
func (l *Lab) Close() error {
	l.end()
	for _, dead := range l.servers {
		select {
		case <-dead:
		case <-time.After(5 * time.Second):
			return errors.New("a server does not end")
		}
	}
	return os.RemoveAll(l.dir)
}

func (l *Lab) path(name string) string { return filepath.Join(l.dir, name) }

// prepare gives the directory to the account that everything runs as.
func (l *Lab) prepare(context.Context) (err error) {
	if os.Getuid() == 0 {
		if err := os.Chown(l.dir, nobody, nobody); err != nil {
			return err
		}
	}
	l.kdc, err = freePort()
	return err
}

// write writes a file that only the laboratory's account reads.
func (l *Lab) write(name, text string) error {
	if err := os.WriteFile(l.path(name), []byte(text), 0o600); err != nil || os.Getuid() != 0 {
		return err
	}
	return os.Chown(l.path(name), nobody, nobody)
}

// password is what a version of an account's key is made of: another one for each.
func (l *Lab) password(of *kerberos.Account, version int) string {
	k := key{logon.Name{Domain: of.Realm, User: of.Name}, version}
	if l.keys[k] == "" {
		l.keys[k] = rand.Text()
		l.secrets = append(l.secrets, l.keys[k])
	}
	return l.keys[k]
}
