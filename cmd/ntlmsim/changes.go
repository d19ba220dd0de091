package main

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// A change is something that one person could do: to what is asked, or to the world in which it is asked.
type change struct {
	text   string
	caveat string
	ask    func(*logon.Attempt)
	world  func(*logon.Topology)
	either bool // ask and world each do it alone
	known  bool // it is no advice where the server only does not know the domain
	guest  bool // it makes a guest of the user, and that is all it does
}

const twoPasswords = "the passwords of two accounts must then be kept the same"

// A search is one refused attempt, and the databases that might help it.
type search struct {
	topology logon.Topology
	attempt  logon.Attempt
	outcome  logon.Outcome
	user     string        // without a DNS domain
	target   logon.Machine // named in the UNC
	at       int           // its place in the topology
	holders  []database    // they have an account of the user's name
}

// A database is where accounts are in a topology: every domain's, and every machine's own.
type database struct {
	name     string
	accounts func(*logon.Topology) *[]logon.Account
}

func newSearch(t logon.Topology, a logon.Attempt, o logon.Outcome) *search {
	s := &search{topology: t, attempt: a, outcome: o}
	s.user, _, _ = strings.Cut(o.Sent.User, "@")
	s.at = slices.IndexFunc(t.Machines, func(m logon.Machine) bool { return m.Name == o.Target() })
	s.target = t.Machines[s.at]
	for _, db := range databases(t) {
		if accountOf(&s.topology, db, s.user) != nil {
			s.holders = append(s.holders, db)
		}
	}
	return s
}

// changes lists what could be done, the least first: at the command, at the client, at the account, at the server.
func (s *search) changes() []change {
	of := slices.Concat(s.names(), s.passwords(), s.signOns(), s.shares(), s.accounts(), s.channels(), s.create(), s.trusts(), s.levels(), s.refusals(), s.rights())
	around := slices.Concat(s.circumstances(), s.policies())
	if s.beforeNames() {
		of, around = around, of
	}
	return slices.Concat(of, around, s.guest())
}

// beforeNames says that the attempt is refused before anybody looks at whose account it is about.
func (s *search) beforeNames() bool {
	first, _, _ := strings.Cut(string(s.outcome.Because), ".")
	return slices.Contains([]string{"client", "connect", "negotiate", "policies", "forced"}, first)
}

func databases(t logon.Topology) (list []database) {
	for i, d := range t.Domains {
		list = append(list, database{d.Name, func(t *logon.Topology) *[]logon.Account { return &t.Domains[i].Accounts }})
	}
	for i, m := range t.Machines {
		if m.Role != logon.Controller {
			list = append(list, database{m.Name, func(t *logon.Topology) *[]logon.Account { return &t.Machines[i].Accounts }})
		}
	}
	return list
}

// own is the target's own database.
func (s *search) own() database {
	name := s.target.Name
	if s.target.Role == logon.Controller {
		name = s.target.Domain
	}
	list := databases(s.topology)
	return list[slices.IndexFunc(list, func(db database) bool { return strings.EqualFold(db.name, name) })]
}

func accountOf(t *logon.Topology, db database, user string) *logon.Account {
	list := *db.accounts(t)
	for i := range list {
		if strings.EqualFold(list[i].Name, user) {
			return &list[i]
		}
	}
	return nil
}

func (s *search) name(db database) string { return logon.Name{Domain: db.name, User: s.user}.String() }

// names: say whose account it is.
func (s *search) names() (list []change) {
	for _, db := range s.holders {
		list = append(list, change{text: "name the domain that has the account: " + db.name, known: true, ask: func(a *logon.Attempt) {
			if a.Send != nil {
				a.Send.Domain = db.name
				return
			}
			a.Run.User = &logon.UserName{Form: logon.Qualified, Domain: db.name, Name: s.user}
		}})
	}
	return list
}

