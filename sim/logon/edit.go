package logon

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"ntlmsim/sim/kerberos"
)

// An Edit changes one machine, one domain or one account of a world. It changes no name, and neither the role nor the
// domain of a machine.
type Edit struct {
	of      editOf
	name    string // of the machine, the domain or the database
	user    string
	machine func(*Machine)
	domain  func(*Domain)
	account func(*Account)
	names   func(*Topology)
}

// EditNames changes the service principal names of a topology (SPNs), or which accounts have keys of RC4 only
// (RC4Only), and nothing else. change must replace these lists, and not change them in place.
func EditNames(change func(*Topology)) Edit {
	return Edit{of: ofNames, names: change}
}

type editOf uint8

const (
	ofMachine editOf = iota
	ofDomain
	ofAccount
	ofNames
)

// EditMachine changes a machine except for its accounts. change gets a copy with its own lists of settings and shares.
func EditMachine(name string, change func(*Machine)) Edit {
	return Edit{of: ofMachine, name: name, machine: change}
}

// EditDomain changes a domain except for its accounts. change gets a copy with its own list of trusts.
func EditDomain(name string, change func(*Domain)) Edit {
	return Edit{of: ofDomain, name: name, domain: change}
}

// EditAccount changes an account of a domain or of a machine's own database, or creates it. change gets its present
// state: locked, if attempts have locked it out. Lists in it must be replaced, never changed in place.
func EditAccount(database, user string, change func(*Account)) Edit {
	return Edit{of: ofAccount, name: database, user: user, account: change}
}

// With is the world after some edits, in order; w does not change. The two share everything that no edit touches: the
// cost grows with the number of domains and of pointers to machines, not with accounts or settings. An edit after which
// Check would find a problem is an error, and so is one of something that does not exist.
func (w *World) With(edits ...Edit) (*World, error) {
	d := draft{World: *w, databases: map[int]database{}}
	d.machines, d.written = slices.Clone(w.machines), slices.Clone(w.written)
	d.own, d.changed, d.edited = maps.Clone(w.own), maps.Clone(w.changed), maps.Clone(w.edited)
	for _, e := range merged(edits) {
		if err := d.apply(e); err != nil {
			return nil, err
		}
	}
	return d.finish(), nil
}

// merged makes one edit of those of a machine that follow each other: each is checked as a whole.
func merged(edits []Edit) (list []Edit) {
	for _, e := range edits {
		last := len(list) - 1
		if last < 0 || e.of != ofMachine || list[last].of != ofMachine || fold(list[last].name) != fold(e.name) {
			list = append(list, e)
			continue
		}
		before, then := list[last].machine, e.machine
		list[last].machine = func(m *Machine) {
			before(m)
			then(m)
		}
	}
	return list
}

// A draft is a world while edits are made to it.
type draft struct {
	World
	databases map[int]database // those of domains that edits have changed
	rewired   bool             // something that machines or domains point to has changed
	touched   []int            // machines
}

func (d *draft) apply(e Edit) error {
	i, isMachine := d.names.machines[fold(e.name)]
	j, isDomain := d.names.domains[fold(e.name)]
	switch {
	case e.of == ofNames:
		return d.editNames(e.names)
	case e.of == ofMachine && isMachine:
		return d.editMachine(i, e.machine)
	case e.of == ofDomain && isDomain:
		return d.editDomain(j, e.domain)
	case e.of == ofAccount && isDomain:
		return d.editDomainAccount(j, e)
	case e.of == ofAccount && isMachine && d.machines[i].Role != Controller:
		return d.editOwnAccount(i, e)
	}
	return fmt.Errorf("there is nothing called %q to be changed", e.name)
}

func (d *draft) editNames(change func(*Topology)) error {
	t := d.topology
	change(&t)
	names := *d.names
	names.directory = sync.OnceValue(func() *kerberos.Directory { return Directory(t) })
	d.topology, d.World.names, d.differs = t, &names, true
	return nil
}

func (d *draft) editMachine(i int, change func(*Machine)) error {
	was := d.machines[i]
	m := *was
	m.Settings, m.Shares = slices.Clone(m.Settings), slices.Clone(m.Shares)
	m.Connections = slices.Clone(d.allConnections(fold(m.Name), m.Connections))
	change(&m)
	if m.Name != was.Name || m.Role != was.Role || m.Domain != was.Domain || !slices.Equal(m.Aliases, was.Aliases) || !slices.Equal(m.Addresses, was.Addresses) {
		return fmt.Errorf("an edit cannot change the names, the role or the domain of %s", was.Name)
	}
	m.Accounts = was.Accounts
	if err := d.complaint(func(c *checker) { c.machine(m) }); err != nil {
		return err
	}
	d.connections = maps.Clone(d.connections)
	delete(d.connections, fold(m.Name))
	d.machines[i], d.rewired = &m, d.rewired || m.Role == Controller
	d.touched = append(d.touched, i)
	if m.Role != Controller && m.Policy != was.Policy {
		db := *d.sam(i)
		db.lockout = newLockout(m.Policy)
		d.keep(i, &db)
	}
	return nil
}

