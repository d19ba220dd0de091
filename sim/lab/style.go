package lab

import (
	"slices"

	"ntlmsim/sim/logon"
)

// InStyle is a topology with every domain of one kind, whatever it says; "" leaves it as it is. What the kind does not
// have is gone: an Active Directory domain has no local accounts, and one in the style of NT 4.0 knows no smart cards,
// no fine-grained policies and no namespaces of DFS.
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
			d.Forest, d.PasswordSettings, d.Namespaces = "", nil, nil
		}
	}
	return t
}