// passwords: give the password of the account that is asked. That it is this one shows in that the account's password
// could be set to the one that is sent as well.
func (s *search) passwords() (list []change) {
	for _, db := range s.holders {
		password := accountOf(&s.topology, db, s.user).Password
		list = append(list, change{text: "give the password of " + s.name(db) + ", or set that to the one which is sent", either: true,
			ask: func(a *logon.Attempt) {
				if a.Send != nil {
					a.Send.Password = password
					return
				}
				a.Run.Password, a.Run.Ask = &password, false
			},
			world: func(t *logon.Topology) { accountOf(t, db, s.user).Password = s.outcome.Sent.Password }})
	}
	return list
}

// signOns: sign on to the account's domain, here or at another machine. Nobody signs on at a server only to use a share.
func (s *search) signOns() (list []change) {
	if s.attempt.Send != nil {
		return nil
	}
	for _, m := range s.topology.Machines {
		if m.Role == logon.Controller || m.Name == s.target.Name {
			continue
		}
		for _, db := range s.holders {
			list = append(list, change{text: fmt.Sprintf("sign on at %s as %s", m.Name, s.name(db)), ask: func(a *logon.Attempt) {
				a.From, a.As = m.Name, logon.Name{Domain: db.name, User: s.user}
			}})
		}
	}
	return list
}

// shares: name a share that there is, or let the user into the one that is named.
func (s *search) shares() (list []change) {
	if s.outcome.Stage != logon.AtTree {
		return nil
	}
	for i, share := range s.target.Shares {
		list = append(list, change{text: "name a share that " + s.target.Name + " has: " + share.Name, ask: func(a *logon.Attempt) {
			if a.Send != nil {
				a.Send.Share = share.Name
			}
			a.Run.Share = share.Name
		}})
		if strings.EqualFold(share.Name, s.outcome.Sent.Share) {
			list = append(list, change{text: fmt.Sprintf("let %s into the share %s", s.whose(), share.Name), world: func(t *logon.Topology) {
				open := &t.Machines[s.at].Shares[i]
				open.Allow, open.Deny = append(slices.Clone(share.Allow), s.whose()), nil
			}})
		}
	}
	return list
}

// whose is the account that the share keeps out, by its full name: others may have accounts of the same name. A guest is
// known by the name that was sent.
func (s *search) whose() string {
	if s.outcome.Session != logon.User {
		return s.user
	}
	database, user := s.outcome.Account()
	return logon.Name{Domain: database, User: user}.String()
}

// states are what can be set right at an account.
var states = []struct {
	text string
	fix  func(*logon.Account)
}{
	{"unlock", func(a *logon.Account) { a.Locked = false }},
	{"enable", func(a *logon.Account) { a.Disabled = false }},
	{"put off the day of expiry of", func(a *logon.Account) { a.Expired = false }},
	{"change the password, as it must be, of", func(a *logon.Account) { a.MustChange = false }},
	{"renew the expired password of", func(a *logon.Account) { a.PasswordExpired = false }},
	{"allow all logon hours to", func(a *logon.Account) { a.Hours = logon.AllHours }},
	{"allow all workstations to", func(a *logon.Account) { a.Workstations = nil }},
}

// accounts: set the state of an account right.
func (s *search) accounts() (list []change) {
	for _, db := range s.holders {
		for _, state := range states {
			list = append(list, change{text: state.text + " " + s.name(db) + s.waiting(state.text, db), world: func(t *logon.Topology) { state.fix(accountOf(t, db, s.user)) }})
		}
	}
	return list
}

// waiting is what becomes of a lock-out by itself, where the policy is known.
func (s *search) waiting(fix string, db database) string {
	for _, c := range s.outcome.Counts {
		if fix != "unlock" || c.Effect != logon.Refused || !strings.EqualFold(c.Account.Domain, db.name) {
			continue
		}
		if left := c.Left(); left > 0 {
			return fmt.Sprintf(", or wait: it is unlocked in %s", logon.Lasting(left))
		}
		return ", which an administrator has to do: no time unlocks it"
	}
	return ""
}

