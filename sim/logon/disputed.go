package logon

import (
	"slices"
	"strings"
)

// Disputed says what other sources say, where they differ about what decided an outcome; "" where they do not, and
// where the topology says which of them to follow.
func (o Outcome) Disputed() string {
	p := o.Facts.place()
	if p != nil && strings.HasSuffix(string(o.Because), ".smart-card-required") && !o.Facts.chosen(p, "smart-card-accounts") {
		return "Sources differ: MS-APDS 3.1.5 has a password refused where the account needs a smart card; Samba's tests and Microsoft's Security Focus " +
			"on this option want the card for interactive logons only, and over the network the password would do (smart-card-accounts: interactive-only)."
	}
	return ""
}

// chosen reports whether the topology gives the machine that answers for a place a value of a setting.
func (f *Facts) chosen(p *place, setting string) bool {
	for _, m := range []*machine{f.target, p.db.first} {
		if m != nil && m.settings == p.settings {
			return slices.ContainsFunc(m.Settings, func(s Setting) bool { return s.Name == setting })
		}
	}
	return false
}
