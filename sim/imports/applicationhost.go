package imports

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"ntlmsim/sim/web"
)

// A site is one of a server.
type site struct {
	server     int // among the servers of the estate
	name       string
	hosts      []string
	everything bool   // it answers to every name of the server
	pool       string // the account of its pool; "": the computer's
	auth       authentication
}

// An authentication is what is set of a site. It begins with what IIS has where nothing is written.
type authentication struct {
	anonymous, windows bool
	providers          []web.Provider
	userMode, poolKey  bool
	protected          web.Protection
}

var unset = authentication{anonymous: true, providers: []web.Provider{web.Negotiate, web.NTLM}, protected: web.Unprotected}

// applicationHost reads the configuration of IIS.
func (r *reader) applicationHost(text, machine string, number int) error {
	root, err := parseXML(text)
	if err != nil {
		return err
	}
	config := root.child("configuration")
	host := config.child("system.applicationHost")
	if host == nil {
		return errors.New("it has no <system.applicationHost>: is it the applicationHost.config of IIS?")
	}
	if machine == "" {
		machine = fmt.Sprintf("WEB%d", number)
		r.remark(0, "the file does not say whose it is: taken for %s (write MACHINE=FILE)", machine)
	}
	if !isName(machine) || strings.Contains(machine, ".") {
		return fmt.Errorf("%s is no name of a computer", shown(machine))
	}
	r.servers = append(r.servers, server{name: machine})
	c := iis{r, config, host, len(r.servers) - 1, map[string]bool{}}
	for _, s := range host.child("sites").all("site") {
		c.site(s)
	}
	c.locations()
	return nil
}

// An iis is a configuration that is read.
type iis struct {
	*reader
	config, host *element
	server       int
	bound        map[string]bool // hosts that a site has; "": every name
}

func (c iis) site(e *element) {
	s := &site{server: c.server, name: e.attr("name"), auth: unset}
	if s.name == "" {
		c.remark(e.line, "a site without a name")
		return
	}
	if c.bindings(e, s); len(s.hosts) == 0 && !s.everything {
		c.remark(e.line, "the site %s is left out: it has no binding of HTTP that no other site has", shown(s.name))
		return
	}
	s.pool = c.identity(c.poolOf(e), e.line)
	c.authenticate(&s.auth, c.config.child("system.webServer"))
	for _, l := range c.config.all("location") {
		if path := strings.Trim(l.attr("path"), "/"); path == "" || path == "." || strings.EqualFold(path, s.name) {
			c.authenticate(&s.auth, l.child("system.webServer"))
		}
	}
	c.sites = append(c.sites, s)
}

// bindings reads by which names a site is called. The model tells sites apart by their hosts alone.
func (c iis) bindings(e *element, s *site) {
	for _, b := range e.child("bindings").all("binding") {
		if p := strings.ToLower(b.attr("protocol")); p != "http" && p != "https" {
			c.remark(b.line, "the protocol %s is not modelled", shown(b.attr("protocol")))
			continue
		}
		parts := strings.Split(b.attr("bindingInformation"), ":")
		name := strings.ToLower(parts[len(parts)-1])
		_, err := netip.ParseAddr(name)
		switch {
		case len(parts) < 3 || strings.ContainsAny(name, "*/\\ ") || err == nil:
			c.remark(b.line, "the binding %s is not modelled", shown(b.attr("bindingInformation")))
		case slices.Contains(s.hosts, name) || name == "" && s.everything:
		case c.bound[name]:
			c.remark(b.line, "another site has the host of this binding already (ports and addresses are not told apart): %s", shown(b.attr("bindingInformation")))
		case name == "":
			s.everything, c.bound[""] = true, true
		default:
			s.hosts, c.bound[name] = append(s.hosts, name), true
		}
	}
}

// poolOf is the pool of a site's root.
func (c iis) poolOf(site *element) string {
	pool := ""
	for _, a := range site.all("application") {
		switch p := a.attr("applicationPool"); {
		case a.attr("path") == "/":
			pool = p
		case p != "":
			c.remark(a.line, "paths are not modelled: the pool of %s is not read", shown(a.attr("path")))
		}
	}
	sites := c.host.child("sites")
	return cmp.Or(pool, site.child("applicationDefaults").attr("applicationPool"), sites.child("applicationDefaults").attr("applicationPool"), "DefaultAppPool")
}

