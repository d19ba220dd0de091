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
}

// holders are the machine's own database, its domain's, and those of the domains that one trusts.
func (b *builder) holders(m logon.Machine) (list []holder) {
	switch m.Role {
	case logon.Standalone:
		return []holder{{m.Name, "", m.Accounts}}
	case logon.Member:
		list = append(list, holder{m.Name, m.Name + `\`, m.Accounts})
	}
	add := func(name string) {
		d := domainNamed(b.topology, name)
		list = append(list, holder{d.Name, fold(d.Name) + `\`, d.Accounts})
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

// members resolves names of accounts and groups to Unix accounts; where none matches, the list is root alone, as whom
// no client logs on. Guest is the Unix account nobody, unless the machine has an account of that name.
func (b *builder) members(built logon.Machine, names []string) (users []string) {
	for _, h := range b.holders(built) {
		for _, a := range h.accounts {
			if slices.ContainsFunc(names, func(n string) bool { return means(n, h, a) }) {
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
	return strings.EqualFold(name[strings.LastIndexByte(name, '\\')+1:], "Guest") || strings.EqualFold(name, "Guests")
}

// meansEveryone reports whether a name in a list means everyone, with Guest and anonymous. (Samba would look for an
// account of that name.)
func meansEveryone(name string) bool { return strings.EqualFold(name, "Everyone") }

// meansUsers reports whether a name in a list means a group that every account but Guest belongs to.
func meansUsers(name string) bool {
	return slices.Contains([]string{"AUTHENTICATED USERS", "USERS", "DOMAIN USERS"}, fold(name))
}

// means reports whether a name in a list matches an account or one of its groups, with or without the database.
func means(name string, h holder, a logon.Account) bool {
	if meansEveryone(name) || meansUsers(name) && !guest(a) {
		return true
	}
	for _, own := range append([]string{a.Name}, a.Groups...) {
		if strings.EqualFold(name, own) || strings.EqualFold(name, h.name+`\`+own) {
			return true
		}
	}
	return false
}
