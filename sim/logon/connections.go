package logon

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ntlmsim/sim"
)

// leftFor is how long a client keeps a session in which no share is connected, counted from its last use: MS-SMB2
// 3.2.2.2 has connections end on which nothing is open and nothing was asked for some time. These ten minutes are the
// KeepConn of Windows NT. A connected share is another matter: NET USE lists it until somebody ends it.
const leftFor = 10 * time.Minute

// connectionsOf are the present connections of a client, those of one session or of everybody.
func (w *World) connectionsOf(m *machine, as LogonSession) (list []Connection) {
	as = w.sessionOf(as)
	for _, c := range w.allConnections(m.key, m.Connections) {
		if c.Belongs(as) {
			list = append(list, c)
		}
	}
	return list
}

// allConnections are the present connections of a machine that began with some.
func (w *World) allConnections(key string, first []Connection) []Connection {
	if list, ok := w.connections[key]; ok {
		return list
	}
	return first
}

// connecting is the world in which a machine has other connections.
func (w *World) connecting(key string, list []Connection) *World {
	after := *w
	after.connections = maps.Clone(w.connections)
	if after.connections == nil {
		after.connections = map[string][]Connection{}
	}
	after.connections[key] = list
	return &after
}

// letGo is the world in which clients have ended the sessions that were left long enough ago.
func (w *World) letGo() *World {
	for _, m := range w.machines {
		key := fold(m.Name)
		list := w.allConnections(key, m.Connections)
		over := func(c Connection) bool { return c.NoShare && w.elapsed-c.LeftAt >= leftFor }
		if slices.ContainsFunc(list, over) {
			w = w.connecting(key, slices.DeleteFunc(slices.Clone(list), over))
		}
	}
	return w
}

// connectedTo is the connection to a server of that name; nil if there is none. A connection by another name of the
// server is another one.
func connectedTo(list []Connection, server string) *Connection {
	i := slices.IndexFunc(list, func(c Connection) bool { return strings.EqualFold(c.Server, server) })
	if i < 0 {
		return nil
	}
	return &list[i]
}

// inUse is the connection that has a device; nil if none has.
func inUse(list []Connection, device string) *Connection {
	i := slices.IndexFunc(list, func(c Connection) bool { return device != "" && strings.EqualFold(c.Device, device) })
	if i < 0 {
		return nil
	}
	return &list[i]
}

// ends reports whether a command ends a connection. A device ends what it stands for; a UNC path ends connections
// without a device; * ends everything, also a session that is in no list.
func (n NetUse) ends(c Connection) bool {
	switch {
	case n.Device == "*":
		return true
	case c.NoShare:
		return false
	case n.Device != "":
		return strings.EqualFold(c.Device, n.Device)
	}
	return c.Device == "" && strings.EqualFold(c.Server, n.Server) && strings.EqualFold(c.Share, n.Share)
}

// Belongs reports whether it is a connection of a session at the client.
func (c Connection) Belongs(as LogonSession) bool { return c.For == (LogonSession{}) || c.For == as }

// End is the command that ends it; "" if none does but the one that ends everything.
func (c Connection) End() string {
	switch {
	case c.NoShare:
		return ""
	case c.Device != "":
		return "net use " + c.Device + " /delete"
	}
	return fmt.Sprintf(`net use \\%s\%s /delete`, c.Server, shareOrIPC(c.Share))
}

func sameName(a, b Name) bool {
	return strings.EqualFold(a.Domain, b.Domain) && strings.EqualFold(a.User, b.User)
}

// keep is the world after an attempt: what it has connected, or ended.
func (w *World) keep(o Outcome) *World {
	q := o.Facts.question
	if q.client == nil {
		return w
	}
	list := slices.Clone(w.allConnections(q.client.key, q.client.Connections))
	switch {
	case q.run.Delete:
		return w.connecting(q.client.key, slices.DeleteFunc(list, func(c Connection) bool { return c.Belongs(q.as) && q.run.ends(c) }))
	case o.Stage != AtTree:
		return w
	}
	made := q.connection(o)
	if made.NoShare && connectedTo(w.connectionsOf(q.client, q.as), q.run.Server) != nil {
		return w.using(q, list)
	}
	made.LeftAt = w.elapsed
	list = slices.DeleteFunc(list, func(c Connection) bool {
		return c.Belongs(q.as) && c.NoShare && strings.EqualFold(c.Server, made.Server)
	})
	if made.Device == "" && slices.ContainsFunc(w.connectionsOf(q.client, q.as), made.again) {
		return w
	}
	return w.connecting(q.client.key, append(list, made))
}

