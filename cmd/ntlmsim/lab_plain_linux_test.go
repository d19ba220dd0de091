package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

const oneServer = "machines: {SRV: {role: standalone, profile: samba-standalone, accounts: {USER1: {password: PSW1}}, shares: {share: {}}}}\n" +
	"attempts: [{name: in, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1}, want: {error: 0}}]\n"

// Without root the same domains are built in a user namespace.
func TestTheArticlesExampleIsBuiltByAPlainUser(t *testing.T) {
	needLab(t)
	u, before := plain(t), traces(t)
	for _, style := range []string{"ad", "nt4"} {
		u.runs(t, exitExpected, "4 agree, 0 differ", "lab", "run", "kb103390/example.yaml", "--domains", style)
	}
	same(t, before)
}

// A plain user who has no XDG_RUNTIME_DIR finds the lab with every command, also with replay, which is root inside of
// it.
func TestAPlainUserFindsHisLab(t *testing.T) {
	needLab(t)
	u, before := plain(t), traces(t)
	file, seen := filepath.Join(u.home, "one.yaml"), filepath.Join(u.home, "seen.json")
	if err := os.WriteFile(file, []byte(oneServer), 0o644); err != nil {
		t.Fatal(err)
	}
	u.runs(t, exitExpected, "The lab is up", "lab", "up", file)
	t.Cleanup(func() { _ = u.command("lab", "down").Run() }) // also where the test has failed
	u.runs(t, exitExpected, "up, ", "lab", "status")
	u.runs(t, exitExpected, "1 agrees, 0 differ", "replay", file, "--record", seen)
	u.runs(t, exitExpected, "1 agrees, 0 differ", "replay", file, "--recording", seen)
	u.runs(t, exitExpected, "srv", "lab", "exec", "SRV", "--", "hostname")
	u.runs(t, exitExpected, "has ended", "lab", "down")
	same(t, before)
}

// A plainUser is nobody's number, with a copy of this program in a directory that is his.
type plainUser struct {
	id            uint32
	program, home string
}

func plain(t *testing.T) plainUser {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("becomes a plain user, which takes root: the other tests of the lab have just been one")
	}
	home, err := os.MkdirTemp("/tmp", "plain-user-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	u := plainUser{12345, filepath.Join(home, "ntlmsim"), home}
	data, err := os.ReadFile("/proc/self/exe")
	if err == nil {
		err = os.WriteFile(u.program, data, 0o755)
	}
	if err == nil {
		err = os.Chown(home, int(u.id), int(u.id))
	}
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (u plainUser) command(args ...string) *exec.Cmd {
	cmd := exec.Command(u.program, args...)
	cmd.Dir = u.home
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "XDG_RUNTIME_DIR=") || strings.HasPrefix(v, "NTLMSIM_")
	})
	cmd.Env = append(cmd.Env, "NTLMSIM_AS_PROGRAM=1", "NO_COLOR=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: u.id, Gid: u.id}}
	return cmd
}

// runs makes sure of how a command ends, and that it says something, however that is wrapped.
func (u plainUser) runs(t *testing.T, want int, says string, args ...string) {
	t.Helper()
	cmd := u.command(args...)
	out, _ := cmd.CombinedOutput()
	text := strings.Join(strings.Fields(string(out)), " ")
	if got := cmd.ProcessState.ExitCode(); got != want || !strings.Contains(text, says) {
		t.Errorf("%s: exit code %d, want %d and %q\n%s", args, got, want, says, out)
	}
}
