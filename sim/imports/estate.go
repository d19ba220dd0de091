package imports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ntlmsim/sim/kerberos"
)

// An estate is what the files say, together.
type estate struct {
	byDN    map[string]*account // by distinguished name, in lower case
	byName  map[string]*account // by domain and name, in lower case: the last one
	order   []*account
	netbios map[string]string // of a domain, by its DNS name
	sites   []*site
	servers []server // of sites, by the order of their files
	remarks []Remark
	full    bool
}

// An account is a user, a computer or a managed service account of a domain.
type account struct {
	domain string // its DNS name
	name   string // without the dollar of a computer

	computer, controller, managed bool
	disabled, sensitive, rc4Only  bool
	guessed                       bool // the name is that of the object in the directory

	names         []string // of services
	to            []string // services at which it may act for others
	unconstrained bool
	anyProtocol   bool
	system        string // operatingSystem
}

// A server is a machine with sites.
type server struct{ name, domain string }

// object finds or adds the account of a distinguished name; nil where there are too many, or it cannot have that
// name. Where its logon name is not known, it is the first part. That of computers and managed accounts is without the
// dollar.
func (r *reader) object(line int, d dn, logonName string) *account {
	key := strings.ToLower(fmt.Sprint(d))
	name := strings.ToLower(d.domain() + `\` + cmp.Or(logonName, d.name()))
	same, ok := r.byDN[key]
	if other := r.byName[name]; !ok && other != nil && other.guessed != (logonName == "") {
		same, ok = other, true // an export has moved, or the other is a guess
	}
	if ok {
		if r.byDN[key] = same; logonName != "" {
			same.name, same.guessed = logonName, false
		}
		return same
	}
	a := &account{domain: d.domain(), name: cmp.Or(logonName, d.name()), guessed: logonName == ""}
	switch {
	case !isName(a.name):
		r.remark(line, "no account can have that name: %s", shown(a.name))
		return nil
	case len(r.order) >= mostObjects:
		if !r.full {
			r.full = true
			r.remark(line, "more than %d accounts: the others are left out", mostObjects)
		}
		return nil
	}
	r.byDN[key], r.byName[name] = a, a
	r.order = append(r.order, a)
	return a
}

// logonName is that of the account, with the dollar of a computer.
func (a *account) logonName() string {
	if a.computer || a.managed {
		return a.name + "$"
	}
	return a.name
}

// named finds or adds an account by its logon name.
func (e *estate) named(domain, name string) *account {
	for _, a := range e.order {
		if strings.EqualFold(a.domain, domain) && strings.EqualFold(a.logonName(), name) {
			return a
		}
	}
	plain := strings.TrimSuffix(name, "$")
	a := &account{domain: domain, name: plain, managed: plain != name}
	e.order = append(e.order, a)
	return a
}

// unique gives accounts other names where two have one: objects in several containers may, and computers of several
// domains.
func (e *estate) unique() {
	seen := map[string]bool{}
	for _, a := range e.order {
		key := func() string {
			if a.computer {
				return strings.ToLower(a.name)
			}
			return strings.ToLower(a.domain + `\` + a.logonName())
		}
		was := a.name
		for n := 2; seen[key()]; n++ {
			a.name = fmt.Sprintf("%s-%d", was, n)
		}
		seen[key()] = true
		if a.name != was {
			e.remarks = append(e.remarks, Remark{What: fmt.Sprintf("there are two of the name %s: one is called %s", shown(was), a.name)})
		}
	}
}

// called is the account that setspn names.
func (r *reader) called(line int, d dn) *account {
	if strings.EqualFold(d.name(), "krbtgt") {
		return nil
	}
	a := r.object(line, d, "")
	switch {
	case a == nil:
	case d.within("Managed Service Accounts"):
		a.managed = true
	case d.within("Domain Controllers"), d.within("Computers"):
		a.computer = true
		a.controller = a.controller || d.within("Domain Controllers")
	}
	return a
}

// isName reports whether Windows takes a text for the name of an account, a computer or a domain.
func isName(text string) bool {
	return text != "" && strings.TrimSpace(text) == text && utf8.ValidString(text) && !strings.ContainsAny(text, "\\/\"[]:;|=,+*?<>") &&
		!strings.ContainsFunc(text, unicode.IsControl)
}

// ofService reports whether a text is a name of a service, and says so where it is none.
func (r *reader) ofService(line int, name string) bool {
	_, ok := kerberos.ParseName(name)
	if !ok || strings.ContainsFunc(name, unicode.IsControl) || !utf8.ValidString(name) {
		r.remark(line, "no service principal name: %s", shown(name))
		return false
	}
	return true
}

// register gives an account a name of a service.
func (r *reader) register(line int, a *account, name string) {
	if !r.ofService(line, name) {
		return
	}
	if a != nil && !slices.ContainsFunc(a.names, func(n string) bool { return strings.EqualFold(n, name) }) {
		a.names = append(a.names, name)
	}
}

// unnamed is the domain where no file names one.
const unnamed = "corp.example"

// settle decides what no single line says.
func (e *estate) settle() {
	for _, a := range e.order {
		if !a.managed && (a.has("HOST", a.name) || a.domain != "" && a.has("HOST", a.name+"."+a.domain)) && !strings.ContainsAny(a.name, " ") {
			a.computer = true
		}
		if a.domain == "" {
			a.domain = cmp.Or(e.onlyDomain(), unnamed)
		}
	}
	e.unique()
	for i := range e.servers {
		e.servers[i].domain = e.domainOf(e.servers[i].name)
	}
	e.sayGuessed("the logon name may be another than that of the object, which it is taken for: ", func(a *account) bool { return a.guessed && !a.computer })
}

// sayGuessed says of which accounts something is guessed.
func (e *estate) sayGuessed(what string, guessed func(*account) bool) {
	const most = 20
	var names []string
	for _, a := range e.order {
		if guessed(a) {
			names = append(names, a.name)
		}
	}
	if more := len(names) - most; more > 0 {
		names = append(names[:most], fmt.Sprintf("and %d more", more))
	}
	if len(names) > 0 {
		e.remarks = append(e.remarks, Remark{What: what + strings.Join(names, ", ")})
	}
}

// has reports whether a name is one of the account's.
func (a *account) has(class, host string) bool {
	return slices.ContainsFunc(a.names, func(n string) bool { return strings.EqualFold(n, class+"/"+host) })
}

// domainOf is the domain of a computer: where the directory has it, or else the only one.
func (e *estate) domainOf(machine string) string {
	for _, a := range e.order {
		if a.computer && strings.EqualFold(a.name, machine) {
			return a.domain
		}
	}
	return e.onlyDomain()
}

// onlyDomain is the domain with the most accounts; "" where the files name none.
func (e *estate) onlyDomain() string {
	count := map[string]int{}
	for _, a := range e.order {
		if a.domain != "" {
			count[a.domain]++
		}
	}
	list := slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(count[b]-count[a], cmp.Compare(a, b)) })
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
