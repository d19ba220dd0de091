package logon

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"ntlmsim/sim"
)

// A lockout is the account lockout policy of a database. Threshold 0: accounts are never locked out.
type lockout struct {
	written   bool   // the topology has one
	by        string // the name of the fine-grained policy that it is from; "": the database's own
	threshold int
	window    time.Duration // how long after the last bad password the count is kept
	duration  time.Duration // how long an account stays locked; 0: until an administrator unlocks it
}

// usualWindow is the default observation window: that of Samba ("reset count minutes") and of a new Active Directory
// domain (lockOutObservationWindow).
const usualWindow = 30 * time.Minute

func newLockout(p Policy) lockout {
	return lockout{p != Policy{}, "", p.LockoutThreshold, p.Window(), p.Duration()}
}

// A fineGrained is a PasswordSettings with its lists folded.
type fineGrained struct {
	precedence int
	appliesTo  []string
	lockout    lockout
}

func (db *database) fineGrained(s PasswordSettings) fineGrained {
	f := fineGrained{s.Precedence, nil, newLockout(s.Policy)}
	for _, name := range s.AppliesTo {
		f.appliesTo = append(f.appliesTo, db.bare(name))
	}
	f.lockout.written, f.lockout.by = true, s.Name
	return f
}

// lockoutOf is the lockout policy that counts for an account: of the fine-grained ones that name it the one with the
// lowest precedence, or else of those that name a group of it, or else the database's (MS-SAMR 3.1.1.5; MS-ADTS
// 3.1.1.4.5.36, msDS-ResultantPSO). They are for users only.
func (db *database) lockoutOf(a *account) lockout {
	if len(db.fine) == 0 || a.Trust != NoTrustAccount {
		return db.lockout
	}
	own := []string{fold(a.Name), fold(db.name + `\` + a.Name)}
	for _, names := range [][]string{own, a.names} {
		if f := db.lowest(names); f != nil {
			return f.lockout
		}
	}
	return db.lockout
}

// lowest is the fine-grained policy with the lowest precedence that applies to one of the names; nil if none does.
func (db *database) lowest(names []string) (best *fineGrained) {
	for i := range db.fine {
		f := &db.fine[i]
		applies := slices.ContainsFunc(f.appliesTo, func(name string) bool { return slices.Contains(names, name) })
		if applies && (best == nil || f.precedence < best.precedence) {
			best = f
		}
	}
	return best
}

// lockout is the policy that counts for the account at a place.
func (p *place) lockout() lockout { return p.db.lockoutOf(p.account) }

func (c *checker) passwordSettings(d Domain) {
	path := []string{"domains", d.Name}
	c.unique("password-settings", len(d.PasswordSettings), func(i int) string { return d.PasswordSettings[i].Name }, path...)
	if d.Kind == NT4 && len(d.PasswordSettings) > 0 {
		c.add(append(path, "password-settings"), "kind: ad", "a domain of kind nt4 has no fine-grained policies")
	}
	seen := map[int]string{}
	for _, s := range d.PasswordSettings {
		at := append(slices.Clone(path), "password-settings", s.Name)
		if other, ok := seen[s.Precedence]; ok {
			c.add(append(at, "precedence"), "give each another", "it is that of %s, too: Windows would decide by their GUIDs", other)
		}
		seen[s.Precedence] = s.Name
		if s.Policy.UnknownThreshold {
			c.add(append(slices.Clone(at), "policy", KeyThreshold), "write the number that the settings have", "the lockout-threshold of password settings cannot be unknown")
		}
		c.policy(at, s.Policy)
	}
}

// Duration is how long an account stays locked; 0 is until an administrator unlocks it, as it is in Windows. Check has
// validated the text.
func (p Policy) Duration() time.Duration {
	d, _ := time.ParseDuration(p.LockoutDuration)
	return d
}

// Window is how long after the last bad password the count is kept.
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
		least := time.Duration(1)
		if key == "lockout-duration" {
			least = 0 // until an administrator unlocks the account
		}
		if d, err := time.ParseDuration(text); text != "" && (err != nil || d < least) {
			c.add(append(path, key), "write how long with its unit: 30m", "%q is not a duration", text)
		}
	}
	if p.Duration() > 0 && p.Window() > p.Duration() {
		c.add(append(path, "lockout-window"), "neither Windows nor Active Directory takes that", "it is longer than lockout-duration: %s", p.LockoutDuration)
	}
}

// A present is how a world has changed since it was prepared: the time that has passed, when accounts were locked out,
// and what clients are connected to.
type present struct {
	elapsed     time.Duration
	locked      map[*account]time.Duration // what had passed by then
	connections map[string][]Connection    // of machines, by their folded names, where attempts have changed them
}

// lockedSince reports whether an account is locked out now, and since when: an account is unlocked once the lockout
// duration has passed (MS-ADTS 3.1.1.4.5.17, ADS_UF_LOCKOUT). One that was locked before the first attempt counts as
// locked just before it, since nobody knows when that was: it is unlocked then at the latest.
func (w *World) lockedSince(db *database, a *account) (since time.Duration, locked bool) {
	since, locked = w.locked[a]
	if !locked && !a.Locked {
		return 0, false
	}
	d := db.lockoutOf(a).duration
	return since, d == 0 || w.elapsed-since < d
}

func (w *World) lockedOut(db *database, a *account) bool {
	_, locked := w.lockedSince(db, a)
	return locked
}

// A Lockout is when an account that is locked out is unlocked by itself.
type Lockout struct {
	Left   time.Duration // in this time; 0: only an administrator unlocks it
	Latest bool          // or before: it was locked before the first attempt, and nobody knows when
}

// Lockout is when an account is unlocked; false if it is not locked out, or if the topology does not say.
func (w *World) Lockout(database, user string) (Lockout, bool) {
	db := w.database(database)
	if db == nil || db.accounts[fold(user)] == nil {
		return Lockout{}, false
	}
	a := db.accounts[fold(user)]
	policy := db.lockoutOf(a)
	if !policy.written || !w.lockedOut(db, a) {
		return Lockout{}, false
	}
	since, known := w.locked[a]
	return Lockout{Left: max(policy.duration-(w.elapsed-since), 0), Latest: !known}, true
}

// later is the world after some time.
func (w *World) later(d time.Duration) *World {
	after := *w
	after.elapsed = addTime(w.elapsed, d)
	return &after
}

// addTime is the sum of two times, or the end of time.
func addTime(t, d time.Duration) time.Duration {
	if d = max(d, 0); d > math.MaxInt64-t {
		return math.MaxInt64
	}
	return t + d
}

// locking is the world with an account locked out. Its cost depends on the number of locked accounts, not on that of
// all accounts.
func (w *World) locking(a *account, since time.Duration) *World {
	after := *w
	after.locked = maps.Clone(w.locked)
	if after.locked == nil {
		after.locked = map[*account]time.Duration{}
	}
	after.locked[a] = since
	return &after
}

// unlocking is the world with an account unlocked again.
func (w *World) unlocking(a *account) *World {
	after := *w
	after.locked = maps.Clone(w.locked)
	delete(after.locked, a)
	return &after
}

// Topology is the present topology: the original one with edits, with the accounts that were locked out since, and with
// older passwords. It is a copy if anything has changed.
func (w *World) Topology() Topology {
	if w.elapsed == 0 && len(w.locked) == 0 && len(w.connections) == 0 && !w.differs {
		return w.topology
	}
	t := Topology{SPNs: w.topology.SPNs, RC4Only: w.topology.RC4Only, NoRC4: w.topology.NoRC4}
	for _, d := range w.written {
		now := *d
		now.Accounts = w.now(d.Accounts, &w.domains[fold(d.Name)].database)
		t.Domains = append(t.Domains, now)
	}
	for i, m := range w.machines {
		now := *m
		now.Connections = w.allConnections(fold(m.Name), m.Connections)
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
		a.Locked = w.lockedOut(db, db.accounts[fold(a.Name)])
		if a.Changed > 0 {
			a.Changed = addTime(a.Changed, w.elapsed)
		}
	}
	return accounts
}

// compares is true, by sim.ID, for the final states in which a database has checked what was sent against one of its
// accounts.
var compares = comparing()

// comparing computes compares: it finds the states with a row for a wrong password. All states below them are about an
// account.
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

// effect is the effect of a session setup on the bad password count of the account that it was compared with; "" if it
// was compared with none, or if the database locks no accounts out. Unknown users and guests are not counted.
func (f *Facts) effect(because sim.ID) (*place, Effect) {
	p := f.place()
	if f.byTicket() {
		return f.ticketEffect(because)
	}
	if p == nil || !compares[because] || p.lockout().threshold == 0 {
		return nil, ""
	}
	switch {
	case p.refusal == ProtectedUser || p.refusal == PlaceRestricted:
		return p, Unchanged // the password was not checked
	case f.world.lockedOut(p.db, p.account) && !p.spared(LockedOut):
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

// counts reports whether a database counts what was sent as a bad password. A response of a refused kind counts
// although it is not compared (observed); with NTLM disabled, and where the account is reported as not found, nothing
// counts. That an expired response does not count is our conclusion: no source says.
func (p *place) counts() bool {
	switch p.refusal {
	case PasswordDiffers, SaltDiffers, ResponseRefused, NoHash:
		return true
	}
	return false
}

// accepts reports whether the database lets the account log on, which resets the count. The server's later checks
// (rights, blank passwords, a selective trust) do not affect the count. The correct password of an account that is
// refused for its state does not reset it.
func (f *Facts) accepts(p *place) bool {
	return p.refusal == Accepted && !f.notCached(p) && !p.refusesTrust() && !f.protectedUser(p)
}

// exempt reports whether an account is never locked out by bad passwords: a trust or machine account, or on some
// products the built-in Administrator, which is recognized by its name here.
func (p *place) exempt() bool {
	return p.uncounted() || !p.settings.AdministratorLockout && fold(p.account.Name) == administratorName
}

// uncounted reports whether it is a trust or machine account whose bad passwords this database does not count.
func (p *place) uncounted() bool {
	return p.account.Trust != NoTrustAccount && p.settings.SparedTrustAccounts != SparesNothing
}

// after is the world in which the password typed at the prompt is tried: with a threshold of 1 the first password has
// locked the account.
func (w *World) after(f *Facts, because sim.ID) *World {
	if p, e := f.effect(because); e == Counted && p.lockout().threshold == 1 {
		return w.locking(p.account, w.elapsed)
	}
	return w
}
