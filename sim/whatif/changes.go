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
	known    bool // it is no advice where the server only does not know the domain
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

// A kind is a way of changing something, with the changes of this kind that could help one attempt. Each kind looks only at the
// machines, databases and settings that the attempt depends on, and proposes one change for those that are alike.
type kind struct {
	name  string
	early bool // it answers a refusal that comes before anybody looks at the account
	of    func(*search) []change
}

// Kinds are the names of all kinds of changes, in the order in which they are tried.
func Kinds() (names []string) {
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// kinds are what could be done, the likely and the smallest first: at the command, at the account, at the server, at the client.
// What is a way around stands last.
var kinds = []kind{
	{"name", false, (*search).names},
	{"password", false, (*search).passwords},
	{"user", false, (*search).named},
	{"share-name", false, (*search).shareNames},
	{"share-access", false, (*search).shareAccess},
	{"account-state", false, (*search).states},
	{"channel", false, (*search).channels},
	{"create", false, (*search).create},
	{"global", false, (*search).global},
	{"trust-repair", false, (*search).repairedTrusts},
	{"trust-selective", false, (*search).selectiveTrusts},
	{"trust", false, (*search).newTrusts},
	{"response", false, (*search).responses},
	{"insecure-guest", false, (*search).insecureGuests},
	{"blank-password", false, (*search).blankPasswords},
	{"denied-right", false, (*search).deniedRights},
	{"granted-right", false, (*search).grantedRights},
	{"own-name", true, (*search).ownNames},
	{"kerberos", true, (*search).kerberos},
	{"exception", true, (*search).exceptions},
	{"block-ntlm", true, (*search).blockNTLM},
	{"connection", true, (*search).connections},
	{"offline", true, (*search).offline},
	{"clock", true, (*search).clocks},
	{"read-only", true, (*search).readOnly},
	{"session-minimum", true, (*search).minimums},
	{"force-guest", true, (*search).forceGuest},
	{"token-filter", true, (*search).tokenFilter},
	{"server-policy", true, (*search).serverPolicy},
	{"share-uses", true, (*search).shareUses},
	{"protected-user", true, (*search).protectedUsers},
	{"user-policy", true, (*search).userPolicies},
	{"setting", true, (*search).settings},
	{"guest", false, (*search).guests},
	{"sign-on", false, (*search).signOns},
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
	if m, ok := w.Machine(a.From); ok && a.Send == nil {
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
	order := kinds
	if s.beforeNames() {
		order = slices.Clone(kinds)
		slices.SortStableFunc(order, func(a, b kind) int { return first(b.early) - first(a.early) })
	}
	for _, k := range order {
		for _, c := range k.of(s) {
			c.kind = k.name
			list = append(list, c)
		}
	}
	return list
}

func first(is bool) int {
	if is {
		return 1
	}
	return 0
}

// beforeNames reports whether the attempt is refused before anybody looks at whose account it is about.
func (s *search) beforeNames() bool {
	first, _, _ := strings.Cut(string(s.outcome.Because), ".")
	return slices.Contains([]string{"client", "connect", "negotiate", "policies", "forced"}, first)
}

// involved are the machines on which the attempt depends: the client, the server, and the controllers of their domains and of
// the account's.
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
