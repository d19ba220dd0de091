package logon

import "time"

// A History is the effect of the attempts of a scenario, one after the other: the bad password count and lockout of
// each account in each database, and the time that has passed. Deciding stays pure: the original world does not change,
// and World returns the present one. The rule is MS-SAMR 3.1.5.14.6: while an account is not locked, a bad password
// increments the count, which restarts at one if lockout-window has passed since the last bad password; when the
// threshold is reached, the account is locked. It is documented for password changes, and applied to logons, too. In
// addition: a logon resets the count, and the correct password of an account that is refused for its state does not
// (observed on Samba 4.17; undocumented for Windows); a locked account is unlocked after lockout-duration, with a count
// of zero (no window is longer than the duration). A time has passed once at least that much has elapsed.
type History struct {
	world    *World
	rows     map[*account]tally
	attempts int
	keeps    bool // connections
}

// A tally is the bad password count of one account, and its recent lockouts.
type tally struct {
	db       *database
	bad      int
	last     time.Duration // when the last one was sent
	lockedBy int           // the attempt that locked the account; 0: none did
	released int           // the attempt that had locked it, if it was not asked since it was unlocked
}

// NewHistory begins a history: nothing has been asked yet.
func NewHistory(w *World) *History {
	return &History{world: w, rows: map[*account]tally{}}
}

// Keeping is a history in which the connections of attempts stay: the next attempt of the same client finds them.
func (h *History) Keeping() *History {
	h.keeps = true
	return h
}

// World is the present world.
func (h *History) World() *World { return h.world }

// Advance lets time pass, which can unlock accounts.
func (h *History) Advance(d time.Duration) {
	if d <= 0 {
		return
	}
	h.world = h.world.later(d).letGo()
	for a := range h.world.locked {
		if r := h.rows[a]; r.lockedBy > 0 && !h.world.lockedOut(r.db, a) {
			h.world = h.world.unlocking(a)
			h.rows[a] = tally{db: r.db, released: r.lockedBy}
		}
	}
}

// Ask predicts an attempt in the present world and records its effect. It returns an outcome for each session setup.
func (h *History) Ask(a Attempt) ([]Outcome, []Problem) {
	q, problems := h.world.Question(a)
	if len(problems) > 0 {
		return nil, problems
	}
	return h.setups(q), nil
}

func (h *History) setups(q *Question) (list []Outcome) {
	if before := q.referral.setups(); len(before) > 0 {
		h.attempts++
		for _, o := range before {
			h.counts(o)
		}
		h.attempts--
		asked := *q
		asked.world = h.world
		q = &asked
	}
	for o := range h.each(q) {
		h.Record(o)
		list = append(list, o)
	}
	return list
}

// Each is Ask for callers that send the session setups themselves: it yields each predicted session setup before it is
// sent. Nothing changes until Record is called.
func (h *History) Each(a Attempt) (func(yield func(Outcome) bool), []Problem) {
	q, problems := h.world.Question(a)
	return h.each(q), problems
}

func (h *History) each(q *Question) func(yield func(Outcome) bool) {
	return func(yield func(Outcome) bool) {
		h.attempts++
		first := h.predict(q, 0)
		if !yield(first) || !first.Prompted || q.typed == nil {
			return
		}
		again := q.retest()
		again.world = h.world
		yield(h.predict(&again, 1))
	}
}

// predict decides a session setup, and adds its effect on the account's count.
func (h *History) predict(q *Question, round int) Outcome {
	o := q.once(round)
	p, _, c := h.count(&o)
	if c.Matters() {
		o.Counts = []Count{c}
	}
	if c.Effect == Locks {
		o.Events = append(o.Events, lockedOut(&o, p)...)
	}
	return o
}

// lockedOut is the event that the machine which has the account logs when it locks it.
func lockedOut(o *Outcome, p *place) []Event {
	e := Event{Machine: o.Facts.machineOf(p), Account: p.account.Name, Domain: p.db.name, Workstation: o.Sent.Workstation}
	switch p.settings.Audit {
	case AuditVista:
		e.ID, e.Cite = 4740, documented("Windows, event 4740", "logged where the account is; its TargetDomainName is the caller's computer")
	case Audit2000, Audit2003:
		e.ID, e.Cite = 644, folklore("forums", "644")
	default:
		return nil
	}
	return []Event{e}
}

// Record records the last predicted session setup, once it was sent.
func (h *History) Record(o Outcome) {
	if h.keeps {
		h.world = h.world.keep(o)
	}
	h.counts(o)
}

// counts records what a session setup does to the count of its account.
func (h *History) counts(o Outcome) {
	p, r, c := h.count(&o)
	if p == nil || c.Effect == Refused {
		return
	}
	h.rows[p.account] = r
	if c.Effect == Locks {
		h.world = h.world.locking(p.account, h.world.elapsed)
	}
}

// count is the effect of a session setup on the bad password count of its account.
func (h *History) count(o *Outcome) (*place, tally, Count) {
	id, _ := table.ID(o.Because)
	p, effect := o.Facts.effect(id)
	if p == nil {
		return nil, tally{}, Count{}
	}
	policy, now := p.lockout(), h.world.elapsed
	r, known := h.rows[p.account]
	since, locked := h.world.lockedSince(p.db, p.account)
	c := Count{Account: Name{p.db.name, p.account.Name}, Attempt: h.attempts, Effect: effect, Threshold: policy.threshold, By: policy.by,
		Released: r.released, Unlocked: !known && p.account.Locked && !locked, Duration: policy.duration, Cite: p.cite(effect)}
	r.db, r.released = p.db, 0
	if r.bad > 0 && r.lockedBy == 0 && now-r.last >= policy.window {
		c.Lapsed, r.bad = r.bad, 0
	}
	c.Before = r.bad
	switch effect {
	case Counted:
		r.bad, r.last = r.bad+1, now
		if r.bad >= policy.threshold {
			c.Effect, r.lockedBy = Locks, h.attempts
		}
	case Forgotten:
		r.bad = 0
	}
	if locked {
		c.LockedFor = now - since
	}
	c.LockedBy, c.Bad = r.lockedBy, r.bad
	return p, r, c
}
