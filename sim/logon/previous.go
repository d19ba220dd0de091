package logon

import "time"

// mostPrevious is how many passwords before the present one a controller compares a wrong one with.
const mostPrevious = 2

// previous is which of the passwords before the account's own was sent, counted backwards; 0 where none was, where
// nothing is compared, or where the database does not know them: a domain does.
func (q *Question) previous(f *Facts, p *place) int {
	if len(p.account.Previous) == 0 || !p.db.domain || !q.compares(p) || samePassword(q.sent.Response, q.sent.Password, p.account.Password) {
		return 0
	}
	for i, password := range p.account.Previous[:min(len(p.account.Previous), mostPrevious)] {
		if password == "" || !samePassword(q.sent.Response, q.sent.Password, password) || q.sent.Response.Salted() && (!q.saltAccepted(p) || f.late(p)) {
			continue
		}
		return i + 1
	}
	return 0
}

// previousGood reports whether the last password before the account's own was sent, and is good for a while longer (KB
// 906305): over the network, as everything here is.
func (q *Question) previousGood(p *place) bool { return p.before == 1 && q.world.stillGood(p) }

// stillGood reports whether the password was changed so little ago that the one before it is good, too.
func (w *World) stillGood(p *place) bool {
	changed := p.account.Changed
	return changed > 0 && int64(later(changed, w.elapsed)/time.Minute) < int64(p.settings.OldPasswordAllowedPeriod)
}

// previousSpared reports whether a wrong password is one of the last two before it, and that the database does not
// count those.
func (p *place) previousSpared() bool { return p.before > 0 && p.settings.PreviousSpared }

// oldPassword holds where the account logs on with the password before its last change.
func oldPassword(where at) cond {
	return ask("the password was changed a short time ago, and this is the one before it",
		func(f *Facts) bool { return where.of(f).before == 1 }, func(f *Facts) string {
			p := where.of(f)
			since := later(p.account.Changed, f.world.elapsed)
			return p.account.Name + " of " + p.db.name + ", changed " + Lasting(since) + " ago; the one before it is good for " +
				minutes(p.settings.OldPasswordAllowedPeriod)
		})
}

func (c *checker) passwords(path []string, a Account) {
	if a.Changed < 0 {
		c.add(append(path, "password-changed"), "write how long before the first attempt: 10m", "%s is in the future", a.Changed)
	}
}
