package whatif

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

const newPassword = "NET USE then needs the new password"

// A state of an account that refuses it, and what corrects it.
type state struct {
	wrong   func(logon.Account) bool
	text    string
	verb    string // of accountCommands
	caveat  string
	loosens bool
	fix     func(*logon.Account)
}

// wrongStates are the states of an account that refuse it, in the order in which they are corrected. The workstations
// are apart: places.
var wrongStates = []state{
	{func(a logon.Account) bool { return a.Locked }, "unlock", "unlock", "", false, func(a *logon.Account) { a.Locked = false }},
	{func(a logon.Account) bool { return a.Disabled }, "enable", "enable", "somebody has disabled it: ask first why", false,
		func(a *logon.Account) { a.Disabled = false }},
	{func(a logon.Account) bool { return a.Expired }, "put off the day of expiry of", "expiry", "somebody has set the day: ask first whether the account is still needed", false,
		func(a *logon.Account) { a.Expired = false }},
	{func(a logon.Account) bool { return a.MustChange }, "change the password, as it must be, of", "password", newPassword, false,
		func(a *logon.Account) { a.MustChange = false }},
	{func(a logon.Account) bool { return a.PasswordExpired }, "renew the expired password of", "password", newPassword, false,
		func(a *logon.Account) { a.PasswordExpired = false }},
	{func(a logon.Account) bool { return a.NeverUsed }, "change the password, as a computer does when it joins, of", "", "", false,
		func(a *logon.Account) { a.NeverUsed = false }},
	{func(a logon.Account) bool { return a.Hours == logon.NoHours }, "allow all logon hours to", "hours", "", false,
		func(a *logon.Account) { a.Hours = logon.AllHours }},
	{func(a logon.Account) bool { return a.SmartCard }, "no longer require a smart card of", "no-card",
		"whoever has its password then needs no card; it was made at random, and has to be reset", true, func(a *logon.Account) { a.SmartCard = false }},
}

// states: correct the state of an account, such as disabled.
func (s *search) states() (list []change) {
	for _, db := range s.holders {
		a, _ := s.world.Account(db, s.user)
		for _, state := range wrongStates {
			if !state.wrong(a) {
				continue
			}
			text := state.text + " " + s.name(db)
			switch state.verb {
			case "unlock":
				text += s.unlocking(db)
			case "hours":
				text += ", or wait for its hours"
			}
			list = append(list, change{text: text, caveat: state.caveat, loosens: state.loosens, run: s.accountCommand(db, s.user, state.verb, ""),
				edits: edit(logon.EditAccount(db, s.user, state.fix))})
		}
		list = append(list, s.places(db, a)...)
	}
	return list
}

// places: an account may log on from certain workstations: the client is one more, or all are where its name does not
// help.
func (s *search) places(db string, a logon.Account) (list []change) {
	if len(a.Workstations) == 0 {
		return nil
	}
	let := func(text string, wide bool, names ...string) {
		more := strings.Join(names, ",")
		if names == nil {
			more = "*"
		}
		list = append(list, change{text: text, wide: wide, run: s.accountCommand(db, s.user, "places", more),
			edits: edit(logon.EditAccount(db, s.user, func(a *logon.Account) { a.Workstations = names }))})
	}
	if name := s.outcome.Sent.Workstation; name != "" {
		let(fmt.Sprintf("let %s log on from %s, too", s.name(db), name), false, append(slices.Clone(a.Workstations), name)...)
	}
	let("allow all workstations to "+s.name(db), true)
	return list
}

// unlocking is the time after which an account is unlocked by itself.
func (s *search) unlocking(database string) string {
	l, ok := s.world.Lockout(database, s.user)
	switch {
	case !ok:
		return ""
	case l.Left == 0:
		return ", which an administrator has to do: no time unlocks it"
	case l.Latest:
		return fmt.Sprintf(", or wait: it is unlocked in %s at the latest", logon.Lasting(l.Left))
	}
	return fmt.Sprintf(", or wait: it is unlocked in %s", logon.Lasting(l.Left))
}
