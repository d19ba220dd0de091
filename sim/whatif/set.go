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

// SettingsOf are the settings that at least one machine of a topology has.
func SettingsOf(t logon.Topology) []string {
	return slices.DeleteFunc(logon.SettingNames(), func(name string) bool {
		return !slices.ContainsFunc(t.Machines, func(m logon.Machine) bool {
			p, ok := logon.ProfileNamed(m.Profile)
			return ok && p.Has(name)
		})
	})
}

// SetWords are the words of a Set as it is typed: MACHINE. first, then MACHINE.SETTING= with what the setting is.
func SetWords(t logon.Topology, current string) (list []string) {
	machine, _, dot := strings.Cut(current, ".")
	for _, m := range t.Machines {
		if !dot {
			list = append(list, m.Name+".")
			continue
		}
		p, ok := logon.ProfileNamed(m.Profile)
		if !ok || machine != "*" && !strings.EqualFold(machine, m.Name) {
			continue
		}
		for _, name := range p.SettingNames() {
			about, _ := logon.SettingDoc(name)
			list = append(list, machine+"."+name+"=\t"+about)
		}
	}
	if !dot {
		list = append(list, "*.")
	}
	slices.Sort(list)
	return slices.Compact(list)
}
