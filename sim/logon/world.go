package logon

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"ntlmsim/sim/kerberos"
)

// A World is a Topology prepared for questions: every name is found in one look-up. Domains are prepared at once, a
// machine when it is first used. Several goroutines may use a World at the same time.
type World struct {
	present
	topology Topology // as it was before any edit
	names    *index
	machines []*Machine // in the order of the topology
	written  []*Domain
	ready    shelf[machine]       // shared by worlds with the same domains
	sams     shelf[database]      // of machines that are not controllers; shared by all worlds of a topology
	own      map[int]*database    // replace those in sams
	changed  map[int]*machine     // replace those in ready
	differs  bool                 // edits have been made
	edited   map[string][]Account // accounts that edits have changed or created, by database
	domains  map[string]*domain   // by NetBIOS name and by DNS name
}

// An index is the positions of machines and domains in a topology. No edit changes it.
type index struct {
	checker     checker
	machines    map[string]int // by their names, folded
	called      map[string]int // by aliases and addresses, folded
	domains     map[string]int // by NetBIOS name, folded
	controllers []int
	directory   func() *kerberos.Directory // built on the first question that asks a KDC
}

// isMachine reports whether a folded name is that of a machine.
func (n *index) isMachine(name string) bool {
	_, ok := n.machines[name]
	return ok
}

// A shelf holds values that are prepared once, on first use.
type shelf[T any] []atomic.Pointer[T]

func (s shelf[T]) get(i int, prepare func(i int) *T) *T {
	if p := s[i].Load(); p != nil {
		return p
	}
	s[i].CompareAndSwap(nil, prepare(i))
	return s[i].Load()
}

// A machine is a Machine with its profile resolved and its database at hand.
type machine struct {
	Machine
	key      string    // its name, folded
	settings *Settings // as a server
	typing   *Settings // as a client, where NET USE is typed
	domain   *domain   // of a member or a controller
	own      *database // its SAM, or the database of its domain
	selected []string  // AllowedToAuthenticate, folded
	admits   []string  // AuthenticationPolicy, folded; nil: there is none
	cached   []string  // folded
	shares   map[string]*share
	image    string   // the machine with whose SID it was copied, folded
	computer *account // that its domain has for it; nil: none
}

// A domain is a Domain with its trusts resolved.
type domain struct {
	Domain
	database
	self        trust // a member trusts its own domain
	controllers []*machine
	order       []*trust                 // the domains it trusts, in the order in which they reply
	written     int                      // how many of them are explicit; the rest are implicit in forests
	trusts      map[string]*trust        // the same, by NetBIOS name and by DNS name
	firstOf     func() map[string]*trust // the results of isolated, by name; nil: not computed
}

// A trust is the trust of a domain in another one.
type trust struct {
	Trust
	domain *domain
	via    []*domain // the domains that pass a request on, if the path is longer than one trust
}

// A database holds accounts, found by their folded names.
type database struct {
	name     string
	key, dns string // its names, folded
	accounts map[string]*account
	upns     map[string]string // of accounts that have another one than NAME@dns.domain: their keys in accounts
	mails    map[string]string // of Microsoft accounts: the keys in accounts of the local ones that stand for them
	guest    *account
	unasked  bool     // the topology has no Guest
	domain   bool     // a domain's
	first    *machine // of a domain: its first controller; nil: the topology has none
	lockout  lockout
	fine     []fineGrained
}

// An account is an Account with its lists folded.
type account struct {
	Account
	names        []string // the names by which lists can refer to it
	workstations []string
	guests       bool // they have Guests, or a domain's
}

// A share is a Share with its lists folded.
type share struct {
	allow, deny []string
	full        bool
	links       []Link
}

// fold makes names comparable: account, machine and domain names ignore case.
func fold(name string) string { return strings.ToUpper(name) }

func foldAll(names []string) []string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = fold(n)
	}
	return list
}

// NewWorld prepares a topology. Its error is the first problem that Check finds, or the first unknown value.
func NewWorld(t Topology) (*World, error) {
	c := check(t)
	if len(c.problems) > 0 {
		return nil, c.problems[0]
	}
	if unknown := Unknowns(t); len(unknown) > 0 {
		return nil, unknown[0].problem(t)
	}
	w := &World{topology: t, names: namesOf(t, c), ready: make(shelf[machine], len(t.Machines)), sams: make(shelf[database], len(t.Machines))}
	for i := range t.Machines {
		w.machines = append(w.machines, &t.Machines[i])
	}
	databases := make([]database, len(t.Domains))
	for i := range t.Domains {
		d := &t.Domains[i]
		w.written = append(w.written, d)
		databases[i] = newDatabase(d.Name, d.DNS, true, d.Accounts)
	}
	w.addDomains(databases)
	for _, d := range w.domains {
		d.firstOf = sync.OnceValue(d.holders)
	}
	return w, nil
}

