package logon_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// counting is a small world whose databases count bad passwords.
func counting(p logon.Policy) *logon.World {
	w, err := logon.NewWorld(logon.Topology{
		Domains: []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory, Policy: p, Accounts: []logon.Account{
			{Name: "USER1", Password: right, Previous: []string{"old1", "old2"}, Changed: 30 * time.Minute},
			{Name: "USER2", Password: right}, {Name: "GONE", Password: right, Disabled: true}, {Name: "Administrator", Password: right}}}},
		Machines: []logon.Machine{{Name: "NET", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}}},
			{Name: "SRV", Role: logon.Member, Domain: "HOME", Profile: "windows-2022", Policy: p, Shares: []logon.Share{{Name: "share"}},
				Accounts: []logon.Account{{Name: "USER1", Password: right}}},
			{Name: "WS1", Role: logon.Standalone, Profile: "windows-10", Accounts: []logon.Account{{Name: "USER1", Password: wrong}}}}})
	if err != nil {
		panic(err)
	}
	return w
}

// A step lets time pass, and makes an attempt.
type step struct {
	after   time.Duration
	attempt logon.Attempt
}

var steps = rapid.Custom(func(t *rapid.T) step {
	s := step{after: time.Duration(rapid.SampledFrom([]int{0, 0, 0, 1, 5, 9, 10, 11, 29, 30, 31, 100}).Draw(t, "minutes later")) * time.Minute}
	if rapid.IntRange(0, 4).Draw(t, "by a command") == 0 {
		typed := rapid.SampledFrom([]string{right, wrong}).Draw(t, "typed")
		s.attempt = logon.Attempt{From: "WS1", As: logon.Name{Domain: "WS1", User: "USER1"}, Typed: &typed,
			Run: logon.NetUse{Server: rapid.SampledFrom([]string{"NET", "SRV"}).Draw(t, "server"), Share: "share"}}
		return s
	}
	s.attempt = logon.Attempt{Send: &logon.Send{To: rapid.SampledFrom([]string{"NET", "SRV"}).Draw(t, "to"), Share: "share",
		Domain:   rapid.SampledFrom([]string{"HOME", "SRV", "NOWHERE", ""}).Draw(t, "domain"),
		User:     rapid.SampledFrom([]string{"USER1", "user2", "GONE", "Administrator", "NOBODY"}).Draw(t, "user"),
		Password: rapid.SampledFrom([]string{right, wrong, "old1", "old2"}).Draw(t, "password"),
		Response: rapid.SampledFrom([]ntlm.Kind{ntlm.NTLMv2, ntlm.NTLMv1}).Draw(t, "response")}}
	return s
})

var policies = rapid.Custom(func(t *rapid.T) logon.Policy {
	p := logon.Policy{LockoutThreshold: rapid.IntRange(0, 4).Draw(t, "threshold")}
	p.LockoutWindow = rapid.SampledFrom([]string{"", "10m"}).Draw(t, "window")
	p.LockoutDuration = rapid.SampledFrom([]string{"", "30m"}).Draw(t, "duration")
	return p
})

func ask(t testing.TB, h *logon.History, a logon.Attempt) []logon.Outcome {
	t.Helper()
	setups, problems := h.Ask(a)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return setups
}

// A world that attempts have changed is the world of a topology with those accounts locked and those passwords older:
// to ask either is the same.
func TestWhatAttemptsHaveDoneIsInTheTopology(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := logon.NewHistory(counting(policies.Draw(r, "policy")))
		for _, s := range rapid.SliceOfN(steps, 1, 12).Draw(r, "history") {
			h.Advance(s.after)
			afresh, err := logon.NewWorld(h.World().Topology())
			if err != nil {
				r.Fatal(err)
			}
			q, _ := afresh.Question(s.attempt)
			want := q.Setups()[0]
			if got := ask(t, h, s.attempt)[0]; got.Because != want.Because || got.Error != want.Error {
				r.Fatalf("%+v: got %s, want %s", s, got.Because, want.Because)
			}
		}
	})
}

// The count never exceeds the threshold; where it reaches it, the account is locked, and nothing else locks one.
func TestAnAccountIsLockedExactlyWhenTheThresholdIsReached(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := policies.Draw(r, "policy")
		h := logon.NewHistory(counting(p))
		for _, s := range rapid.SliceOfN(steps, 1, 20).Draw(r, "history") {
			h.Advance(s.after)
			before := lockedOut(h)
			for _, o := range ask(t, h, s.attempt) {
				for _, c := range o.Counts {
					counts := c.Effect == logon.Counted || c.Effect == logon.Locks
					if c.Bad > p.LockoutThreshold || counts && (c.Effect == logon.Locks) != (c.Bad == p.LockoutThreshold) {
						r.Fatalf("threshold %d: %+v", p.LockoutThreshold, c)
					}
					if c.Effect == logon.Locks {
						before = append(before, c.Account.String())
					}
				}
			}
			slices.Sort(before)
			if diff := cmp.Diff(before, lockedOut(h)); diff != "" {
				r.Fatalf("-before and locked now +after\n%s", diff)
			}
		}
	})
}

