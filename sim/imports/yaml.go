package imports

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"ntlmsim/sim/web"
)

// products are the profiles of what operatingSystem says. The first that fits counts.
var products = []struct{ says, profile string }{
	{"2025", "windows-2025"}, {"2022", "windows-2022"}, {"2019", "windows-2019"}, {"2016", "windows-2016"}, {"2012 R2", "windows-2012r2"},
	{"2012", "windows-2012"}, {"2008 R2", "windows-2008r2"}, {"2008", "windows-2008"}, {"2003", "windows-2003"}, {"2000", "windows-2000"},
	{"Windows 11", "windows-11"}, {"Windows 10", "windows-10"}, {"Windows 8.1", "windows-8.1"}, {"Windows 8", "windows-8"}, {"Windows 7", "windows-7"},
	{"Windows Vista", "windows-vista"}, {"Windows XP", "windows-xp"}, {"Windows NT", "windows-nt4"},
}

// profile is that of a computer; guessed is true where the directory does not say it.
func (a *account) profile() (name string, guessed bool) {
	for _, p := range products {
		if strings.Contains(a.system, p.says) {
			return p.profile, false
		}
	}
	return "windows-server", true
}

// A writer writes a topology.
type writer struct {
	strings.Builder
	*estate
	domains []string          // by DNS name; what has no DNS name by its NetBIOS name
	names   map[string]string // their NetBIOS names
	taken   map[string]bool   // in capitals
}

// yaml is the estate as a file of the model web.
func (e *estate) yaml(list []Source) []byte {
	w := &writer{estate: e, names: map[string]string{}, taken: map[string]bool{}}
	w.pooled()
	for _, a := range e.order {
		w.inDomain(a.domain)
	}
	for i := range e.servers {
		w.addServer(&e.servers[i])
	}
	w.head(list)
	w.writeDomains()
	w.writeMachines()
	w.writeNames()
	w.writeDelegation()
	w.some("not-delegated", func(a *account) bool { return a.sensitive })
	w.some("rc4-only", func(a *account) bool { return a.rc4Only })
	w.writeSites()
	return []byte(w.String())
}

// inDomain notes a domain.
func (w *writer) inDomain(name string) {
	if name != "" && !slices.Contains(w.domains, name) {
		w.domains = append(w.domains, name)
	}
}

