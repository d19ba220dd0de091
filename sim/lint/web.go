package lint

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

// Web lists what of a file of the model web is probably a mistake.
func Web(w *web.World, attempts []web.Attempt) []Finding {
	c := webCheck{w, w.Topology(), attempts}
	names := Names{Directory: w.Directory(), Registered: registered(w), Asked: slices.Concat(c.hosts(), c.opened())}
	return slices.Concat(Logon(c.topology.Topology), names.Check(), c.addresses(), c.delegation())
}

// registered are the names that a file gives accounts.
func registered(w *web.World) (list []Registered) {
	for _, r := range w.Topology().SPNs {
		for i, name := range r.Names {
			list = append(list, Registered{w.Account(r.Account), name, []string{"spns", r.Account, strconv.Itoa(i)}})
		}
	}
	return list
}

type webCheck struct {
	world    *web.World
	topology web.Topology
	attempts []web.Attempt
}

// negotiates reports whether a site asks who somebody is, and takes Kerberos, as its domain does.
func (c webCheck) negotiates(s web.Site) bool {
	nt4 := func(d logon.Domain) bool {
		return d.Kind == logon.NT4 && strings.EqualFold(d.Name, c.machine(s.Machine).Domain)
	}
	return !s.Anonymous && !slices.ContainsFunc(c.topology.Domains, nt4) && slices.ContainsFunc(s.Providers, func(p web.Provider) bool { return p != web.NTLM })
}

// hosts are the names of the sites that take Kerberos.
func (c webCheck) hosts() (list []Asked) {
	for _, s := range c.topology.Sites {
		if !c.negotiates(s) {
			continue
		}
		for i, h := range s.Hosts {
			if host := c.called(s, h); !isAddress(host) {
				list = append(list, c.asked(s, http(host), []string{"sites", s.Name, "hosts", strconv.Itoa(i)}))
			}
		}
		if len(s.Hosts) == 0 {
			for _, host := range c.own(s.Machine) {
				list = append(list, c.asked(s, http(host), []string{"sites", s.Name, "machine"}))
			}
		}
	}
	return list
}

// own are the names that a machine in a domain has of itself.
func (c webCheck) own(machine string) []string {
	if dns := c.world.DNSOf(machine); dns != "" {
		return []string{dns, machine}
	}
	return []string{machine}
}

// called is the host that browsers ask a ticket for: that of the machine where it is an alias, unless a browser of the
// file does not look.
func (c webCheck) called(s web.Site, host string) string {
	asIs := slices.ContainsFunc(c.topology.Browsers, func(b web.Browser) bool { return !b.Canonical })
	alias := slices.ContainsFunc(c.machine(s.Machine).Aliases, func(a string) bool { return strings.EqualFold(a, host) })
	if alias && !asIs {
		return c.own(s.Machine)[0]
	}
	return host
}

func (c webCheck) machine(name string) logon.Machine {
	for _, m := range c.topology.Machines {
		if strings.EqualFold(m.Name, name) {
			return m
		}
	}
	return logon.Machine{}
}

func http(host string) kerberos.Name { return kerberos.Name{Class: "HTTP", Host: host} }

// isAddress reports whether a host of a URL is an address.
func isAddress(host string) bool { return web.URL{Host: host}.IsAddress() }

// opened are the names that the attempts ask for: that of the site, and of the one behind it.
func (c webCheck) opened() (list []Asked) {
	for i, a := range c.attempts {
		at := []string{"attempts", strconv.Itoa(i)}
		if s := c.world.SiteOf(a.Open.Host); c.negotiates(*s) && !c.unasked(a) {
			list = append(list, c.asked(*s, c.world.NameAsked(a), append(slices.Clone(at), "open")))
		}
		if a.Then == nil || isAddress(a.Then.Host) {
			continue
		}
		if s := c.world.SiteOf(a.Then.Host); s != nil && c.negotiates(*s) {
			list = append(list, c.asked(*s, http(a.Then.Host), append(at, "then")))
		}
	}
	return list
}

