package lab

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// keptIn is the environment variable with the folder where provisioned domains are kept. A lab that needs one that was
// provisioned before, by exactly the same command, begins with a copy of it: the tests build the same controllers
// many times, and provisioning is half of the work. Without the variable nothing is kept.
const keptIn = "NTLMSIM_LAB_PROVISIONED"

// provision makes a domain's database, or copies one that the same command made.
func (l *Lab) provision(ctx context.Context, m *machine, d Domain) error {
	argv := append(sambaTool(), "domain", "provision", "--realm="+strings.ToUpper(d.DNS), "--domain="+d.Name,
		"--host-name="+strings.ToLower(m.Name), "--host-ip="+anyAddress, "--server-role=dc", "--dns-backend=SAMBA_INTERNAL",
		"--adminpass="+labPassword, "--domain-sid="+d.SID, "--option=interfaces=lo eth0", "--option=bind interfaces only=yes", "--option=ldb:nosync=true")
	kept := keptAt(argv)
	if kept == "" {
		_, err := m.run(ctx, nil, argv...)
		return err
	}
	turn, err := onlyOne(ctx, kept+".lock")
	if err != nil {
		return err
	}
	defer turn.Close()
	if _, err := os.Stat(kept); err == nil {
		return m.restore(ctx, kept)
	}
	if _, err := m.run(ctx, nil, argv...); err != nil {
		return err
	}
	return m.keep(ctx, kept)
}

// keptAt is where the outcome of a command is kept; "" where nothing is.
func keptAt(argv []string) string {
	folder := os.Getenv(keptIn)
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(argv, "\x00")))))
}

// onlyOne waits until no other process holds a file: of labs that need the same domain, one provisions it, and the
// others copy it. It is given back when it is closed, or when the process ends.
func onlyOne(ctx context.Context, name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = poll(ctx, commandTime, "another lab does not finish provisioning", func() bool {
		return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
	})
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// keep copies what was provisioned. It appears whole, or not at all.
func (m *machine) keep(ctx context.Context, kept string) error {
	part, err := os.MkdirTemp(filepath.Dir(kept), "part")
	if err != nil {
		return err
	}
	if err := copied(ctx, filepath.Join(m.dir, "lib"), part); err != nil {
		return err
	}
	if err := os.Rename(part, kept); err != nil {
		return os.RemoveAll(part)
	}
	return nil
}

// restore copies what provisioning writes but for smb.conf, which is written anew. The rest of /etc is this lab's own.
func (m *machine) restore(ctx context.Context, kept string) error {
	return copied(ctx, kept, filepath.Join(m.dir, "lib"))
}

// copied copies what is in a folder into another one, links and owners as they are.
func copied(ctx context.Context, from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, commandTime, fmt.Errorf("it does not end within %s", commandTime))
	defer cancel()
	out, err := exec.CommandContext(ctx, "cp", "-a", "--", from+"/.", to).CombinedOutput()
	if err != nil {
		return fmt.Errorf("a provisioned domain cannot be copied: %w: %s", err, out)
	}
	return nil
}
