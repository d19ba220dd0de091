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
// the settings that Build gives it, and the controllers that Build adds. Where NET USE is typed on a machine, that is what
// it was, since Samba has no NET USE.
//
// This is the one place that decides which prediction the real servers are compared with.
func AsBuilt(t logon.Topology, attempts []scenarios.Attempt) logon.Topology {
	plan, _ := Build(t, attempts)
	built := t
	built.Machines = slices.Clone(t.Machines)
	for i, m := range t.Machines {
		if _, ok := plan.Server(m.Name); !ok {
			continue
		}
		built.Machines[i], _ = asSamba(t, m)
		built.Machines[i].Client = &logon.Product{Profile: m.Profile, Settings: m.Settings}
	}
	for _, s := range plan.Servers {
		if s.Machine == "" {
			built.Machines = append(built.Machines, logon.Machine{Name: s.Name, Role: logon.Controller, Domain: s.Domain,
				Profile: sambaProfiles[logon.Controller], Settings: s.Settings})
		}
	}
	if len(logon.Check(built)) > 0 {
		return t
	}
	return built
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
