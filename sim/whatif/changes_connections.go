package whatif

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// drives: a drive stands for one share. Take another one, or end what the drive stands for.
func (s *search) drives() []change {
	run := s.world.Directly(s.attempt).Run
	device := func(c logon.Connection) bool { return strings.EqualFold(c.Device, run.Device) }
	switch s.outcome.Because {
	case "client.device-in-use":
		return []change{
			{text: "take the next drive that is free: net use *", ask: func(a *logon.Attempt) { a.Run.Device = "*" }},
			{text: "end what it stands for: net use " + run.Device + " /delete", edits: s.without(device)},
		}
	case "client.nothing-to-end":
		for _, c := range s.connected() {
			if run.Server != "" && c.Device != "" && strings.EqualFold(c.Share, run.Share) {
				return []change{{text: "end the drive that stands for it: " + c.End(), ask: func(a *logon.Attempt) {
					a.Run = logon.NetUse{Delete: true, Device: c.Device}
				}}}
			}
		}
	}
	return nil
}

// sameUser: whoever names nobody gets the session there is.
func (s *search) sameUser() []change {
	list := s.connected()
	if s.outcome.Because != "client.other-credentials" || len(list) == 0 {
		return nil
	}
	return []change{{text: "leave out the user and the password: what is connected as " + list[0].Who() + " serves", ask: func(a *logon.Attempt) {
		a.Run.User, a.Run.Password, a.Run.Ask, a.Typed = nil, nil, false, nil
	}}}
}

// connections: a client is connected to a server's name as one user only, until the connections end.
func (s *search) connections() []change {
	list := s.connected()
	if len(list) == 0 {
		return nil
	}
	to := func(c logon.Connection) bool { return strings.EqualFold(c.Server, s.outcome.Called()) }
	return []change{{text: "end the connection first: " + endOf(list), edits: s.without(to)}}
}

// endOf is what to type to end connections. A session without a share is in no list, but everything ends it.
func endOf(list []logon.Connection) string {
	var commands []string
	for _, c := range list {
		if c.NoShare {
			return "net use * /delete, or wait some minutes"
		}
		commands = append(commands, c.End())
	}
	if len(commands) > 3 {
		return "net use * /delete, which ends all others, too"
	}
	return strings.Join(commands, " and ")
}

// otherNames: another name of the server is another server to the client.
func (s *search) otherNames() (list []change) {
	if s.outcome.Because != "client.other-credentials" {
		return nil
	}
	for _, name := range slices.Concat([]string{s.target.Name}, s.target.Aliases, s.target.Addresses) {
		if !slices.ContainsFunc(s.all(), func(c logon.Connection) bool { return strings.EqualFold(c.Server, name) }) {
			list = append(list, change{once: true, text: "call the server " + name + ", which is another server to the client",
				caveat: "Kerberos needs the server's own name", ask: s.calling(name)})
		}
	}
	return list
}

// nothingToEnd is why there is nothing to end.
func (s *search) nothingToEnd() string {
	if slices.ContainsFunc(s.connected(), func(c logon.Connection) bool { return c.NoShare }) {
		return "No share is connected. The session that an earlier attempt has left ends by itself after some minutes, or with net use * /delete."
	}
	return "There is no such connection: nothing needs to be ended."
}

// all are the client's connections, and connected those to the server by the name that the command has.
func (s *search) all() []logon.Connection {
	if s.client == nil {
		return nil
	}
	return s.world.Connections(s.client.Name, s.attempt.LogonSession())
}

func (s *search) connected() (list []logon.Connection) {
	for _, c := range s.all() {
		if strings.EqualFold(c.Server, s.outcome.Called()) {
			list = append(list, c)
		}
	}
	return list
}

// without is the edit that ends some of the client's connections.
func (s *search) without(of func(logon.Connection) bool) []logon.Edit {
	as := s.attempt.LogonSession()
	return edit(logon.EditMachine(s.client.Name, func(m *logon.Machine) {
		m.Connections = slices.DeleteFunc(slices.Clone(m.Connections), func(c logon.Connection) bool { return c.Belongs(as) && of(c) })
	}))
}
