package logon

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"ntlmsim/sim"
)

// Strangers says which names in the lists of a topology mean nobody in it: they may be misspelled. That is no mistake,
// since a group may be empty, and a file need not have everything. Each has the path of its name, and a hint where
// something is likely to be wrong.
func Strangers(t Topology) (list []Problem) {
	known := sync.OnceValue(func() *roll { return newRoll(t) })
	for _, l := range accountLists(t) {
		for i, name := range l.names {
			list = append(list, l.about(i, known().stranger(l, name))...)
		}
	}
	for _, l := range serverLists(t) {
		for i, name := range l.names {
			list = append(list, l.about(i, known().server(name))...)
		}
	}
	return list[:min(len(list), mostStrangers)]
}

// mostStrangers is how many names are told: in a file with more, its accounts are left out.
const mostStrangers = 100

// A roll is the names that a topology has.
type roll struct {
	databases map[string]string   // by any of its names, folded: the key of a database
	written   []string            // the names of databases
	members   map[string][]string // by the key of a database: its accounts and groups, as they are written
	known     map[string]bool     // what lists can call an account, folded
	entered   map[string]bool     // the elements of members, each after its key, folded
	machines  []string            // names, aliases and addresses
}

func newRoll(t Topology) *roll {
	r := &roll{databases: map[string]string{}, members: map[string][]string{}, known: map[string]bool{}, entered: map[string]bool{}}
	for _, d := range t.Domains {
		r.call(d.Name, d.Name, d.DNS)
	}
	for _, m := range t.Machines {
		of := m.Name
		if m.Role == Controller {
			of = m.Domain
		}
		r.call(of, m.Name)
		r.machines = append(append(append(r.machines, m.Name), m.Aliases...), m.Addresses...)
	}
	for _, d := range t.Domains {
		db := newDatabase(d.Name, d.DNS, true, nil)
		r.enter(&db, d.Accounts)
		for _, computer := range computersOf(t, d) {
			r.know(db.both(nil, computer)...)
		}
	}
	for _, m := range t.Machines {
		db := newDatabase(m.Name, "", false, nil)
		r.enter(&db, m.Accounts)
	}
	return r
}

// computersOf are the accounts that a domain has without saying so: of its machines, and of its trusts.
func computersOf(t Topology, d Domain) (names []string) {
	for _, m := range t.Machines {
		if strings.EqualFold(m.Domain, d.Name) {
			names = append(names, m.Name+"$")
		}
	}
	for _, other := range t.Domains {
		names = append(names, other.Name+"$")
	}
	return names
}

func (r *roll) know(names ...string) {
	for _, name := range names {
		r.known[name] = true
	}
}

// call records the names of a database.
func (r *roll) call(key string, names ...string) {
	for _, name := range names {
		if name != "" {
			r.databases[fold(name)] = fold(key)
			r.written = append(r.written, name)
		}
	}
}

