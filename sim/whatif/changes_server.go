package whatif

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// deniedRights: remove a name from SeDenyNetworkLogonRight.
func (s *search) deniedRights() (list []change) {
	denied := valuesOf(s.target, "SeDenyNetworkLogonRight")
	for _, name := range denied {
		list = append(list, change{text: fmt.Sprintf("take %s out of SeDenyNetworkLogonRight of %s", name, s.target.Name), loosens: true, caveat: askFirst, run: rights(s.target),
			edits: edit(set(s.target.Name, "SeDenyNetworkLogonRight", without(denied, name)...))})
	}
	return list
}

// grantedRights: add the account to SeNetworkLogonRight.
func (s *search) grantedRights() []change {
	if !strings.HasSuffix(string(s.outcome.Because), ".network-logon-not-granted") {
		return nil
	}
	_, user := s.outcome.Account()
	granted := append(slices.Clone(valuesOf(s.target, "SeNetworkLogonRight")), user)
	return []change{{text: fmt.Sprintf("give %s the right SeNetworkLogonRight on %s", user, s.target.Name), run: rights(s.target),
		edits: edit(set(s.target.Name, "SeNetworkLogonRight", granted...))}}
}

// rights is what shows the rights on a machine of Windows, under Local Policies; no command sets one.
func rights(m logon.Machine) string { return "on " + m.Name + ": secpol.msc" }

func without(list []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(other string) bool { return strings.EqualFold(other, name) })
}

// minimums: lower the minimum session security of the machine that requires it.
func (s *search) minimums() []change {
	name, machine := "NtlmMinServerSec", s.target.Name
	switch s.outcome.Because {
	case "client.response.weak-session":
		name, machine = "NtlmMinClientSec", s.outcome.Client()
	case "policies.weak-session":
	default:
		return nil
	}
	m, ok := s.world.Machine(machine)
	if !ok || usualValue(m, name) == "none" {
		return nil
	}
	return []change{{text: "set " + name + " of " + machine + " to none", caveat: "it then takes weak sessions from everybody", loosens: true,
		run: onMachine(m, name, "none"), edits: edit(set(machine, name, "none"))}}
}

// valuesOf is the values of a setting of a machine, as text: its own, or its product's.
func valuesOf(m logon.Machine, name string) []string {
	for _, own := range m.Settings {
		if strings.EqualFold(own.Name, name) {
			return own.Values
		}
	}
	p, _ := logon.ProfileNamed(m.Profile)
	v, _ := p.Value(name)
	return v.Setting.Values
}

// usualValue is the product's default for a setting that the machine changes; "" if it does not change it.
func usualValue(m logon.Machine, name string) string {
	p, _ := logon.ProfileNamed(m.Profile)
	v, ok := p.Value(name)
	if !ok || !slices.ContainsFunc(m.Settings, func(s logon.Setting) bool { return strings.EqualFold(s.Name, name) }) {
		return ""
	}
	return strings.Join(v.Setting.Values, ", ")
}

// forceGuest: turn off the sharing model that gives every user a guest session.
func (s *search) forceGuest() []change {
	if !strings.HasPrefix(string(s.outcome.Because), "forced.") {
		return nil
	}
	return []change{{text: "set ForceGuest of " + s.target.Name + " to 0", edits: edit(set(s.target.Name, "ForceGuest", "0")), run: onMachine(s.target, "ForceGuest", "0")}}
}

// tokenFilter: local administrators do not have administrator's rights over the network.
func (s *search) tokenFilter() []change {
	if s.outcome.End != "tree.token-filtered" {
		return nil
	}
	caveat := "every local administrator is then one over the network"
	if len(s.administrators()) == 0 {
		caveat += "; the built-in Administrator and the administrators of the domain get in without it"
	}
	return []change{{text: "set LocalAccountTokenFilterPolicy of " + s.target.Name + " to 1", caveat: caveat, loosens: true,
		edits: edit(set(s.target.Name, "LocalAccountTokenFilterPolicy", "1")), run: onMachine(s.target, "LocalAccountTokenFilterPolicy", "1")}}
}

// offline: port 445 of the server does not answer.
func (s *search) offline() []change {
	if !s.target.Offline {
		return nil
	}
	return []change{{text: "start " + s.target.Name + ", or let port 445 through",
		edits: edit(logon.EditMachine(s.target.Name, func(m *logon.Machine) { m.Offline = false }))}}
}

// serverPolicy: an authentication policy restricts the accounts that may log on to the server.
func (s *search) serverPolicy() []change {
	if s.target.AuthenticationPolicy == nil {
		return nil
	}
	who := accountOf(s.outcome)
	return []change{{text: "let " + who + " in by the authentication policy of " + s.target.Name,
		edits: edit(logon.EditMachine(s.target.Name, func(m *logon.Machine) {
			m.AuthenticationPolicy = append(slices.Clone(m.AuthenticationPolicy), who)
		}))}}
}

// behaviours is what a person can do about settings that are in no registry and no smb.conf. The others of these cannot
// be changed.
var behaviours = map[string]string{
	"session-keys":    "update %s to something that has keys of 128 bits",
	"signs":           "update %s to something that signs",
	"server-dialects": "let %s speak what its product speaks",
	"client-dialects": "let %s speak what its product speaks",
}

// putBack describes how to restore a setting to its default; "" if that is not possible.
func putBack(machine string, usual logon.Setting) string {
	value := strings.Join(usual.Values, ", ")
	text, ours := behaviours[usual.Name]
	switch {
	case ours:
		return fmt.Sprintf(text, machine)
	case usual.Name == strings.ToLower(usual.Name) && !strings.Contains(usual.Name, " "):
		return "" // a behaviour of the product: other names are those of registry values or parameters
	case value == "":
		value = "nothing"
	}
	return fmt.Sprintf("set %s of %s back to %s", usual.Name, machine, value)
}

// settings: restore the default of a setting that was changed on the server, the client or a controller.
func (s *search) settings() (list []change) {
	for _, m := range s.involved() {
		p, _ := logon.ProfileNamed(m.Profile)
		for _, own := range m.Settings {
			usual, ok := p.Value(own.Name)
			if !ok || slices.Equal(usual.Setting.Values, own.Values) {
				continue
			}
			text := putBack(m.Name, usual.Setting)
			if text == "" {
				continue
			}
			c := change{text: text, edits: edit(set(m.Name, own.Name, usual.Setting.Values...)),
				run: onMachine(m, own.Name, usual.Setting.Values...), wide: slices.Contains(usual.Setting.Values, "Everyone")}
			if c.loosens = loosened(own, usual.Setting); c.loosens {
				c.caveat = askFirst
			}
			list = append(list, c)
		}
	}
	return list
}
