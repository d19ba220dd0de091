package whatif

import (
	"fmt"
	"slices"
	"strings"

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
// There is none where a smart card is required.
func (s *search) passwords() (list []change) {
	for _, db := range s.holders {
		account, _ := s.world.Account(db, s.user)
		if account.Password == s.outcome.Sent.Password && !s.outcome.Prompted || !byPassword(account) {
			continue
		}
		c := change{text: "give the password of " + s.name(db), of: s.name(db), ask: func(a *logon.Attempt) { give(a, account.Password) }}
		if !s.oldSession() {
			c.instead = edit(logon.EditAccount(db, s.user, func(a *logon.Account) { a.Password = s.outcome.Sent.Password }))
			c.orText = ", or set it to the password that is sent"
		}
		list = append(list, c)
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

// create: create an account with the same name and password in the server's own database, or in the domain that was
// named. It is no way round an account that somebody has closed.
func (s *search) create() (list []change) {
	if s.outcome.Sent.Computer() || s.outcome.Sent.Unprovable() || s.closed {
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
		list = append(list, change{text: fmt.Sprintf("create %s with the same password", s.name(db)), caveat: caveat, last: len(s.holders) > 0, run: s.accountCommand(db, s.user, "add", ""),
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
	return []change{{text: "give " + accountOf(s.outcome) + " a password", run: s.accountCommand(db, user, "password", ""), of: accountOf(s.outcome), ask: func(a *logon.Attempt) { give(a, password) },
		edits: edit(logon.EditAccount(db, user, func(a *logon.Account) { a.Password = password }))}}
}

// protectedUsers: they may not use NTLM.
func (s *search) protectedUsers() (list []change) {
	for _, db := range s.holders {
		a, _ := s.world.Account(db, s.user)
		left := slices.DeleteFunc(slices.Clone(a.Groups), isProtected)
		if len(left) == len(a.Groups) {
			continue
		}
		list = append(list, change{text: "take " + s.name(db) + " out of Protected Users", caveat: "they are there so that nobody can use NTLM in their name", loosens: true,
			run:   s.accountCommand(db, s.user, "unprotect", ""),
			edits: edit(logon.EditAccount(db, s.user, func(a *logon.Account) { a.Groups = left }))})
	}
	return list
}

// userPolicies: an authentication policy restricts the machines from which an account may log on.
func (s *search) userPolicies() (list []change) {
	for _, db := range s.holders {
		if a, _ := s.world.Account(db, s.user); len(a.AuthenticateFrom) > 0 {
			run := ""
			switch a.Trust {
			case logon.NoTrustAccount:
				run = s.accountCommand(db, s.user, "ntlm", "")
			case logon.ManagedService:
				run = s.accountCommand(db, s.user, "ntlm-service", "")
			}
			list = append(list, change{text: "let the authentication policy of " + s.name(db) + " allow NTLM", loosens: true, run: run,
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
			run: onMachine(s.target, "map to guest", "bad user"), edits: edit(set(s.target.Name, "map to guest", "bad user"))}}
	}
	return []change{{text: "enable the account Guest of " + s.reach[0], caveat: caveat, guest: true, last: true, loosens: true,
		run:   s.accountCommand(s.reach[0], "Guest", "enable", ""),
		edits: edit(logon.EditAccount(s.reach[0], "Guest", func(a *logon.Account) { a.Disabled = false }))}}
}
