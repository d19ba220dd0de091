package main

import (
	"fmt"

	"ntlmsim/sim/page"
	"ntlmsim/sim/report"
)

// An unclaimed is what servers of a lab have recorded, so many times in the same words, and no attempt was seen to cause: a
// machine that asks again where it was refused, a client that could not read what it was answered. It is no difference: of
// what an attempt causes, the first that fits is compared.
type unclaimed struct {
	Record string `json:"record"`
	Times  int    `json:"times"`
}

// note keeps a record that no attempt claims.
func (found *replayed) note(record string) {
	for i := range found.unclaimed {
		if found.unclaimed[i].Record == record {
			found.unclaimed[i].Times++
			return
		}
	}
	found.unclaimed = append(found.unclaimed, unclaimed{record, 1})
}

// printUnclaimed says how many records no attempt claims, and which.
func printUnclaimed(p *report.Page, list []unclaimed) {
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
