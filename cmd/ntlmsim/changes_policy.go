package main

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// policies: put back what somebody has set on the server, on the client or on a controller.
func (s *search) policies() (list []change) {
	for i, m := range s.topology.Machines {
		if m.Role != logon.Controller && i != s.at && !strings.EqualFold(m.Name, s.attempt.From) {
			continue
		}
		p, ok := logon.ProfileNamed(m.Profile)
		if !ok {
			continue
		}
		for _, own := range m.Settings {
			usual, ok := p.Value(own.Name)
			if !ok || slices.Equal(usual.Setting.Values, own.Values) {
				continue
			}
			text := strings.Join(usual.Setting.Values, ", ")
			if text == "" {
				text = "nothing"
			}
			text = fmt.Sprintf("set %s of %s back to %s", usual.Setting.Name, m.Name, text)
			if usual.Setting.Name == "session-keys" {
				text = "update " + m.Name + " to something that has keys of 128 bits"
			}
			list = append(list, change{text: text,
				world: func(t *logon.Topology) { set(&t.Machines[i], own.Name, usual.Setting.Values...) }})
		}
	}
	return list
}

// backTo is what a setting of a machine would be, had nobody set it; "" where nobody has.
func backTo(m logon.Machine, name string) string {
	p, _ := logon.ProfileNamed(m.Profile)
	usual, ok := p.Value(name)
	if !ok || !slices.ContainsFunc(m.Settings, func(s logon.Setting) bool { return strings.EqualFold(s.Name, name) }) {
		return ""
	}
	return strings.Join(usual.Setting.Values, ", ")
}

// circumstances: of the command, the machines and the account, which are no policy.
func (s *search) circumstances() []change {
	return slices.Concat(s.calls(), s.around(), s.minimums(), s.servers(), s.restrictions())
}

// minimums: of session security, which whoever demands it can do without.
func (s *search) minimums() []change {
	name, machine := "NtlmMinServerSec", s.target.Name
	switch s.outcome.Because {
	case "client.response.weak-session":
		name, machine = "NtlmMinClientSec", s.outcome.Client()
	case "policies.weak-session":
	default:
		return nil
	}
	i := slices.IndexFunc(s.topology.Machines, func(m logon.Machine) bool { return m.Name == machine })
	if backTo(s.topology.Machines[i], name) == "none" {
		return nil
	}
	return []change{{text: "set " + name + " of " + machine + " to none", caveat: "it then takes weak sessions from everybody",
		world: func(t *logon.Topology) { set(&t.Machines[i], name, "none") }}}
}

// calls: how the server is called, and what the command forbids.
func (s *search) calls() (list []change) {
	if s.attempt.Send != nil {
		return nil
	}
	if !strings.EqualFold(s.attempt.Run.Server, s.target.Name) {
		list = append(list, change{text: "call the server by its own name: " + s.target.Name, ask: func(a *logon.Attempt) { a.Run.Server = s.target.Name }})
	}
	if s.attempt.Run.BlockNTLM {
		list = append(list, change{text: "leave out /blockntlm", ask: func(a *logon.Attempt) { a.Run.BlockNTLM = false }})
	}
	return list
}

// around: what the client is connected to, clocks, and read-only controllers.
func (s *search) around() (list []change) {
	for i, m := range s.topology.Machines {
		if strings.EqualFold(m.Name, s.attempt.From) && len(m.Connections) > 0 {
			list = append(list, change{text: `end the connection first: net use \\` + s.attempt.Run.Server + ` /delete`,
				world: func(t *logon.Topology) { t.Machines[i].Connections = nil }})
		}
		if m.Clock != 0 {
			list = append(list, change{text: "set the clock of " + m.Name, world: func(t *logon.Topology) { t.Machines[i].Clock = 0 }})
		}
		if m.ReadOnly && m.Channel == logon.Unreachable {
			list = append(list, change{text: "make a writable controller reachable for " + m.Name,
				world: func(t *logon.Topology) { t.Machines[i].Channel = logon.Sound }})
		}
	}
	return list
}

// servers: what the server is like, and its share.
func (s *search) servers() (list []change) {
	m := s.target
	add := func(text, caveat string, to func(*logon.Machine)) {
		list = append(list, change{text: text, caveat: caveat, world: func(t *logon.Topology) { to(&t.Machines[s.at]) }})
	}
	if strings.HasPrefix(string(s.outcome.Because), "forced.") {
		add("set ForceGuest of "+m.Name+" to 0", "", func(m *logon.Machine) { set(m, "ForceGuest", "0") })
	}
	if s.outcome.End == "tree.token-filtered" {
		add("set LocalAccountTokenFilterPolicy of "+m.Name+" to 1", "every local administrator is then one over the network",
			func(m *logon.Machine) { set(m, "LocalAccountTokenFilterPolicy", "1") })
	}
	if m.Offline {
		add("start "+m.Name+", or let port 445 through", "", func(m *logon.Machine) { m.Offline = false })
	}
	if m.AuthenticationPolicy != nil {
		add("let "+s.user+" in by the authentication policy of "+m.Name, "", func(m *logon.Machine) { m.AuthenticationPolicy = nil })
	}
	for i, share := range m.Shares {
		if share.MaxUses > 0 && strings.EqualFold(share.Name, s.outcome.Sent.Share) {
			add("let "+share.Name+" be used more often at once", "", func(m *logon.Machine) { m.Shares[i].MaxUses = share.Uses + 1 })
		}
	}
	return list
}

// restrictions: of an account, in its domain.
func (s *search) restrictions() (list []change) {
	for _, db := range s.holders {
		a := accountOf(&s.topology, db, s.user)
		if i := slices.IndexFunc(a.Groups, func(g string) bool { return strings.EqualFold(g, "Protected Users") }); i >= 0 {
			list = append(list, change{text: "take " + s.name(db) + " out of Protected Users", caveat: "they are there so that nobody can use NTLM in their name", world: func(t *logon.Topology) {
				account := accountOf(t, db, s.user)
				account.Groups = slices.Delete(slices.Clone(account.Groups), i, i+1)
			}})
		}
		if len(a.AuthenticateFrom) > 0 {
			list = append(list, change{text: "let the authentication policy of " + s.name(db) + " allow NTLM", world: func(t *logon.Topology) { accountOf(t, db, s.user).AuthenticateFrom = nil }})
		}
	}
	return list
}
