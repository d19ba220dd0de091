package report

import (
	"fmt"

	"ntlmsim/sim/page"
)

// An Unclaimed is what servers of a lab have recorded, so many times in the same words, and no attempt was seen to cause: a
// machine that asks again where it was refused, a client that could not read what it was answered. It is no difference: of
// what an attempt causes, the first that fits is compared.
type Unclaimed struct {
	Record string `json:"record"`
	Times  int    `json:"times"`
}

// Note keeps a record that no attempt claims.
func (found *Replayed) Note(record string) {
	for i := range found.Unclaimed {
		if found.Unclaimed[i].Record == record {
			found.Unclaimed[i].Times++
			return
		}
	}
	found.Unclaimed = append(found.Unclaimed, Unclaimed{record, 1})
}

// printUnclaimed says how many records no attempt claims, and which.
func (p *Page) printUnclaimed(list []Unclaimed) {
	n := 0
	for _, u := range list {
		n += u.Times
	}
	if n == 0 {
		return
	}
	p.Line(p.Style.Dim("note   ") + page.Plural(n, "record") + " of no attempt:")
	for _, u := range list {
		p.Para("         ", "           ", nil, fmt.Sprintf("%d × %s", u.Times, u.Record))
	}
}