func namesOf(t Topology, c checker) *index {
	n := &index{checker: c, machines: make(map[string]int, len(t.Machines)), called: map[string]int{}, domains: map[string]int{}}
	n.directory = sync.OnceValue(func() *kerberos.Directory { return Directory(t) })
	for i := range t.Domains {
		n.domains[fold(t.Domains[i].Name)] = i
	}
	for i := range t.Machines {
		m := &t.Machines[i]
		n.machines[fold(m.Name)] = i
		for _, name := range append(slices.Clone(m.Aliases), m.Addresses...) {
			n.called[fold(addressInPath(name))] = i
		}
		if m.Role == Controller {
			n.controllers = append(n.controllers, i)
		}
	}
	return n
}

// addDomains builds the domains, each with its accounts, the trusts between them, and their controllers.
func (w *World) addDomains(databases []database) {
	w.domains = map[string]*domain{}
	for i, d := range w.written {
		w.addDomain(*d, databases[i])
	}
	for _, incoming := range []bool{false, true} {
		for _, d := range w.written {
			w.addTrusts(w.domains[fold(d.Name)], incoming)
		}
	}
	for _, d := range w.domains {
		d.written = len(d.order)
	}
	w.addForests()
	for _, i := range w.names.controllers {
		m := w.at(i)
		if m.own.first == nil {
			m.own.first = m
		}
		m.domain.controllers = append(m.domain.controllers, m)
	}
}

func (w *World) addDomain(d Domain, accounts database) {
	prepared := &domain{Domain: d, database: accounts, trusts: map[string]*trust{}}
	prepared.self.domain = prepared
	prepared.database.first, prepared.database.lockout = nil, newLockout(d.Policy)
	prepared.database.fine = nil
	for _, s := range d.PasswordSettings {
		prepared.database.fine = append(prepared.database.fine, prepared.fineGrained(s))
	}
	w.domains[prepared.key] = prepared
	if prepared.dns != "" {
		w.domains[prepared.dns] = prepared
	}
}

// addTrusts records the trusts: an incoming trust is an outgoing one of the other domain. A domain's own outgoing
// trusts come first, in its order.
func (w *World) addTrusts(d *domain, incoming bool) {
	for _, t := range d.Trusts {
		other := w.domains[fold(t.Domain)]
		switch {
		case !incoming && t.Direction != Incoming:
			d.trust(other, t)
		case incoming && t.Direction != Outgoing:
			other.trust(d, t)
		}
	}
}

func (d *domain) trust(other *domain, t Trust, via ...*domain) {
	if _, ok := d.trusts[other.key]; ok {
		return // the other domain lists it as well
	}
	trusted := &trust{Trust: t, domain: other, via: via}
	d.order = append(d.order, trusted)
	d.trusts[other.key] = trusted
	if other.dns != "" {
		d.trusts[other.dns] = trusted
	}
}

// isolated is the first trusted domain that has an account with a name that was sent without a domain; nil if none has.
func (d *domain) isolated(user string) *trust {
	if d.firstOf != nil {
		return d.firstOf()[user]
	}
	for _, t := range d.order {
		if !t.Down && t.domain.accounts[user] != nil && user != guestName {
			return t
		}
	}
	return nil
}

// holders computes isolated for every name, on the first such question. An edited world, which gets few questions, does
// not use it.
func (d *domain) holders() map[string]*trust {
	first := map[string]*trust{}
	for _, t := range d.order {
		if t.Down {
			continue
		}
		for name := range t.domain.accounts {
			if _, ok := first[name]; !ok && name != guestName {
				first[name] = t
			}
		}
	}
	return first
}

// at is the machine at a position in the topology.
func (w *World) at(i int) *machine {
	if m, ok := w.changed[i]; ok {
		return m
	}
	return w.ready.get(i, w.prepare)
}

// sam is the database of a machine that is not a controller.
func (w *World) sam(i int) *database {
	if db, ok := w.own[i]; ok {
		return db
	}
	return w.sams.get(i, func(i int) *database {
		m := w.machines[i]
		db := newDatabase(m.Name, "", false, m.Accounts)
		db.lockout = newLockout(m.Policy)
		return &db
	})
}

