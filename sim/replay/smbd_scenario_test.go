package replay

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb"
	"ntlmsim/sim/smb/smbtest"
)

// startMachine runs the standalone Samba server that a machine with the profile samba-standalone describes: its
// accounts in their states, its settings, its shares.
func startMachine(t testing.TB, m logon.Machine) *smbtest.Server {
	t.Helper()
	smbtest.NeedSambaLibrary(t)
	if m.Profile != "samba-standalone" || m.Role != logon.Standalone {
		t.Fatalf("%s is %s, %s: no standalone Samba", m.Name, m.Profile, m.Role)
	}
	conf := smbtest.Config{Name: m.Name, Shares: map[string][]string{}, States: m.Accounts, Policy: m.Policy}
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
	s := smbtest.Start(t, conf)
	for _, share := range m.Shares {
		use(t, s, m, share)
	}
	return s
}

// use uses a share as often as others do, by the first account of the machine, which must be one that may.
func use(t testing.TB, s *smbtest.Server, m logon.Machine, share logon.Share) {
	t.Helper()
	if share.Uses == 0 {
		return
	}
	first := m.Accounts[0]
	c, err := smb.Probe{Addr: s.Addr}.Hold(t.Context(), smb.Attempt{Share: share.Name, Domain: m.Name, User: first.Name, Password: first.Password, Response: ntlm.NTLMv2},
		min(share.Uses, share.MaxUses))
	smbtest.Must(t, err)
	t.Cleanup(func() { c.Close() })
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
