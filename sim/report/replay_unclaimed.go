package report

import (
	"fmt"

	"ntlmsim/sim/page"
)

// An Unclaimed is an audit record of a lab that no attempt explains, and how often it was written: a machine that asks
// again after a refusal, or a client that could not read an answer. It is not a difference, since only the first
// fitting record of an attempt is compared.
type Unclaimed struct {
	Record string `json:"record"`
	Times  int    `json:"times"`
}

// Note adds a record that no attempt explains.
func (found *Replayed) Note(record string) {
	for i := range found.Unclaimed {
		if found.Unclaimed[i].Record == record {
			found.Unclaimed[i].Times++
			return
		}
	}
	found.Unclaimed = append(found.Unclaimed, Unclaimed{record, 1})
}

// printUnclaimed lists the records that no attempt explains.
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
