package logon

import (
	"slices"
	"strings"
)

// The contents of a world, by name. Returned values share their lists with the world: they must not be changed.

// Machine is the machine with a name, an alias or an address; false if there is none.
func (w *World) Machine(name string) (Machine, bool) {
	if m := w.machineNamed(name); m != nil {
		now := m.Machine
		now.Connections = w.allConnections(m.key, m.Connections)
		return now, true
	}
	return Machine{}, false
}

// Connections are the present connections of a session at a client.
func (w *World) Connections(client string, as LogonSession) []Connection {
	if m := w.machineNamed(client); m != nil {
		return w.connectionsOf(m, as)
	}
	return nil
}

// Machines lists all machines, in the order of the topology; their accounts are those of the topology, before any edit.
func (w *World) Machines() []*Machine { return w.machines }

// Domain is the domain with a NetBIOS or DNS name; false if there is none. Its accounts are those of the topology,
// before any edit.
func (w *World) Domain(name string) (Domain, bool) {
	if d := w.domains[fold(name)]; d != nil && name != "" {
		return d.Domain, true
	}
	return Domain{}, false
}

// Domains lists all domains, in the order of the topology; their accounts are those of the topology, before any edit.
func (w *World) Domains() []*Domain { return w.written }

// Controllers lists the controllers of a domain, in order.
func (w *World) Controllers(domain string) (names []string) {
	if d := w.domains[fold(domain)]; d != nil {
		for _, m := range d.controllers {
			names = append(names, m.Name)
		}
	}
	return names
}

// Account is the present state of an account: locked, if attempts have locked it out. An implicit Guest is not
// returned.
func (w *World) Account(database, user string) (Account, bool) {
	db := w.database(database)
	if db == nil {
		return Account{}, false
	}
	a := db.accounts[fold(user)]
	if a == nil || a == db.guest && db.unasked {
		return Account{}, false
	}
	now := a.Account
	now.Locked = w.lockedOut(db, a)
	return now, true
}

// Accounts lists the accounts of a database, sorted by name.
func (w *World) Accounts(database string) (list []Account) {
	db := w.database(database)
	if db == nil {
		return nil
	}
	for name := range db.accounts {
		if a, ok := w.Account(database, name); ok {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b Account) int { return strings.Compare(fold(a.Name), fold(b.Name)) })
	return list
}

// database is that of a domain, or the own one of a machine that is not a controller.
func (w *World) database(name string) *database {
	if d := w.domains[fold(name)]; d != nil {
		return &d.database
	}
	if i, ok := w.names.machines[fold(name)]; ok && w.machines[i].Role != Controller {
		return w.sam(i)
	}
	return nil
}

// Databases lists those that a machine can ask for an account: its own, its domain's, and those of the domains trusted
// by its domain, in the order in which they reply.
func (w *World) Databases(machine string) []string {
	m := w.machineNamed(machine)
	if m == nil {
		return nil
	}
	return m.databases()
}
