package logon

import "fmt"

// imageOf is the machine whose SID a machine has, folded: the one that was copied first.
func (w *World) imageOf(m Machine) string {
	for m.CloneOf != "" {
		m = *w.machines[w.names.machines[fold(m.CloneOf)]]
	}
	return fold(m.Name)
}

var cloned = given("client and server have one machine SID, and the server checks it",
	func(f *Facts) bool {
		return f.client != nil && f.client != f.target && !f.sent.Anonymous() && f.client.image == f.target.image && f.target.settings.RefusesClones
	}, func(f *Facts) string {
		return fmt.Sprintf("%s and %s are copies of one disk", f.client.Name, f.target.Name)
	})

// clones checks that a machine is a copy of another one, and that no copies are in a circle.
func (c *checker) clones(path []string, m Machine) {
	seen := map[string]bool{fold(m.Name): true}
	for name := m.CloneOf; name != ""; {
		i, ok := c.machines[fold(name)]
		switch {
		case !ok:
			c.add(append(path, "clone-of"), "name the machine that was copied", "there is no machine %q", name)
			return
		case seen[fold(name)]:
			c.add(append(path, "clone-of"), "name the machine that was copied", "%s is a copy of itself", m.Name)
			return
		}
		seen[fold(name)] = true
		name = c.topology.Machines[i].CloneOf
	}
}
