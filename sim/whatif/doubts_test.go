package whatif

import (
	"slices"
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// doubtsOf is what an attempt rests on, by what stands in the tables.
func doubtsOf(t *testing.T, topology logon.Topology, a logon.Attempt) (list []string) {
	t.Helper()
	w, err := logon.NewWorld(topology)
	if err != nil {
		t.Fatal(err)
	}
	grounds, problems := NewEvidence(w, logon.NewHistory, nil).Doubts(0, a)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, g := range grounds {
		if g.Cite.Mark == sim.Documented || g.Cite.Mark == sim.Observed || g.Cite.Source == "" {
			t.Errorf("%s %s is in no doubt: %+v", g.Kind, g.What, g.Cite)
		}
		list = append(list, string(g.Kind)+" "+g.What)
	}
	return list
}

func sending(domain, user, password string) logon.Attempt {
	return logon.Attempt{Send: &logon.Send{To: "SRV", Share: "share", Domain: domain, User: user, Password: password, Response: ntlm.NTLMv2}}
}

// A prediction rests on the rows that it took, on what its end means, and on those values of a profile but for which it
// would be another one: on the order of checks only where two of them fail.
func TestAPredictionRestsOnWhatDecidedIt(t *testing.T) {
	server := func(profile string, settings ...logon.Setting) logon.Topology {
		return logon.Topology{Machines: []logon.Machine{{Name: "SRV", Role: logon.Standalone, Profile: profile, Settings: settings,
			Shares: []logon.Share{{Name: "share"}}, Accounts: []logon.Account{{Name: "FINE", Password: "PSW1"},
				{Name: "GONE", Password: "PSW1", Expired: true}, {Name: "BOTH", Password: "PSW1", Disabled: true, Expired: true}}}}}
	}
	checks := valueOf(t, "windows-nt4", "account-checks")
	order := "setting account-checks = " + joined(checks.Setting.Values) + " in windows-nt4"
	if !checks.Cite.Doubtful() {
		t.Fatalf("account-checks of windows-nt4 is %s: take another example", checks.Cite.Mark)
	}
	for _, test := range []struct {
		name    string
		at      logon.Topology
		attempt logon.Attempt
		rests   bool
	}{
		{"an account in one state", server("windows-nt4"), sending("SRV", "GONE", "PSW1"), false},
		{"in two", server("windows-nt4"), sending("SRV", "BOTH", "PSW1"), true},
		{"in two, and the order is given", server("windows-nt4", checks.Setting), sending("SRV", "BOTH", "PSW1"), false},
		{"in none", server("windows-nt4"), sending("SRV", "FINE", "PSW1"), false},
	} {
		if got := doubtsOf(t, test.at, test.attempt); slices.Contains(got, order) != test.rests {
			t.Errorf("%s: rests on %q", test.name, got)
		}
	}
	want := []string{"rule own.found: the account has expired"}
	if got := doubtsOf(t, server("windows-2022"), sending("SRV", "GONE", "PSW1")); !slices.Equal(got, want) {
		t.Errorf("an expired account rests on %q, want %q", got, want)
	}
	want = []string{"rule forced: the guest account is disabled", "ending forced.guest-disabled"}
	if got := doubtsOf(t, server("windows-xp", logon.Setting{Name: "ForceGuest", Values: []string{"1"}}), sending("SRV", "FINE", "PSW1")); !slices.Equal(got, want) {
		t.Errorf("everybody is a Guest that is disabled: rests on %q, want %q", got, want)
	}
	if got := doubtsOf(t, server("windows-2022"), sending("SRV", "FINE", "PSW1")); len(got) > 0 {
		t.Errorf("a password that matches is in doubt: %q", got)
	}
}

func valueOf(t *testing.T, profile, setting string) logon.Value {
	t.Helper()
	p, ok := logon.ProfileNamed(profile)
	if !ok {
		t.Fatal(profile)
	}
	v, ok := p.Value(setting)
	if !ok {
		t.Fatal(setting)
	}
	return v
}

func joined(values []string) (text string) {
	for i, v := range values {
		if i > 0 {
			text += ", "
		}
		text += v
	}
	return text
}

// Whatever a profile doubts can be otherwise: a value that no world is made without would never be reported.
func TestEveryDoubtfulValueCanBeOtherwise(t *testing.T) {
	doubtful := 0
	for _, p := range logon.Profiles() {
		for _, v := range p.Values {
			if !v.Cite.Doubtful() {
				continue
			}
			doubtful++
			if otherWorlds(p, v) == 0 {
				t.Errorf("%s: %s: no other value of it is known", p.Name, v.Setting.Name)
			}
		}
	}
	if doubtful == 0 {
		t.Error("no profile doubts anything")
	}
}

// otherWorlds is in how many worlds a machine of a product has another value.
func otherWorlds(p *logon.Profile, v logon.Value) int {
	m := logon.Machine{Name: "SRV", Role: p.Roles[0], Profile: p.Name}
	t := logon.Topology{Machines: []logon.Machine{m}}
	if m.Role != logon.Standalone {
		t.Machines[0].Domain, t.Domains = "HOME", []logon.Domain{{Name: "HOME", Kind: logon.ActiveDirectory}}
	}
	w, err := logon.NewWorld(t)
	if err != nil {
		panic(err)
	}
	return len(doubtOf(w, logon.NewHistory, m.Name, v).worlds)
}
