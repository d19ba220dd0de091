package whatif

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// forAdministrators reports whether the share is one for administrators, as C$ is, and refused the user for that.
func (s *search) forAdministrators() bool {
	return s.outcome.End == "tree.token-filtered" || s.outcome.End == "tree.not-administrator"
}

// administrators: name an administrator's account: the server's own, which is the built-in one where the rights of the
// others are filtered, or one of the domain.
func (s *search) administrators() (list []change) {
	if !s.forAdministrators() {
		return nil
	}
	for _, db := range s.reach {
		a, ok := s.administratorOf(db)
		if !ok {
			continue
		}
		n := logon.Name{Domain: db, User: a.Name}
		c := s.namedAs("name an administrator's account: "+n.String(), n, a.Password)
		c.once = false
		if s.client != nil && !strings.EqualFold(db, s.target.Name) {
			c.caveat = both(c.caveat, "the password of an administrator of "+db+" is then typed on "+s.client.Name)
		}
		list = append(list, c)
	}
	return list
}

// administratorOf is the account of a database that most probably administers the server: the built-in Administrator,
// or else the first in the group for it.
func (s *search) administratorOf(database string) (logon.Account, bool) {
	group := "Administrators"
	if _, ok := s.world.Domain(database); ok {
		group = "Domain Admins"
	}
	if a, ok := s.world.Account(database, "Administrator"); ok && usable(a) {
		return a, true
	}
	if s.outcome.End == "tree.token-filtered" && strings.EqualFold(database, s.target.Name) {
		return logon.Account{}, false
	}
	for _, a := range s.world.Accounts(database) {
		if usable(a) && slices.ContainsFunc(a.Groups, func(g string) bool { return strings.EqualFold(g[strings.LastIndex(g, `\`)+1:], group) }) {
			return a, true
		}
	}
	return logon.Account{}, false
}
