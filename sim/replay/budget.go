package replay

import (
	"fmt"
	"strings"

	"ntlmsim/sim/logon"
)

// A budget is how many bad passwords each account may still be sent without being locked out. Two clients that ask
// spend twice.
type budget struct {
	most  map[string]int // by database, folded; of the policies that are known
	other int            // where none is
	spent map[string]int // by database and user, folded
}

// DefaultMaxBad is how many bad passwords an account is sent where nobody knows its lockout threshold.
const DefaultMaxBad = 2

func newBudget(t logon.Topology, most int) *budget {
	if most <= 0 {
		most = DefaultMaxBad
	}
	b := &budget{most: map[string]int{}, other: most, spent: map[string]int{}}
	for _, d := range t.Domains {
		b.policy(d.Name, d.Policy)
	}
	for _, m := range t.Machines {
		b.policy(m.Name, m.Policy)
	}
	return b
}

// policy leaves one bad password of a known threshold to the person whose account it is.
func (b *budget) policy(database string, p logon.Policy) {
	if p.LockoutThreshold > 0 {
		b.most[strings.ToUpper(database)] = p.LockoutThreshold - 2
	}
}

// forbids says why an attempt must not be made: it would be a bad password too many, or the account has had too many
// already, whatever was predicted.
func (b *budget) forbids(o logon.Outcome) string {
	database, user := o.Account()
	if user == "" {
		return ""
	}
	most, ok := b.most[strings.ToUpper(database)]
	if !ok {
		most = b.other
	}
	spent := b.spent[key(database, user)]
	if o.BadPassword() && spent >= most || spent > most {
		return fmt.Sprintf("%s\\%s has been sent %d bad passwords, and no more than %d are (--max-bad)", database, user, spent, most)
	}
	return ""
}

func (b *budget) spend(o logon.Outcome, bad bool) {
	if database, user := o.Account(); bad && user != "" {
		b.spent[key(database, user)]++
	}
}

func key(database, user string) string { return strings.ToUpper(database + `\` + user) }