// enter records the accounts of a database, and the groups in which they are.
func (r *roll) enter(db *database, accounts []Account) {
	for _, a := range accounts {
		r.know(db.listed(a)...)
		for _, name := range append([]string{a.Name}, a.Groups...) {
			of, rest, ok := strings.Cut(name, `\`)
			if !ok {
				of, rest = db.key, name
			}
			of = r.databases[fold(of)]
			if key := of + `\` + fold(rest); !r.entered[key] {
				r.entered[key], r.known[key] = true, true
				r.members[of] = append(r.members[of], rest)
			}
		}
	}
}

// stranger is what is wrong with a name of an account or a group in a list.
func (r *roll) stranger(l list, written string) wrong {
	if w, known := unsearched(written); known {
		return w
	}
	name := inDatabase(trustee(written), fold(l.machine), fold(l.database), func(domain string) string { return r.databases[domain] })
	of, rest, qualified := strings.Cut(name, `\`)
	switch before, after, _ := strings.Cut(written, `\`); {
	case of == entra, of == fold(microsoft) && r.known[name]:
		return wrong{}
	case of == fold(microsoft):
		return wrong{"and no account of this file stands for it", "write microsoft-account: of the local account"}
	case qualified && of != ntAuthority && r.databases[of] == "":
		return r.noDatabase(of, written)
	case l.groups, r.known[name], isWellKnown(name), qualified && isWellKnown(rest):
		return wrong{}
	case strings.HasPrefix(name, sidPrefix):
		return wrong{"and nothing here says whose SID that is", "write the name"}
	case !qualified:
		return wrong{nobodyIn, meant("", written, r.everybody())}
	case of == ntAuthority, fold(before) == builtinName:
		return wrong{"which is no name that Windows knows", cmp.Or(meant(before+`\`, after, wellKnownNames), "a group made later is called "+l.database+`\`+after)}
	case len(r.members[of]) == 0:
		return wrong{} // the file does not say who is there
	default:
		return wrong{nobodyIn, meant(before+`\`, after, append(slices.Clone(r.members[of]), wellKnownNames...))}
	}
}

// ofServices are what Windows puts before accounts that it makes for services, applications and virtual machines, and
// before its own groups in other languages.
var ofServices = []string{"NT SERVICE", "IIS APPPOOL", "NT VIRTUAL MACHINE", "WINDOW MANAGER", "FONT DRIVER HOST", "APPLICATION PACKAGE AUTHORITY",
	"VORDEFINIERT", "NT-AUTORITÄT", "AUTORITE NT"}

// ownSID is the SID of something that every Windows has: one of a domain begins with S-1-5-21.
var ownSID = regexp.MustCompile(`(?i)^S-1-(5-(32|80|82|83|90|96)-[0-9-]+|[0-9]+-[0-9]+(-[0-9]+)?)$`)

// unsearched is what is wrong with a name that need not be looked for: it is Windows' own, or of a form that lists do
// not have.
func unsearched(written string) (w wrong, known bool) {
	of, _, qualified := strings.Cut(fold(written), `\`)
	switch {
	case qualified && slices.Contains(ofServices, of), ownSID.MatchString(written):
		return wrong{}, true
	case strings.HasPrefix(written, "*"):
		return wrong{"which begins with *, as secedit writes a SID", "write the SID alone, or the name"}, true
	case !qualified && strings.Contains(written, "@"):
		return wrong{"which is a user principal name, and lists have none", `write DOMAIN\NAME`}, true
	}
	return wrong{}, false
}

const nobodyIn = "and no account of this file has that name or is in such a group"

// noDatabase is what is wrong with a name before which stands no machine and no domain.
func (r *roll) noDatabase(of, written string) wrong {
	_, rest, _ := strings.Cut(written, `\`)
	hint := "write it under domains: if it exists"
	if near := near(of, append(slices.Clone(r.written), builtinName, ntAuthority)); near != "" {
		hint = "did you mean " + near + `\` + rest + "?"
	}
	return wrong{"and no machine and no domain of this file is called " + of, hint}
}

// server is what is wrong with the name of a machine: that it is like another one's. Machines that the file does not
// have are usual.
func (r *roll) server(name string) wrong {
	host, _, _ := strings.Cut(name, ".")
	if strings.ContainsAny(name, "*?") {
		return wrong{}
	}
	has := slices.ContainsFunc(r.machines, func(m string) bool { return strings.EqualFold(m, name) || strings.EqualFold(m, host) })
	if hint := meant("", name, r.machines); hint != "" && !has {
		return wrong{"and no machine of this file is called that", hint}
	}
	return wrong{}
}

// everybody are the names of all accounts and groups.
func (r *roll) everybody() (all []string) {
	for _, of := range r.written {
		for _, name := range r.members[fold(of)] {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return append(all, wellKnownNames...)
}

// meant is the hint for a name: the most similar one of a list, with what stands before it; "" if none is similar.
func meant(before, name string, of []string) string {
	if near := near(name, of); near != "" {
		return "did you mean " + before + near + "?"
	}
	return ""
}

// near is the most similar name of a list, or "". Names with other numbers are other names: PC1 and PC2.
func near(name string, of []string) string {
	letters, digits := apart(name)
	return sim.Nearest(name, slices.DeleteFunc(slices.Clone(of), func(other string) bool {
		l, d := apart(other)
		return l == letters || digits != "" && d != digits
	}))
}

// apart separates the digits of a name from the rest, folded.
func apart(name string) (rest, digits string) {
	for _, r := range fold(name) {
		if unicode.IsDigit(r) {
			digits += string(r)
		} else {
			rest += string(r)
		}
	}
	return rest, digits
}

// isWellKnown reports whether a folded name is one of an account or a group that Windows has from the beginning.
func isWellKnown(name string) bool { return wellKnownFolded()[name] }

var wellKnownFolded = sync.OnceValue(func() map[string]bool {
	folded := map[string]bool{}
	for _, name := range wellKnownNames {
		folded[fold(name)] = true
	}
	return folded
})

// wellKnownNames are the accounts and groups of a new Windows, whether or not somebody is in them (Windows, well-known
// SIDs; Windows, default groups of Active Directory).
var wellKnownNames = []string{"Everyone", "Network", "Interactive", "Batch", "Service", "Dialup", "Proxy", "Self", "Restricted", "System", "Local Service",
	"Network Service", "Remote Interactive Logon", "Terminal Server User", "Anonymous Logon", "Authenticated Users", "NTLM Authentication",
	"SChannel Authentication", "Digest Authentication", "This Organization", "Other Organization", "Enterprise Domain Controllers", "Creator Owner",
	"Creator Group", "Owner Rights", "Local account", "Local account and member of Administrators group", "Administrator", "Guest", "krbtgt",
	"Administrators", "Users", "Guests", "Power Users", "Account Operators", "Server Operators", "Print Operators", "Backup Operators", "Replicator",
	"Remote Desktop Users", "Remote Management Users", "Network Configuration Operators", "Performance Monitor Users", "Performance Log Users",
	"Distributed COM Users", "Cryptographic Operators", "Event Log Readers", "Certificate Service DCOM Access", "Hyper-V Administrators",
	"Access Control Assistance Operators", "Storage Replica Administrators", "IIS_IUSRS", "Pre-Windows 2000 Compatible Access",
	"Incoming Forest Trust Builders", "Windows Authorization Access Group", "Terminal Server License Servers", "RDS Remote Access Servers",
	"RDS Endpoint Servers", "RDS Management Servers", "Domain Admins", "Domain Users", "Domain Guests", "Domain Computers", "Domain Controllers",
	"Enterprise Admins", "Schema Admins", "Group Policy Creator Owners", "Cert Publishers", "RAS and IAS Servers", "Protected Users", "Key Admins",
	"Enterprise Key Admins", "Cloneable Domain Controllers", "Read-only Domain Controllers", "Enterprise Read-only Domain Controllers",
	"Allowed RODC Password Replication Group", "Denied RODC Password Replication Group", "DnsAdmins", "DnsUpdateProxy"}
