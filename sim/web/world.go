package web

import (
	"slices"
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// A World is a Topology prepared for questions.
type World struct {
	topology  Topology
	logon     *logon.World // with nothing of SMB in the way of NTLM
	directory *kerberos.Directory
}

// New prepares a topology that Check finds nothing wrong with.
func New(t Topology) (*World, error) {
	w, err := logon.NewWorld(withoutSMB(t))
	if err != nil {
		return nil, err
	}
	return &World{topology: t, logon: w, directory: logon.Directory(t.Topology)}, nil
}

// smb are settings with which SMB lets everybody as far as the session setup. The logon over HTTP is the same as that
// over SMB but for these.
var smb = []logon.Setting{
	{Name: "SmbServerNameHardeningLevel", Values: []string{"0"}}, {Name: "DisableStrictNameChecking", Values: []string{"1"}},
	{Name: "RequireSecuritySignature", Values: []string{"0"}}, {Name: "signs", Values: []string{"yes"}}, {Name: "EncryptData", Values: []string{"0"}},
	{Name: "AllowInsecureGuestAuth", Values: []string{"1"}}, {Name: "BlockNTLM", Values: []string{"0"}},
	{Name: "client-dialects", Values: []string{"SMB1", "SMB2", "SMB3"}}, {Name: "server-dialects", Values: []string{"SMB1", "SMB2", "SMB3"}},
}

// withoutSMB is the machines and domains with SMB out of the way.
func withoutSMB(t Topology) logon.Topology {
	plain := t.Topology
	plain.Machines = slices.Clone(plain.Machines)
	var taken []string
	for i, m := range plain.Machines {
		own := slices.DeleteFunc(slices.Clone(m.Settings), func(s logon.Setting) bool {
			return slices.ContainsFunc(smb, func(o logon.Setting) bool { return strings.EqualFold(o.Name, s.Name) })
		})
		profile, _ := logon.ProfileNamed(m.Profile)
		for _, set := range smb {
			if profile != nil && profile.Has(set.Name) {
				own = append(own, set)
			}
		}
		plain.Machines[i].Settings, plain.Machines[i].Aliases = own, slices.Concat(m.Aliases, hostsOf(t, m, taken))
		taken = append(taken, plain.Machines[i].Aliases...)
		plain.Machines[i].Offline, plain.Machines[i].Connections = false, nil
	}
	return plain
}

// hostsOf are the hosts of a machine's sites that are none of its names yet, but for those that are taken: in a farm
// the first machine has the host.
func hostsOf(t Topology, m logon.Machine, taken []string) (list []string) {
	for _, s := range t.Sites {
		if !strings.EqualFold(s.Machine, m.Name) {
			continue
		}
		for _, h := range s.Hosts {
			known := slices.ContainsFunc(slices.Concat(m.Aliases, m.Addresses, list, taken, []string{m.Name, t.DNSOf(m)}), func(n string) bool { return strings.EqualFold(n, h) })
			if !known {
				list = append(list, h)
			}
		}
	}
	return list
}

// sites are those that a host leads to: those that have a binding for it, each on another machine of a farm, or else
// the one of that machine without bindings.
func (w *World) sites(host string) (list []*Site) {
	for i, s := range w.topology.Sites {
		if slices.ContainsFunc(s.Hosts, func(h string) bool { return strings.EqualFold(h, host) }) {
			list = append(list, &w.topology.Sites[i])
		}
	}
	m, ok := w.logon.Machine(host)
	for i, s := range w.topology.Sites {
		if ok && len(list) == 0 && len(s.Hosts) == 0 && strings.EqualFold(s.Machine, m.Name) {
			list = append(list, &w.topology.Sites[i])
		}
	}
	return list
}

// site is the site that a host leads to at a machine, or at the first if none is named; nil if there is none.
func (w *World) site(host, machine string) *Site {
	for _, s := range w.sites(host) {
		if machine == "" || strings.EqualFold(s.Machine, machine) {
			return s
		}
	}
	return nil
}

// browser is what the browsers of a machine do.
func (w *World) browser(machine string) Browser {
	for _, b := range w.topology.Browsers {
		if strings.EqualFold(b.Machine, machine) {
			return b
		}
	}
	return Usual(machine)
}

// Ticket is what a program that takes Kerberos alone asks of it. The attempt must be one that CheckAttempt finds
// nothing wrong with.
func (w *World) Ticket(a Attempt) Ticketing { return w.facts(a, credential{as: a.As}).tickets() }
