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
	Domains []string  `json:"domains"` // whose account it may be
	Time    time.Time `json:"time"`
	Until   time.Time `json:"until"` // when it does not count any more, if nothing follows
}

// runName tells runs apart in the state file.
func runName() string { return rand.Text() }

// equal reports whether two entries are one: a run sends nothing twice at a time.
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

// earlier counts what other runs have spent of an account at the places of this run, and says until when.
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

// near are the entries at the places of this run, and at all places that these lead to: whoever asked an address as one of a
// domain says that the other addresses of that domain are near.
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

// alive are the entries of one account that count. A server that counts bad passwords forgets them when none has come for a
// while: so each counts for as long as the one after it does, if that came in time. What this run sent counts to its end.
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

// pruned leaves out what does not count any more, wherever it was sent.
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