func (d *draft) editDomain(j int, change func(*Domain)) error {
	was := d.written[j]
	now := *was
	now.Trusts = slices.Clone(now.Trusts)
	change(&now)
	if now.Name != was.Name || now.DNS != was.DNS || now.Forest != was.Forest {
		return fmt.Errorf("an edit cannot change the names or the forest of %s", was.Name)
	}
	now.Accounts = was.Accounts
	if err := d.complaint(func(c *checker) { c.domain(now) }); err != nil {
		return err
	}
	d.written[j], d.rewired = &now, true
	return nil
}

func (d *draft) editDomainAccount(j int, e Edit) error {
	domain := d.written[j]
	db, ok := d.databases[j]
	if !ok {
		db = d.domains[fold(domain.Name)].database
	}
	a, err := d.editAccount(&db, e, func(c *checker, a Account) { c.domainAccounts(*domain, []Account{a}) })
	if err != nil {
		return err
	}
	d.databases[j], d.rewired = db, true
	d.note(db.key, a)
	return nil
}

func (d *draft) editOwnAccount(i int, e Edit) error {
	db := *d.sam(i)
	a, err := d.editAccount(&db, e, func(c *checker, a Account) { c.accounts([]string{"machines", db.name}, []Account{a}) })
	if err != nil {
		return err
	}
	d.keep(i, &db)
	d.touched = append(d.touched, i)
	d.note(db.key, a)
	return nil
}

// editAccount puts a changed account into a copied database.
func (d *draft) editAccount(db *database, e Edit, check func(*checker, Account)) (Account, error) {
	a := Account{Name: e.user}
	was := db.accounts[fold(e.user)]
	if was != nil && !(was == db.guest && db.unasked) {
		a = was.Account
		a.Locked = d.lockedOut(db, was)
	}
	e.account(&a)
	if was != nil {
		a.Name = was.Name
	}
	if err := d.complaint(func(c *checker) { check(c, a) }); err != nil {
		return a, err
	}
	if prepared := db.put(a); a.Locked {
		d.keepLocked(db, was, prepared)
	}
	return a, nil
}

// keepLocked keeps since when an account is locked out; one that the edit has locked is locked out from now on.
func (d *draft) keepLocked(db *database, was, prepared *account) {
	since := d.elapsed
	if was != nil && d.lockedOut(db, was) {
		at, known := d.locked[was]
		if !known {
			return // before the first attempt
		}
		since = at
	}
	d.present = d.locking(prepared, since).present
}

// put adds or replaces an account. The database must not be shared.
func (db *database) put(a Account) *account {
	db.accounts = maps.Clone(db.accounts)
	prepared := db.prepare(a)
	db.accounts[fold(a.Name)] = prepared
	if fold(a.Name) == guestName {
		db.guest, db.unasked = prepared, false
	}
	return prepared
}

func (d *draft) keep(i int, db *database) {
	if d.own == nil {
		d.own = map[int]*database{}
	}
	d.own[i] = db
}

// note records an account for Topology.
func (d *draft) note(database string, a Account) {
	if d.edited == nil {
		d.edited = map[string][]Account{}
	}
	others := slices.DeleteFunc(slices.Clone(d.edited[database]), func(o Account) bool { return strings.EqualFold(o.Name, a.Name) })
	d.edited[database] = append(others, a)
}

func (d *draft) complaint(of func(*checker)) error {
	c := d.names.checker
	of(&c)
	if len(c.problems) > 0 {
		return c.problems[0]
	}
	return nil
}

// finish rebuilds the domains if one of them, or a controller, has changed, and then every changed machine.
func (d *draft) finish() *World {
	w := &d.World
	w.differs = true
	if d.rewired {
		d.touched = append(d.touched, slices.Collect(maps.Keys(w.changed))...)
		w.ready, w.changed = make(shelf[machine], len(w.machines)), nil
		w.addDomains(d.all())
	}
	for _, i := range d.touched {
		if w.machines[i].Role == Controller {
			continue // addDomains has built it
		}
		if w.changed == nil {
			w.changed = map[int]*machine{}
		}
		w.changed[i] = w.prepare(i)
	}
	return w
}

// all lists the databases of the domains, in order: changed or as before.
func (d *draft) all() []database {
	list := make([]database, len(d.written))
	for j, domain := range d.written {
		db, ok := d.databases[j]
		if !ok {
			db = d.domains[fold(domain.Name)].database
		}
		list[j] = db
	}
	return list
}

// withEdits is a new list of the accounts of a database, after edits.
func (w *World) withEdits(accounts []Account, db *database) []Account {
	accounts = slices.Clone(accounts)
	for _, a := range w.edited[db.key] {
		if i := slices.IndexFunc(accounts, func(o Account) bool { return strings.EqualFold(o.Name, a.Name) }); i >= 0 {
			accounts[i] = a
		} else {
			accounts = append(accounts, a)
		}
	}
	return accounts
}
