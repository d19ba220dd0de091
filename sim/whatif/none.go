package whatif

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// hopeless is why no change of the kinds that are tried can help, if known, or "".
func (s *search) hopeless() string {
	database, user := s.outcome.Account()
	a, ok := s.world.Account(database, user)
	switch {
	case s.outcome.Because == "client.nothing-to-end":
		return s.nothingToEnd()
	case ok && a.Trust == logon.Interdomain:
		return user + " is the account of a trust between domains: nobody can log on with it, whatever its password and state. Use the account of a person."
	case ok && a.Trust != logon.NoTrustAccount:
		return user + " is the account of a computer or a service, with which nobody logs on here over the network. Use the account of a person."
	case strings.EqualFold(s.user, "Guest") && !strings.EqualFold(database, s.reach[0]):
		return "The Guest of another domain is nobody at " + s.target.Name + ", whatever its password and state. Use the account of a person."
	case s.outcome.End == "tree.not-administrator" && len(s.administrators()) == 0:
		return s.outcome.Sent.Share + " is for administrators of " + s.target.Name + ", and no account of one is known with its password."
	case s.outcome.End == "connect.no-dialect" && s.client != nil && !setsDialects(s.target) && !setsDialects(*s.client):
		return fmt.Sprintf("%s speaks %s, and %s does not: no other account and no share helps. Take a client that speaks %s.", s.client.Name,
			strings.Join(valuesOf(*s.client, "client-dialects"), ", "), s.target.Name, strings.Join(valuesOf(s.target, "server-dialects"), " or "))
	case s.outcome.End == "tree.no-share" && len(s.target.Shares) == 0:
		return s.target.Name + " shares no folder. SYSVOL and NETLOGON are on the controllers of a domain; others somebody has to make."
	}
	return ""
}

// setsDialects reports whether somebody has changed what a machine speaks.
func setsDialects(m logon.Machine) bool {
	return slices.ContainsFunc(m.Settings, func(s logon.Setting) bool { return strings.HasSuffix(s.Name, "-dialects") })
}
