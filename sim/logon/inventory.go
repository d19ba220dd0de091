package logon

import (
	"slices"
	"strings"
)

// What is in a world, by name. What these functions return shares its lists with the world: it must not be changed.

// Machine is the machine that has a name, an alias or an address; false if there is none.
func (w *World) Machine(name string) (Machine, bool) {
	if m := w.machineNamed(name); m != nil {
		return m.Machine, true
	}
	return Machine{}, false
}

// Machines are all machines, in the order in which they are written; their accounts are those of the topology, before
// any edit.
func (w *World) Machines() []*Machine { return w.machines }

// Domain is the domain that has a NetBIOS or DNS name; false if there is none. Its accounts are those of the topology.
func (w *World) Domain(name string) (Domain, bool) {
	if d := w.domains[fold(name)]; d != nil && name != "" {
		return d.Domain, true
	}
	return Domain{}, false
}

// Domains are all domains, in the order in which they are written; their accounts are those of the topology.
func (w *World) Domains() []*Domain { return w.written }

// Controllers are the controllers of a domain, in order.
func (w *World) Controllers(domain string) (names []string) {
	if d := w.domains[fold(domain)]; d != nil {
		for _, m := range d.controllers {
			names = append(names, m.Name)
		}
	}
	return names
}

// Account is an account as it is now, locked if attempts have locked it out. A Guest that nobody wrote down is none.
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
	now.Locked = now.Locked || w.locked[a]
	return now, true
}

// Accounts are the accounts of a database, in order of their names.
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

// database is a domain's or, of a machine that is no controller, its own.
func (w *World) database(name string) *database {
	if d := w.domains[fold(name)]; d != nil {
		return &d.database
	}
	if i, ok := w.names.machines[fold(name)]; ok && w.machines[i].Role != Controller {
		return w.sam(i)
	}
	return nil
}

// Databases are those that a machine can ask for an account: its own, its domain's, and those of the domains that this
// one trusts, in the order in which they reply.
func (w *World) Databases(machine string) []string {
	m := w.machineNamed(machine)
	if m == nil {
		return nil
	}
	return m.databases()
}
