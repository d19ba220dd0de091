package lab

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
)

// pretended are Python modules that do what sam.py asks of Samba's, and store no trust whose name begins with BAD.
var pretended = map[string]string{
	"samba/__init__.py":        "",
	"samba/dcerpc/__init__.py": "class security:\n    dom_sid = str\n",
	"samba/samba3/__init__.py": `
class User:
    user_sid = "S-1-5-21-1-2-3-1000"

class PDB:
    def __init__(self, url): pass
    def create_user(self, name, kind): pass
    def getsampwnam(self, name): return User()
    def update_sam_account(self, user): pass
    def set_trusteddom_pw(self, name, password, sid):
        if name.startswith("BAD"):
            raise RuntimeError("no room")

class passdb:
    PDB = PDB
    set_secrets_dir = staticmethod(lambda path: None)

class Conf:
    def load(self, path): pass
    def get(self, name): return "/nowhere"

class param:
    get_context = Conf
`,
	"Cryptodome/__init__.py":        "",
	"Cryptodome/Cipher/__init__.py": "DES = None\n",
	"Cryptodome/Hash/__init__.py": `
class Hash:
    def digest(self): return b""

class MD4:
    new = staticmethod(lambda data: Hash())
`,
}

// A trust whose password is not stored is no trust: the controller is not built, and the reason is said.
func TestATrustThatIsNotStoredIsSaid(t *testing.T) {
	python, err := exec.LookPath("python3")
	switch {
	case err == nil:
	case os.Getenv("NTLMSIM_LIVE") == "1":
		t.Fatal("NTLMSIM_LIVE=1 demands the script that makes trusts: install python3")
	default:
		t.Skip("install python3")
	}
	modules := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(pretended)) {
		path := filepath.Join(modules, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(pretended[name]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for other, says := range map[string]string{"GOOD": "RIDS ", "BAD": "BAD: no room\nthe password of the trust of BAD is not stored\n"} {
		file, err := scenarios.Load("x.yaml", []byte("domains: {OLD: {kind: nt4, trusts: [{domain: "+other+", type: nt4}]}, "+other+": {kind: nt4}}\n"+
			"machines: {PDC: {role: controller, domain: OLD, profile: windows-nt4}}\n"+
			"attempts: [{name: a, send: {to: PDC, domain: OLD, user: A, password: B}, want: {error: 1326}}]\n"))
		if err != nil {
			t.Fatal(err)
		}
		plan, _ := Build(file.Topology, file.Attempts)
		pdc, _ := plan.Server("PDC")
		cmd := exec.Command(python, "-c", samScript)
		cmd.Env, cmd.Stdin = append(os.Environ(), "PYTHONPATH="+modules), bytes.NewReader(plan.controllerBatch(pdc).encode())
		out, err := cmd.CombinedOutput()
		if (err == nil) != (other == "GOOD") || !strings.Contains(string(out), says) {
			t.Errorf("%s: %v, and not %q:\n%s", other, err, says, out)
		}
	}
}
