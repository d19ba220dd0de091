package lab

import (
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
)

// sambaProfiles name what a server of a role really is. A profile that does not exist is not used: there the
// scenario's own prediction stands.
var sambaProfiles = map[logon.Role]string{
	logon.Standalone: "samba-standalone",
	logon.Member:     "samba-member",
	logon.Controller: "samba-ad-dc",
}

// AsBuilt is the topology with every server as what it really is in the lab: the profile of Samba in its role, with
// the settings that Build gives it, and domains with the DNS names that they have there. A machine at which NET USE
// is typed stays what it is, since Samba has no NET USE.
//
// This is the one place that decides which prediction the real servers are compared with.
func AsBuilt(t logon.Topology, attempts []scenarios.Attempt) logon.Topology {
	questions := asked(t, attempts)
	built := t
	built.Machines = slices.Clone(t.Machines)
	for i, m := range t.Machines {
		if !questions[fold(m.Name)] || types(m.Name, attempts) {
			continue
		}
		if _, ok := logon.ProfileNamed(sambaProfiles[m.Role]); ok {
			built.Machines[i], _ = asSamba(t, m)
		}
	}
	if len(logon.Check(built)) > 0 {
		return t
	}
	return built
}

// types says whether somebody types NET USE at a machine.
func types(machine string, attempts []scenarios.Attempt) bool {
	return slices.ContainsFunc(attempts, func(a scenarios.Attempt) bool {
		return a.Send == nil && strings.EqualFold(a.From, machine)
	})
}

// asSamba is a machine of any role as the Samba server that is built for it, and what of it cannot be built. Its
// settings are found as those of a standalone server are, from the accounts of the database that is its own.
func asSamba(t logon.Topology, m logon.Machine) (built logon.Machine, cannot []string) {
	alone := m
	alone.Role = logon.Standalone
	if m.Role == logon.Controller {
		alone.Accounts = domainNamed(t, m.Domain).Accounts
	}
	built, cannot = replay.AsSamba(alone)
	built.Role, built.Domain = m.Role, m.Domain
	if built.Profile != m.Profile {
		built.Profile = sambaProfiles[m.Role]
	}
	if m.Role == logon.Controller {
		built.Accounts = nil
		// source4's authentication has no "map to guest", and a domain stores no LM hashes.
		built.Settings = slices.DeleteFunc(slices.Clone(built.Settings), func(s logon.Setting) bool {
			return s.Name == "map to guest" || s.Name == "lanman auth"
		})
	}
	return built, cannot
}

func domainNamed(t logon.Topology, name string) logon.Domain {
	for _, d := range t.Domains {
		if strings.EqualFold(d.Name, name) {
			return d
		}
	}
	return logon.Domain{}
}
