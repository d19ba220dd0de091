package replay

import (
	"fmt"
	"strings"

	"ntlmsim/sim/logon"
)

// A budget is how many bad passwords each account may still be sent without being locked out. Two clients that ask
// spend twice. What the scenario believes right and a server refuses counts as well; the first such surprise cannot be
// foreseen, a second is not risked.
type budget struct {
	other  int            // of an account whose threshold nobody knows
	policy map[string]int // lockout thresholds by database, the lowest that any scenario gives
	spent  map[string]int // by account
	proven map[string]map[string]bool
	locked map[string]bool
	same   func(machine string) string
}

// DefaultMaxBad is how many bad passwords an account is sent where nobody knows its lockout threshold.
const DefaultMaxBad = 2

func newBudget(most int, same func(string) string) *budget {
	if same == nil {
		same = func(machine string) string { return machine }
	}
	return &budget{other: most, policy: map[string]int{}, spent: map[string]int{}, proven: map[string]map[string]bool{},
		locked: map[string]bool{}, same: same}
}

// learn takes the lockout thresholds of a topology.
func (b *budget) learn(t logon.Topology) {
	for _, d := range t.Domains {
		b.threshold(d.Name, d.Policy)
	}
	for _, m := range t.Machines {
		b.threshold(m.Name, m.Policy)
	}
}

func (b *budget) threshold(database string, p logon.Policy) {
	key := fold(b.same(database))
	if known, ok := b.policy[key]; p.LockoutThreshold > 0 && (!ok || p.LockoutThreshold < known) {
		b.policy[key] = p.LockoutThreshold
	}
}

func fold(name string) string { return strings.ToUpper(name) }

// key is the account that a session setup is about; "" for nobody's. The same host under two names is one.
func (b *budget) key(o logon.Outcome) string {
	database, user := o.Account()
	if user == "" {
		return ""
	}
	return fold(b.same(database)) + `\` + fold(user)
}

// most is how many bad passwords an account may be sent: one of a known threshold stays with the person whose it is.
func (b *budget) most(o logon.Outcome) (n int, why string) {
	database, _ := o.Account()
	if threshold, ok := b.policy[fold(b.same(database))]; ok {
		return max(threshold-2, 0), fmt.Sprintf("its lockout-threshold is %d", threshold)
	}
	return b.other, "--max-bad"
}

// forbids says why an attempt must not be made: it is, or may prove to be, a bad password too many.
func (b *budget) forbids(o logon.Outcome) string {
	key := b.key(o)
	if key == "" || b.proven[key][o.Sent.Password] && !o.BadPassword() {
		return ""
	}
	if b.locked[key] {
		return key + " is locked out: nothing more is sent to it"
	}
	most, why := b.most(o)
	if !o.BadPassword() {
		most = max(most, 1)
	}
	if b.spent[key] < most {
		return ""
	}
	if b.spent[key] == 0 {
		return fmt.Sprintf("it is a bad password for %s, which is to be sent none (%s)", key, why)
	}
	return fmt.Sprintf("%s has been sent %s, and is to be sent no more (%s)", key, count(b.spent[key], "bad password"), why)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// spend takes note of what an attempt came to. Without an answer a response that was sent may have counted.
func (b *budget) spend(o logon.Outcome, seen Observation, err error) {
	key := b.key(o)
	if key == "" {
		return
	}
	got := seen.Answer()
	if err == nil && got.Session == logon.User {
		if b.proven[key] == nil {
			b.proven[key] = map[string]bool{}
		}
		b.proven[key][o.Sent.Password] = true
	}
	predicted := Predicted(o)
	switch {
	case err != nil && !seen.Sent.Authenticate:
		return
	case err == nil && got.Setup == logon.StatusAccountLockedOut && predicted.Setup != got.Setup:
		b.locked[key] = true
	case o.BadPassword(), err != nil, predicted.Session == logon.User && got.Session != logon.User:
		b.spent[key]++
	}
}

// plan takes note of an attempt that would be made.
func (b *budget) plan(o logon.Outcome) {
	if key := b.key(o); key != "" && o.BadPassword() {
		b.spent[key]++
	}
}
