package logon

import (
	"fmt"
	"slices"

	"ntlmsim/sim"
)

// forest checks that the forest of a domain exists.
func (c *checker) forest(d Domain) {
	path := []string{"domains", d.Name, "forest"}
	switch {
	case d.Forest == "" || fold(d.Forest) == fold(d.Name):
	case !c.isDomain(d.Forest):
		c.add(path, sim.Suggestion(d.Forest, c.domainNames()), "there is no domain %q to be the root of a forest", d.Forest)
	case d.Kind == NT4:
		c.add(path, "leave it out, or kind: ad", "a domain of kind nt4 is in no forest")
	case c.rootOf(d.Forest) != "":
		c.add(path, "name the root", "%s is not a root: it is in the forest of %s", d.Forest, c.rootOf(d.Forest))
	}
}

// rootOf is the root domain that a domain names as its forest, or "".
func (c *checker) rootOf(name string) string {
	for _, d := range c.topology.Domains {
		if fold(d.Name) == fold(name) && fold(d.Forest) != fold(name) {
			return d.Forest
		}
	}
	return ""
}

// called checks that no name or address belongs to two machines.
func (c *checker) called() {
	whose := map[string]string{}
	for _, m := range c.topology.Machines {
		whose[fold(m.Name)] = m.Name
	}
	for _, m := range c.topology.Machines {
		for key, names := range map[string][]string{"aliases": m.Aliases, "addresses": m.Addresses} {
			for i, name := range names {
				path := []string{"machines", m.Name, key, fmt.Sprint(i)}
				name = addressInPath(name)
				c.name(path, name)
				if other, ok := whose[fold(name)]; ok {
					c.add(path, "", "%q is a name of %s", name, other)
				}
				whose[fold(name)] = m.Name
			}
		}
	}
}

// places checks that the properties of a machine fit its role.
func (c *checker) places(path []string, m Machine) {
	switch {
	case m.ReadOnly && m.Role != Controller:
		c.add(append(path, "read-only"), "role: controller", "only a controller is read-only")
	case len(m.Cached) > 0 && !m.ReadOnly:
		c.add(append(path, "cached"), "read-only: true", "a controller that is not read-only has every password")
	case m.Role == Standalone && (m.AllowedToAuthenticate != nil || m.AuthenticationPolicy != nil):
		c.add(path, "role: member", "trusts and authentication policies are those of domains, and %s is in none", m.Name)
	}
	if m.PolicyAudits && m.AuthenticationPolicy == nil {
		c.add(append(path, "policy-audit-only"), "authentication-policy", "there is no authentication policy that could audit")
	}
	for _, s := range m.Shares {
		if s.Uses > 0 && s.MaxUses == 0 {
			c.add(append(path, "shares", s.Name, "uses"), "max-uses: 10", "without max-uses it does not matter how often a share is used")
		}
		c.links(append(slices.Clone(path), "shares", s.Name), s.Links)
	}
	for i, connection := range m.Connections {
		if connection.As.User == "" && connection.Session != Anonymous {
			c.add(append(path, "connections", fmt.Sprint(i)), "as: DOMAIN\\USER, or session: anonymous", "the user of the session is missing")
		}
		if !c.hasMachine(connection.Server) {
			c.add(append(path, "connections", fmt.Sprint(i), "server"), "", "there is no machine %q", connection.Server)
		}
	}
	c.stored(path, m)
	c.clones(path, m)
}

// is reports whether a name is the machine's own, or one of its aliases or addresses.
func (m Machine) is(name string) bool {
	for _, own := range slices.Concat([]string{m.Name}, m.Aliases, m.Addresses) {
		if fold(addressInPath(own)) == fold(addressInPath(name)) {
			return true
		}
	}
	return false
}