// identity is the account of a pool; "" where it is the computer to others. Its password is not read.
func (c iis) identity(pool string, line int) string {
	pools := c.host.child("applicationPools")
	model := pools.child("applicationPoolDefaults", "processModel")
	kind, user := model.attr("identityType"), model.attr("userName")
	found := false
	for _, p := range pools.all("add") {
		if strings.EqualFold(p.attr("name"), pool) {
			found = true
			own := p.child("processModel")
			kind, user = cmp.Or(own.attr("identityType"), kind), cmp.Or(own.attr("userName"), user)
			line = cmp.Or(own.lineOf(), p.line)
		}
	}
	switch {
	case !found:
		c.remark(line, "there is no pool %s: taken for one with the identity of the computer", shown(pool))
	case !strings.EqualFold(kind, "SpecificUser"):
		return ""
	case user == "":
		c.remark(line, "the pool %s has no account", shown(pool))
	default:
		return c.ofDomain(line, user)
	}
	return ""
}

func (e *element) lineOf() int {
	if e == nil {
		return 0
	}
	return e.line
}

// ofDomain is an account of a domain, as it is written; "" where it is none.
func (c iis) ofDomain(line int, user string) string {
	domain, name, ok := strings.Cut(user, `\`)
	if !ok {
		if name, domain, ok = strings.Cut(user, "@"); !ok {
			domain = ""
		}
	}
	if !ok || !isName(domain) || domain == "." || strings.EqualFold(domain, c.servers[c.server].name) {
		c.remark(line, "the account of a pool is one of the computer, of which no KDC knows: it is left out, and the key of the computer taken")
		return ""
	}
	return domain + `\` + name
}

// authenticate applies what one place of the configuration sets.
func (c iis) authenticate(a *authentication, at *element) {
	of := at.child("security", "authentication")
	c.truth(of.child("anonymousAuthentication"), "enabled", &a.anonymous)
	w := of.child("windowsAuthentication")
	kernel := !a.userMode
	c.truth(w, "enabled", &a.windows)
	c.truth(w, "useKernelMode", &kernel)
	c.truth(w, "useAppPoolCredentials", &a.poolKey)
	a.userMode = !kernel
	if p := w.child("extendedProtection").attr("tokenChecking"); p != "" {
		a.protected = web.Protection(strings.ToLower(p))
		if !slices.Contains(web.Protections, a.protected) {
			c.remark(w.line, "tokenChecking %s is not known", shown(p))
			a.protected = web.Unprotected
		}
	}
	if list := w.child("providers"); list != nil {
		if at == c.config.child("system.webServer") {
			a.providers = nil // the list of the server is the whole list
		}
		a.providers = c.providers(a.providers, list)
	}
}

// providers changes a list as the elements below say.
func (c iis) providers(list []web.Provider, of *element) []web.Provider {
	for _, e := range of.children {
		i := slices.IndexFunc(web.Providers, func(p web.Provider) bool { return strings.EqualFold(string(p), e.attr("value")) })
		switch {
		case e.name == "clear":
			list = nil
		case i < 0:
			c.remark(e.line, "the provider %s is not modelled", shown(e.attr("value")))
		case e.name == "remove":
			list = slices.DeleteFunc(slices.Clone(list), func(p web.Provider) bool { return p == web.Providers[i] })
		case e.name == "add" && !slices.Contains(list, web.Providers[i]):
			list = append(slices.Clone(list), web.Providers[i])
		}
	}
	return list
}

func (c iis) truth(e *element, name string, to *bool) {
	switch strings.ToLower(e.attr(name)) {
	case "":
	case "true":
		*to = true
	case "false":
		*to = false
	default:
		c.remark(e.line, "%s is neither true nor false", name)
	}
}

// locations says which paths have an authentication of their own, which is not modelled.
func (c iis) locations() {
	for _, l := range c.config.all("location") {
		path := strings.Trim(l.attr("path"), "/")
		known := path == "" || path == "." || slices.ContainsFunc(c.sites, func(s *site) bool { return strings.EqualFold(s.name, path) })
		if !known && l.child("system.webServer", "security", "authentication") != nil {
			c.remark(l.line, "paths are not modelled: the authentication of %s is not read", shown(l.attr("path")))
		}
	}
}
