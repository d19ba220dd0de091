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

// takenShare is a share of the machine whose name is that of a section with a meaning of its own; "" if there is none. Samba
// takes no notice of case and blanks in it (smb.conf, special sections; globals is read as global, which testparm shows).
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

// members are the accounts that names of accounts and groups come to; root, who is nobody's account, where none are. Guest
// is nobody, unless an account of the machine's has that name.
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

// meansGuest says whether a name of a list is one of Guest's.
func meansGuest(name string) bool {
	return strings.EqualFold(name[strings.LastIndexByte(name, '\\')+1:], "Guest") || strings.EqualFold(name, "Guests")
}

// meansEveryone says whether a name of a list is everybody's, Guest's and nobody's too. (Samba would look for an account of
// that name.)
func meansEveryone(name string) bool { return strings.EqualFold(name, "Everyone") }

// meansUsers says whether a name of a list is one that whoever has an account is among.
func meansUsers(name string) bool {
	return slices.Contains([]string{"AUTHENTICATED USERS", "USERS", "DOMAIN USERS"}, fold(name))
}

// means says whether a name of a list is an account's or one of its groups', with or without the database.
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
