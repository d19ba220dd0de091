package replay

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// Turn changes the product of a machine, and returns a note about what that changes.
func Turn(m *logon.Machine, product string) (notes []string) {
	if product == "samba-standalone" && m.Role == logon.Standalone {
		built, cannot := AsSamba(*m)
		*m = built
		for _, s := range m.Settings {
			notes = append(notes, fmt.Sprintf("%s as Samba: %s = %s", m.Name, s.Name, strings.Join(s.Values, " ")))
		}
		for _, why := range cannot {
			notes = append(notes, fmt.Sprintf("%s as Samba: %s", m.Name, why))
		}
		return notes
	}
	m.Profile = product
	p, ok := logon.ProfileNamed(product)
	m.Settings = slices.DeleteFunc(slices.Clone(m.Settings), func(s logon.Setting) bool {
		if ok && !p.Has(s.Name) {
			notes = append(notes, fmt.Sprintf("%s as %s: it has no setting %q", m.Name, product, s.Name))
			return true
		}
		return false
	})
	return notes
}
