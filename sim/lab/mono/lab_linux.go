package mono

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// A Lab is a farm of Mono's processes. They start when they are first asked.
type Lab struct {
	dir     string
	plan    Plan
	workers map[string]*worker
	running map[string]*process
	end     context.CancelFunc
	ctx     context.Context // of the processes: they outlive a question
}

//go:embed host.cs
var hostSource []byte

// Start compiles the host, and writes the applications. Close ends what runs, and so does the context.
func Start(ctx context.Context, p Plan) (*Lab, error) {
	sweep()
	dir, err := os.MkdirTemp("", fmt.Sprintf("monolab-%d-", os.Getpid()))
	if err != nil {
		return nil, err
	}
	l := &Lab{dir: dir, plan: p, workers: p.workers(), running: map[string]*process{}}
	l.ctx, l.end = context.WithCancel(ctx)
	if err := errors.Join(l.write("host.cs", hostSource), l.directory(".")); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	for _, step := range []func() error{l.compile, l.deploy} {
		if err := step(); err != nil {
			return nil, errors.Join(err, l.Close())
		}
	}
	return l, nil
}

// sweep removes what killed tests have left: directories of processes that are no more.
var sweep = sync.OnceFunc(func() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), "monolab-*-*"))
	for _, dir := range left {
		var pid int
		if _, err := fmt.Sscanf(filepath.Base(dir), "monolab-%d-", &pid); err == nil && syscall.Kill(pid, 0) == syscall.ESRCH {
			os.RemoveAll(dir)
		}
	}
})

// Close ends every process, and removes the files.
func (l *Lab) Close() (err error) {
	l.end()
	for _, p := range l.running {
		err = errors.Join(err, p.wait())
	}
	return errors.Join(err, os.RemoveAll(l.dir))
}

// compile makes host.exe.
func (l *Lab) compile() error {
	ctx, cancel := context.WithTimeout(l.ctx, time.Minute)
	defer cancel()
	cmd := l.command(ctx, l.dir, "/usr/bin/mcs", "-warnaserror", "-r:System.Web", "-r:System.Configuration", "-out:host.exe", "host.cs")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("the host cannot be compiled: %w: %s", err, out)
	}
	return nil
}

// deploy writes every application: its web.config, and the host, which has its pages.
func (l *Lab) deploy() (err error) {
	for _, w := range l.workers {
		err = errors.Join(err, l.directory(w.home), l.directory(w.temporary()))
		for _, s := range w.sites {
			err = errors.Join(err, l.directory(s.dir), l.directory(filepath.Join(s.dir, "bin")), l.write(filepath.Join(s.dir, "web.config"), []byte(s.config)))
			host := l.path(filepath.Join(s.dir, "bin", "host.exe"))
			if linked := os.Link(l.path("host.exe"), host); !errors.Is(linked, os.ErrExist) { // another node has the same files
				err = errors.Join(err, linked)
			}
		}
	}
	return err
}

func (l *Lab) path(name string) string { return filepath.Join(l.dir, name) }

// directory makes a directory that only the laboratory's account enters.
func (l *Lab) directory(name string) error {
	if err := os.MkdirAll(l.path(name), 0o700); err != nil {
		return err
	}
	return l.hand(name)
}

// write writes a file that only the laboratory's account reads: web.config has keys.
func (l *Lab) write(name string, data []byte) error {
	if err := os.WriteFile(l.path(name), data, 0o600); err != nil {
		return err
	}
	return l.hand(name)
}

// hand gives a file to the account that everything runs as.
func (l *Lab) hand(name string) error {
	if os.Getuid() != 0 {
		return nil
	}
	return os.Chown(l.path(name), nobody, nobody)
}
