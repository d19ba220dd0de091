package lab

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// bareGroups is a topology in which the groups of accounts have no BUILTIN and no name of the accounts' own database: a
// Samba group has none.
func bareGroups(t logon.Topology) logon.Topology {
	t.Domains, t.Machines = slices.Clone(t.Domains), slices.Clone(t.Machines)
	for i, d := range t.Domains {
		t.Domains[i].Accounts = withBareGroups(d.Accounts, d.Name, d.DNS)
	}
	for i, m := range t.Machines {
		t.Machines[i].Accounts = withBareGroups(m.Accounts, m.Name)
	}
	return t
}

func withBareGroups(accounts []logon.Account, own ...string) []logon.Account {
	accounts = slices.Clone(accounts)
	for i := range accounts {
		groups := slices.Clone(accounts[i].Groups)
		for j, group := range groups {
			of, name, ok := strings.Cut(group, `\`)
			if ok && slices.ContainsFunc(append(own, "BUILTIN"), func(n string) bool { return strings.EqualFold(n, of) }) {
				groups[j] = name
			}
		}
		accounts[i].Groups = groups
	}
	return accounts
}

// InStyle is a topology with every domain of one kind, whatever it says; "" leaves it as it is. What the kind does not
// have is gone: an Active Directory domain has no local accounts, and one in the style of NT 4.0 knows no smart cards and
// no fine-grained policies.
func InStyle(t logon.Topology, kind logon.DomainKind) logon.Topology {
	if kind == "" {
		return t
	}
	t.Domains = slices.Clone(t.Domains)
	for i := range t.Domains {
		d := &t.Domains[i]
		d.Kind = kind
		d.Accounts = slices.Clone(d.Accounts)
		for j := range d.Accounts {
			a := &d.Accounts[j]
			a.Local, a.SmartCard = a.Local && kind == logon.NT4, a.SmartCard && kind == logon.ActiveDirectory
		}
		if kind == logon.NT4 {
			d.Forest, d.PasswordSettings = "", nil
		}
	}
	return t
}