func lockedOut(h *logon.History) []string {
	list := []string{}
	t := h.World().Topology()
	for _, d := range t.Domains {
		for _, a := range d.Accounts {
			if a.Locked {
				list = append(list, d.Name+`\`+a.Name)
			}
		}
	}
	for _, m := range t.Machines {
		for _, a := range m.Accounts {
			if a.Locked {
				list = append(list, m.Name+`\`+a.Name)
			}
		}
	}
	slices.Sort(list)
	return list
}

func TestTimeOnlyUnlocks(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := logon.NewHistory(counting(policies.Draw(r, "policy")))
		for _, s := range rapid.SliceOfN(steps, 1, 20).Draw(r, "history") {
			before := lockedOut(h)
			h.Advance(s.after)
			for _, name := range lockedOut(h) {
				if !slices.Contains(before, name) {
					r.Fatalf("%s is locked out after %s, and was not before", name, s.after)
				}
			}
			ask(t, h, s.attempt)
		}
	})
}

// Without a lockout-threshold, and without time, it does not matter what was asked before.
func TestWithoutAPolicyAttemptsDoNotDependOnEachOther(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := counting(logon.Policy{})
		h := logon.NewHistory(w)
		for _, s := range rapid.SliceOfN(steps, 1, 12).Draw(r, "history") {
			q, _ := w.Question(s.attempt)
			want, got := q.Setups(), ask(t, h, s.attempt)
			for i := range want {
				if len(want) != len(got) || got[i].End != want[i].End || len(got[i].Counts) > 0 {
					r.Fatalf("%+v: got %s with %v, want %s", s, got[i].End, got[i].Counts, want[i].End)
				}
			}
		}
		if h.World() != w {
			r.Fatal("the world has changed")
		}
	})
}

// A tried is one password at one time: minutes since the first attempt.
type tried struct {
	at    int
	right bool
}

// naivelyLocked is a second transcription of the law (MS-SAMR 3.1.5.14.6), from the text and not from the code: it goes
// through all that was tried, each time. Without a duration it is for ever.
func naivelyLocked(threshold, window, duration int, before []tried, now int) bool {
	const never = -1
	var counted []int
	lockoutTime := never
	for _, t := range before {
		if lockoutTime != never && (duration == 0 || t.at < lockoutTime+duration) {
			continue // nothing counts
		}
		if lockoutTime != never {
			lockoutTime, counted = never, nil
		}
		if n := len(counted); n > 0 && t.at >= counted[n-1]+window || t.right {
			counted = nil
		}
		if !t.right {
			counted = append(counted, t.at)
		}
		if threshold > 0 && len(counted) >= threshold {
			lockoutTime = t.at
		}
	}
	return lockoutTime != never && (duration == 0 || now < lockoutTime+duration)
}

func TestANaiveCountLocksAtTheSameTimes(t *testing.T) {
	lockedOnce, unlockedOnce := false, false
	law := func(r *rapid.T) {
		p := policies.Draw(r, "policy")
		window, duration := 30, 0
		if p.LockoutWindow != "" {
			window = 10
		}
		if p.LockoutDuration != "" {
			duration = 30
		}
		h := logon.NewHistory(counting(p))
		var before []tried
		now := 0
		for range rapid.IntRange(1, 25).Draw(r, "attempts") {
			later := rapid.SampledFrom([]int{0, 0, 1, 5, 9, 10, 11, 29, 30, 31}).Draw(r, "later")
			now += later
			h.Advance(time.Duration(later) * time.Minute)
			one := tried{now, rapid.IntRange(0, 3).Draw(r, "right") == 0}
			password := map[bool]string{true: right, false: wrong}[one.right]
			o := ask(t, h, logon.Attempt{Send: &logon.Send{To: "NET", Domain: "HOME", User: "USER2", Password: password, Response: ntlm.NTLMv2}})[0]
			want := naivelyLocked(p.LockoutThreshold, window, duration, before, now)
			if got := o.Because == "own.found.locked"; got != want {
				r.Fatalf("%+v, %v, then %v: locked is %v, want %v", p, before, one, got, want)
			}
			before = append(before, one)
			lockedOnce = lockedOnce || want
			unlockedOnce = unlockedOnce || !want && len(o.Counts) > 0 && o.Counts[0].Released > 0
		}
	}
	// One time in seventy no account is unlocked in a hundred histories.
	for range 10 {
		if rapid.Check(t, law); lockedOnce && unlockedOnce {
			break
		}
	}
	if !lockedOnce || !unlockedOnce {
		t.Errorf("an account was locked: %v; and unlocked again by time: %v", lockedOnce, unlockedOnce)
	}
}

// An account that was locked before the first attempt is unlocked once lockout-duration has passed since then, and not
// before; without one only an administrator unlocks it.
func TestTimeUnlocksAnAccountThatWasLockedBefore(t *testing.T) {
	for _, c := range []struct {
		policy  logon.Policy
		after   time.Duration
		because string
	}{
		{logon.Policy{LockoutThreshold: 3, LockoutDuration: "30m"}, 30*time.Minute - 1, "own.found.locked"},
		{logon.Policy{LockoutThreshold: 3, LockoutDuration: "30m"}, 30 * time.Minute, "own.found.password-matches"},
		{logon.Policy{LockoutDuration: "30m"}, 30 * time.Minute, "own.found.password-matches"},
		{logon.Policy{LockoutThreshold: 3, LockoutDuration: "0"}, 1<<63 - 1, "own.found.locked"},
		{logon.Policy{}, 1<<63 - 1, "own.found.locked"},
	} {
		w, err := counting(c.policy).With(logon.EditAccount("HOME", "USER2", func(a *logon.Account) { a.Locked = true }))
		if err != nil {
			t.Fatal(err)
		}
		h := logon.NewHistory(w)
		h.Advance(c.after)
		good := logon.Attempt{Send: &logon.Send{To: "NET", Domain: "HOME", User: "USER2", Password: right, Response: ntlm.NTLMv2}}
		o := ask(t, h, good)[0]
		if string(o.Because) != c.because {
			t.Errorf("%+v after %s: got %s, want %s", c.policy, c.after, o.Because, c.because)
		}
		unlocked := c.policy.LockoutThreshold > 0 && o.Error == 0
		for i, o := range []logon.Outcome{o, ask(t, h, good)[0]} {
			if got := len(o.Counts) > 0 && o.Counts[0].Unlocked; got != (unlocked && i == 0) {
				t.Errorf("%+v after %s, attempt %d: it is said that time has unlocked it: %t", c.policy, c.after, i+1, got)
			}
		}
	}
}

// An edit does not change since when an account is locked, and one that locks it does so now.
func TestAnEditKeepsTheTimeOfALockout(t *testing.T) {
	bad := logon.Attempt{Send: &logon.Send{To: "NET", Domain: "HOME", User: "USER2", Password: wrong, Response: ntlm.NTLMv2}}
	h := logon.NewHistory(counting(logon.Policy{LockoutThreshold: 1, LockoutDuration: "30m"}))
	h.Advance(time.Hour)
	ask(t, h, bad)
	h.Advance(20 * time.Minute)
	edited, err := h.World().With(logon.EditAccount("HOME", "USER2", func(a *logon.Account) { a.Groups = []string{"G"} }),
		logon.EditAccount("HOME", "GONE", func(a *logon.Account) { a.Locked = true }))
	if err != nil {
		t.Fatal(err)
	}
	for user, want := range map[string]logon.Lockout{"USER2": {Left: 10 * time.Minute}, "GONE": {Left: 30 * time.Minute}} {
		if got, ok := edited.Lockout("HOME", user); !ok || got != want {
			t.Errorf("%s: got %+v, %t, want %+v", user, got, ok, want)
		}
	}
	for _, unknown := range [][2]string{{"HOME", "USER1"}, {"HOME", "NOBODY"}, {"NOWHERE", "USER1"}} {
		if got, ok := edited.Lockout(unknown[0], unknown[1]); ok {
			t.Errorf("%s: got %+v", unknown, got)
		}
	}
}

// The second session setup of a prompt comes after the first has counted, by whichever way it is asked.
func TestAPromptIsTwoTries(t *testing.T) {
	typed := right
	a := logon.Attempt{From: "WS1", As: logon.Name{Domain: "WS1", User: "USER1"}, Typed: &typed, Run: logon.NetUse{Server: "NET", Share: "share"}}
	for threshold, want := range map[int]string{0: "unknown.found.password-matches", 1: "unknown.found.locked", 2: "unknown.found.password-matches"} {
		q, problems := counting(logon.Policy{LockoutThreshold: threshold}).Question(a)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var f logon.Facts
		if o, d := q.Predict(), q.Ask(&f); string(o.Because) != want || d.Because() != o.Because {
			t.Errorf("lockout-threshold %d: predicted %s and decided %s, want %s", threshold, o.Because, d.Because(), want)
		}
	}
}

// Time that is longer than there is ends somewhere, and nothing overflows.
func TestTheEndOfTimeUnlocksWhatTimeUnlocks(t *testing.T) {
	h := logon.NewHistory(counting(logon.Policy{LockoutThreshold: 1, LockoutDuration: "30m"}))
	bad := logon.Attempt{Send: &logon.Send{To: "NET", Domain: "HOME", User: "USER2", Password: wrong, Response: ntlm.NTLMv2}}
	for range 3 {
		ask(t, h, bad)
		h.Advance(1<<63 - 1)
		h.Advance(-time.Hour)
	}
	if got := len(lockedOut(h)); got > 1 {
		t.Errorf("%d accounts are locked out", got)
	}
}

// The cost of an attempt does not grow with the topology, and neither does that of locking an account and unlocking it.
func BenchmarkHistory(b *testing.B) {
	for _, n := range []int{10, 1000, 100000} {
		topology := largeTopology(n)
		topology.Domains[0].Policy = logon.Policy{LockoutThreshold: 2, LockoutDuration: "30m"}
		w, err := logon.NewWorld(topology)
		if err != nil {
			b.Fatal(err)
		}
		put := func(h *logon.History, password string) {
			if _, problems := h.Ask(logon.Attempt{Send: &logon.Send{To: "NET", Share: "share", Domain: "HOME", User: "USER1", Password: password, Response: ntlm.NTLMv2}}); len(problems) > 0 {
				b.Fatal(problems)
			}
		}
		b.Run(fmt.Sprintf("a bad one and a right one/%d", n), func(b *testing.B) {
			h := logon.NewHistory(w)
			b.ReportAllocs()
			for b.Loop() {
				put(h, wrong)
				put(h, right)
			}
		})
		b.Run(fmt.Sprintf("locked and unlocked/%d", n), func(b *testing.B) {
			h := logon.NewHistory(w)
			b.ReportAllocs()
			for b.Loop() {
				put(h, wrong)
				put(h, wrong)
				h.Advance(31 * time.Minute)
			}
		})
	}
}

// A session at the client is one, whichever name of the domain is used.
func TestASessionIsOneByBothNamesOfItsDomain(t *testing.T) {
	world, err := logon.NewWorld(logon.Topology{
		Domains: []logon.Domain{{Name: "CORP", DNS: "corp.test", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "ANNA", Password: "A"}}}},
		Machines: []logon.Machine{{Name: "FS", Role: logon.Member, Domain: "CORP", Profile: "windows-2022", Shares: []logon.Share{{Name: "a"}}},
			{Name: "PC", Role: logon.Member, Domain: "CORP", Profile: "windows-11-24h2"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	history := logon.NewHistory(world).Keeping()
	for _, a := range []logon.Attempt{
		{From: "PC", As: logon.Name{Domain: "CORP", User: "ANNA"}, Run: logon.NetUse{Device: "X:", Server: "FS", Share: "a"}},
		{From: "PC", As: logon.Name{Domain: "corp.test", User: "anna"}, Run: logon.NetUse{Delete: true, Device: "X:"}},
	} {
		setups, problems := history.Ask(a)
		if len(problems) > 0 || logon.Joined(setups).Error != 0 {
			t.Errorf("%s: %v, %v", a.As, setups, problems)
		}
	}
}

// A lock that an edit set ends as one of the topology does: what is counted after it is kept.
func TestALockOfAnEditEndsAsThatOfATopology(t *testing.T) {
	topology := logon.Topology{
		Domains: []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "USER1", Password: right}},
			Policy: logon.Policy{LockoutThreshold: 3, LockoutWindow: "6s", LockoutDuration: "6s"}}},
		Machines: []logon.Machine{{Name: "DC", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022"}}}
	bad := logon.Attempt{Send: &logon.Send{To: "DC", Domain: "HOME", User: "USER1", Password: "wrong", Response: ntlm.NTLMv2}}
	lock := func(a *logon.Account) { a.Locked = true }
	plain, err := logon.NewWorld(topology)
	if err != nil {
		t.Fatal(err)
	}
	edited, err := plain.With(logon.EditAccount("HOME", "USER1", lock))
	if err != nil {
		t.Fatal(err)
	}
	lock(&topology.Domains[0].Accounts[0])
	written, err := logon.NewWorld(topology)
	if err != nil {
		t.Fatal(err)
	}
	counts := func(w *logon.World) (list []logon.Count) {
		h := logon.NewHistory(w)
		for _, after := range []time.Duration{0, 7 * time.Second, 0, 7 * time.Second} {
			h.Advance(after)
			setups, problems := h.Ask(bad)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			list = append(list, setups[0].Counts...)
		}
		return list
	}
	want, got := counts(written), counts(edited)
	if diff := cmp.Diff(want, got); diff != "" || len(got) != 4 || got[3].Lapsed != 2 {
		t.Errorf("-topology +edit:\n%s", diff)
	}
}
