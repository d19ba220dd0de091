package whatif

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// A Set gives a setting a value: at one machine, or at all whose product has it.
type Set struct {
	Machine string // * means all of them
	logon.Setting
}

// On changes the machines that are meant, in place, and returns how many these are. The settings are new lists.
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
