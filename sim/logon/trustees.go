package logon

import (
	"slices"
	"strings"
)

// Names of accounts and groups in lists: those of shares, of rights, of policies.

// Names that mean the same on every machine, folded.
const (
	guestName     = "GUEST"
	builtinName   = "BUILTIN" // of the groups that every machine has
	everyone      = "EVERYONE"
	network       = "NETWORK"             // everybody who logs on over the network
	byNTLM        = "NTLM AUTHENTICATION" // everybody who logs on with NTLM, but guests
	authenticated = "AUTHENTICATED USERS"
	users         = "USERS"
	domainUsers   = "DOMAIN USERS"

	domainComputers   = "DOMAIN COMPUTERS"
	domainControllers = "DOMAIN CONTROLLERS"

	// Who crosses a selective trust, and who does not (MS-DTYP 2.4.2.4; since Windows Server 2003).
	otherOrganization = "OTHER ORGANIZATION"
	thisOrganization  = "THIS ORGANIZATION"

	guests       = "GUESTS"
	domainGuests = "DOMAIN GUESTS"
	nobody       = "ANONYMOUS LOGON"

	administratorName = "ADMINISTRATOR"
	administrators    = "ADMINISTRATORS"
	domainAdmins      = "DOMAIN ADMINS"
	protectedUsers    = "PROTECTED USERS"

	// The accounts of a machine's own database (S-1-5-113, S-1-5-114; KB 2871997).
	localAccount       = "LOCAL ACCOUNT"
	localAdministrator = "LOCAL ACCOUNT AND MEMBER OF ADMINISTRATORS GROUP"
)

// wellKnown are the names before which Windows puts BUILTIN or NT AUTHORITY.
var wellKnown = []string{network, byNTLM, authenticated, thisOrganization, otherOrganization, users, guests, nobody, administrators,
	localAccount, localAdministrator}

// trustee is a name in a list, folded, and without what Windows puts before names that every machine has:
// BUILTIN\Users, NT AUTHORITY\Authenticated Users.
func trustee(name string) string {
	name = fold(name)
	if english, ok := otherwise[name]; ok {
		return english
	}
	of, rest, ok := strings.Cut(name, `\`)
	switch {
	case ok && (of == builtinName || of == ntAuthority) && slices.Contains(wellKnown, rest):
		return rest
	case ok && inGerman[rest] != "":
		return of + `\` + inGerman[rest]
	case inGerman[name] != "":
		return inGerman[name]
	}
	return name
}

func trustees(names []string) []string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = trustee(n)
	}
	return list
}

// trustees are names in a list of a machine, each with the NetBIOS name of its domain.
func (w *World) trustees(m *machine, names []string) []string {
	list := trustees(names)
	for i, name := range list {
		list[i] = inDatabase(name, m.key, m.own.key, func(domain string) string {
			if d := w.domains[domain]; d != nil {
				return d.key
			}
			return ""
		})
	}
	return list
}

// inDatabase is a trustee in a list of a machine, with the key of its database: for BUILTIN and for the machine's name
// the machine's own one. domains gives the key of a domain by any of its names.
func inDatabase(name, machine, own string, domains func(string) string) string {
	of, rest, ok := strings.Cut(name, `\`)
	switch {
	case !ok:
		return name
	case of == machine && slices.Contains(wellKnown, rest):
		return rest
	case of == machine || of == builtinName:
		return own + `\` + rest
	case domains(of) != "":
		return domains(of) + `\` + rest
	}
	return name
}

// listed are the names by which lists can refer to an account: its own and its groups', with and without the database,
// and those of the groups with every account of its kind.
func (db *database) listed(a Account) []string {
	if fold(a.Name) == guestName {
		return db.both([]string{everyone, network, guests}, append([]string{a.Name}, a.Groups...)...)
	}
	list := []string{everyone, network, byNTLM, authenticated, users}
	switch {
	case db.domain:
		list = db.both(list, a.primaryGroup())
	case db.administrator(a):
		list = append(list, localAccount, localAdministrator)
	default:
		list = append(list, localAccount)
	}
	if a.MicrosoftAccount != "" {
		list = append(list, trustee(microsoft+`\`+a.MicrosoftAccount))
	}
	return db.both(list, append([]string{a.Name}, a.Groups...)...)
}

// both appends names with and without the database to a list.
func (db *database) both(list []string, names ...string) []string {
	for _, name := range names {
		if name = db.bare(name); !strings.Contains(name, `\`) {
			list = append(list, db.key+`\`+name)
		}
		list = append(list, name)
	}
	return list
}

// bare is the name of an account or a group of the database, folded and without it; that of another one has its own.
func (db *database) bare(name string) string {
	name = trustee(name)
	if of, rest, ok := strings.Cut(name, `\`); ok && db.named(of) {
		return rest
	}
	return name
}

// BareGroups is a topology in which the groups of accounts have no BUILTIN and no name of the accounts' own database
// before them.
func BareGroups(t Topology) Topology {
	t.Domains, t.Machines = slices.Clone(t.Domains), slices.Clone(t.Machines)
	for i, d := range t.Domains {
		t.Domains[i].Accounts = withBareGroups(d.Accounts, d.Name, d.DNS)
	}
	for i, m := range t.Machines {
		t.Machines[i].Accounts = withBareGroups(m.Accounts, m.Name)
	}
	return t
}

func withBareGroups(accounts []Account, own ...string) []Account {
	list := slices.Clone(accounts)
	for i, a := range list {
		list[i].Groups = slices.Clone(a.Groups)
		for j, group := range a.Groups {
			of, name, ok := strings.Cut(group, `\`)
			if ok && slices.ContainsFunc(append(own, builtinName), func(n string) bool { return strings.EqualFold(n, of) }) {
				list[i].Groups[j] = name
			}
		}
	}
	return list
}

// administrator reports whether an account is in the group Administrators of its own database.
func (db *database) administrator(a Account) bool {
	return fold(a.Name) == administratorName ||
		slices.ContainsFunc(a.Groups, func(g string) bool { return db.bare(g) == administrators })
}

// primaryGroup is the group that accounts of its kind are in when they are made (MS-SAMR 3.1.1.8.1).
func (a Account) primaryGroup() string {
	switch a.Trust {
	case Workstation, ManagedService:
		return domainComputers
	case ServerTrust:
		return domainControllers
	}
	return domainUsers
}

// in reports whether a list has the account or one of its groups. Administrators are another question: which they are
// depends on the server.
func (a *account) in(list []string) bool {
	return slices.ContainsFunc(list, func(name string) bool { return name != administrators && slices.Contains(a.names, name) })
}

// among reports whether a list of the server has the account or one of its groups, also one that depends on the server.
func (f *Facts) among(p *place, list []string) bool {
	return p.account.in(list) || slices.Contains(list, administrators) && f.administers(p) || slices.Contains(list, f.organization(p))
}

// organization is the group by which an account is told from those that cross a selective trust; "" of Guest.
func (f *Facts) organization(p *place) string {
	switch {
	case !slices.Contains(p.account.names, authenticated):
		return ""
	case p == &f.authority && f.trust != nil && f.trust.Selective && !f.asker().IgnoresSelective:
		return otherOrganization
	}
	return thisOrganization
}

// administers reports whether an account is an administrator of the server: by its own group, or by Domain Admins.
func (f *Facts) administers(p *place) bool {
	if p == &f.server && p.db.administrator(p.account.Account) {
		return true
	}
	return f.target.domain != nil && p.db == &f.target.domain.database &&
		(fold(p.account.Name) == administratorName || slices.Contains(p.account.names, domainAdmins))
}
