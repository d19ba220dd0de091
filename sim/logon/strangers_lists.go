package logon

import (
	"fmt"
	"slices"
	"strings"
)

// A list is a list of names, and where it is.
type list struct {
	names    []string
	path     []string
	whose    string // in words
	machine  string // whose list it is; "" if it is a domain's
	database string // that of the machine, or the domain
	groups   bool   // of an account: any group may be made by naming it here
}

// about is what is wrong with a name of the list; nothing if that is "".
func (l list) about(i int, w wrong) []Problem {
	if w.what == "" {
		return nil
	}
	path := append(slices.Clone(l.path), fmt.Sprint(i))
	return []Problem{{path, fmt.Sprintf("%s lists %s, %s", l.whose, l.names[i], w.what), w.hint}}
}

// A wrong is what is wrong with a name, or nothing, and what may be meant.
type wrong struct{ what, hint string }

// accountLists are the lists of accounts and groups in a topology.
func accountLists(t Topology) (lists []list) {
	for _, d := range t.Domains {
		for _, s := range d.PasswordSettings {
			lists = append(lists, list{names: s.AppliesTo, path: []string{"domains", d.Name, "password-settings", s.Name, "applies-to"},
				whose: s.Name + " of " + d.Name, database: d.Name})
		}
		lists = append(lists, groupLists("domains", d.Name, d.Accounts)...)
	}
	for _, m := range t.Machines {
		lists = append(lists, m.accountLists()...)
		lists = append(lists, groupLists("machines", m.Name, m.Accounts)...)
	}
	return lists
}

func groupLists(kind, database string, accounts []Account) (lists []list) {
	for _, a := range accounts {
		if len(a.Groups) > 0 {
			lists = append(lists, list{names: a.Groups, path: []string{kind, database, "accounts", a.Name, "groups"},
				whose: "groups of " + database + `\` + a.Name, database: database, groups: true})
		}
	}
	return lists
}

// accountLists are the lists of accounts and groups of a machine: of shares, rights, policies.
func (m Machine) accountLists() (lists []list) {
	own := m.Name
	if m.Role == Controller {
		own = m.Domain
	}
	add := func(names []string, whose string, keys ...string) {
		lists = append(lists, list{names: names, path: append([]string{"machines", m.Name}, keys...), whose: whose, machine: m.Name, database: own})
	}
	for _, s := range m.Shares {
		add(s.Allow, m.Name+`\`+s.Name, "shares", s.Name, "allow")
		if !s.Supposed {
			add(s.Deny, m.Name+`\`+s.Name, "shares", s.Name, "deny")
		}
	}
	for _, s := range m.Settings {
		if isRight(s.Name) {
			add(s.Values, s.Name+" of "+m.Name, "settings", s.Name)
		}
	}
	add(m.AllowedToAuthenticate, "allowed-to-authenticate of "+m.Name, "allowed-to-authenticate")
	add(m.AuthenticationPolicy, "authentication-policy of "+m.Name, "authentication-policy")
	add(m.Cached, "cached of "+m.Name, "cached")
	return lists
}

// serverSettings are the settings that list machines, by any of their names.
var serverSettings = []string{"ClientAllowedNTLMServers", "BlockNTLMServerExceptionList", "DCAllowedNTLMServers", "BackConnectionHostNames", "SrvAllowedServerNames"}

// serverLists are the lists of machines in a topology.
func serverLists(t Topology) (lists []list) {
	for _, d := range t.Domains {
		for _, a := range d.Accounts {
			at := []string{"domains", d.Name, "accounts", a.Name}
			lists = append(lists, list{names: a.Workstations, path: append(slices.Clone(at), "workstations"), whose: "workstations of " + d.Name + `\` + a.Name},
				list{names: a.AuthenticateFrom, path: append(slices.Clone(at), "authenticate-from"), whose: "authenticate-from of " + d.Name + `\` + a.Name})
		}
	}
	for _, m := range t.Machines {
		for _, s := range m.Settings {
			if isOneOf(s.Name, serverSettings...) {
				lists = append(lists, list{names: s.Values, path: []string{"machines", m.Name, "settings", s.Name}, whose: s.Name + " of " + m.Name})
			}
		}
	}
	return lists
}

func isOneOf(setting string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, setting) })
}
