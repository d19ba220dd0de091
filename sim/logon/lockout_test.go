package logon_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// What is wrong with a policy is said with its place.
func TestALockoutPolicyIsChecked(t *testing.T) {
	for _, c := range []struct {
		policy logon.Policy
		key    string
		says   string
		hint   string
	}{
		{logon.Policy{LockoutThreshold: -1}, "lockout-threshold", "-1 bad passwords are less than none", "0: nobody is locked out"},
		{logon.Policy{LockoutWindow: "soon"}, "lockout-window", `"soon" is not a duration`, "write how long with its unit: 30m"},
		{logon.Policy{LockoutWindow: "-5m"}, "lockout-window", `"-5m" is not a duration`, "write how long with its unit: 30m"},
		{logon.Policy{LockoutDuration: "-5m"}, "lockout-duration", `"-5m" is not a duration`, "write how long with its unit: 30m"},
		{logon.Policy{LockoutWindow: "0"}, "lockout-window", `"0" is not a duration`, "write how long with its unit: 30m"},
		{logon.Policy{LockoutDuration: "30"}, "lockout-duration", `"30" is not a duration`, "write how long with its unit: 30m"},
		{logon.Policy{LockoutWindow: "31m", LockoutDuration: "30m"}, "lockout-window", "it is longer than lockout-duration: 30m", "neither Windows nor Active Directory takes that"},
		{logon.Policy{LockoutWindow: "2ns", LockoutDuration: "1ns"}, "lockout-window", "it is longer than lockout-duration: 1ns", "neither Windows nor Active Directory takes that"},
		{logon.Policy{}, "", "", ""},
		{logon.Policy{LockoutThreshold: 3, LockoutWindow: "2h", LockoutDuration: "0"}, "", "", ""}, // until an administrator unlocks the account
		{logon.Policy{LockoutThreshold: 3, LockoutWindow: "30m", LockoutDuration: "30m"}, "", "", ""},
		{logon.Policy{LockoutThreshold: 3, LockoutDuration: "5m"}, "", "", ""}, // the window is no longer than the duration
		{logon.Policy{LockoutThreshold: 3, LockoutWindow: "1ns", LockoutDuration: "1ns"}, "", "", ""},
	} {
		problems := logon.Check(logon.Topology{Machines: []logon.Machine{{Name: "SRV", Role: logon.Standalone, Profile: "windows-2022", Policy: c.policy}}})
		switch {
		case c.says == "" && len(problems) > 0:
			t.Errorf("%+v: got %v", c.policy, problems)
		case c.says == "":
		case len(problems) != 1 || strings.Join(problems[0].Path, ".") != "machines.SRV.policy."+c.key || problems[0].What != c.says || problems[0].Hint != c.hint:
			t.Errorf("%+v: got %v, want one of %s: %s (%s)", c.policy, problems, c.key, c.says, c.hint)
		}
	}
}

func TestTheWindowOfAPolicy(t *testing.T) {
	for _, c := range []struct {
		window, duration string
		want             time.Duration
	}{
		{"", "", 30 * time.Minute}, {"", "10m", 10 * time.Minute}, {"", "2h", 30 * time.Minute}, {"20m", "2h", 20 * time.Minute},
		{"1ns", "", 1}, {"", "1ns", 1},
	} {
		if got := (logon.Policy{LockoutWindow: c.window, LockoutDuration: c.duration}).Window(); got != c.want {
			t.Errorf("window %q, duration %q: got %s, want %s", c.window, c.duration, got, c.want)
		}
	}
}

// What is wrong with fine-grained policies is said with its place.
func TestPasswordSettingsAreChecked(t *testing.T) {
	settings := func(kind logon.DomainKind, list ...logon.PasswordSettings) []logon.Problem {
		return logon.Check(logon.Topology{Domains: []logon.Domain{{Name: "HOME", Kind: kind, PasswordSettings: list}}})
	}
	strict := logon.PasswordSettings{Name: "Strict", Precedence: 10, AppliesTo: []string{"Few"}, Policy: logon.Policy{LockoutThreshold: 2}}
	again, long, named, secret := strict, strict, strict, strict
	again.Name, long.Policy.LockoutWindow, named.Precedence, secret.Policy.UnknownThreshold = "Again", "-1m", 11, true
	for want, problems := range map[string][]logon.Problem{
		"domains.HOME.password-settings: a domain of kind nt4 has no fine-grained policies (kind: ad)":                                                                           settings(logon.NT4, strict),
		"domains.HOME.password-settings.Again.precedence: it is that of Strict, too: Windows would decide by their GUIDs (give each another)":                                    settings(logon.ActiveDirectory, strict, again),
		`domains.HOME.password-settings.Strict.policy.lockout-window: "-1m" is not a duration (write how long with its unit: 30m)`:                                               settings(logon.ActiveDirectory, long),
		"domains.HOME.password-settings.Strict.policy.lockout-threshold: the lockout-threshold of password settings cannot be unknown (write the number that the settings have)": settings(logon.ActiveDirectory, secret),
		`domains.HOME.password-settings.Strict: "Strict" is here already as "Strict" (names ignore case)`:                                                                        settings(logon.ActiveDirectory, strict, named),
	} {
		if len(problems) != 1 || problems[0].Error() != want {
			t.Errorf("got %v, want %s", problems, want)
		}
	}
	if problems := settings(logon.ActiveDirectory, strict); len(problems) > 0 {
		t.Errorf("got %v", problems)
	}
}

