package lint

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/kerberos"
)

// Names is what the rules about service principal names look at, of any model.
type Names struct {
	Directory  *kerberos.Directory
	Registered []Registered
	Asked      []Asked
}

// Registered is a name that a file gives an account.
type Registered struct {
	Account *kerberos.Account
	Name    kerberos.Name
	Path    []string // of the name in the file
}

// Asked is a service that clients ask a ticket for.
type Asked struct {
	Name kerberos.Name
	Path []string            // of the name in the file, in whatever form it stands there
	By   string              // what has the name: "the site www"
	Keys []*kerberos.Account // whose tickets it can open; nil: of nobody

	// Mend is what to do where the name belongs to an account whose key is missing, if that is to change what has the
	// name; false, or no function, where the name is to change its account.
	Mend func(owner *kerberos.Account) (Finding, bool)
}

// Check lists what is wrong with the names.
func (n Names) Check() (list []Finding) {
	list = n.twice()
	seen := map[string]bool{}
	for _, a := range n.Asked {
		if key := strings.ToLower(a.Name.String()); !seen[key] {
			seen[key] = true
			list = merged(list, n.asked(a))
		}
	}
	return list
}

// merged adds findings. What stands at one place for the same reason is one finding, with the commands of each.
func merged(list, more []Finding) []Finding {
	for _, f := range more {
		i := slices.IndexFunc(list, func(o Finding) bool { return o.Rule == f.Rule && slices.Equal(o.Path, f.Path) })
		switch {
		case i < 0:
			list = append(list, f)
		default:
			list[i].Run = append(list[i].Run, slices.DeleteFunc(f.Run, func(run string) bool { return slices.Contains(list[i].Run, run) })...)
		}
	}
	return list
}

// twice finds names that several accounts have. It is told of each account but the one that should keep it.
func (n Names) twice() (list []Finding) {
	for _, r := range n.Registered {
		owners := n.Directory.Owners(r.Name)
		i := slices.IndexFunc(owners, func(a *kerberos.Account) bool { return a != r.Account })
		if len(owners) < 2 || r.Account == n.keeper(r.Name) {
			continue
		}
		list = append(list, Finding{spnTwice, r.Path,
			fmt.Sprintf("%s belongs to %s, and to %s as well: the KDC gives no ticket for it.", r.Name, r.Account.Full(), owners[i].Full()),
			"Take it from the account whose key the service has not.", []string{remove(r.Name, r.Account)}})
	}
	return list
}

// keeper is which of several accounts should keep a name: the one whose key the service has, or a computer that has it
// of itself, or the first in the file.
func (n Names) keeper(name kerberos.Name) *kerberos.Account {
	owners := n.Directory.Owners(name)
	for _, a := range n.Asked {
		for _, key := range a.Keys {
			if equal(a.Name, name) && slices.Contains(owners, key) {
				return key
			}
		}
	}
	var first *kerberos.Account
	for _, owner := range owners {
		switch i := n.entry(name, owner); {
		case i < 0:
			return owner
		case first == nil || i < n.entry(name, first):
			first = owner
		}
	}
	return first
}

// entry is where the file registers a name for an account; -1 where it does not.
func (n Names) entry(name kerberos.Name, of *kerberos.Account) int {
	return slices.IndexFunc(n.Registered, func(r Registered) bool { return r.Account == of && equal(r.Name, name) })
}

// asked finds a name that nobody has, or an account whose key the service has not.
func (n Names) asked(a Asked) []Finding {
	owners := n.Directory.Owners(a.Name)
	switch {
	case len(owners) == 0 && len(a.Keys) > 0:
		return []Finding{{spnMissing, a.Path, fmt.Sprintf("No account has %s, by which clients ask for %s: there is no ticket.", a.Name, a.By),
			"Register it for the account whose key opens the tickets.", []string{add(a.Name, a.Keys[0])}}}
	case len(owners) == 1 && !slices.Contains(a.Keys, owners[0]):
		return []Finding{n.otherKey(a, owners[0])}
	}
	return nil
}

func (n Names) otherKey(a Asked, owner *kerberos.Account) Finding {
	if a.Mend != nil {
		if f, ok := a.Mend(owner); ok {
			return f
		}
	}
	f := Finding{Rule: spnOtherKey, Path: a.Path, Do: "Register it for the account whose key opens the tickets, and for no other."}
	if i := n.entry(a.Name, owner); i >= 0 {
		f.Path, f.Run = n.Registered[i].Path, append(f.Run, remove(a.Name, owner))
	}
	holds := "has no key of the domain"
	if len(a.Keys) > 0 {
		holds = "has the key of " + full(a.Keys)
		f.Run = append(f.Run, add(a.Name, a.Keys[0]))
	} else {
		f.Do = "Take it from the account: NTLM is then tried."
	}
	f.What = fmt.Sprintf("%s belongs to %s, but %s %s: it cannot open the tickets, and the client does not go on with NTLM.", a.Name, owner.Full(), a.By, holds)
	return f
}

func equal(a, b kerberos.Name) bool { return strings.EqualFold(a.String(), b.String()) }

func full(list []*kerberos.Account) string {
	var names []string
	for _, a := range list {
		names = append(names, a.Full())
	}
	return strings.Join(names, " and of ")
}

func add(n kerberos.Name, to *kerberos.Account) string {
	return "setspn -S " + n.String() + " " + to.Full()
}

func remove(n kerberos.Name, of *kerberos.Account) string {
	return "setspn -D " + n.String() + " " + of.Full()
}
