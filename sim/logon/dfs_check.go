package logon

import (
	"fmt"
	"slices"
	"strings"
)

// namespaces checks the namespaces of DFS that a domain has.
func (c *checker) namespaces(d Domain) {
	path := []string{"domains", d.Name}
	c.unique("namespaces", len(d.Namespaces), func(i int) string { return d.Namespaces[i].Name }, path...)
	hosted := slices.ContainsFunc(c.topology.Machines, func(m Machine) bool { return m.Role == Controller && fold(m.Domain) == fold(d.Name) })
	switch {
	case len(d.Namespaces) == 0:
	case d.Kind == NT4:
		c.add(append(path, "namespaces"), "kind: ad", "a domain of kind nt4 has no namespaces of DFS")
	case !hosted:
		c.add(append(path, "namespaces"), "write it down: DC: {role: controller, domain: "+d.Name+", profile: windows-server}", "a controller is asked for a namespace, and %s has none here", d.Name)
	}
	for _, n := range d.Namespaces {
		at := append(slices.Clone(path), "namespaces", n.Name)
		if domainShare(n.Name) {
			c.add(at, "leave it out", "%s leads to the controllers already", n.Name)
		}
		c.targets(at, n.Targets)
		c.links(at, n.Links)
	}
}

// links checks the links of a namespace.
func (c *checker) links(path []string, links []Link) {
	seen := map[string]bool{}
	for _, l := range links {
		at := append(slices.Clone(path), "links", l.Path)
		switch {
		case l.Path == "" || strings.Trim(l.Path, `\`) != l.Path || strings.Contains(l.Path, `\\`):
			c.add(at, `reports, or 2026\reports`, "a link is a folder below the namespace")
		case seen[fold(l.Path)]:
			c.add(at, "names ignore case", "%q is here already", l.Path)
		}
		for name := range strings.SplitSeq(strings.Trim(l.Path, `\`), `\`) {
			c.name(at, name)
		}
		seen[fold(l.Path)] = true
		c.targets(at, l.Targets)
	}
}

// targets checks that shares to which DFS leads are those of machines.
func (c *checker) targets(path []string, targets []string) {
	for i, t := range targets {
		at := append(slices.Clone(path), fmt.Sprint(i))
		server, share, ok := splitUNC(t)
		switch {
		case !ok:
			c.add(at, `\\SERVER\share`, "this is not the path of a share")
		case c.domains[fold(server)] != "":
			c.add(at, `\\SERVER\share`, "this leads to another namespace: name the server to which that one leads")
		case !c.hasMachine(server):
			c.add(at, MachineHint(server, c.machineNames()), "there is no machine %q", server)
		case c.linked(server, share):
			c.add(at, "write the target of the link", "this share has links: of its own, and a second referral is not followed")
		default:
			c.name(at, share)
		}
	}
}

// linked reports whether a share is a namespace of its own.
func (c *checker) linked(server, share string) bool {
	host, _, _ := strings.Cut(fold(server), ".")
	for _, m := range c.topology.Machines {
		for _, s := range m.Shares {
			if (m.is(server) || m.is(host)) && strings.EqualFold(s.Name, share) && len(s.Links) > 0 {
				return true
			}
		}
	}
	return false
}

// hasMachine reports whether a machine is called so, also by its name in its domain's DNS domain.
func (c *checker) hasMachine(name string) bool {
	host, dns, _ := strings.Cut(fold(name), ".")
	return slices.ContainsFunc(c.topology.Machines, func(m Machine) bool {
		return m.is(name) || m.is(host) && dns != "" && m.Domain != "" && fold(c.domains[dns]) == fold(m.Domain)
	})
}

func (c *checker) machineNames() (list []string) {
	for _, m := range c.topology.Machines {
		list = append(list, m.Name)
	}
	return list
}
