package whatif

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

const twoPasswords = "the passwords of two accounts must then be kept the same"

// names: name the database that has the account.
func (s *search) names() (list []change) {
	for _, db := range s.holders {
		if strings.EqualFold(db, s.outcome.Sent.Domain) {
			continue
		}
		list = append(list, change{text: "name the domain that has the account: " + db, ask: func(a *logon.Attempt) {
			if a.Send != nil {
				a.Send.Domain, a.Send.User = db, s.user
				return
			}
			a.Run.User = &logon.UserName{Form: logon.Qualified, Domain: db, Name: s.user}
		}})
	}
	return list
}

// passwords: use the password of the account that is asked, or set that account's password to the one that is sent.
func (s *search) passwords() (list []change) {
	for _, db := range s.holders {
		account, _ := s.world.Account(db, s.user)
		if account.Password == s.outcome.Sent.Password && !s.outcome.Prompted {
			continue
		}
		list = append(list, change{text: "give the password of " + s.name(db), of: s.name(db),
			ask:     func(a *logon.Attempt) { give(a, account.Password) },
			instead: edit(logon.EditAccount(db, s.user, func(a *logon.Account) { a.Password = s.outcome.Sent.Password })),
			orText:  ", or set it to the password that is sent"})
	}
	return list
}

func give(a *logon.Attempt, password string) {
	if a.Send != nil {
		a.Send.Password = password
		return
	}
	a.Run.Password, a.Run.Ask, a.Typed = &password, false, nil
}

// named: an anonymous session has no user: name one that the server knows. The first one that succeeds is the example.
func (s *search) named() (list []change) {
	if !s.outcome.Sent.Anonymous() {
		return s.others()
	}
	for _, db := range s.reach {
		for _, a := range s.world.Accounts(db) {
			if a.Trust == logon.NoTrustAccount && !a.Disabled && !strings.EqualFold(a.Name, "Guest") {
				list = append(list, s.namedAs(logon.Name{Domain: db, User: a.Name}, a.Password))
			}
		}
	}
	return list
}

