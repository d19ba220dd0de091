package lab

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay"
)

// sambaProfile names what a server really is.
func sambaProfile(t logon.Topology, m logon.Machine) string {
	switch {
	case m.Role == logon.Standalone:
		return "samba-standalone"
	case m.Role == logon.Member:
		return "samba-member"
	case domainNamed(t, m.Domain).Kind == logon.NT4:
		return "samba-nt4-dc"
	}
	return "samba-ad-dc"
}

// AsBuilt is the topology without forests, since Samba makes no child domains, and with every server as what it really
// is in the lab: the profile of Samba in its role, with the settings that Build gives it, and the controllers that
// Build adds. An NT4-style domain has no DNS name. Where NET USE is typed on a machine, that is what it was, since
// Samba has no NET USE.
//
// This is the one place that decides which prediction the real servers are compared with.
func AsBuilt(t logon.Topology, attempts []scenarios.Attempt) logon.Topology {
	plan, _ := Build(t, attempts)
	built := t
	built.Machines, built.Domains = slices.Clone(t.Machines), slices.Clone(t.Domains)
	for i, d := range t.Domains {
		if plan.Domain(d.Name).Name != "" {
			built.Domains[i] = builtDomain(t, d)
		}
		built.Domains[i].Forest, built.Domains[i].UPNSuffixes = "", nil
	}
	for i, m := range t.Machines {
		if _, ok := plan.Server(m.Name); !ok {
			continue
		}
		built.Machines[i], _ = asSamba(t, present(m))
		built.Machines[i].Policy = wholeMinutes(m.Policy)
		built.Machines[i].Client = &logon.Product{Profile: m.Profile, Settings: m.Settings}
	}
	for _, s := range plan.Servers {
		if s.Machine == "" {
			added := logon.Machine{Name: s.Name, Role: logon.Controller, Domain: s.Domain, Settings: s.Settings}
			added.Profile = sambaProfile(t, added)
			built.Machines = append(built.Machines, added)
		}
	}
	if len(logon.Check(built)) > 0 {
		return t
	}
	return built
}

// present is a machine without what the lab cannot build: its own clock, and what makes a controller read-only. An
// unreachable machine needs nothing here: the client does not ask it.
func present(m logon.Machine) logon.Machine {
	if m.ReadOnly {
		m.Channel = logon.Sound
	}
	m.Clock, m.ReadOnly, m.Cached = 0, false, nil
	return m
}

// builtDomain is a domain as its controller is built: with one policy for everybody.
func builtDomain(t logon.Topology, d logon.Domain) logon.Domain {
	if d.Kind == logon.NT4 {
		d.DNS, d.Accounts, d.Policy = "", passdb(t, d), wholeMinutes(d.Policy)
	}
	d.PasswordSettings = nil
	return d
}

// wholeMinutes is a policy as a passdb takes it: its times are whole minutes there.
func wholeMinutes(p logon.Policy) logon.Policy {
	whole := func(text string, d time.Duration) string {
		if text == "" {
			return ""
		}
		return ((d + time.Minute - 1) / time.Minute * time.Minute).String()
	}
	p.LockoutWindow, p.LockoutDuration = whole(p.LockoutWindow, p.Window()), whole(p.LockoutDuration, p.Duration())
	return p
}

// passdb is the accounts of an NT4-style controller. The Guest of any product but Samba is its "map to guest", as it is
// of a standalone server.
func passdb(t logon.Topology, d logon.Domain) []logon.Account {
	for _, m := range t.Machines {
		if m.Role == logon.Controller && strings.EqualFold(m.Domain, d.Name) && strings.HasPrefix(m.Profile, "samba-") {
			return d.Accounts
		}
	}
	return slices.DeleteFunc(slices.Clone(d.Accounts), func(a logon.Account) bool { return strings.EqualFold(a.Name, "Guest") })
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
	if built.Profile != m.Profile || m.Role == logon.Controller && strings.HasPrefix(m.Profile, "samba-") {
		built.Profile = sambaProfile(t, m)
	}
	if m.Role == logon.Controller {
		built.Accounts = nil
	}
	if m.Role == logon.Controller && domainNamed(t, m.Domain).Kind != logon.NT4 {
		// source4's authentication has no "map to guest", and a domain stores no LM hashes.
		built.Settings = slices.DeleteFunc(slices.Clone(built.Settings), func(s logon.Setting) bool {
			return s.Name == "map to guest" || s.Name == "lanman auth"
		})
		built.Settings = append(built.Settings, oldPasswords(m)...)
	}
	return built, cannot
}

// oldPasswords is for how long a controller takes the password before the last change, where Samba has to be told.
func oldPasswords(m logon.Machine) []logon.Setting {
	p, ok := logon.ProfileNamed(m.Profile)
	if !ok || !p.Has("OldPasswordAllowedPeriod") {
		return nil
	}
	s := p.Settings()
	for _, set := range m.Settings {
		_ = s.Set(set)
	}
	samba, _ := logon.ProfileNamed("samba-ad-dc")
	if s.OldPasswordAllowedPeriod == samba.Settings().OldPasswordAllowedPeriod {
		return nil
	}
	return []logon.Setting{{Name: "old password allowed period", Values: []string{strconv.Itoa(s.OldPasswordAllowedPeriod)}}}
}

func domainNamed(t logon.Topology, name string) logon.Domain {
	for _, d := range t.Domains {
		if strings.EqualFold(d.Name, name) {
			return d
		}
	}
	return logon.Domain{}
}