// create: an account of the same name and password in the server's own database.
func (s *search) create() []change {
	db := s.own()
	if s.user == "" || accountOf(&s.topology, db, s.user) != nil {
		return nil
	}
	return []change{{text: fmt.Sprintf("create %s with the same password", s.name(db)), caveat: twoPasswords, world: func(t *logon.Topology) {
		list := db.accounts(t)
		*list = append(*list, logon.Account{Name: s.user, Password: s.outcome.Sent.Password})
	}}}
}

// channels: mend the secure channel of the server to its own domain.
func (s *search) channels() []change {
	text := map[logon.Channel]string{
		logon.Unreachable:     "bring a controller of " + s.target.Domain + " within reach of " + s.target.Name,
		logon.WrongPassword:   "reset the secure channel of " + s.target.Name + " to " + s.target.Domain,
		logon.AccountDeleted:  "join " + s.target.Name + " to " + s.target.Domain + " again: its account is gone",
		logon.NetlogonStopped: "start the Netlogon service of " + s.target.Name + " (on Samba winbindd)",
	}[s.target.Channel]
	if text == "" {
		return nil
	}
	return []change{{text: text, world: func(t *logon.Topology) { t.Machines[s.at].Channel = logon.Sound }}}
}

// trusts: bring back one that is down, open one that is selective, or let the server's domain trust another one.
func (s *search) trusts() (list []change) {
	for i, d := range s.topology.Domains {
		for j, t := range d.Trusts {
			if t.Down {
				list = append(list, change{text: "bring a controller of " + t.Domain + " within reach",
					world: func(t *logon.Topology) { t.Domains[i].Trusts[j].Down = false }})
			}
			if t.Channel != logon.Sound {
				list = append(list, change{text: fmt.Sprintf("make the trust of %s anew, at both ends with the same password", t.Domain),
					world: func(t *logon.Topology) { t.Domains[i].Trusts[j].Channel = logon.Sound }})
			}
			if t.Selective {
				list = append(list, change{text: fmt.Sprintf(`give %s the right "Allowed to authenticate" on %s`, s.user, s.target.Name),
					world: func(t *logon.Topology) { t.Domains[i].Trusts[j].Selective = false }})
			}
		}
		if s.target.Role != logon.Standalone && strings.EqualFold(d.Name, s.target.Domain) {
			list = append(list, s.newTrusts(i)...)
		}
	}
	return list
}

// newTrusts: let a domain trust each of the others.
func (s *search) newTrusts(i int) (list []change) {
	for _, other := range s.topology.Domains {
		j := slices.IndexFunc(s.topology.Domains[i].Trusts, func(t logon.Trust) bool { return strings.EqualFold(t.Domain, other.Name) })
		if j >= 0 {
			list = append(list, change{text: fmt.Sprintf("let %s trust %s, too: the trust that there is points the other way", s.topology.Domains[i].Name, other.Name),
				caveat: "every account of " + other.Name + " can then log on there",
				world:  func(t *logon.Topology) { t.Domains[i].Trusts[j].Direction = logon.Both }})
			continue
		}
		list = append(list, change{text: fmt.Sprintf("let %s trust %s", s.topology.Domains[i].Name, other.Name),
			caveat: "every account of " + other.Name + " can then log on there",
			world: func(t *logon.Topology) {
				t.Domains[i].Trusts = append(t.Domains[i].Trusts, logon.Trust{Domain: other.Name, Type: logon.External, Direction: logon.Outgoing})
			}})
	}
	return list
}