// others: the server does not know the name: name an account that it has, the most similar first. Its password is asked for.
func (s *search) others() (list []change) {
	own := s.target.Name
	if s.target.Role == logon.Controller || s.attempt.Send != nil || len(s.holders) > 0 || s.outcome.Sent.Computer() {
		return nil
	}
	var names []string
	for _, a := range s.target.Accounts {
		if a.Trust == logon.NoTrustAccount && !a.Disabled && !a.Locked && !strings.EqualFold(a.Name, "Guest") {
			names = append(names, a.Name)
		}
	}
	near := sim.Nearest(s.user, names)
	switch {
	case near != "":
		names = append([]string{near}, without(names, near)...)
	case s.target.Role != logon.Standalone:
		return nil // a member has its domain's accounts: its own are for its administrators
	}
	for _, name := range names {
		a, _ := s.world.Account(own, name)
		list = append(list, change{once: true, last: true, text: "name an account that the server has: " + own + `\` + name, caveat: "its password is needed", ask: func(at *logon.Attempt) {
			at.Run.User = &logon.UserName{Form: logon.Qualified, Domain: own, Name: name}
			at.Run.Password, at.Run.Ask, at.Typed = nil, true, &a.Password
		}})
	}
	return list
}

func (s *search) namedAs(n logon.Name, password string) change {
	return change{once: true, text: "log on with an account, for instance " + n.String(), ask: func(a *logon.Attempt) {
		if a.Send != nil {
			a.Send.Domain, a.Send.User, a.Send.Password, a.Send.Response = n.Domain, n.User, password, ntlmv2
			return
		}
		a.Run.User = &logon.UserName{Form: logon.Qualified, Domain: n.Domain, Name: n.User}
		give(a, password)
	}}
}

// states: correct the state of an account, such as disabled.
func (s *search) states() (list []change) {
	for _, db := range s.holders {
		a, _ := s.world.Account(db, s.user)
		for _, state := range []struct {
			wrong bool
			text  string
			fix   func(*logon.Account)
		}{
			{a.Locked, "unlock", func(a *logon.Account) { a.Locked = false }},
			{a.Disabled, "enable", func(a *logon.Account) { a.Disabled = false }},
			{a.Expired, "put off the day of expiry of", func(a *logon.Account) { a.Expired = false }},
			{a.MustChange, "change the password, as it must be, of", func(a *logon.Account) { a.MustChange = false }},
			{a.PasswordExpired, "renew the expired password of", func(a *logon.Account) { a.PasswordExpired = false }},
			{a.SmartCard, "no longer require a smart card of", func(a *logon.Account) { a.SmartCard = false }},
			{a.NeverUsed, "change the password, as a computer does when it joins, of", func(a *logon.Account) { a.NeverUsed = false }},
			{a.Hours == logon.NoHours, "allow all logon hours to", func(a *logon.Account) { a.Hours = logon.AllHours }},
			{len(a.Workstations) > 0, "allow all workstations to", func(a *logon.Account) { a.Workstations = nil }},
		} {
			if !state.wrong {
				continue
			}
			text := state.text + " " + s.name(db)
			if state.text == "unlock" {
				text += s.unlocking(db)
			}
			run := ""
			if state.text == "enable" {
				run = s.accountCommand(db, "active")
			}
			list = append(list, change{text: text, run: run, edits: edit(logon.EditAccount(db, s.user, state.fix))})
		}
	}
	return list
}

// unlocking is the command that unlocks an account, and the time after which it is unlocked by itself.
func (s *search) unlocking(database string) string {
	l, ok := s.world.Lockout(database, s.user)
	text := s.unlocksBy(database)
	switch {
	case !ok:
	case l.Left == 0:
		text += ", which an administrator has to do: no time unlocks it"
	case l.Latest:
		text += fmt.Sprintf(", or wait: it is unlocked in %s at the latest", logon.Lasting(l.Left))
	default:
		text += fmt.Sprintf(", or wait: it is unlocked in %s", logon.Lasting(l.Left))
	}
	return text
}

// unlocksBy is the command that unlocks an account of an Active Directory domain; "" of another database.
func (s *search) unlocksBy(database string) string {
	d, ok := s.world.Domain(database)
	if !ok || d.Kind != logon.ActiveDirectory {
		return ""
	}
	for _, name := range s.world.Controllers(database) {
		if m, _ := s.world.Machine(name); strings.HasPrefix(m.Profile, "samba-") {
			return fmt.Sprintf(" (samba-tool user unlock %s)", s.user)
		}
	}
	return fmt.Sprintf(" (Unlock-ADAccount %s)", s.user)
}

// create: create an account with the same name and password in the server's own database, or in the domain that was
// named. It is no way round an account that somebody has closed.
func (s *search) create() (list []change) {
	if s.outcome.Sent.Computer() || slices.ContainsFunc(s.holders, s.barred) {
		return nil
	}
	for i, db := range s.reach {
		if i > 0 && !s.asked(db) {
			continue
		}
		if _, ok := s.world.Account(db, s.user); ok {
			continue
		}
		caveat := twoPasswords
		if strings.EqualFold(db, s.outcome.Sent.Domain) {
			caveat = ""
		}
		list = append(list, change{text: fmt.Sprintf("create %s with the same password", s.name(db)), caveat: caveat, run: s.accountCommand(db, "add"),
			edits: edit(logon.EditAccount(db, s.user, func(a *logon.Account) { a.Password = s.outcome.Sent.Password }))})
	}
	return list
}

// asked reports whether a domain is the one that was sent, by either of its names.
func (s *search) asked(domain string) bool {
	name := s.outcome.Sent.Domain
	if name == "" {
		_, name, _ = strings.Cut(s.outcome.Sent.User, "@")
	}
	d, ok := s.world.Domain(name)
	return ok && strings.EqualFold(d.Name, domain)
}

// global: an NT 4.0 local account works only at its own domain's servers, a global one across trusts, too.
func (s *search) global() (list []change) {
	for _, db := range s.holders {
		if a, _ := s.world.Account(db, s.user); a.Local {
			list = append(list, change{text: "make " + s.name(db) + " a global account: a local one is not for use across a trust",
				edits: edit(logon.EditAccount(db, s.user, func(a *logon.Account) { a.Local = false }))})
		}
	}
	return list
}

// blankPasswords: an account without a password may only be used at the console, and the blank password of Guest never
// matches.
func (s *search) blankPasswords() []change {
	db, user := s.outcome.Account()
	a, ok := s.world.Account(db, user)
	guest := strings.EqualFold(user, "Guest")
	if s.outcome.Sent.Password != "" || s.outcome.Sent.Anonymous() || !guest && !(ok && a.Password == "") {
		return nil
	}
	const password = "a password"
	return []change{{text: "give " + accountOf(s.outcome) + " a password", of: accountOf(s.outcome), ask: func(a *logon.Attempt) { give(a, password) },
		edits: edit(logon.EditAccount(db, user, func(a *logon.Account) { a.Password = password }))}}
}

// protectedUsers: they may not use NTLM.
func (s *search) protectedUsers() (list []change) {
	for _, db := range s.holders {
		a, _ := s.world.Account(db, s.user)
		left := without(a.Groups, "Protected Users")
		if len(left) == len(a.Groups) {
			continue
		}
		list = append(list, change{text: "take " + s.name(db) + " out of Protected Users", caveat: "they are there so that nobody can use NTLM in their name", loosens: true,
			edits: edit(logon.EditAccount(db, s.user, func(a *logon.Account) { a.Groups = left }))})
	}
	return list
}

// userPolicies: an authentication policy restricts the machines from which an account may log on.
func (s *search) userPolicies() (list []change) {
	for _, db := range s.holders {
		if a, _ := s.world.Account(db, s.user); len(a.AuthenticateFrom) > 0 {
			list = append(list, change{text: "let the authentication policy of " + s.name(db) + " allow NTLM", loosens: true,
				caveat: "the policy binds it to its devices, and whoever has its password can then use it from any other",
				edits:  edit(logon.EditAccount(db, s.user, func(a *logon.Account) { a.AuthenticateFrom = nil }))})
		}
	}
	return list
}

// guests: let the server give guest sessions to unknown users. It works, and is a bad idea.
func (s *search) guests() []change {
	const caveat = "whoever the server does not know is then a guest there, without a password, and cannot be told from any other"
	if p, ok := logon.ProfileNamed(s.target.Profile); ok && p.Has("map to guest") {
		return []change{{text: "set map to guest of " + s.target.Name + " to bad user", caveat: caveat, guest: true, last: true, loosens: true,
			edits: edit(set(s.target.Name, "map to guest", "bad user"))}}
	}
	return []change{{text: "enable the account Guest of " + s.reach[0], caveat: caveat, guest: true, last: true, loosens: true,
		edits: edit(logon.EditAccount(s.reach[0], "Guest", func(a *logon.Account) { a.Disabled = false }))}}
}
