package windows

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// rights are the user rights among the settings.
var rights = []string{"SeDenyNetworkLogonRight", "SeNetworkLogonRight"}

func isRight(setting string) bool {
	return slices.ContainsFunc(rights, func(r string) bool { return strings.EqualFold(r, setting) })
}

// settings writes what an administrator would set, before accounts are made: NoLMHash counts from the next password on.
// A setting that only names an observed behaviour cannot be set; this is said instead.
func (l *layout) settings(s *script, m machine) {
	for _, set := range m.Settings {
		kept := logon.Registry(set.Name)
		for _, v := range kept {
			s.line("Set-LabRegistry -Key %s -Name %s -Value %s    # %s", literal(drive(v.Key)), literal(v.Setting), registryValue(v, set.Values), v.Source)
		}
		switch {
		case strings.EqualFold(set.Name, "NeverPing"):
			l.say(m.Name, "", "NeverPing is set under the key that we believe is right: no source that we could read names it")
		case len(kept) > 0:
		case strings.EqualFold(set.Name, "HardenedPaths"):
			s.line("Set-LabHardenedPaths -Paths %s", literals(set.Values))
		case isRight(set.Name):
			if m.Role == logon.Controller {
				l.say(m.Name, "", "group policy overrides %s on a controller, where the Default Domain Controllers Policy defines it", set.Name)
			}
		case strings.EqualFold(set.Name, "AllowAdministratorLockout"):
			l.say(m.Name, "", "AllowAdministratorLockout is an account policy, which the scripts do not set")
		default:
			l.say(m.Name, "", "%s is not a setting of Windows but an observed behaviour: the scripts cannot set it", set.Name)
		}
	}
}

// drive is a key as PowerShell's drive of the registry has it.
func drive(key string) string { return strings.Replace(key, `HKLM\`, `HKLM:\`, 1) }

// registryValue is what Set-LabRegistry writes.
func registryValue(v logon.RegistryValue, values []string) string {
	if v.List {
		return literals(values)
	}
	return literal(logon.RegistryNumber(strings.Join(values, "")))
}

// granted writes who may log on over the network, and who may not, after accounts are made.
func granted(s *script, m machine) {
	for _, set := range m.Settings {
		if isRight(set.Name) {
			s.line("Set-LabRight -Right %s -Names %s", literal(set.Name), literals(inEnglish(set.Values)))
		}
	}
}

// resolved is what a machine does: its profile, and its own settings.
func resolved(profile string, own []logon.Setting) logon.Settings {
	p, ok := logon.ProfileNamed(profile)
	if !ok {
		return logon.Settings{}
	}
	s := p.Settings()
	for _, set := range own {
		_ = s.Set(set) // Check has seen to it
	}
	return s
}
