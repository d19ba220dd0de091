package whatif

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// A Set gives a setting a value: on one machine, or on all whose product has the setting.
type Set struct {
	Machine string // * means all of them
	logon.Setting
}

// On changes the selected machines in place, and returns their number. Their lists of settings are replaced, not
// changed.
func (s Set) On(machines []logon.Machine) (n int) {
	for i := range machines {
		m := &machines[i]
		p, ok := logon.ProfileNamed(m.Profile)
		if !ok || !strings.EqualFold(s.Machine, m.Name) && (s.Machine != "*" || !p.Has(s.Name)) {
			continue
		}
		others := slices.DeleteFunc(slices.Clone(m.Settings), func(o logon.Setting) bool { return strings.EqualFold(o.Name, s.Name) })
		m.Settings = append(others, s.Setting)
		n++
	}
	return n
}
