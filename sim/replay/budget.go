package replay

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb"
)

// A budget limits the session setups that an account's server may refuse, so that the account is not locked out.
//
// A session setup with a user name is spent before it is sent, whatever is predicted: the server may count it as a bad
// password. It is given back if it was not sent, or if the server granted a session of that user. A guest session does
// not count as success: with "map to guest = bad password" Samba counts a bad password and grants it.
//
// An account is its name, without a domain, since a scenario may be wrong about which machine asks which database. So
// all machines and files of a run count together, and so does another run with one of the addresses, or one of the
// domain names.
type budget struct {
	run    string // its name in the state file
	most   int
	why    string // the source of this limit
	window time.Duration
	places map[string]bool   // addresses and domains of all files
	upns   map[string]string // other names of accounts in all files, folded: user principal names, addresses of Microsoft accounts
	state  *StateFile
	plan   bool // the state file is read, but not written

	domains []string // of the file that is run

	accounts map[string]*Spending // of this run, by name
	locked   map[string]bool
}

// DefaultMaxBad is the default limit of bad passwords for an account. Few set a lockout threshold below 3.
const DefaultMaxBad = 2

// spentFor is how long a session setup counts. Windows suggests 30 minutes as "Reset account lockout counter after",
// its newer baselines 10 or 15, and Samba's "reset count minutes" is 30; this is twice the longest. A longer
// lockout-window in a scenario is used; a shorter one is not, since it may be wrong.
const spentFor = time.Hour

// A Spending is what a run has spent for one account.
type Spending struct {
	Account string
	At      []string  // addresses of the servers
	Most    int       // the limit for this run and earlier ones
	Why     string    // the source of this limit
	Earlier int       // spent by other runs, as far as it still counts
	Until   time.Time // until when Earlier counts; zero if Earlier is 0
	Spent   int       // by this run
}

func newBudget(r *Replay) *budget {
	return &budget{run: runName(), most: r.MaxBad, why: "--max-bad", window: spentFor, places: map[string]bool{}, upns: map[string]string{}, state: r.State,
		plan: r.Plan, accounts: map[string]*Spending{}, locked: map[string]bool{}}
}

// learn takes from a scenario: the lowest lockout threshold, which counts for every account, less two attempts that are
// left to the account's owner, or DefaultMaxBad if nobody knows the threshold; the longest lockout window; and the
// places where its accounts may be.
func (b *budget) learn(file *scenarios.File, at func(machine string) []string) {
	for _, d := range file.Topology.Domains {
		b.policy(d.Policy)
		for _, s := range d.PasswordSettings {
			b.policy(s.Policy)
		}
		for _, a := range d.Accounts {
			if a.UPN != "" {
				b.upns[fold(a.UPN)] = a.Name
			}
		}
	}
	for _, m := range file.Topology.Machines {
		for _, a := range m.Accounts {
			if a.MicrosoftAccount != "" {
				b.upns[fold(a.MicrosoftAccount)] = a.Name
			}
		}
		b.policy(m.Policy)
		for _, address := range at(m.Name) {
			b.places[address] = true
		}
	}
	for _, d := range domains(file.Topology) {
		b.places[inDomain(d)] = true
	}
}

func (b *budget) policy(p logon.Policy) {
	switch {
	case p.UnknownThreshold:
		b.limit(p, DefaultMaxBad, "nobody knows a lockout-threshold")
	case p.LockoutThreshold > 0:
		b.limit(p, max(p.LockoutThreshold-2, 0), fmt.Sprintf("a lockout-threshold is %d", p.LockoutThreshold))
	}
}

// limit takes what a policy allows, if it is less than what is allowed so far.
func (b *budget) limit(p logon.Policy, most int, why string) {
	b.window = max(b.window, p.Window())
	if most < b.most {
		b.most, b.why = most, why
	}
}

// domains are the names of a topology's domains, NetBIOS and DNS.
func domains(t logon.Topology) (names []string) {
	for _, d := range t.Domains {
		names = append(names, fold(d.Name))
		if d.DNS != "" {
			names = append(names, fold(d.DNS))
		}
	}
	return names
}

// accountOf is the account name that a server may look up, without the domain before or after it; "" if there is no
// user.
func accountOf(user string) string {
	name := user[strings.LastIndexAny(user, `\/`)+1:]
	name, _, _ = strings.Cut(name, "@")
	if name = strings.TrimSpace(name); name == "" {
		name = user
	}
	return fold(name)
}

