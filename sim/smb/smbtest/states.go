package smbtest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"ntlmsim/sim/logon"
)

// sambaLibrary reports whether Debian's python has the libraries of accounts.py.
var sambaLibrary = sync.OnceValue(func() bool {
	return exec.Command("/usr/bin/python3", "-c", "import samba.samba3.passdb, Cryptodome.Hash.MD4").Run() == nil
})

// NeedSambaLibrary demands the libraries that make accounts in every state, as NeedSamba does Samba.
func NeedSambaLibrary(t testing.TB) {
	t.Helper()
	switch {
	case sambaLibrary():
	case os.Getenv("NTLMSIM_LIVE") == "1":
		t.Fatal("NTLMSIM_LIVE=1 demands accounts in every state: install python3-samba and python3-pycryptodome")
	default:
		t.Skip("no accounts in every state for a real server: install python3-samba and python3-pycryptodome")
	}
}

//go:embed accounts.py
var accountsScript string

// addStates writes the accounts with Samba's own library: pdbedit cannot make every state.
func (s *Server) addStates(t testing.TB, env []string, accounts []logon.Account, lm bool) {
	type row struct {
		Name            string      `json:"name"`
		Password        string      `json:"password"`
		LM              bool        `json:"lm"`
		Disabled        bool        `json:"disabled"`
		Locked          bool        `json:"locked"`
		Expired         bool        `json:"expired"`
		MustChange      bool        `json:"must_change"`
		PasswordExpired bool        `json:"password_expired"`
		Hours           logon.Hours `json:"hours"`
		Workstations    []string    `json:"workstations"`

		Trust logon.TrustAccount `json:"trust"`
	}
	rows := []row{}
	for _, a := range accounts {
		rows = append(rows, row{a.Name, a.Password, lm, a.Disabled, a.Locked, a.Expired, a.MustChange, a.PasswordExpired, a.Hours, a.Workstations, a.Trust})
	}
	input, err := json.Marshal(rows)
	Must(t, err)
	cmd := exec.Command("/usr/bin/python3", "-c", accountsScript, filepath.Join(s.Dir, "smb.conf"))
	cmd.Env, cmd.Stdin = env, bytes.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("accounts.py: %v\n%s", err, out)
	}
}