// pooled adds the accounts of pools that the directory does not have.
func (w *writer) pooled() {
	for _, s := range w.sites {
		domain, name, ok := strings.Cut(s.pool, `\`)
		if !ok {
			continue
		}
		a := w.named(w.dnsOf(domain), name)
		s.pool = w.full(a)
	}
}

// dnsOf is the domain that a NetBIOS name means: what the directory says, or whose first label it is, or the name
// itself.
func (w *writer) dnsOf(netbios string) string {
	for dns, name := range w.netbios {
		if strings.EqualFold(name, netbios) {
			return dns
		}
	}
	for _, a := range w.order {
		if first, _, _ := strings.Cut(a.domain, "."); strings.EqualFold(first, netbios) || strings.EqualFold(a.domain, netbios) {
			return a.domain
		}
	}
	return strings.ToLower(netbios)
}

// called is the NetBIOS name of a domain: what the directory says, or its first label. Another domain has another.
func (w *writer) called(dns string) string {
	if name := w.names[dns]; name != "" {
		return name
	}
	first, _, _ := strings.Cut(dns, ".")
	was := cmp.Or(w.netbios[dns], strings.ToUpper(first))
	name := was
	for n := 2; w.taken[strings.ToUpper(name)]; n++ {
		name = fmt.Sprintf("%s-%d", was, n)
	}
	w.names[dns], w.taken[strings.ToUpper(name)] = name, true
	return name
}

// full is how a file names an account: CORP\SVCWEB, or a computer by its name.
func (w *writer) full(a *account) string {
	switch {
	case a.computer:
		return strings.ToUpper(a.name)
	case a.managed:
		return w.called(a.domain) + `\` + a.name + "$"
	}
	return w.called(a.domain) + `\` + a.name
}

// addServer puts a server into a domain, where no directory has it.
func (w *writer) addServer(s *server) {
	if s.domain == "" && len(w.domains) > 0 {
		s.domain = w.domains[0]
	}
	if s.domain == "" {
		s.domain = unnamed
		w.inDomain(s.domain)
		w.remarks = append(w.remarks, Remark{What: "no domain is named: taken for corp.example"})
	}
	w.named(s.domain, s.name+"$").become()
}

// become makes an account that of a computer.
func (a *account) become() { a.computer, a.managed = true, false }

func (w *writer) head(list []Source) {
	w.WriteString("# Imported by ntlmsim import from")
	for _, s := range list {
		fmt.Fprintf(w, " %s", shown(s.Name))
	}
	w.WriteString(".\n# Passwords are placeholders. Add the machine of a browser, and attempts (ntlmsim help web).\nmodel: web\n")
}

func (w *writer) writeDomains() {
	if len(w.domains) == 0 {
		w.inDomain(unnamed)
	}
	w.WriteString("domains:\n")
	for _, dns := range w.domains {
		var keys string
		if strings.Contains(dns, ".") {
			keys = fmt.Sprintf("    dns: %s\n", quoted(dns))
		} else {
			w.remarks = append(w.remarks, Remark{What: "the DNS name of the domain " + w.called(dns) + " is not known: add dns: to it"})
		}
		var accounts []string
		for _, a := range w.order {
			if a.domain == dns && !a.computer {
				accounts = append(accounts, a.entry(len(accounts)+1))
			}
		}
		if len(accounts) > 0 {
			keys += "    accounts:\n" + strings.Join(accounts, "")
		}
		if keys == "" {
			fmt.Fprintf(w, "  %s: {}\n", quoted(w.called(dns)))
			continue
		}
		fmt.Fprintf(w, "  %s:\n%s", quoted(w.called(dns)), keys)
	}
}

// entry is an account in its domain. Each has another password.
func (a *account) entry(number int) string {
	name, more := a.name, ""
	if a.managed {
		name, more = name+"$", ", trust-account: managed-service"
	}
	if a.disabled {
		more += ", disabled: true"
	}
	return fmt.Sprintf("      %s: {password: placeholder-%d%s}\n", quoted(name), number, more)
}

func (w *writer) writeMachines() {
	w.WriteString("machines:\n")
	for _, a := range w.order {
		if !a.computer {
			continue
		}
		role, more := "member", ""
		if a.controller {
			role = "controller"
		} else if a.disabled {
			more = ", channel: account-disabled"
		}
		profile, _ := a.profile()
		fmt.Fprintf(w, "  %s: {role: %s, domain: %s, profile: %s%s}\n", quoted(strings.ToUpper(a.name)), role, quoted(w.called(a.domain)), profile, more)
	}
	if !slices.ContainsFunc(w.order, func(a *account) bool { return a.computer }) {
		fmt.Fprintf(w, "  DC1: {role: controller, domain: %s, profile: windows-server}\n", quoted(w.called(w.domains[0])))
	}
	w.sayGuessed("which Windows it is, nothing says; taken for the newest server: ", func(a *account) bool {
		_, guessed := a.profile()
		return a.computer && guessed
	})
}

func (w *writer) writeNames() {
	var b strings.Builder
	for _, a := range w.order {
		var names []string
		for _, n := range a.names {
			own := a.computer && (strings.EqualFold(n, "HOST/"+a.name) || strings.EqualFold(n, "HOST/"+a.name+"."+a.domain))
			if !own { // a computer has it of itself
				names = append(names, n)
			}
		}
		if len(names) > 0 {
			fmt.Fprintf(&b, "  %s: %s\n", quoted(w.full(a)), sequence(names))
		}
	}
	w.section("spns", b.String())
}

func (w *writer) section(key, content string) {
	if content != "" {
		w.WriteString(key + ":\n" + content)
	}
}

func (w *writer) writeDelegation() {
	var b strings.Builder
	for _, a := range w.order {
		var keys []string
		if a.unconstrained && !a.controller { // a controller always is
			keys = append(keys, "unconstrained: true")
		}
		if len(a.to) > 0 {
			keys = append(keys, "to: "+sequence(a.to))
		}
		if a.anyProtocol {
			keys = append(keys, "any-protocol: true")
		}
		if len(keys) > 0 {
			fmt.Fprintf(&b, "  %s: {%s}\n", quoted(w.full(a)), strings.Join(keys, ", "))
		}
	}
	w.section("delegation", b.String())
}

// some lists the accounts of which something holds.
func (w *writer) some(key string, holds func(*account) bool) {
	var list []string
	for _, a := range w.order {
		if holds(a) {
			list = append(list, w.full(a))
		}
	}
	if len(list) > 0 {
		fmt.Fprintf(w, "%s: %s\n", key, sequence(list))
	}
}

func (w *writer) writeSites() {
	if len(w.sites) == 0 {
		w.WriteString("sites: {}\n")
		return
	}
	w.WriteString("sites:\n")
	used := map[string]bool{}
	for _, s := range w.sites {
		at := w.servers[s.server]
		name := s.name
		if used[strings.ToLower(name)] {
			name += " at " + at.name
		}
		used[strings.ToLower(name)] = true
		fmt.Fprintf(w, "  %s: {%s}\n", quoted(name), strings.Join(s.keys(at), ", "))
	}
}

func (s *site) keys(at server) []string {
	keys := []string{"machine: " + quoted(strings.ToUpper(at.name))}
	hosts := s.hosts
	if s.everything && len(hosts) > 0 {
		hosts = append(slices.Clone(hosts), strings.ToLower(at.name), strings.ToLower(at.name+"."+at.domain))
	}
	add := func(is bool, text string) {
		if is {
			keys = append(keys, text)
		}
	}
	add(len(hosts) > 0, "hosts: "+sequence(hosts))
	add(s.auth.anonymous, "anonymous: true")
	switch {
	case !s.auth.windows:
		keys = append(keys, "providers: []")
	case !slices.Equal(s.auth.providers, unset.providers):
		keys = append(keys, "providers: "+sequence(s.auth.providers))
	}
	add(s.pool != "", "pool: "+quoted(s.pool))
	add(s.auth.userMode, "kernel-mode: false")
	add(s.auth.poolKey && s.pool != "", "app-pool-credentials: true")
	add(s.auth.protected != web.Unprotected, "extended-protection: "+string(s.auth.protected))
	return keys
}

func sequence[S ~string](list []S) string {
	var quotes []string
	for _, s := range list {
		quotes = append(quotes, quoted(string(s)))
	}
	return "[" + strings.Join(quotes, ", ") + "]"
}

// plain are texts that YAML reads as they are.
var plain = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9./\\$_-]*$`)

var words = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null", "unknown"}

// quoted is a text in YAML.
func quoted(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	if plain.MatchString(text) && !slices.Contains(words, strings.ToLower(text)) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}
