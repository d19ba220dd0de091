package logon

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"ntlmsim/sim"
)

// A lockout is a database's account lockout policy, as it is applied. Threshold 0: nobody is ever locked out.
type lockout struct {
	threshold int
	window    time.Duration // how long after the last bad password those before it count
	duration  time.Duration // how long an account stays locked; 0: until an administrator unlocks it
}

// usualWindow is the observation window where a policy has none: what Samba ("reset count minutes") and Active
// Directory (lockOutObservationWindow of a new domain) begin with.
const usualWindow = 30 * time.Minute

func newLockout(p Policy) lockout {
	return lockout{p.LockoutThreshold, p.Window(), p.Duration()}
}

// Duration is how long an account stays locked; 0 is until an administrator unlocks it. Check has seen to what is
// written.
func (p Policy) Duration() time.Duration {
	d, _ := time.ParseDuration(p.LockoutDuration)
	return d
}

// Window is how long after the last bad password those before it count.
func (p Policy) Window() time.Duration {
	if d, _ := time.ParseDuration(p.LockoutWindow); d > 0 {
		return d
	}
	if d := p.Duration(); d > 0 {
		return min(usualWindow, d) // MS-ADA1 2.371: a window is no longer than the duration
	}
	return usualWindow
}

func (c *checker) policy(path []string, p Policy) {
	path = append(slices.Clone(path), "policy")
	if p.LockoutThreshold < 0 {
		c.add(append(path, "lockout-threshold"), "0: nobody is locked out", "%d bad passwords are less than none", p.LockoutThreshold)
	}
	for key, text := range map[string]string{"lockout-window": p.LockoutWindow, "lockout-duration": p.LockoutDuration} {
		if d, err := time.ParseDuration(text); text != "" && (err != nil || d <= 0) {
			c.add(append(path, key), "write how long with its unit: 30m", "%q is not a duration", text)
		}
	}
	if p.Duration() > 0 && p.Window() > p.Duration() {
		c.add(append(path, "lockout-window"), "neither Windows nor Active Directory takes that", "it is longer than lockout-duration: %s", p.LockoutDuration)
	}
}

// A present is what has become of a world since it was prepared: how much time has passed, and who was locked out.
type present struct {
	elapsed time.Duration
	locked  map[*account]bool
}

// later is the world when some time has passed.
func (w *World) later(d time.Duration) *World {
	after := *w
	after.elapsed = later(w.elapsed, d)
	return &after
}

// later is the sum of two times, or the end of time.
func later(t, d time.Duration) time.Duration {
	if d = max(d, 0); d > math.MaxInt64-t {
		return math.MaxInt64
	}
	return t + d
}

// locking is the world with an account locked out, or unlocked again. It costs what the accounts that are locked out
// are, however many there are.
func (w *World) locking(a *account, locked bool) *World {
	after := *w
	after.locked = maps.Clone(w.locked)
	if !locked {
		delete(after.locked, a)
		return &after
	}
	if after.locked == nil {
		after.locked = map[*account]bool{}
	}
	after.locked[a] = true
	return &after
}

// Topology returns what the world is like now: what it was made from, with its edits, with the accounts locked that
// have been locked out since, and the passwords older. It is a copy where that is something else.
func (w *World) Topology() Topology {
	if w.elapsed == 0 && len(w.locked) == 0 && !w.differs {
		return w.topology
	}
	var t Topology
	for _, d := range w.written {
		now := *d
		now.Accounts = w.now(d.Accounts, &w.domains[fold(d.Name)].database)
		t.Domains = append(t.Domains, now)
	}
	for i, m := range w.machines {
		now := *m
		if m.Role != Controller {
			now.Accounts = w.now(m.Accounts, w.sam(i))
		}
		t.Machines = append(t.Machines, now)
	}
	return t
}

func (w *World) now(accounts []Account, db *database) []Account {
	accounts = w.withEdits(accounts, db)
	for i := range accounts {
		a := &accounts[i]
		a.Locked = a.Locked || w.locked[db.accounts[fold(a.Name)]]
		if a.Changed > 0 {
			a.Changed = later(a.Changed, w.elapsed)
		}
	}
	return accounts
}

// compares holds, by sim.ID, for the final states in which a database has compared what was sent with an account.
var compares = comparing()

// comparing finds the places of the table at which a password can differ: all that follows there is of an account.
func comparing() []bool {
	var places []string
	for _, s := range table.States() {
		if place, ok := strings.CutSuffix(string(s), ".password-differs"); ok {
			places = append(places, place+".")
		}
	}
	list := make([]bool, len(table.States()))
	for id, s := range table.States() {
		list[id] = slices.ContainsFunc(places, func(p string) bool { return strings.HasPrefix(string(s), p) })
	}
	return list
}

// effect is what a session setup does to the count of bad passwords of the account that a database has compared it
// with; "" where none has, or where the database locks nobody out. An unknown user counts nowhere, nor does who becomes
// a guest.
func (f *Facts) effect(because sim.ID) (*place, Effect) {
	p := f.place()
	if p == nil || !compares[because] || p.db.lockout.threshold == 0 {
		return nil, ""
	}
	switch {
	case (p.account.Locked || f.world.locked[p.account]) && !p.spared(LockedOut):
		return p, Refused
	case p.counts() && p.previousSpared():
		return p, Spared
	case p.counts() && p.exempt():
		return p, Exempt
	case p.counts():
		return p, Counted
	case f.accepts(p):
		return p, Forgotten
	}
	return p, Unchanged
}

// counts reports whether a database takes what was sent for a bad password. What it does not compare (a response of a
// refused kind) has been seen to count; where it has no NTLM at all, and where it says that it finds nothing, nothing
// counts. That a response which is too old does not is our conclusion: no source says.
func (p *place) counts() bool {
	switch p.refusal {
	case PasswordDiffers, SaltDiffers, ResponseRefused:
		return true
	}
	return false
}

// accepts reports whether the database lets the account log on, which ends a row of bad passwords. The server's later
// checks (rights, blank passwords, a selective trust) do not affect the count. The right password of an account that is
// refused for its state ends nothing.
func (f *Facts) accepts(p *place) bool {
	return p.refusal == Accepted && !f.notCached(p) && !p.refusesTrust() && !f.protectedUser(p) && !f.placeRestricted(p) && !f.serverRestricted(p)
}

// exempt reports whether it is an account that is never locked out by bad passwords: one that is no user's, or the
// built-in one of some products, which is known by its name here.
func (p *place) exempt() bool {
	return p.uncounted() || !p.settings.AdministratorLockout && fold(p.account.Name) == administratorName
}

// uncounted reports whether it is a trust or machine account whose bad passwords this database does not count.
func (p *place) uncounted() bool {
	return p.account.Trust != NoTrustAccount && p.settings.SparedTrustAccounts != SparesNothing
}

// after is the world in which the password typed at the prompt is tried: with a threshold of 1 the first has locked the
// account.
func (w *World) after(f *Facts, because sim.ID) *World {
	if p, e := f.effect(because); e == Counted && p.db.lockout.threshold == 1 {
		return w.locking(p.account, true)
	}
	return w
}
