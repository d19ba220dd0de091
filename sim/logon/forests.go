package logon

// addForests records the implicit trusts: the domains of a forest trust each other, and a trust between two forests
// holds between all of their domains (MS-ADTS 6.1.6). Forest trusts are not transitive beyond the two forests.
func (w *World) addForests() {
	forests := w.forests()
	for _, d := range w.written {
		root := w.domains[fold(d.Name)]
		inside := forests[root.key]
		within(root, inside)
		for _, t := range root.order[:root.written] {
			if t.Type == Forest && len(inside)+len(forests[t.domain.key]) > 0 {
				between(root, t, forestOf(root, inside), forestOf(t.domain, forests[t.domain.key]))
			}
		}
	}
}

// forests lists the domains of each forest that has more than its root, by the root.
func (w *World) forests() map[string][]*domain {
	forests := map[string][]*domain{}
	for _, d := range w.written {
		if d.Forest == "" || fold(d.Forest) == fold(d.Name) {
			continue
		}
		root := w.domains[fold(d.Forest)]
		if len(forests[root.key]) == 0 {
			forests[root.key] = []*domain{root}
		}
		forests[root.key] = append(forests[root.key], w.domains[fold(d.Name)])
	}
	return forests
}

func forestOf(root *domain, forest []*domain) []*domain {
	if len(forest) == 0 {
		return []*domain{root}
	}
	return forest
}

// within makes the domains of a forest trust each other, through its root.
func within(root *domain, forest []*domain) {
	for _, a := range forest {
		for _, b := range forest {
			if a != b {
				a.trust(b, Trust{Domain: b.Name, Type: WithinForest}, others(a, b, root)...)
			}
		}
	}
}

// between makes the domains of one forest trust those of another, through both roots.
func between(root *domain, t *trust, trusting, trusted []*domain) {
	for _, a := range trusting {
		for _, b := range trusted {
			said := t.Trust
			said.Domain = b.Name
			a.trust(b, said, others(a, b, root, t.domain)...)
		}
	}
}

// others lists the domains on a path that are neither of its ends.
func others(a, b *domain, way ...*domain) (list []*domain) {
	for _, d := range way {
		if d != a && d != b {
			list = append(list, d)
		}
	}
	return list
}

// Trusts reports whether a domain trusts another one, explicitly or implicitly. Both must exist.
func (w *World) Trusts(trusting, trusted string) bool {
	return w.domains[fold(trusting)].trusts[fold(trusted)] != nil
}

// active reports whether a machine's domain is one of Active Directory.
func (d *domain) active() bool { return d != nil && d.Kind != NT4 }

// hasTickets reports whether a domain accepts Kerberos tickets from an account's domain.
func (d *domain) hasTickets(of *domain) bool {
	if d == of {
		return true
	}
	t := d.trusts[of.key]
	return t != nil && (t.Type == Forest || t.Type == WithinForest) && !t.Down && t.Channel == Sound
}

// addressed reports whether the server is called by one of its addresses, for which there are no tickets (TryIPSPN is
// off by default).
func (m *machine) addressed(called string) bool {
	for _, a := range m.Addresses {
		if fold(addressInPath(a)) == called {
			return true
		}
	}
	return false
}

// HasTickets reports whether the accounts of a domain are given tickets for the services of another one. Both are names
// of domains of Active Directory.
func (w *World) HasTickets(service, account string) bool {
	s, a := w.domains[fold(service)], w.domains[fold(account)]
	return s.active() && a.active() && s.hasTickets(a)
}
