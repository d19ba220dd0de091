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
			list = append(list, change{text: fmt.Sprintf("set %s of %s back to %s", usual.Setting.Name, m.Name, text),
				world: func(t *logon.Topology) { set(&t.Machines[i], own.Name, usual.Setting.Values...) }})
		}
	}
	return list
}

// circumstances: of the server, the client and the share, which are no policy.
func (s *search) circumstances() (list []change) {
	add := func(text string, world func(*logon.Topology)) { list = append(list, change{text: text, world: world}) }
	m := s.target
	if run := s.attempt.Run.Server; s.attempt.Send == nil && !strings.EqualFold(run, m.Name) {
		list = append(list, change{text: "call the server by its own name: " + m.Name, ask: func(a *logon.Attempt) { a.Run.Server = m.Name }})
	}
	if s.attempt.Send == nil && s.attempt.Run.BlockNTLM {
		list = append(list, change{text: "leave out /blockntlm", ask: func(a *logon.Attempt) { a.Run.BlockNTLM = false }})
	}
	for i, c := range s.topology.Machines {
		if strings.EqualFold(c.Name, s.attempt.From) && len(c.Connections) > 0 {
			add(`end the connection first: net use \\`+s.attempt.Run.Server+` /delete`, func(t *logon.Topology) { t.Machines[i].Connections = nil })
		}
		if c.Clock != 0 {
			add("set the clock of "+c.Name, func(t *logon.Topology) { t.Machines[i].Clock = 0 })
		}
		if c.ReadOnly && c.Channel == logon.Unreachable {
			add("make a writable controller reachable for "+c.Name, func(t *logon.Topology) { t.Machines[i].Channel = logon.Sound })
		}
	}
	if strings.HasPrefix(string(s.outcome.Because), "forced.") {
		add("set ForceGuest of "+m.Name+" to 0", func(t *logon.Topology) { set(&t.Machines[s.at], "ForceGuest", "0") })
	}
	if s.outcome.End == "tree.token-filtered" {
		list = append(list, change{text: "set LocalAccountTokenFilterPolicy of " + m.Name + " to 1", caveat: "every local administrator is then one over the network",
			world: func(t *logon.Topology) { set(&t.Machines[s.at], "LocalAccountTokenFilterPolicy", "1") }})
	}
	if m.Offline {
		add("start "+m.Name+", or let port 445 through", func(t *logon.Topology) { t.Machines[s.at].Offline = false })
	}
	if m.AuthenticationPolicy != nil {
		add("let "+s.user+" in by the authentication policy of "+m.Name, func(t *logon.Topology) { t.Machines[s.at].AuthenticationPolicy = nil })
	}
	for i, share := range m.Shares {
		if share.MaxUses > 0 && strings.EqualFold(share.Name, s.outcome.Sent.Share) {
			add("let "+share.Name+" be used more often at once", func(t *logon.Topology) { t.Machines[s.at].Shares[i].MaxUses = share.Uses + 1 })
		}
	}
	return append(list, s.restrictions()...)
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
