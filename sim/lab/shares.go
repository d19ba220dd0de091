package lab

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// share resolves a share's permissions: the accounts that its names come to, as Samba at that machine names them.
func (b *builder) share(built logon.Machine, s logon.Share) Share {
	share := Share{Name: s.Name}
	share.Most, share.Held = used(s)
	if len(s.Allow) > 0 {
		share.Allow = b.members(built, s.Allow)
		if share.Held > 0 {
			share.Allow = append(share.Allow, user(built))
		}
	}
	if len(s.Deny) > 0 {
		share.Deny = b.members(built, s.Deny)
	}
	return share
}

// takenShare is a share of the machine whose name is that of a section with a meaning of its own; "" if there is none.
// Samba takes no notice of case and blanks in it (smb.conf, special sections; globals is read as global, which testparm
// shows).
func takenShare(m logon.Machine) string {
	for _, s := range m.Shares {
		name := strings.ToLower(strings.Join(strings.Fields(s.Name), ""))
		if slices.Contains([]string{"global", "globals", "homes", "printers"}, name) {
			return s.Name
		}
	}
	return ""
}

// A holder is a database whose accounts may come to a machine.
type holder struct {
	name     string
	prefix   string // of its names in smb.conf
	accounts []logon.Account
	own      bool // it is the machine's
	domain   bool
	home     bool // the machine's domain
}

// holders are the machine's own database, its domain's, and those of the domains that one trusts.
func (b *builder) holders(m logon.Machine) (list []holder) {
	switch m.Role {
	case logon.Standalone:
		return []holder{{name: m.Name, accounts: m.Accounts, own: true}}
	case logon.Member:
		list = append(list, holder{name: m.Name, prefix: m.Name + `\`, accounts: m.Accounts, own: true})
	}
	add := func(name string) {
		d := domainNamed(b.topology, name)
		list = append(list, holder{name: d.Name, prefix: fold(d.Name) + `\`, accounts: append(slices.Clone(d.Accounts), b.computers(d)...),
			domain: true, home: strings.EqualFold(d.Name, m.Domain)})
	}
	add(m.Domain)
	for _, d := range b.topology.Domains {
		for _, t := range d.Trusts {
			switch {
			case strings.EqualFold(d.Name, m.Domain) && t.Direction != logon.Incoming:
				add(t.Domain)
			case strings.EqualFold(t.Domain, m.Domain) && t.Direction != logon.Outgoing:
				add(d.Name)
			}
		}
	}
	return list
}

// computers are the accounts of the members of a domain that are built.
func (b *builder) computers(d logon.Domain) (list []logon.Account) {
	for _, m := range b.topology.Machines {
		if d.Kind == logon.ActiveDirectory && b.asked[fold(m.Name)] && m.Role == logon.Member && strings.EqualFold(m.Domain, d.Name) {
			list = append(list, logon.Account{Name: m.Name + "$", Trust: logon.Workstation})
		}
	}
	return list
}

// members resolves names of accounts and groups to Unix accounts; where none matches, the list is root alone, as whom
// no client logs on. Guest is the Unix account nobody, unless the machine has an account of that name.
func (b *builder) members(built logon.Machine, names []string) (users []string) {
	names = slices.Clone(names)
	for i, name := range names {
		names[i] = logon.InList(b.topology, built, name)
	}
	for _, h := range b.holders(built) {
		for _, a := range h.accounts {
			if slices.ContainsFunc(names, func(n string) bool { return h.means(n, a) }) {
				users = append(users, h.prefix+a.Name)
			}
		}
	}
	own := built.Accounts
	if d := domainNamed(b.topology, built.Domain); built.Role == logon.Controller && d.Kind == logon.NT4 {
		own = passdb(b.topology, d)
	}
	if slices.ContainsFunc(names, meansEveryone) || !slices.ContainsFunc(own, guest) && slices.ContainsFunc(names, meansGuest) {
		users = append(users, "nobody")
	}
	if len(users) == 0 {
		return []string{"root"}
	}
	return users
}

func guest(a logon.Account) bool { return strings.EqualFold(a.Name, "Guest") }

// meansGuest reports whether a name in a list means Guest.
func meansGuest(name string) bool {
	return strings.HasSuffix(`\`+name, `\GUEST`) || name == "GUESTS"
}

// meansEveryone reports whether a name in a list means everyone, with Guest and anonymous. (Samba would look for an
// account of that name.)
func meansEveryone(name string) bool { return name == "EVERYONE" || name == "NETWORK" }

// means reports whether a name in a list matches an account or one of its groups, with or without the database.
func (h holder) means(name string, a logon.Account) bool {
	switch name {
	case "AUTHENTICATED USERS", "USERS", "NTLM AUTHENTICATION", "THIS ORGANIZATION":
		return !guest(a)
	case "OTHER ORGANIZATION":
		return false // Samba takes no notice of selective authentication
	case "ADMINISTRATORS":
		return h.administers(a)
	case "LOCAL ACCOUNT":
		return h.own && !guest(a)
	case "LOCAL ACCOUNT AND MEMBER OF ADMINISTRATORS GROUP":
		return h.own && h.administers(a)
	}
	groups := append([]string{a.Name, "Domain Users"}, a.Groups...)
	switch a.Trust {
	case logon.Workstation, logon.ManagedService:
		groups[1] = "Domain Computers"
	case logon.ServerTrust:
		groups[1] = "Domain Controllers"
	}
	if guest(a) || !h.domain {
		groups = slices.Delete(groups, 1, 2)
	}
	if guest(a) {
		groups = append(groups, "Guests")
	}
	return meansEveryone(name) || slices.ContainsFunc(groups, func(g string) bool {
		g = fold(logon.English(g))
		return name == g || name == fold(h.name)+`\`+g
	})
}

// administers reports whether an account is an administrator of the machine.
func (h holder) administers(a logon.Account) bool {
	group := "Administrators"
	if h.domain {
		group = "Domain Admins"
	}
	return (h.own || h.home) && (strings.EqualFold(a.Name, "Administrator") || slices.ContainsFunc(a.Groups, func(g string) bool { return strings.EqualFold(logon.English(g), group) }))
}