// A policy that names the user comes before those of groups, whatever its precedence; then the lowest precedence
// counts, and the domain's where none applies. They are for users only.
func TestTheFineGrainedPolicyThatCounts(t *testing.T) {
	policy := func(threshold int) logon.Policy { return logon.Policy{LockoutThreshold: threshold} }
	w, err := logon.NewWorld(logon.Topology{
		Domains: []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory, Policy: policy(5), Accounts: []logon.Account{
			{Name: "PLAIN", Password: right}, {Name: "FEW", Password: right, Groups: []string{"Few"}}, {Name: "BOTH", Password: right, Groups: []string{"Few", "Some"}},
			{Name: "SPARED", Password: right, Groups: []string{"Few"}}, {Name: "PC$", Password: right, Groups: []string{"Few"}, Trust: logon.Workstation}},
			PasswordSettings: []logon.PasswordSettings{{Name: "Third", Precedence: 30, AppliesTo: []string{"HOME\\spared"}, Policy: policy(0)},
				{Name: "Second", Precedence: 20, AppliesTo: []string{"few"}, Policy: policy(3)}, {Name: "First", Precedence: 10, AppliesTo: []string{"Some", "Others"}, Policy: policy(2)}}}},
		Machines: []logon.Machine{{Name: "SERVER", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	for user, want := range map[string][2]any{"PLAIN": {5, ""}, "FEW": {3, "Second"}, "BOTH": {2, "First"}} {
		o := ask(t, logon.NewHistory(w), logon.Attempt{Send: &logon.Send{To: "SERVER", Domain: "HOME", User: user, Password: wrong, Response: ntlm.NTLMv2}})[0]
		if len(o.Counts) != 1 || o.Counts[0].Threshold != want[0] || o.Counts[0].By != want[1] || o.LockoutThreshold() != want[0] {
			t.Errorf("%s: got %+v, want %v", user, o.Counts, want)
		}
	}
	if got := effects(t, w, "HOME", "SPARED", wrong, wrong, wrong, wrong, wrong, right); slices.ContainsFunc(got, func(e logon.Effect) bool { return e != "" }) {
		t.Errorf("a user whose policy has no threshold: got %v", got)
	}
	if got := effects(t, w, "HOME", "BOTH", wrong, wrong, right); !slices.Equal(got, []logon.Effect{logon.Counted, logon.Locks, logon.Refused}) {
		t.Errorf("a user with a threshold of 2: got %v", got)
	}
	if got := effects(t, w, "HOME", "PC$", wrong, wrong, wrong, right); slices.Contains(got, logon.Locks) {
		t.Errorf("a computer: got %v", got)
	}
}

// guarded is a member whose databases lock accounts out at the third bad password.
func guarded(change func(*logon.Topology)) *logon.World {
	policy := logon.Policy{LockoutThreshold: 3}
	topology := member(func(m *logon.Machine) {
		m.Policy = policy
		m.Accounts = append(m.Accounts, logon.Account{Name: "BLANK"}, logon.Account{Name: "LOCKED", Password: right, Locked: true},
			logon.Account{Name: "TRUST$", Password: right, Locked: true, Trust: logon.Workstation})
	})
	topology.Domains[0].Policy, topology.Domains[1].Policy = policy, policy
	if change != nil {
		change(&topology)
	}
	w, err := logon.NewWorld(topology)
	if err != nil {
		panic(err)
	}
	return w
}

// effects are what session setups one after the other, each with a password, do to the counts of bad passwords.
func effects(t *testing.T, w *logon.World, domain, user string, passwords ...string) (list []logon.Effect) {
	t.Helper()
	h := logon.NewHistory(w)
	for _, password := range passwords {
		for _, o := range ask(t, h, logon.Attempt{Send: &logon.Send{To: "SERVER", Share: "share", Domain: domain, User: user, Password: password, Response: ntlm.NTLMv2}}) {
			effect := logon.Effect("")
			for _, c := range o.Counts {
				effect = c.Effect
			}
			list = append(list, effect)
		}
	}
	return list
}

// A right password ends the row of bad ones where the database lets the account log on: what the server says of the
// logon after that is its own.
func TestARightPasswordEndsTheRowWhateverTheServerSaysOfTheLogon(t *testing.T) {
	for name, c := range map[string]struct {
		domain, user, password string
		change                 func(*logon.Topology)
	}{
		"let in":                      {"SERVER", "USER1", right, nil},
		"a blank password":            {"SERVER", "BLANK", "", nil},
		"the right is denied":         {"SERVER", "USER1", right, func(t *logon.Topology) { setting(&t.Machines[0], "SeDenyNetworkLogonRight", "USER1") }},
		"the right is not granted":    {"SERVER", "USER1", right, func(t *logon.Topology) { setting(&t.Machines[0], "SeNetworkLogonRight", "BLANK") }},
		"the trust is selective":      {"NEAR", "NEARER", right, func(t *logon.Topology) { t.Domains[0].Trusts[0].Selective = true }},
		"a domain's account, denied":  {"HOME", "HOMER", right, func(t *logon.Topology) { setting(&t.Machines[0], "SeDenyNetworkLogonRight", "HOMER") }},
		"a trusted domain's, let in":  {"NEAR", "NEARER", right, nil},
		"its own name, by an unknown": {"ELSEWHERE", "USER1", right, nil},
	} {
		got := effects(t, guarded(c.change), c.domain, c.user, wrong, wrong, c.password, wrong)
		if want := []logon.Effect{logon.Counted, logon.Counted, logon.Forgotten, logon.Counted}; !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// Of an account that is locked out nothing counts, whatever the password, also where it was locked before anybody
// asked.
func TestNothingCountsOfAnAccountThatIsLockedOut(t *testing.T) {
	got := effects(t, guarded(nil), "SERVER", "LOCKED", wrong, right)
	if want := []logon.Effect{logon.Refused, logon.Refused}; !slices.Equal(got, want) {
		t.Errorf("locked before the first attempt: got %v, want %v", got, want)
	}
	got = effects(t, guarded(nil), "SERVER", "USER1", wrong, wrong, wrong, wrong, right)
	if want := []logon.Effect{logon.Counted, logon.Counted, logon.Locks, logon.Refused, logon.Refused}; !slices.Equal(got, want) {
		t.Errorf("locked by attempts: got %v, want %v", got, want)
	}
}

// A session setup that is refused before any database has compared the password counts nowhere, though it is wrong.
func TestWhatNoDatabaseComparesCountsNowhere(t *testing.T) {
	w := guarded(func(t *logon.Topology) { setting(&t.Machines[0], "RestrictReceivingNTLMTraffic", "2") })
	if got := effects(t, w, "SERVER", "USER1", wrong, wrong, wrong); !slices.Equal(got, []logon.Effect{"", "", ""}) {
		t.Errorf("NTLM is denied: got %v, want nothing", got)
	}
	if got := effects(t, guarded(nil), "SERVER", "STRANGER", wrong); !slices.Equal(got, []logon.Effect{""}) {
		t.Errorf("no such account: got %v, want nothing", got)
	}
}

// A world says how old its passwords are by now, to the last bit of time; one that was changed long ago stays so.
func TestTimeMakesPasswordsOlder(t *testing.T) {
	topology := logon.Topology{Machines: []logon.Machine{{Name: "SRV", Role: logon.Standalone, Profile: "windows-2022",
		Accounts: []logon.Account{{Name: "NEW", Changed: 1}, {Name: "OLD"}}}}}
	for _, passed := range []time.Duration{0, 1, time.Hour} {
		w, err := logon.NewWorld(topology)
		if err != nil {
			t.Fatal(err)
		}
		h := logon.NewHistory(w)
		h.Advance(passed)
		accounts := h.World().Topology().Machines[0].Accounts
		if accounts[0].Changed != 1+passed || accounts[1].Changed != 0 {
			t.Errorf("after %s: got %s and %s, want %s and 0", passed, accounts[0].Changed, accounts[1].Changed, 1+passed)
		}
	}
}

// A world that an attempt has changed leaves the one before it as it was.
func TestLockingAnAccountLeavesTheWorldBeforeAsItWas(t *testing.T) {
	h := logon.NewHistory(guarded(nil))
	lock := func(user string) {
		for range 3 {
			ask(t, h, logon.Attempt{Send: &logon.Send{To: "SERVER", Share: "share", Domain: "SERVER", User: user, Password: wrong, Response: ntlm.NTLMv2}})
		}
	}
	lock("USER1")
	before := h.World()
	lock("BLANK")
	for _, a := range before.Topology().Machines[0].Accounts {
		if a.Name == "BLANK" && a.Locked {
			t.Error("an account is locked in the world before it was locked")
		}
	}
	for _, a := range h.World().Topology().Machines[0].Accounts {
		if (a.Name == "BLANK" || a.Name == "USER1") && !a.Locked {
			t.Errorf("%s is not locked", a.Name)
		}
	}
}
