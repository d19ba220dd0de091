package graph

import (
	"fmt"
	"strings"

	"ntlmsim/sim/logon"
)

// trustMeans is the meaning of an arrow.
const trustMeans = "A trusts B: accounts of B can be used at A's servers"

// trustArrows are the trusts, each once, also if both domains state it. What a domain states about its own outgoing
// trust takes precedence. Equal trusts in both directions become one arrow.
func trustArrows(domains []logon.Domain) (list []trustArrow) {
	place := map[string]int{}
	for i, d := range domains {
		place[strings.ToUpper(d.Name)] = i
	}
	seen := map[[2]int]int{}
	add := func(from, to int, t logon.Trust) {
		if _, ok := seen[[2]int{from, to}]; ok {
			return
		}
		arrow := trustArrow{from: from, to: to, kind: t.Type, selective: t.Selective, down: t.Down || t.Channel != logon.Sound, channel: t.Channel}
		if at, ok := seen[[2]int{to, from}]; ok && list[at].alike(arrow) {
			list[at].mutual = true
			seen[[2]int{from, to}] = at
			return
		}
		seen[[2]int{from, to}] = len(list)
		list = append(list, arrow)
	}
	for _, incoming := range []bool{false, true} {
		for i, d := range domains {
			for _, t := range d.Trusts {
				other := place[strings.ToUpper(t.Domain)]
				switch {
				case !incoming && t.Direction != logon.Incoming:
					add(i, other, t)
				case incoming && t.Direction != logon.Outgoing:
					add(other, i, t)
				}
			}
		}
	}
	for i, d := range domains {
		if root, ok := place[strings.ToUpper(d.Forest)]; ok && root != i {
			add(i, root, logon.Trust{Type: logon.WithinForest})
			add(root, i, logon.Trust{Type: logon.WithinForest})
		}
	}
	return list
}

func (a trustArrow) alike(b trustArrow) bool {
	return a.kind == b.kind && a.selective == b.selective && a.down == b.down && a.channel == b.channel
}

// about is the kind of a trust.
func (a trustArrow) about() string {
	text := string(a.kind)
	if a.kind == logon.NT4Trust {
		text = "NT 4.0"
	}
	if a.selective {
		text += ", selective"
	}
	switch {
	case a.channel == logon.WrongPassword:
		text += ", passwords differ"
	case a.channel == logon.AccountDeleted:
		text += ", account deleted"
	case a.down:
		text += ", down"
	}
	return text
}

// sentence says who trusts whom, with names shortened by short.
func (s *Scene) sentence(a trustArrow, short func(string) string) string {
	from, to := short(s.domains[a.from].name), short(s.domains[a.to].name)
	if a.mutual {
		return fmt.Sprintf("%s and %s trust each other", from, to)
	}
	return fmt.Sprintf("%s trusts %s", from, to)
}

// mostNotes is the greatest number of notes about trusts that are not transitive.
const mostNotes = 4

// trustNotes say which trusts do not follow from others: outside of forests, a trust is not transitive.
func trustNotes(domains []logon.Domain, trusts []trustArrow) (notes []string) {
	direct := map[[2]int]bool{}
	for _, t := range trusts {
		direct[[2]int{t.from, t.to}] = true
		direct[[2]int{t.to, t.from}] = direct[[2]int{t.to, t.from}] || t.mutual
	}
	more := 0
	world, err := logon.NewWorld(logon.Known(logon.Topology{Domains: domains}, func(logon.Unknown) string { return "" }))
	if err != nil {
		return nil
	}
	for a := range domains {
		for b := range domains {
			for c := range domains {
				if c == a || !direct[[2]int{a, b}] || !direct[[2]int{b, c}] || direct[[2]int{a, c}] || world.Trusts(domains[a].Name, domains[c].Name) {
					continue
				}
				if len(notes) == mostNotes {
					more++
					continue
				}
				notes = append(notes, fmt.Sprintf("%s trusts %s, which trusts %s: %s does not trust %s by that.",
					domains[a].Name, domains[b].Name, domains[c].Name, domains[a].Name, domains[c].Name))
			}
		}
	}
	if more > 0 {
		notes = append(notes, fmt.Sprintf("And %d more such: none of these trusts reaches further than the domain it names.", more))
	}
	return notes
}
