package logon

import "time"

// mostPrevious is how many previous passwords a controller compares a wrong one with.
const mostPrevious = 2

// previous is the number of the previous password that was sent, counted backwards from 1; 0 if none was, if nothing is
// compared, or if the database is not a domain's: others keep no history. Samba compares none with a salted response
// for user@domain, for which it has answered NOT_FOUND by then.
func (q *Question) previous(f *Facts, p *place) int {
	if len(p.account.Previous) == 0 || !p.db.domain || q.sent.Response.Salted() && q.unproven(p, PasswordDiffers) == PrincipalUnproven || !q.compares(p) || samePassword(q.sent.Response, q.sent.Password, p.account.Password) {
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

// previousGood reports whether the last previous password was sent and is still accepted for network logons (KB
// 906305).
func (q *Question) previousGood(p *place) bool { return p.before == 1 && q.world.stillGood(p) }

// stillGood reports whether the password was changed so recently that the previous one is still accepted.
func (w *World) stillGood(p *place) bool {
	changed := p.account.Changed
	return changed > 0 && int64(addTime(changed, w.elapsed)/time.Minute) < int64(p.settings.OldPasswordAllowedPeriod)
}

// previousSpared reports whether a wrong password is one of the last two previous ones, and the database does not count
// those.
func (p *place) previousSpared() bool { return p.before > 0 && p.settings.PreviousSpared }

// oldPassword holds if the account logs on with its previous password.
func oldPassword(where at) cond {
	return ask("the password was changed a short time ago, and this is the one before it",
		func(f *Facts) bool { return where.of(f).before == 1 }, func(f *Facts) string {
			p := where.of(f)
			since := addTime(p.account.Changed, f.world.elapsed)
			return p.account.Name + " of " + p.db.name + ", changed " + Lasting(since) + " ago; the one before it is good for " +
				minutes(p.settings.OldPasswordAllowedPeriod)
		})
}

func (c *checker) passwords(path []string, a Account) {
	at := append(path, "password-changed")
	switch {
	case a.Changed < 0:
		c.add(at, "write how long before the first attempt: 10m", "%s is in the future", a.Changed)
	case a.Changed > 0 && a.MustChange:
		c.add(at, "leave it out", "when a password was changed is not stored where it must be changed (pwdLastSet is 0)")
	case a.Changed > 0 && a.PasswordExpired:
		c.add(at, "leave out one of the two", "a password that was changed %s ago has not expired", Lasting(a.Changed))
	}
}
