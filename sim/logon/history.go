package logon

import "time"

// A History is what the attempts of a scenario have done, one after the other: to each account of each database its bad
// passwords and whether it is locked out, and how much time has passed. Deciding stays pure: the world that a History
// was made of does not change, and World is what it has become.
//
// The law is MS-SAMR 3.1.5.14.6: while an account is not locked a bad password counts, from one again if lockout-window
// has passed since the last one; when the threshold is reached, the account is locked. It is written for changing a
// password, and taken for a logon, too. What else holds: a logon ends the row, and the right password of an account
// that is refused for its state does not (Samba 4.17: observed; of Windows no document says so); a locked account is
// unlocked when lockout-duration has passed, and its count is then none (no window is longer than the duration). A time
// has passed where exactly that much has: attempts take some.
type History struct {
	world    *World
	rows     map[*account]tally
	attempts int
}

// A tally is the bad passwords in a row of one account, and what has become of those before them.
type tally struct {
	db       *database
	bad      int
	last     time.Duration // when the last one was sent
	lockedBy int           // which attempt locked the account; 0: it is not locked
	lockedAt time.Duration
	released int // which attempt had locked it, where nothing was asked of it since it was unlocked
}

// NewHistory begins: nothing has been asked yet.
func NewHistory(w *World) *History {
	return &History{world: w, rows: map[*account]tally{}}
}

// World is what the world has become.
func (h *History) World() *World { return h.world }

// Advance lets time pass. All that it does to accounts is to unlock them.
func (h *History) Advance(d time.Duration) {
	if d <= 0 {
		return
	}
	h.world = h.world.later(d)
	for a := range h.world.locked {
		if r := h.rows[a]; r.db.lockout.duration > 0 && h.world.elapsed-r.lockedAt >= r.db.lockout.duration {
			h.world = h.world.locking(a, false)
			h.rows[a] = tally{db: r.db, released: r.lockedBy}
		}
	}
}

// Ask puts an attempt to the world as those before it have left it, and takes note of what it does: an outcome for each
// session setup.
func (h *History) Ask(a Attempt) ([]Outcome, []Problem) {
	q, problems := h.world.Question(a)
	if len(problems) > 0 {
		return nil, problems
	}
	return h.setups(q), nil
}

func (h *History) setups(q *Question) (list []Outcome) {
	for o := range h.each(q) {
		h.Note(o)
		list = append(list, o)
	}
	return list
}

// Each is Ask for who sends the session setups himself: each is predicted when it is its turn, and changes nothing
// unless Note is told of it.
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

// predict decides a session setup, and says what it does to the count of the account.
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

// lockedOut is what the machine that has an account writes when it locks it.
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

// Note takes note of a session setup that was predicted last, and made.
func (h *History) Note(o Outcome) {
	p, r, c := h.count(&o)
	if p == nil || c.Effect == Refused {
		return
	}
	h.rows[p.account] = r
	if c.Effect == Locks {
		h.world = h.world.locking(p.account, true)
	}
}

// count is what a session setup makes of the row of bad passwords of the account that it is about.
func (h *History) count(o *Outcome) (*place, tally, Count) {
	id, _ := table.ID(o.Because)
	p, effect := o.Facts.effect(id)
	if p == nil {
		return nil, tally{}, Count{}
	}
	policy, now := p.db.lockout, h.world.elapsed
	r := h.rows[p.account]
	c := Count{Account: Name{p.db.name, p.account.Name}, Attempt: h.attempts, Effect: effect, Threshold: policy.threshold,
		Released: r.released, Duration: policy.duration, Cite: p.cite(effect)}
	r.db, r.released = p.db, 0
	if r.bad > 0 && r.lockedBy == 0 && now-r.last >= policy.window {
		c.Lapsed, r.bad = r.bad, 0
	}
	c.Before = r.bad
	switch effect {
	case Counted:
		r.bad, r.last = r.bad+1, now
		if r.bad >= policy.threshold {
			c.Effect, r.lockedBy, r.lockedAt = Locks, h.attempts, now
		}
	case Forgotten:
		r.bad = 0
	}
	if r.lockedBy > 0 {
		c.LockedBy, c.LockedFor = r.lockedBy, now-r.lockedAt
	}
	c.Bad = r.bad
	return p, r, c
}