// levels: let the client send another response. Weakening the server instead is no advice.
func (s *search) levels() []change {
	if s.attempt.Send != nil {
		return []change{
			{text: "send NTLMv2", ask: func(a *logon.Attempt) { a.Send.Response = ntlm.NTLMv2 }},
			{text: "hash with the domain that is sent", ask: func(a *logon.Attempt) { a.Send.Salt = nil }},
		}
	}
	for i, m := range s.topology.Machines {
		if strings.EqualFold(m.Name, s.attempt.From) {
			return []change{{text: "set LmCompatibilityLevel of " + m.Name + " to 3, so that it sends NTLMv2",
				world: func(t *logon.Topology) { set(&t.Machines[i], "LmCompatibilityLevel", "3") }}}
		}
	}
	return nil
}

func set(m *logon.Machine, name string, values ...string) {
	m.Settings = slices.DeleteFunc(m.Settings, func(s logon.Setting) bool { return strings.EqualFold(s.Name, name) })
	m.Settings = append(m.Settings, logon.Setting{Name: name, Values: values})
}

// rights: take the user out of the list of those who may not log on over the network.
func (s *search) rights() []change {
	world, err := logon.NewWorld(s.topology)
	if err != nil {
		return nil
	}
	settings, _ := world.Settings(s.target.Name)
	left := slices.DeleteFunc(slices.Clone(settings.SeDenyNetworkLogonRight), func(name string) bool { return strings.EqualFold(name, s.user) })
	if len(left) == len(settings.SeDenyNetworkLogonRight) {
		return nil
	}
	return []change{{text: fmt.Sprintf("take %s out of SeDenyNetworkLogonRight of %s", s.user, s.target.Name), world: func(t *logon.Topology) {
		set(&t.Machines[s.at], "SeDenyNetworkLogonRight", left...)
	}}}
}

// refusals: what answers a refusal of the client's or of a policy on blank passwords.
func (s *search) refusals() (list []change) {
	client := slices.IndexFunc(s.topology.Machines, func(m logon.Machine) bool { return strings.EqualFold(m.Name, s.attempt.From) })
	const unsigned = "a guest's session is neither signed nor encrypted: whoever is in between can read and change it"
	switch s.outcome.End {
	case "session.guest-refused":
		list = append(list, change{text: "set AllowInsecureGuestAuth of " + s.attempt.From + " to 1", guest: true, caveat: unsigned,
			world: func(t *logon.Topology) { set(&t.Machines[client], "AllowInsecureGuestAuth", "1") }})
	case "session.guest-not-signed":
		list = append(list, change{text: "set RequireSecuritySignature of " + s.attempt.From + " to 0 and AllowInsecureGuestAuth to 1", guest: true, caveat: unsigned,
			world: func(t *logon.Topology) {
				set(&t.Machines[client], "RequireSecuritySignature", "0")
				set(&t.Machines[client], "AllowInsecureGuestAuth", "1")
			}})
	}
	if strings.HasSuffix(string(s.outcome.Because), ".blank-password") {
		password := "a password"
		list = append(list, change{text: "give " + s.name(s.own()) + " a password", ask: func(a *logon.Attempt) {
			if a.Send != nil {
				a.Send.Password = password
				return
			}
			a.Run.Password, a.Run.Ask = &password, false
		}, world: func(t *logon.Topology) { accountOf(t, s.own(), s.user).Password = password }})
	}
	return list
}

// guest: let the server make guests of strangers. It works, and is a bad idea.
func (s *search) guest() []change {
	const caveat = "whoever the server does not know is then a guest there, without a password, and cannot be told from any other"
	if p, ok := logon.ProfileNamed(s.target.Profile); ok && p.Has("map to guest") {
		return []change{{text: "set map to guest of " + s.target.Name + " to bad user", caveat: caveat, guest: true,
			world: func(t *logon.Topology) { set(&t.Machines[s.at], "map to guest", "bad user") }}}
	}
	db := s.own()
	return []change{{text: "enable the account Guest of " + db.name, caveat: caveat, guest: true, world: func(t *logon.Topology) {
		if g := accountOf(t, db, "Guest"); g != nil {
			g.Disabled = false
			return
		}
		list := db.accounts(t)
		*list = append(*list, logon.Account{Name: "Guest"})
	}}}
}