// using is the world in which a client has just used the session that it has with a server.
func (w *World) using(q *Question, list []Connection) *World {
	for i, c := range list {
		if c.NoShare && c.Belongs(q.as) && strings.EqualFold(c.Server, q.run.Server) {
			list[i].LeftAt = w.elapsed
		}
	}
	return w.connecting(q.client.key, list)
}

// again reports whether another connection, without a device, is to the same share.
func (c Connection) again(other Connection) bool {
	return other.Device == "" && !other.NoShare && strings.EqualFold(c.Server, other.Server) && strings.EqualFold(c.Share, other.Share)
}

// conflicts reports whether a command names other credentials than those of a connection: another user, or another
// password. A command that names neither takes what there is.
func (c *Connection) conflicts(q *Question) bool {
	if q.run.User != nil && !c.As.is(&q.sent) {
		return true
	}
	given := q.run.Password != nil || q.run.Ask
	return given && c.Password != nil && q.sent.Password != *c.Password
}

// uses says what a connection is.
func (c *Connection) uses() string {
	return fmt.Sprintf(`%s is \\%s\%s`, c.Device, c.Server, shareOrIPC(c.Share))
}

// ended is how many connections the command ends.
func (q *Question) ended() (n int) {
	for _, c := range q.connections {
		if q.run.ends(c) {
			n++
		}
	}
	return n
}

// connection is what an attempt that ended at the share leaves.
func (q *Question) connection(o Outcome) Connection {
	password := q.sent.Password
	c := Connection{Server: q.run.Server, As: Name{q.sent.Domain, q.sent.User}, Password: &password, For: q.as, Session: o.Session}
	if q.connected != nil && o.Reuses() {
		c.As, c.Password = q.connected.As, q.connected.Password
	}
	if o.Error != 0 {
		c.NoShare = true
		return c
	}
	c.Share = q.run.Share
	if q.run.Device != "*" {
		c.Device = q.run.Device
	} else {
		c.Device = q.free()
	}
	return c
}

// free is the first free drive letter for *, from Z: downwards.
func (q *Question) free() string {
	for letter := 'Z'; letter > 'C'; letter-- {
		if device := string(letter) + ":"; inUse(q.connections, device) == nil {
			return device
		}
	}
	return ""
}

// Reuses reports whether the attempt used a session that the client had: only a tree connect was sent.
func (o Outcome) Reuses() bool { return reused(o.Because) }

// SendsSetup reports whether a session setup was sent. Where not, Sent is what it would have carried.
func (o Outcome) SendsSetup() bool { return o.Status != nil && !o.Reuses() }

// Ends reports whether the attempt ends connections, and makes none.
func (o Outcome) Ends() bool { return o.Facts.question.run.Delete }

func reused(because sim.State) bool { return strings.HasPrefix(string(because), "client.connected.") }

// named is the machine that a command is about: the server of its UNC path, or of what its device stands for; for *,
// and for a device that stands for nothing, the client itself.
func (q *Question) named() *machine {
	if !q.run.Delete || q.run.Server != "" {
		return q.reached(q.run.Server)
	}
	if c := inUse(q.connections, q.run.Device); c != nil {
		return q.reached(c.Server)
	}
	return q.client
}

// endedText is what NET says when it has ended connections.
func (q *Question) endedText() string {
	switch {
	case q.run.Device == "*" && len(q.connections) == 0:
		return "There are no entries in the list."
	case q.run.Device == "*":
		return StatusSuccess.Text(false)
	case q.run.Device != "":
		return q.run.Device + " was deleted successfully."
	}
	if q.referral != nil {
		return q.referral.Path + " was deleted successfully."
	}
	return fmt.Sprintf(`\\%s\%s was deleted successfully.`, q.run.Server, shareOrIPC(q.run.Share))
}

func shareOrIPC(share string) string {
	if share == "" {
		return "IPC$"
	}
	return share
}

// PasswordUnknown reports whether the attempt uses a session whose password nobody knows.
func (o Outcome) PasswordUnknown() bool {
	return o.Reuses() && o.Facts.connected.Password == nil && o.Sent.Password == "" && o.Sent.User != ""
}

// password is that of the session's user, or "" where nobody knows it.
func (c Connection) password() string {
	if c.Password == nil {
		return ""
	}
	return *c.Password
}

// Who is the user of its session.
func (c Connection) Who() string {
	if c.As.User == "" {
		return "nobody"
	}
	return c.As.String()
}
