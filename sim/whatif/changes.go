package whatif

import (
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// A change is something that one person could do: to the attempt, or to the world.
type change struct {
	kind    string
	text    string
	caveat  string
	run     string // the command that makes it, and where; "" where it is the changed NET USE, or none is known
	ask     func(*logon.Attempt)
	edits   []logon.Edit
	of      string       // the account that must be asked after the change; "": any
	instead []logon.Edit // edits with the same effect as ask; described by orText
	orText  string
	guest   bool // it only gives the user a guest session
	last    bool // it is a workaround, not a cure
	loosens bool // it weakens a protection: given after all others
	wide    bool // given only where nothing smaller helps, as what lets everyone in
	once    bool // only the first of its kind that helps is given
}

// asks is the attempt after a change.
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

// A kind is a kind of change, with a function that lists those that could help an attempt. Each kind looks only at the
// machines, databases and settings that the attempt depends on, and proposes one change for those that are alike.
type kind struct {
	name string
	of   func(*search) []change
}

// Kinds lists the names of all kinds of changes, in the order in which they are tried.
func Kinds() (names []string) {
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// kinds lists the likely and smallest changes first: to the command, the account, the server, the client. Workarounds
// are last, and changes of any kind that loosen a protection come after them.
var kinds = []kind{
	{"session", (*search).sessions},
	{"stored", (*search).storedCredentials},
	{"name", (*search).names},
	{"password", (*search).passwords},
	{"user", (*search).named},
	{"target", (*search).targets},
	{"administrator", (*search).administrators},
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
	{"own-name", (*search).ownName},
	{"alias", (*search).aliases},
	{"kerberos", (*search).kerberos},
	{"spn", (*search).spns},
	{"encryption", (*search).encryption},
	{"exception", (*search).exceptions},
	{"hardened-path", (*search).hardenedPaths},
	{"block-ntlm", (*search).blockNTLM},
	{"drive", (*search).drives},
	{"connection", (*search).connections},
	{"other-name", (*search).otherNames},
	{"same-user", (*search).sameUser},
	{"offline", (*search).offline},
	{"clock", (*search).clocks},
	{"clone", (*search).clones},
	{"read-only", (*search).readOnly},
	{"force-guest", (*search).forceGuest},
	{"token-filter", (*search).tokenFilter},
	{"server-policy", (*search).serverPolicy},
	{"null-session", (*search).nullSessions},
	{"share-uses", (*search).shareUses},
	{"protected-user", (*search).protectedUsers},
	{"user-policy", (*search).userPolicies},
	{"setting", (*search).settings},
	{"session-minimum", (*search).minimums},
	{"signing", (*search).signing},
	{"service-account", (*search).serviceAccounts},
	{"guest", (*search).guests},
	{"sign-on", (*search).signOns},
}

// A search is one refused attempt, and the databases that matter to it.
type search struct {
	world   *logon.World
	attempt logon.Attempt
	outcome logon.Outcome
	user    string        // without a DNS domain, unless that is part of the name
	target  logon.Machine // the server named in the UNC path
	client  *logon.Machine
	reach   []string // the databases that the target can ask, its own first
	holders []string // those with an account of the user's name
	closed  bool     // somebody has closed such an account to logons over the network
}

func newSearch(w *logon.World, a logon.Attempt, o logon.Outcome) *search {
	s := &search{world: w, attempt: a, outcome: o, user: o.Sent.User, reach: w.Databases(o.Target())}
	s.target, _ = w.Machine(o.Target())
	if m, ok := w.Machine(a.From); ok { // an explicit send: has no client
		s.client = &m
	}
	if s.holding(); len(s.holders) == 0 {
		s.user, _, _ = strings.Cut(o.Sent.User, "@")
		s.holding()
	}
	s.closed = slices.ContainsFunc(s.holders, s.barred)
	return s
}

func (s *search) holding() {
	for _, db := range s.reach {
		if _, ok := s.world.Account(db, s.user); ok {
			s.holders = append(s.holders, db)
		}
	}
}

// changes lists all candidates, in the order in which they are tried.
func (s *search) changes() (list []change) {
	for _, k := range kinds {
		for _, c := range k.of(s) {
			c.kind = k.name
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b change) int { return a.rank() - b.rank() })
	return list
}

// involved lists the machines on which the attempt depends: the client, the server, and the controllers of their
// domains and of the account's.
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

// set is an edit that sets a setting of a machine.
func set(machine, name string, values ...string) logon.Edit {
	return logon.EditMachine(machine, func(m *logon.Machine) {
		m.Settings = slices.DeleteFunc(m.Settings, func(s logon.Setting) bool { return strings.EqualFold(s.Name, name) })
		m.Settings = append(m.Settings, logon.Setting{Name: name, Values: values})
	})
}
