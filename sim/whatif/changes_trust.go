package whatif

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// channels: repair the secure channel of the server to its own domain.
func (s *search) channels() []change {
	text := map[logon.Channel]string{
		logon.Unreachable:     "bring a controller of " + s.target.Domain + " within reach of " + s.target.Name,
		logon.WrongPassword:   "reset the secure channel of " + s.target.Name + " to " + s.target.Domain,
		logon.AccountDeleted:  "join " + s.target.Name + " to " + s.target.Domain + " again: its account is gone",
		logon.ComputerOff:     "enable the computer account of " + s.target.Name + " in " + s.target.Domain,
		logon.NetlogonStopped: "start the Netlogon service of " + s.target.Name + " (on Samba winbindd)",
	}[s.target.Channel]
	if text == "" || s.target.Role != logon.Member {
		return nil
	}
	return []change{{text: text, edits: edit(logon.EditMachine(s.target.Name, func(m *logon.Machine) { m.Channel = logon.Sound }))}}
}

// onTheWay lists the domains whose trusts the attempt may use: the server's, and all that it trusts.
func (s *search) onTheWay() (list []*logon.Domain) {
	for _, d := range s.world.Domains() {
		if slices.Contains(s.reach, d.Name) {
			list = append(list, d)
		}
	}
	return list
}

// trustsWith lists changes to trusts on the way: those for which text is not empty.
func (s *search) trustsWith(text func(logon.Trust) string, fix func(*logon.Trust)) (list []change) {
	for _, d := range s.onTheWay() {
		for j, t := range d.Trusts {
			if words := text(t); words != "" {
				list = append(list, change{text: words, edits: edit(logon.EditDomain(d.Name, func(d *logon.Domain) { fix(&d.Trusts[j]) }))})
			}
		}
	}
	return list
}

// repairedTrusts: restore trusts that are down, and reset those whose two ends disagree.
func (s *search) repairedTrusts() []change {
	down := s.trustsWith(func(t logon.Trust) string {
		if t.Down {
			return "bring a controller of " + t.Domain + " within reach"
		}
		return ""
	}, func(t *logon.Trust) { t.Down = false })
	broken := s.trustsWith(func(t logon.Trust) string {
		if t.Channel != logon.Sound {
			return fmt.Sprintf("make the trust of %s anew, at both ends with the same password", t.Domain)
		}
		return ""
	}, func(t *logon.Trust) { t.Channel = logon.Sound })
	return append(down, broken...)
}

// selectiveTrusts: across one, an account needs the right "Allowed to authenticate" on the server.
func (s *search) selectiveTrusts() []change {
	return s.trustsWith(func(t logon.Trust) string {
		if t.Selective {
			return fmt.Sprintf(`give %s the right "Allowed to authenticate" on %s`, s.user, s.target.Name)
		}
		return ""
	}, func(t *logon.Trust) { t.Selective = false })
}

// newTrusts: let the server's domain trust another domain that has the account.
func (s *search) newTrusts() (list []change) {
	trusting, ok := s.world.Domain(s.target.Domain)
	if !ok {
		return nil
	}
	for _, other := range s.world.Domains() {
		if _, has := s.world.Account(other.Name, s.user); !has || slices.Contains(s.reach, other.Name) {
			continue
		}
		c := change{text: fmt.Sprintf("let %s trust %s", trusting.Name, other.Name), caveat: "every account of " + other.Name + " can then log on there"}
		to := func(d *logon.Domain) {
			d.Trusts = append(d.Trusts, logon.Trust{Domain: other.Name, Type: logon.External, Direction: logon.Outgoing})
		}
		if j := slices.IndexFunc(trusting.Trusts, func(t logon.Trust) bool { return strings.EqualFold(t.Domain, other.Name) }); j >= 0 {
			c.text = fmt.Sprintf("let %s trust %s, too: the trust that there is points the other way", trusting.Name, other.Name)
			to = func(d *logon.Domain) { d.Trusts[j].Direction = logon.Both }
		}
		c.edits = edit(logon.EditDomain(trusting.Name, to))
		list = append(list, c)
	}
	return list
}
