package whatif

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// A change is something that one person could do: to what is asked, or to the world in which it is asked.
type change struct {
	kind     string
	text     string
	caveat   string
	ask      func(*logon.Attempt)
	edits    []logon.Edit
	of       string       // the account that has to be the one that is asked then; "": whichever
	instead  []logon.Edit // what does the same as ask; orText says it
	orText   string
	guest    bool // it makes a guest of the user, and that is all it does
	kerberos bool // it helps if Kerberos is tried first then
	last     bool // it is no cure, only a way around
	once     bool // of several of its kind the first that helps is given
}

// asks is the attempt as it is asked after a change.
func (c change) asks(attempt logon.Attempt) logon.Attempt {
	if attempt.Send != nil {
		send := *attempt.Send
		attempt.Send = &send
	}
	if c.ask != nil {
		c.ask(&attempt)
	}
	return attempt
}

// A kind is a way of changing something, with the changes of this kind that could help one attempt. Each kind looks
// only at the machines, databases and settings that the attempt depends on, and proposes one change for those that are
// alike.
type kind struct {
	name string
	of   func(*search) []change
}

// Kinds are the names of all kinds of changes, in the order in which they are tried.
func Kinds() (names []string) {
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// kinds are what could be done, the likely and the smallest first: at the command, at the account, at the server, at
// the client. What is a way around stands last.
var kinds = []kind{
	{"name", (*search).names},
	{"password", (*search).passwords},
	{"user", (*search).named},
	{"share-name", (*search).shareNames},
	{"share-access", (*search).shareAccess},
	{"account-state", (*search).states},
	{"channel", (*search).channels},
	{"create", (*search).create},
	{"global", (*search).global},
	{"trust-repair", (*search).repairedTrusts},
	{"trust-selective", (*search).selectiveTrusts},
	{"trust", (*search).newTrusts},
	{"response", (*search).responses},
	{"insecure-guest", (*search).insecureGuests},
	{"blank-password", (*search).blankPasswords},
	{"denied-right", (*search).deniedRights},
	{"granted-right", (*search).grantedRights},
	{"own-name", (*search).ownNames},
	{"kerberos", (*search).kerberos},
	{"exception", (*search).exceptions},
	{"block-ntlm", (*search).blockNTLM},
	{"connection", (*search).connections},
	{"offline", (*search).offline},
	{"clock", (*search).clocks},
	{"read-only", (*search).readOnly},
	{"session-minimum", (*search).minimums},
	{"force-guest", (*search).forceGuest},
	{"token-filter", (*search).tokenFilter},
	{"server-policy", (*search).serverPolicy},
	{"share-uses", (*search).shareUses},
	{"protected-user", (*search).protectedUsers},
	{"user-policy", (*search).userPolicies},
	{"setting", (*search).settings},
	{"guest", (*search).guests},
	{"sign-on", (*search).signOns},
}

// A search is one refused attempt, and the databases that might help it.
type search struct {
	world   *logon.World
	attempt logon.Attempt
	outcome logon.Outcome
	user    string        // without a DNS domain, unless that is a part of its name
	target  logon.Machine // named in the UNC
	client  *logon.Machine
	reach   []string // databases that the target can ask, its own first
	holders []string // those of them that have an account of the user's name
}

func newSearch(w *logon.World, a logon.Attempt, o logon.Outcome) *search {
	s := &search{world: w, attempt: a, outcome: o, user: o.Sent.User, reach: w.Databases(o.Target())}
	s.target, _ = w.Machine(o.Target())
	if m, ok := w.Machine(a.From); ok { // no client where the session setup is written down
		s.client = &m
	}
	if s.holding(); len(s.holders) == 0 {
		s.user, _, _ = strings.Cut(o.Sent.User, "@")
		s.holding()
	}
	return s
}

func (s *search) holding() {
	for _, db := range s.reach {
		if _, ok := s.world.Account(db, s.user); ok {
			s.holders = append(s.holders, db)
		}
	}
}

// changes lists what could be done, in the order in which it is tried.
func (s *search) changes() (list []change) {
	for _, k := range kinds {
		for _, c := range k.of(s) {
			c.kind = k.name
			list = append(list, c)
		}
	}
	return list
}

// involved are the machines on which the attempt depends: the client, the server, and the controllers of their domains
// and of the account's.
func (s *search) involved() (list []logon.Machine) {
	names := []string{s.target.Name}
	database, _ := s.outcome.Account()
	domains := []string{s.target.Domain, database, s.outcome.Sent.Domain}
	if s.client != nil {
		names, domains = append(names, s.client.Name), append(domains, s.client.Domain)
	}
	for _, d := range domains {
		names = append(names, s.world.Controllers(d)...)
	}
	for i, name := range names {
		if m, ok := s.world.Machine(name); ok && !slices.Contains(names[:i], name) {
			list = append(list, m)
		}
	}
	return list
}

func (s *search) name(database string) string {
	return logon.Name{Domain: database, User: s.user}.String()
}

func edit(edits ...logon.Edit) []logon.Edit { return edits }

// set is an edit that gives a setting of a machine a value.
func set(machine, name string, values ...string) logon.Edit {
	return logon.EditMachine(machine, func(m *logon.Machine) {
		m.Settings = slices.DeleteFunc(m.Settings, func(s logon.Setting) bool { return strings.EqualFold(s.Name, name) })
		m.Settings = append(m.Settings, logon.Setting{Name: name, Values: values})
	})
}
