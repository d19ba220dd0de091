package replay

import (
	"crypto/rand"
	"slices"
	"time"
)

// A Spent is a session setup that a server may have counted as a bad password.
type Spent struct {
	Run     string    `json:"run"`
	Account string    `json:"account"`
	At      []string  `json:"at"`      // the server's addresses
	Domains []string  `json:"domains"` // domains that may have the account
	Time    time.Time `json:"time"`
	Until   time.Time `json:"until"` // when it stops counting, if no other one follows
}

// runName is a new random name for a run in the state file.
func runName() string { return rand.Text() }

// equal reports whether two entries are the same: a run sends one session setup at a time.
func (s Spent) equal(other Spent) bool {
	return s.Run == other.Run && s.Account == other.Account && s.Time.Equal(other.Time)
}

func inDomain(name string) string { return "domain " + name }

// places are where a session setup may have counted.
func (s Spent) places() (list []string) {
	list = slices.Clone(s.At)
	for _, d := range s.Domains {
		list = append(list, inDomain(d))
	}
	return list
}

// earlier counts what other runs have spent for an account at the places of this run, and until when it counts.
func (b *budget) earlier(account string, list []Spent) (n int, until time.Time) {
	near := b.near(list)
	for _, s := range b.alive(slices.DeleteFunc(near, func(s Spent) bool { return s.Account != account })) {
		if s.Run == b.run {
			continue
		}
		n++
		if s.Until.After(until) {
			until = s.Until
		}
	}
	return n, until
}

// near are the entries at the places of this run, and at all places connected with them: if a run asked an address as
// part of a domain, the other addresses of that domain are near, too.
func (b *budget) near(list []Spent) (near []Spent) {
	reached := map[string]bool{}
	for place := range b.places {
		reached[place] = true
	}
	rest := slices.Clone(list)
	for grown := true; grown; {
		grown = false
		rest = slices.DeleteFunc(rest, func(s Spent) bool {
			if !slices.ContainsFunc(s.places(), func(place string) bool { return reached[place] }) {
				return false
			}
			for _, place := range s.places() {
				reached[place] = true
			}
			near, grown = append(near, s), true
			return true
		})
	}
	return near
}

// alive are the entries of one account that still count. A server resets its count when there was no bad password for a
// while: so an entry counts as long as the next one, if that one came in time. Entries of this run count until it ends.
func (b *budget) alive(list []Spent) (alive []Spent) {
	slices.SortStableFunc(list, func(a, b Spent) int { return b.Time.Compare(a.Time) }) // the last one first
	by := b.state.now()
	for _, s := range list {
		until := s.Until
		if longer := s.Time.Add(b.window); longer.After(until) {
			until = longer
		}
		if s.Run != b.run && !until.After(by) {
			continue
		}
		alive = append(alive, s)
		if s.Time.Before(by) {
			by = s.Time
		}
	}
	return alive
}

// pruned leaves out the entries that do not count any more, at any place.
func (b *budget) pruned(list []Spent) (kept []Spent) {
	byAccount := map[string][]Spent{}
	var accounts []string
	for _, s := range list {
		if byAccount[s.Account] == nil {
			accounts = append(accounts, s.Account)
		}
		byAccount[s.Account] = append(byAccount[s.Account], s)
	}
	for _, account := range accounts {
		kept = append(kept, b.alive(byAccount[account])...)
	}
	return kept
}
