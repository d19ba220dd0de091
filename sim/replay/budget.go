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

// A budget is how many session setups of an account may be refused without locking it out.
//
// A session setup that names a user is spent before it is sent: whatever is predicted, the server may count it as a bad
// password. It is given back if it was not sent after all, or if the server granted it a session of that user. A guest's
// session proves nothing: Samba's "map to guest = bad password" counts, too.
//
// An account is its name, without a domain: which machine asks which database is what the scenario believes. So all machines
// and files of a run count together, and so does another run that asks one of their addresses, or a domain of one name.
type budget struct {
	run    string // its name in the state file
	most   int
	why    string // what says so
	window time.Duration
	places map[string]bool // addresses and domains of all files
	state  *StateFile
	plan   bool // the state file is read, and not written

	domains []string // of the file that is run

	accounts map[string]*Spending // of this run, by name
	locked   map[string]bool
}

// DefaultMaxBad is how many bad passwords an account is sent where nobody says otherwise. Few set a threshold below 3.
const DefaultMaxBad = 2

// spentFor is how long what was sent counts. Windows suggests 30 minutes as "Reset account lockout counter after", its
// newer baselines 10 or 15, and Samba's "reset count minutes" is 30; twice the longest of them is taken. A scenario that
// knows a longer lockout-window has it used; a shorter one is no more than a belief.
const spentFor = time.Hour

// A Spending is what a run spent of one account.
type Spending struct {
	Account string
	At      []string  // the addresses that were asked
	Most    int       // by this run and those before it
	Why     string    // what says so
	Earlier int       // by other runs, as far as it still counts
	Until   time.Time // when that does not count any more; zero where there is nothing
	Spent   int       // by this run
}

func newBudget(r *Replay) *budget {
	return &budget{run: runName(), most: r.MaxBad, why: "--max-bad", window: spentFor, places: map[string]bool{}, state: r.State,
		plan: r.Plan, accounts: map[string]*Spending{}, locked: map[string]bool{}}
}

// learn takes what a scenario knows: the lowest lockout threshold counts for every account, and leaves two to the person whose
// account it is; the longest window; and at which places its accounts may be.
func (b *budget) learn(file *scenarios.File, at func(machine string) []string) {
	for _, d := range file.Topology.Domains {
		b.policy(d.Policy)
	}
	for _, m := range file.Topology.Machines {
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
	if p.LockoutThreshold == 0 {
		return
	}
	b.window = max(b.window, p.Window())
	if most := max(p.LockoutThreshold-2, 0); most < b.most {
		b.most, b.why = most, fmt.Sprintf("a lockout-threshold is %d", p.LockoutThreshold)
	}
}

// domains are the names of a topology's domains.
func domains(t logon.Topology) (names []string) {
	for _, d := range t.Domains {
		names = append(names, fold(d.Name))
		if d.DNS != "" {
			names = append(names, fold(d.DNS))
		}
	}
	return names
}

// accountOf is the name that a server may look up, whatever domain is before or behind it; "" where no user is named.
func accountOf(user string) string {
	name := user[strings.LastIndexAny(user, `\/`)+1:]
	name, _, _ = strings.Cut(name, "@")
	if name = strings.TrimSpace(name); name == "" {
		name = user
	}
	return fold(name)
}

// fold makes names equal that differ in case only, as Windows compares them.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			least = min(least, other)
		}
		return least
	}, name)
}

// Costs reports whether the server is predicted to refuse a user's session to a session setup that names one.
func Costs(o logon.Outcome) bool {
	return accountOf(o.Sent.User) != "" && Predicted(o).Session != logon.User
}

// of is what a session setup spends at a server with these addresses.
func (b *budget) of(o logon.Outcome, at []string) Spent {
	now := b.state.now()
	return Spent{b.run, accountOf(o.Sent.User), at, b.domains, now, now.Add(b.window)}
}

// spend notes a session setup that is about to be sent, or says why it must not be. An error is the state file's.
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

// account is what is known of an account: spent by this run, and now by others.
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

// forbids says why an account must not be sent anything more.
func (b *budget) forbids(of *Spending) string {
	sent := of.Earlier + of.Spent
	switch {
	case b.locked[of.Account]:
		return of.Account + " is locked out: nothing more is sent to it"
	case sent < of.Most:
		return ""
	case of.Most == 0:
		return fmt.Sprintf("%s is to be sent nothing that could be a bad password (%s)", of.Account, of.Why)
	}
	text := fmt.Sprintf("by then %s may have counted for %s, and it is to be sent no more (%s)", count(sent, "bad password"), of.Account, of.Why)
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

// settle gives back what was not sent, or what the server granted a session of the user for.
func (b *budget) settle(s Spent, o logon.Outcome, seen smb.Observation, err error) error {
	if seen.Sent.Authenticate && Answered(seen).Setup == logon.StatusAccountLockedOut && Predicted(o).Setup != logon.StatusAccountLockedOut {
		b.locked[s.Account] = true
	}
	if seen.Sent.Authenticate && !(granted(seen, err) && unfaithful(seen, o.Sent) == "") {
		return nil
	}
	return b.giveBack(s)
}

// giveBack takes one session setup out again. It waits for no context: a run that is cancelled has still not spent it.
func (b *budget) giveBack(s Spent) error {
	b.accounts[s.Account].Spent--
	return b.state.change(context.Background(), b.plan, func(list []Spent) []Spent {
		return slices.DeleteFunc(list, s.equal)
	})
}

// granted reports whether the server granted a session of the user. Where its tree connect could not be believed, neither can
// the session.
func granted(seen smb.Observation, err error) bool {
	return Answered(seen).Session == logon.User && (err == nil || errors.Is(err, smb.ErrEncryption))
}

// room is how many session setups of an account may be refused yet.
func (b *budget) room(s Spent) (n int, err error) {
	err = b.state.change(context.Background(), true, func(list []Spent) []Spent {
		of := b.account(s, list)
		n = of.Most - of.Earlier - of.Spent
		return list
	})
	return n, err
}

// spendings are the accounts that were asked for, by name.
func (b *budget) spendings() (list []Spending) {
	for _, name := range slices.Sorted(maps.Keys(b.accounts)) {
		list = append(list, *b.accounts[name])
	}
	return list
}
