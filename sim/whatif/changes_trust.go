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
		logon.NetlogonStopped: "start the Netlogon service of " + s.target.Name,
	}[s.target.Channel]
	if s.target.Channel == logon.NetlogonStopped && isSambaMachine(s.target) {
		text = "start winbindd of " + s.target.Name
	}
	if text == "" || s.target.Role != logon.Member {
		return nil
	}
	return []change{{text: text, run: s.channelCommand(s.target),
		edits: edit(logon.EditMachine(s.target.Name, func(m *logon.Machine) { m.Channel = logon.Sound }))}}
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
func (s *search) trustsWith(text, run func(*logon.Domain, logon.Trust) string, fix func(*logon.Trust)) (list []change) {
	for _, d := range s.onTheWay() {
		for j, t := range d.Trusts {
			if words := text(d, t); words != "" {
				list = append(list, change{text: words, run: run(d, t), edits: edit(logon.EditDomain(d.Name, func(d *logon.Domain) { fix(&d.Trusts[j]) }))})
			}
		}
	}
	return list
}

// repairedTrusts: restore trusts that are down, and reset those whose two ends disagree.
func (s *search) repairedTrusts() []change {
	down := s.trustsWith(func(_ *logon.Domain, t logon.Trust) string {
		if t.Down {
			return "bring a controller of " + t.Domain + " within reach"
		}
		return ""
	}, func(*logon.Domain, logon.Trust) string { return "" }, func(t *logon.Trust) { t.Down = false })
	broken := s.trustsWith(func(_ *logon.Domain, t logon.Trust) string {
		if t.Channel != logon.Sound {
			return fmt.Sprintf("make the trust of %s anew, at both ends with the same password", t.Domain)
		}
		return ""
	}, func(d *logon.Domain, t logon.Trust) string { return s.trustCommand(d, t, true) }, func(t *logon.Trust) { t.Channel = logon.Sound })
	return append(down, broken...)
}

// selectiveTrusts: across one, an account needs the right "Allowed to authenticate" on the server.
func (s *search) selectiveTrusts() []change {
	if !strings.HasSuffix(string(s.outcome.Because), ".not-selected") {
		return nil
	}
	who, run := accountOf(s.outcome), ""
	if !s.isSamba(s.target.Domain) {
		run = fmt.Sprintf("at a controller of %s: dsacls (Get-ADComputer %s).DistinguishedName /G %s", s.target.Domain, s.target.Name, logon.InPowerShell(who+":CA;Allowed to Authenticate"))
	}
	return []change{{text: fmt.Sprintf(`give %s the right "Allowed to authenticate" on %s`, who, s.target.Name), run: run,
		edits: edit(logon.EditMachine(s.target.Name, func(m *logon.Machine) {
			m.AllowedToAuthenticate = append(slices.Clone(m.AllowedToAuthenticate), who)
		}))}}
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
		made := logon.Trust{Domain: other.Name, Type: logon.External, Direction: logon.Outgoing}
		to := func(d *logon.Domain) { d.Trusts = append(d.Trusts, made) }
		if j := slices.IndexFunc(trusting.Trusts, func(t logon.Trust) bool { return strings.EqualFold(t.Domain, other.Name) }); j >= 0 {
			c.text = fmt.Sprintf("let %s trust %s, too: the trust that there is points the other way", trusting.Name, other.Name)
			made.Direction = logon.Both
			to = func(d *logon.Domain) { d.Trusts[j].Direction = logon.Both }
		}
		c.edits, c.run = edit(logon.EditDomain(trusting.Name, to)), s.trustCommand(&trusting, made, false)
		list = append(list, c)
	}
	return list
}
