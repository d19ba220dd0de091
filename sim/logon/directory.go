package logon

import (
	"slices"
	"strconv"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
)

// Registered is the service principal names of an account, as setspn -L lists them.
type Registered struct {
	Account string // CORP\SVCWEB; of a computer also its name alone
	Names   []kerberos.Name
}

// Versions of keys: the directory's, and the one before it.
const (
	KeyNow    = 2
	KeyBefore = 1
)

// Directory is the accounts of all domains, with the names and keys that a KDC has of them. Each computer in a domain
// has an account with its own names, as a join registers them.
func Directory(t Topology) *kerberos.Directory {
	d := kerberos.NewDirectory()
	for _, domain := range t.Domains {
		for _, a := range domain.Accounts {
			d.Add(ticketAccount(domain.Name, a))
		}
	}
	for _, m := range t.Machines {
		if m.Domain == "" {
			continue
		}
		a := d.Find(m.Domain, m.Name+"$")
		if a == nil {
			a = &kerberos.Account{Realm: m.Domain, Name: m.Name + "$", Version: KeyNow}
			d.Add(a)
		}
		d.Register(a, t.hostNames(m)...)
	}
	for _, r := range t.SPNs {
		if a := t.FindAccount(d, r.Account); a != nil {
			d.Register(a, r.Names...)
		}
	}
	for _, name := range t.RC4Only {
		if a := t.FindAccount(d, name); a != nil {
			a.RC4Only = true
		}
	}
	return d
}

// hostNames are the names that a computer registers of itself when it joins. NT 4.0 registers none, and no domain of NT
// 4.0 has any.
func (t Topology) hostNames(m Machine) (list []kerberos.Name) {
	if p, ok := ProfileNamed(m.Profile); ok && p.Settings().Audit == AuditNT4 || t.ofNT4(m.Domain) {
		return nil
	}
	list = append(list, kerberos.Name{Class: "HOST", Host: m.Name})
	if dns := t.DNSOf(m); dns != "" {
		list = append(list, kerberos.Name{Class: "HOST", Host: dns})
	}
	return list
}

// ofNT4 reports whether a domain is one of NT 4.0.
func (t Topology) ofNT4(domain string) bool {
	return slices.ContainsFunc(t.Domains, func(d Domain) bool { return strings.EqualFold(d.Name, domain) && d.Kind == NT4 })
}

// ticketAccount is an account as a KDC knows it.
func ticketAccount(domain string, a Account) *kerberos.Account {
	return &kerberos.Account{Realm: domain, Name: a.Name, Version: KeyNow, Disabled: a.Disabled, Locked: a.Locked, Expired: a.Expired,
		OutsideHours: a.Hours == NoHours, PasswordExpired: a.PasswordExpired, MustChange: a.MustChange}
}

// FindAccount finds an account by CORP\NAME, or a computer's by the computer's name.
func (t Topology) FindAccount(d *kerberos.Directory, name string) *kerberos.Account {
	if domain, user, ok := strings.Cut(name, `\`); ok {
		return d.Find(domain, user)
	}
	for _, m := range t.Machines {
		if strings.EqualFold(m.Name, strings.TrimSuffix(name, "$")) {
			return d.Find(m.Domain, m.Name+"$")
		}
	}
	return nil
}

// DNSOf is a machine's name in DNS; "" where its domain has none.
func (t Topology) DNSOf(m Machine) string {
	for _, d := range t.Domains {
		if strings.EqualFold(d.Name, m.Domain) && d.DNS != "" {
			return strings.ToLower(m.Name + "." + d.DNS)
		}
	}
	return ""
}

// names checks the accounts that have service principal names, and those of RC4.
func (c *checker) names() {
	t := c.topology
	if len(t.SPNs)+len(t.RC4Only)+len(t.NoRC4) == 0 {
		return
	}
	d := Directory(t)
	known := func(path []string, name string) {
		if t.FindAccount(d, name) != nil {
			return
		}
		var names []string
		for _, a := range d.Accounts {
			names = append(names, a.Full())
		}
		c.add(path, sim.Suggestion(name, names), "no domain has the account %s", name)
	}
	for _, r := range t.SPNs {
		known([]string{"spns", r.Account}, r.Account)
	}
	for i, name := range t.RC4Only {
		known([]string{"rc4-only", strconv.Itoa(i)}, name)
	}
	for i, name := range t.NoRC4 {
		if !c.isDomain(name) {
			c.add([]string{"no-rc4", strconv.Itoa(i)}, "", "there is no domain %s", name)
		}
	}
}