// fold makes names equal that differ only in case, as Windows compares them.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			least = min(least, other)
		}
		return least
	}, name)
}

// Costs reports whether a session setup with a user name is predicted not to get a session of a user.
func Costs(o logon.Outcome) bool {
	return accountOf(o.Sent.User) != "" && Predicted(o).Session != logon.User
}

// of is the entry for a session setup of a user at a server with these addresses.
func (b *budget) of(user string, at []string) Spent {
	now := b.state.now()
	if name, ok := b.upns[fold(user)]; ok {
		user = name
	}
	return Spent{b.run, accountOf(user), at, b.domains, now, now.Add(b.window)}
}

// spend notes a session setup that is about to be sent, or gives the reason why it must not be. An error is a
// *StateError.
func (b *budget) spend(ctx context.Context, s Spent) (why string, err error) {
	err = b.state.change(ctx, b.plan, func(list []Spent) []Spent {
		account := b.account(s, list)
		if why = b.forbids(account); why != "" {
			return list
		}
		account.Spent++
		return append(b.pruned(list), s)
	})
	return why, err
}

// account is the Spending of an account, with what other runs have spent by now.
func (b *budget) account(s Spent, list []Spent) *Spending {
	of := b.accounts[s.Account]
	if of == nil {
		of = &Spending{Account: s.Account, Most: b.most, Why: b.why}
		b.accounts[s.Account] = of
	}
	for _, address := range s.At {
		if !slices.Contains(of.At, address) {
			of.At = append(of.At, address)
		}
	}
	of.Earlier, of.Until = b.earlier(s.Account, list)
	return of
}

// forbids is the reason why an account must not be sent another password; "" if it may.
func (b *budget) forbids(of *Spending) string {
	sent := of.Earlier + of.Spent
	switch {
	case b.locked[of.Account]:
		return of.Account + " is locked out: nothing more is sent to it"
	case sent < of.Most:
		return ""
	case of.Most == 0:
		return fmt.Sprintf("nothing that could be a bad password may be sent to %s (%s)", of.Account, of.Why)
	}
	text := fmt.Sprintf("by then the server may have counted %s for %s, and no more may be sent (%s)", count(sent, "bad password"), of.Account, of.Why)
	if of.Earlier > 0 {
		text += fmt.Sprintf("; %d of them by an earlier run, until %s (--forget)", of.Earlier, of.Until.Local().Format("15:04"))
	}
	return text
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// settle gives a session setup back if it was not sent, or if the server granted a session of the user.
func (b *budget) settle(s Spent, o logon.Outcome, seen smb.Observation, err error) error {
	if seen.Sent.Authenticate && Answered(seen).Setup == logon.StatusAccountLockedOut && Predicted(o).Setup != logon.StatusAccountLockedOut {
		b.locked[s.Account] = true
	}
	if seen.Sent.Authenticate && !(granted(seen, err) && unfaithful(seen, o.Sent) == "") {
		return nil
	}
	return b.giveBack(s)
}

// giveBack removes a session setup again. It has no context, since a cancelled run must give back, too.
func (b *budget) giveBack(s Spent) error {
	b.accounts[s.Account].Spent--
	return b.state.change(context.Background(), b.plan, func(list []Spent) []Spent {
		return slices.DeleteFunc(list, s.equal)
	})
}

// granted reports whether the server granted a session of the user. If the answer to the tree connect cannot be
// believed, the session cannot be either.
func granted(seen smb.Observation, err error) bool {
	return Answered(seen).Session == logon.User && (err == nil || errors.Is(err, smb.ErrEncryption))
}

// room is how many session setups of an account may still be refused.
func (b *budget) room(s Spent) (n int, err error) {
	err = b.state.change(context.Background(), true, func(list []Spent) []Spent {
		of := b.account(s, list)
		n = of.Most - of.Earlier - of.Spent
		return list
	})
	return n, err
}

// spendings are the accounts of this run, sorted by name.
func (b *budget) spendings() (list []Spending) {
	for _, name := range slices.Sorted(maps.Keys(b.accounts)) {
		list = append(list, *b.accounts[name])
	}
	return list
}