// unasked reports whether the browser asks no ticket, since the URL has an address.
func (c webCheck) unasked(a web.Attempt) bool {
	return a.Open.IsAddress() && !c.world.BrowserOf(a.From).TryIP
}

func (c webCheck) asked(s web.Site, name kerberos.Name, path []string) Asked {
	a := Asked{Name: name, Path: path, By: "the site " + s.Name, Mend: func(owner *kerberos.Account) (Finding, bool) { return c.mend(s, name, owner) }}
	for _, k := range c.world.Keys(s) {
		a.Keys = append(a.Keys, k.Of)
	}
	return a
}

// mend has the site open tickets with the key of its pool, where the name belongs to that.
func (c webCheck) mend(s web.Site, name kerberos.Name, owner *kerberos.Account) (f Finding, ok bool) {
	if s.Pool == "" || s.UserMode || s.PoolKey || owner != c.world.Account(s.Pool) {
		return f, false
	}
	return Finding{kernelMode, []string{"sites", s.Name, "pool"},
		fmt.Sprintf("%s belongs to the pool's account %s, but the site %s opens tickets in kernel mode, with the key of %s.", name, owner.Full(), s.Name, s.Machine),
		"Have the site use the key of its pool (or register the name for the computer).",
		[]string{fmt.Sprintf(`%%windir%%\system32\inetsrv\appcmd set config "%s" -section:system.webServer/security/authentication/windowsAuthentication /useAppPoolCredentials:true /commit:apphost`, s.Name)}}, true
}

// addresses finds addresses where browsers and sites have names.
func (c webCheck) addresses() (list []Finding) {
	for _, s := range c.topology.Sites {
		for i, h := range s.Hosts {
			if isAddress(h) && c.negotiates(s) && !c.triesIP() {
				list = append(list, c.atAddress(&s, h, []string{"sites", s.Name, "hosts", strconv.Itoa(i)}))
			}
		}
	}
	for _, b := range c.topology.Browsers {
		for i, h := range b.Intranet {
			if isAddress(h) && !b.TryIP {
				list = append(list, c.atAddress(c.world.SiteOf(h), h, []string{"browsers", b.Machine, "intranet", strconv.Itoa(i)}))
			}
		}
	}
	for i, a := range c.attempts {
		if s := c.world.SiteOf(a.Open.Host); c.negotiates(*s) && c.unasked(a) {
			list = append(list, c.atAddress(s, a.Open.Host, []string{"attempts", strconv.Itoa(i), "open"}))
		}
	}
	return list
}

// triesIP reports whether a browser of the file asks tickets for addresses.
func (c webCheck) triesIP() bool {
	return slices.ContainsFunc(c.topology.Browsers, func(b web.Browser) bool { return b.TryIP })
}

func (c webCheck) atAddress(s *web.Site, host string, path []string) Finding {
	f := Finding{Rule: address, Path: path, What: host + " is an address: Windows asks no ticket for it, and goes on with NTLM.", Do: "Write a name that is registered."}
	if s == nil {
		return f
	}
	for _, name := range slices.Concat(s.Hosts, c.own(s.Machine)) {
		if !isAddress(name) {
			f.Do = "Write " + name + " in its place."
			break
		}
	}
	return f
}

// delegation finds services on lists that no account has.
func (c webCheck) delegation() (list []Finding) {
	for _, d := range c.topology.Delegation {
		front := c.world.Account(d.Account)
		for i, name := range d.To {
			if len(c.world.Directory().Owners(name)) > 0 {
				continue
			}
			list = append(list, Finding{delegationToNothing, []string{"delegation", d.Account, "to", strconv.Itoa(i)},
				fmt.Sprintf("%s may act for others at %s, and no account has that name: there is no ticket.", front.Full(), name),
				"Register the name for the account of the service (setspn -S), or take it off the list.",
				[]string{fmt.Sprintf("Set-%s '%s' -Remove @{'msDS-AllowedToDelegateTo'='%s'}", c.world.KindOf(front), front.Name, name)}})
		}
	}
	return list
}