func (w *World) prepare(i int) *machine {
	m := *w.machines[i]
	prepared := &machine{Machine: m, key: fold(m.Name), settings: resolveSettings(m), shares: map[string]*share{}}
	prepared.typing = prepared.settings
	if m.Client != nil {
		prepared.typing = resolveSettings(Machine{Profile: m.Client.Profile, Settings: m.Client.Settings})
	}
	if m.Domain != "" {
		prepared.domain = w.domains[fold(m.Domain)]
	}
	if m.Role == Controller {
		prepared.own = &prepared.domain.database
	} else {
		prepared.own = w.sam(i)
	}
	for _, s := range m.Shares {
		prepared.shares[fold(s.Name)] = &share{w.trustees(prepared, s.Allow), w.trustees(prepared, s.Deny), s.MaxUses > 0 && s.Uses >= s.MaxUses, s.Links}
	}
	prepared.selected, prepared.cached = w.trustees(prepared, m.AllowedToAuthenticate), w.trustees(prepared, m.Cached)
	if m.AuthenticationPolicy != nil {
		prepared.admits = w.trustees(prepared, m.AuthenticationPolicy)
	}
	prepared.Connections = slices.Clone(m.Connections)
	for i, c := range prepared.Connections {
		prepared.Connections[i].For = w.sessionOf(c.For)
	}
	for _, right := range []*[]string{&prepared.settings.SeNetworkLogonRight, &prepared.settings.SeDenyNetworkLogonRight} {
		if *right != nil { // nil: it is not checked
			*right = w.trustees(prepared, *right)
		}
	}
	prepared.computer = prepared.newComputer()
	prepared.image = w.imageOf(m)
	return prepared
}

// nt4Settings are those of an NT 4.0 controller that is not in the topology.
var nt4Settings = sync.OnceValue(func() *Settings {
	return resolveSettings(Machine{Profile: "windows-nt4"})
})

func resolveSettings(m Machine) *Settings {
	p, _ := ProfileNamed(m.Profile)
	s := p.Settings()
	for _, set := range m.Settings {
		_ = s.Set(set) // Check has validated it
	}
	return &s
}

// newDatabase prepares accounts. Every database has a Guest, disabled if it is not in the topology.
func newDatabase(name, dns string, domain bool, accounts []Account) database {
	db := database{name: name, key: fold(name), dns: fold(dns), domain: domain, accounts: make(map[string]*account, len(accounts)+1)}
	for _, a := range accounts {
		db.accounts[fold(a.Name)] = db.prepare(a)
		if a.UPN != "" && db.upns == nil {
			db.upns = map[string]string{}
		}
		if a.UPN != "" {
			db.upns[fold(a.UPN)] = fold(a.Name)
		}
		if a.MicrosoftAccount != "" {
			db.mails = withMail(db.mails, a)
		}
	}
	if _, ok := db.accounts[guestName]; !ok {
		db.unasked = true
		db.accounts[guestName] = db.prepare(Account{Name: "Guest", Disabled: true})
	}
	db.guest = db.accounts[guestName]
	return db
}

// named reports whether a folded name is one of the database's.
func (db *database) named(folded string) bool {
	return folded == db.key || folded != "" && folded == db.dns
}

// prepare computes the names of an account in lists.
func (db *database) prepare(a Account) *account {
	prepared := &account{Account: a, workstations: foldAll(a.Workstations), names: db.listed(a)}
	prepared.guests = prepared.in([]string{guests, domainGuests})
	return prepared
}

// machineNamed finds a machine by its name, or by its name in its domain's DNS domain.
func (w *World) machineNamed(name string) *machine {
	key := fold(addressInPath(name))
	if i, ok := w.names.machines[key]; ok {
		return w.at(i)
	}
	if i, ok := w.names.called[key]; ok {
		return w.at(i)
	}
	host, dns, ok := strings.Cut(key, ".")
	if !ok {
		return nil
	}
	i, ok := w.names.machines[host]
	if !ok {
		return nil
	}
	if m := w.at(i); m.domain != nil && m.domain.dns == dns {
		return m
	}
	return nil
}

// Settings returns the settings of a machine; false if there is no such machine.
func (w *World) Settings(name string) (Settings, bool) {
	m := w.machineNamed(name)
	if m == nil {
		return Settings{}, false
	}
	return *m.settings, true
}

// calledBy is the name in a UNC path, folded, and whether it is an alias of the machine.
func (m *machine) calledBy(name string) (called string, alias bool) {
	called = fold(addressInPath(name))
	return called, slices.ContainsFunc(m.Aliases, func(a string) bool { return strings.EqualFold(a, name) })
}
