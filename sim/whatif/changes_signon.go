package whatif

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// A signOn is an account of the user's name that can sign on at a machine, and the number of machines like it.
type signOn struct {
	machine  string
	database string
	others   int
}

// signOns: sign on with another account of the same name, at the client itself or at another machine. Nobody signs on
// at a server only to use a share, so controllers, the target and other servers are left out. Where the client protects
// its user, a client that does not is no advice.
func (s *search) signOns() (list []change) {
	if s.client == nil || s.clientProtects() || s.outcome.Protocol == logon.Kerberos {
		return nil // a ticket that the server refuses is refused at every machine
	}
	here, elsewhere := s.signOnClasses()
	for _, on := range here {
		list = append(list, s.signOn(on, false))
	}
	for _, on := range elsewhere {
		list = append(list, s.signOn(on, true))
	}
	return list
}

func (s *search) signOn(on signOn, once bool) change {
	text := fmt.Sprintf("sign on at %s as %s", on.machine, s.name(on.database))
	switch on.others {
	case 0:
	case 1:
		text += ", or at 1 other machine like it"
	default:
		text += fmt.Sprintf(", or at one of %d other machines like it", on.others)
	}
	return change{text: text, last: true, once: once, ask: func(a *logon.Attempt) {
		a.From, a.As, a.SignOn = on.machine, logon.Name{Domain: on.database, User: s.user}, logon.SignOn{}
	}}
}

// signOnClasses lists the accounts at the client itself, and one example of each class of those at other machines.
func (s *search) signOnClasses() (here, elsewhere []signOn) {
	at := map[string]int{}
	domains := map[string][]string{}
	for _, m := range s.world.Machines() {
		if m.Name != s.client.Name && isServer(m) || m.Role == logon.Controller || m.Name == s.target.Name {
			continue
		}
		for _, db := range s.accountsAt(m, domains) {
			if (s.oldSession() || s.passwordless()) && strings.EqualFold(db, s.attempt.As.Domain) && strings.EqualFold(s.user, s.attempt.As.User) {
				continue // sessions advises to sign on again
			}
			if m.Name == s.client.Name {
				here = append(here, signOn{m.Name, db, 0})
				continue
			}
			class := s.class(m, db)
			if i, ok := at[class]; ok {
				elsewhere[i].others++
				continue
			}
			at[class] = len(elsewhere)
			elsewhere = append(elsewhere, signOn{m.Name, db, 0})
		}
	}
	return here, elsewhere
}

// isServer reports whether a machine serves others: it has shares, or a product for servers.
func isServer(m *logon.Machine) bool {
	p, _ := logon.ProfileNamed(m.Profile)
	return len(m.Shares) > 0 || isSambaMachine(*m) || p != nil && strings.Contains(p.Title, "Server")
}

// accountsAt lists the databases with an account of the user's name that can sign on at a machine. Members of the same
// domain differ only in their own database; domains caches the rest.
func (s *search) accountsAt(m *logon.Machine, domains map[string][]string) (list []string) {
	if slices.ContainsFunc(m.Accounts, func(a logon.Account) bool { return strings.EqualFold(a.Name, s.user) }) {
		list = append(list, m.Name)
	}
	others, ok := domains[m.Domain]
	if !ok {
		others = slices.DeleteFunc(slices.Clone(s.world.Databases(m.Name)[1:]), func(db string) bool {
			_, has := s.world.Account(db, s.user)
			return !has
		})
		domains[m.Domain] = others
	}
	return append(list, others...)
}

// connectionsText is equal for connections that are the same.
func connectionsText(list []logon.Connection) (text string) {
	for _, c := range list {
		password := "unknown"
		if c.Password != nil {
			password = fmt.Sprintf("%q", *c.Password)
		}
		c.Password = nil
		text += fmt.Sprint(c, password)
	}
	return text
}

// class is equal for sign-ons that get the same answer from the server: it has everything about the content sent and
// the client that matters. For a local account only the password can help, and only if it is that of an account which
// the server can ask for.
func (s *search) class(m *logon.Machine, database string) string {
	class := fmt.Sprint(m.Role, m.Domain, m.Profile, m.Settings, m.Channel, connectionsText(m.Connections), m.Stored, m.Clock)
	if m.Client != nil {
		class += fmt.Sprint(*m.Client)
	}
	a, _ := s.world.Account(database, s.user)
	for _, workstation := range s.workstations() {
		class += fmt.Sprint(strings.EqualFold(workstation, m.Name))
	}
	if database != m.Name {
		return class + "|" + database
	}
	for _, db := range s.holders {
		held, _ := s.world.Account(db, s.user)
		class += fmt.Sprint(held.Password == a.Password)
	}
	return class
}

// workstations lists those that some account of the user's name may use.
func (s *search) workstations() (list []string) {
	for _, db := range s.holders {
		a, _ := s.world.Account(db, s.user)
		list = append(list, a.Workstations...)
	}
	return list
}
