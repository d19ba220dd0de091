package replay

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// startMachine runs the standalone Samba server that a machine with the profile samba-standalone describes: its
// accounts in their states, its settings, its shares.
func startMachine(t testing.TB, m logon.Machine) *smbd {
	t.Helper()
	needSambaLibrary(t)
	if m.Profile != "samba-standalone" || m.Role != logon.Standalone {
		t.Fatalf("%s is %s, %s: no standalone Samba", m.Name, m.Profile, m.Role)
	}
	conf := smbdConf{Name: m.Name, Shares: map[string][]string{}, States: m.Accounts, Policy: m.Policy}
	for _, s := range m.Settings {
		if s.Name == "lanman auth" && s.Values[0] == "yes" {
			conf.LM = true
		}
		if s.Values[0] != "default" {
			conf.Global = append(conf.Global, s.Name+" = "+s.Values[0])
		}
	}
	for _, s := range m.Shares {
		conf.Shares[s.Name] = shareLines(m, s)
	}
	s := startSmbd(t, conf)
	for _, share := range m.Shares {
		use(t, s, m, share)
	}
	return s
}

// use uses a share as often as others do, by the first account of the machine, which must be one that may.
func use(t testing.TB, s *smbd, m logon.Machine, share logon.Share) {
	t.Helper()
	if share.Uses == 0 {
		return
	}
	first := m.Accounts[0]
	c, err := Probe{Addr: s.Addr}.Hold(t.Context(), Attempt{Share: share.Name, Domain: m.Name, User: first.Name, Password: first.Password, Response: ntlm.NTLMv2},
		min(share.Uses, share.MaxUses))
	must(t, err)
	t.Cleanup(func() { c.Close() })
}

// sambaLibrary says whether Debian's python has what accounts.py writes accounts with.
var sambaLibrary = sync.OnceValue(func() bool {
	return exec.Command("/usr/bin/python3", "-c", "import samba.samba3.passdb, Cryptodome.Hash.MD4").Run() == nil
})

func needSambaLibrary(t testing.TB) {
	t.Helper()
	switch {
	case sambaLibrary():
	case os.Getenv("NTLMSIM_LIVE") == "1":
		t.Fatal("NTLMSIM_LIVE=1 demands accounts in every state: install python3-samba and python3-pycryptodome")
	default:
		t.Skip("no accounts in every state for a real server: install python3-samba and python3-pycryptodome")
	}
}

// shareLines are a share's permissions in smb.conf. Everyone includes the guest; a group is its members.
func shareLines(m logon.Machine, s logon.Share) []string {
	lines := []string{"read only = no"}
	if len(s.Allow) > 0 {
		lines = append(lines, "valid users = "+strings.Join(members(m, s.Allow), " "))
	}
	if len(s.Deny) > 0 {
		lines = append(lines, "invalid users = "+strings.Join(members(m, s.Deny), " "))
	}
	switch most := s.MaxUses; {
	case s.Uses >= most && most > 0:
		lines = append(lines, fmt.Sprint("max connections = ", most))
	case most > 0:
		lines = append(lines, fmt.Sprint("max connections = ", most+16)) // who has just left still counts for a moment
	}
	return lines
}

// members are the Unix accounts that names of accounts and groups come to.
func members(m logon.Machine, names []string) (users []string) {
	for _, name := range names {
		if _, after, ok := strings.Cut(name, `\`); ok {
			name = after
		}
		if strings.EqualFold(name, "Guest") || name == "Everyone" {
			users = append(users, "nobody")
		}
		for _, a := range m.Accounts {
			if strings.EqualFold(a.Name, name) || slices.Contains(a.Groups, name) || name == "Authenticated Users" || name == "Everyone" {
				users = append(users, a.Name)
			}
		}
	}
	if len(users) == 0 {
		users = []string{"root"} // nobody of the scenario
	}
	return users
}

//go:embed accounts.py
var accountsScript string

// addStates writes the accounts with Samba's own library: pdbedit cannot make every state.
func (s *smbd) addStates(t testing.TB, env []string, accounts []logon.Account, lm bool) {
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
	must(t, err)
	cmd := exec.Command("/usr/bin/python3", "-c", accountsScript, filepath.Join(s.Dir, "smb.conf"))
	cmd.Env, cmd.Stdin = env, bytes.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("accounts.py: %v\n%s", err, out)
	}
}
