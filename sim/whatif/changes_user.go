package whatif

import (
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// named: an anonymous session has no user: name one that the server knows. The first one that succeeds is the example. A
// session of a person that can prove nothing needs its own password, and no other account.
func (s *search) named() (list []change) {
	switch {
	case !s.outcome.Sent.Anonymous():
		return s.others()
	case len(s.sessions()) > 0 && !s.service():
		return nil
	}
	for _, n := range s.examples(s.reach) {
		a, _ := s.world.Account(n.Domain, n.User)
		list = append(list, s.namedAs("log on with an account, for instance "+n.String(), n, a.Password))
	}
	return list
}

// others: the server does not know the name: name an account that it has, the most similar first.
func (s *search) others() (list []change) {
	own := s.target.Name
	if s.target.Role == logon.Controller || s.attempt.Send != nil || len(s.holders) > 0 {
		return nil
	}
	var names []string
	for _, n := range s.examples([]string{own}) {
		names = append(names, n.User)
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
		c := s.namedAs("name an account that the server has: "+own+`\`+name, logon.Name{Domain: own, User: name}, a.Password)
		c.last = true
		list = append(list, c)
	}
	return list
}

// namedAs names an account. At the keyboard its password is asked for where it is another person's; elsewhere nobody could
// type it.
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

// examples are the accounts of some databases that can be named with a password: first that of whoever is signed on, then
// those of plain users. A machine's own administrators are last, and those of a domain are no examples: their passwords
// belong on no other machine.
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

// byPassword reports whether an account has a password that its person knows. Where a smart card is required it is random.
func byPassword(a logon.Account) bool { return !a.SmartCard && a.Password != "" }

// administrator reports whether an account is one for administrators, as far as its name and its groups tell.
func administrator(a logon.Account) bool {
	return strings.Contains(strings.ToLower(a.Name), "admin") || strings.EqualFold(a.Name, "root") ||
		slices.ContainsFunc(a.Groups, func(g string) bool { return strings.Contains(g, "Admin") })
}
