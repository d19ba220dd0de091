package replay

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// AsSamba is a standalone Samba server that stands for a standalone machine, and what Samba cannot do as that machine
// does. A machine that is Samba already is not changed.
func AsSamba(m logon.Machine) (built logon.Machine, cannot []string) {
	p, ok := logon.ProfileNamed(m.Profile)
	if !ok || m.Role != logon.Standalone {
		return m, []string{"only a standalone machine can be built as a standalone server"}
	}
	s := p.Settings()
	for _, set := range m.Settings {
		_ = s.Set(set)
	}
	if s.MapToGuest != logon.NoMapToGuest {
		return m, nil
	}
	built = m
	built.Profile = "samba-standalone"
	built.Settings, built.Accounts = nil, nil
	guest := "never"
	for _, a := range m.Accounts {
		if !strings.EqualFold(a.Name, "Guest") {
			built.Accounts = append(built.Accounts, a)
			continue
		}
		if a.Password != "" {
			cannot = append(cannot, "Samba's guest has no password")
		}
		if !a.Disabled {
			guest = "bad user"
		}
	}
	set := func(name, value string) {
		built.Settings = append(built.Settings, logon.Setting{Name: name, Values: []string{value}})
	}
	set("map to guest", guest)
	set("guest ok", "yes") // on Windows everyone may use a share without a list
	if s.LmCompatibilityLevel < 5 {
		set("ntlm auth", "ntlmv1-permitted")
	}
	if s.LmCompatibilityLevel < 4 && !s.NoLMHash {
		set("lanman auth", "yes")
	}
	if slices.Contains(s.ServerDialects, logon.SMB1) {
		set("server min protocol", "NT1")
	}
	return built, append(cannot, rights(s)...)
}

// rights names the policies of Windows that Samba does not have.
func rights(s logon.Settings) (cannot []string) {
	if len(s.SeDenyNetworkLogonRight) > 0 {
		cannot = append(cannot, "Samba has no SeDenyNetworkLogonRight")
	}
	if s.LimitBlankPasswordUse {
		cannot = append(cannot, "Samba has no LimitBlankPasswordUse")
	}
	if s.RestrictNullSessAccess {
		cannot = append(cannot, "Samba has no RestrictNullSessAccess")
	}
	if s.Salts == logon.SaltOfDatabase {
		cannot = append(cannot, "Samba hashes with the domain in the message")
	}
	return cannot
}

// TopologyAsSamba is a topology with one standalone machine replaced by its AsSamba.
func TopologyAsSamba(t logon.Topology, machine string) logon.Topology {
	machines := append([]logon.Machine(nil), t.Machines...)
	for i, m := range machines {
		if strings.EqualFold(m.Name, machine) {
			machines[i], _ = AsSamba(m)
			if machines[i].Profile != m.Profile {
				machines[i].Client = &logon.Product{Profile: m.Profile, Settings: m.Settings} // NET USE typed on it is still that of Windows
			}
		}
	}
	t.Machines = machines
	return t
}
