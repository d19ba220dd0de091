package whatif

import (
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// named: an anonymous session has no user: name one that the server knows. The first one that succeeds is the example.
// A session of a person that can prove nothing needs its own password: another account is named only where that does
// not help.
func (s *search) named() (list []change) {
	switch {
	case !s.outcome.Sent.Anonymous():
		return s.others()
	case s.needsPassword():
		return nil
	}
	given := len(s.sessions()) > 0 // its own account, with a password
	for _, n := range s.examples(s.reach) {
		a, _ := s.world.Account(n.Domain, n.User)
		if given && strings.EqualFold(n.String(), s.attempt.As.String()) {
			continue
		}
		c := s.namedAs("log on with an account, for instance "+n.String(), n, a.Password)
		if s.attempt.Send == nil && !s.attempt.AtKeyboard() {
			c.caveat = inScript
		}
		list = append(list, c)
	}
	return list
}

// needsPassword reports whether the session of a person has no password, and succeeds with it.
func (s *search) needsPassword() bool {
	return !s.service() && slices.ContainsFunc(s.sessions(), func(c change) bool {
		_, _, _, ok := new(Found).helps(s.world, s.attempt, c)
		return ok
	})
}

// others: the account that is sent is none that the server knows, or another one of its name: name one that it knows.
func (s *search) others() []change {
	switch {
	case s.attempt.Send != nil:
		return nil
	case len(s.holders) > 0:
		return s.namesakes()
	}
	return s.strangers()
}

// namesakes: the account of the same name in another database has another password. It is no way round the state of the
// one that is asked.
func (s *search) namesakes() (list []change) {
	database, user := s.outcome.Account()
	if _, found := s.world.Account(database, user); found && !strings.HasSuffix(string(s.outcome.Because), ".password-differs") {
		return nil
	}
	for _, db := range s.holders {
		a, _ := s.world.Account(db, s.user)
		if strings.EqualFold(db, database) || a.Password == s.outcome.Sent.Password || !usable(a) {
			continue
		}
		c := s.namedAs("name the domain and give the password of "+s.name(db), logon.Name{Domain: db, User: s.user}, a.Password)
		c.once = false
		list = append(list, c)
	}
	return list
}

// mostExamples limits the accounts of a domain that are tried as an example.
const mostExamples = 20

// strangers: nobody of that name is known: name an account that the server has, the most similar first. A member or a
// controller has those of its domain; a member's own are for its administrators.
func (s *search) strangers() (list []change) {
	switch {
	case s.service() && s.client.Channel != logon.Sound:
		return nil // the computer's own account is mended
	case s.service() && s.outcome.Stage == logon.AtTree && s.outcome.Sent.Computer():
		return nil // the computer is let into the share
	}
	own := s.target.Name
	if s.target.Role != logon.Controller {
		for _, n := range nearest(s.user, s.examples([]string{own}), s.target.Role == logon.Standalone) {
			list = append(list, s.stranger("name an account that the server has: ", n))
		}
	}
	if d, ok := s.world.Domain(s.target.Domain); ok {
		known := nearest(s.user, s.examples([]string{d.Name}), true)
		for _, n := range known[:min(len(known), mostExamples)] {
			list = append(list, s.stranger("name an account that the server's domain has, for instance ", n))
		}
	}
	return list
}

func (s *search) stranger(text string, n logon.Name) change {
	a, _ := s.world.Account(n.Domain, n.User)
	c := s.namedAs(text+n.String(), n, a.Password)
	c.last = true
	return c
}

// nearest puts the account with the most similar name first. The others are left out unless all of them will do.
func nearest(user string, list []logon.Name, all bool) []logon.Name {
	var names []string
	for _, n := range list {
		names = append(names, n.User)
	}
	i := slices.Index(names, sim.Nearest(user, names))
	switch {
	case i >= 0 && all:
		return slices.Concat(list[i:i+1], list[:i], list[i+1:])
	case i >= 0:
		return list[i : i+1]
	case all:
		return list
	}
	return nil
}

// namedAs names an account. At the keyboard its password is asked for where it is another person's; elsewhere nobody
// could type it.
func (s *search) namedAs(text string, n logon.Name, password string) change {
	c := change{once: true, text: text, ask: func(a *logon.Attempt) {
		if a.Send != nil {
			a.Send.Domain, a.Send.User, a.Send.Password, a.Send.Response = n.Domain, n.User, password, ntlmv2
			return
		}
		a.Run.User = &logon.UserName{Form: logon.Qualified, Domain: n.Domain, Name: n.User}
		give(a, password)
	}}
	switch {
	case s.attempt.Send != nil || s.outcome.Sent.Anonymous() && !s.service():
	case s.service():
		c.caveat = inScript
	default:
		named := c.ask
		c.caveat, c.ask = "its password is needed", func(a *logon.Attempt) {
			named(a)
			a.Run.Password, a.Run.Ask, a.Typed = nil, true, &password
		}
	}
	return c
}

// inScript is the disadvantage of a password in a command that nobody types.
const inScript = "the password then stands in the script or the history"

// service reports whether a service of Windows runs the command.
func (s *search) service() bool { return strings.EqualFold(s.attempt.As.Domain, "NT AUTHORITY") }

// examples are the accounts of some databases that can be named with a password: first that of whoever is signed on,
// then those of plain users. A machine's own administrators are last, and those of a domain are no examples: their
// passwords belong on no other machine.
func (s *search) examples(databases []string) (list []logon.Name) {
	var own, administrators []logon.Name
	for _, db := range databases {
		for _, a := range s.world.Accounts(db) {
			n := logon.Name{Domain: db, User: a.Name}
			switch domain := !strings.EqualFold(db, s.target.Name); {
			case !usable(a):
			case strings.EqualFold(a.Name, s.attempt.As.User):
				own = append(own, n)
			case !administrator(a):
				list = append(list, n)
			case !domain:
				administrators = append(administrators, n)
			}
		}
	}
	return slices.Concat(own, list, administrators)
}

// usable reports whether an account can be named with its password.
func usable(a logon.Account) bool {
	return byPassword(a) && a.Trust == logon.NoTrustAccount && !strings.EqualFold(a.Name, "Guest") && !a.Disabled && !a.Locked &&
		!a.Expired && !a.MustChange && !a.PasswordExpired && a.Hours != logon.NoHours && len(a.AuthenticateFrom) == 0 && !protectedUser(a)
}

// byPassword reports whether an account has a password that its person knows. Where a smart card is required it is
// random.
func byPassword(a logon.Account) bool { return !a.SmartCard && a.Password != "" }

// administrator reports whether an account is one for administrators, as far as its name and its groups tell.
func administrator(a logon.Account) bool {
	return strings.Contains(strings.ToLower(a.Name), "admin") || strings.EqualFold(a.Name, "root") ||
		slices.ContainsFunc(a.Groups, ofAdministrators)
}

// ofAdministrators reports whether a group is one for administrators, as far as its name tells.
func ofAdministrators(group string) bool { return strings.Contains(strings.ToLower(group), "admin") }
