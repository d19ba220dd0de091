package unknown_test

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/unknown"
)

// A place is a value of a topology, and how to write it.
type place struct {
	of     logon.Unknown
	forget func(*logon.Topology)   // nobody knows it
	values []func(*logon.Topology) // every value that matters, the present one first
	shown  func([]logon.Outcome) string
}

// oneOf is how many places one is tried of. All 30,000 take longer than all other tests together.
var oneOf = flag.Int("one-of", 61, "try one of so many places of the catalogue that can be unknown; 1 is all")

// Whatever is made unknown in a scenario: the answers are exactly those of the values that it can have, and the known
// answer is one of them.
func TestTheAnswersAreThoseOfTheValues(t *testing.T) {
	every := *oneOf
	if testing.Short() {
		every = max(every, 307)
	}
	tried, several := 0, 0
	for _, file := range modeltest.Catalogue(t) {
		if len(logon.Unknowns(file.Topology)) > 0 {
			continue
		}
		for _, p := range places(file) {
			if tried++; tried%every == 0 && compared(t, file, p) {
				several++
			}
		}
	}
	t.Logf("%d places, several answers with %d of those tried", tried, several)
	if tried < 10000 || several < 10 {
		t.Errorf("%d places were found, and with %d there are several answers", tried, several)
	}
}

// compared compares the answers to all attempts of a file with those of the values. It reports whether an attempt has
// several.
func compared(t *testing.T, file *scenarios.File, p place) (several bool) {
	t.Helper()
	if p.shown == nil {
		p.shown = unknown.Shown
	}
	forgotten := copied(file.Topology)
	p.forget(&forgotten)
	play, err := unknown.New(forgotten, attempts(file)...)
	if err != nil {
		t.Fatalf("%s, %s: %v", file.Path, p.of, err)
	}
	if file.Kept {
		play.Keeping()
	}
	want := make([]map[string]bool, len(file.Attempts))
	for i := range want {
		want[i] = map[string]bool{}
	}
	var present []string
	for n, value := range p.values {
		topology := copied(file.Topology)
		value(&topology)
		for i, shown := range played(t, file, topology, p.shown) {
			if want[i][shown] = true; n == 0 {
				present = append(present, shown)
			}
		}
	}
	for i, a := range file.Attempts {
		answers, problems := play.Ask(a.After, a.Attempt)
		if len(problems) > 0 {
			t.Fatalf("%s#%d, %s: %v", file.Path, i+1, p.of, problems)
		}
		got := map[string]bool{}
		for _, answer := range answers.List {
			got[p.shown(answer.Setups)] = true
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(want[i])), slices.Sorted(maps.Keys(got))); diff != "" || !got[present[i]] {
			t.Errorf("%s#%d %s, %s: of the values, and as answers:\n%s", file.Path, i+1, a.Name, p.of, diff)
		}
		several = several || len(answers.List) > 1
	}
	return several
}

func attempts(file *scenarios.File) (list []logon.Attempt) {
	for _, a := range file.Attempts {
		list = append(list, a.Attempt)
	}
	return list
}

// played is what can be seen of each attempt in a topology. A topology that cannot be has no attempts.
func played(t *testing.T, file *scenarios.File, topology logon.Topology, shown func([]logon.Outcome) string) (list []string) {
	t.Helper()
	world, err := logon.NewWorld(topology)
	if err != nil {
		return nil
	}
	history := file.History(world)
	for _, a := range file.Attempts {
		history.Advance(a.After)
		setups, problems := history.Ask(a.Attempt)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		list = append(list, shown(setups))
	}
	return list
}

func copied(t logon.Topology) logon.Topology {
	t.Domains, t.Machines = slices.Clone(t.Domains), slices.Clone(t.Machines)
	for i := range t.Domains {
		t.Domains[i].Accounts = slices.Clone(t.Domains[i].Accounts)
	}
	for i := range t.Machines {
		m := &t.Machines[i]
		m.Accounts, m.Settings, m.Shares = slices.Clone(m.Accounts), slices.Clone(m.Settings), slices.Clone(m.Shares)
	}
	return t
}

// places are the values of a file that can be unknown.
func places(file *scenarios.File) (list []place) {
	passwords := passwordsOf(file)
	for i, d := range file.Topology.Domains {
		of := func(t *logon.Topology) []logon.Account { return t.Domains[i].Accounts }
		list = append(list, accountPlaces(d.Name, d.Accounts, of, passwords)...)
		list = append(list, thresholdPlace(d.Name, true, func(t *logon.Topology) *logon.Policy { return &t.Domains[i].Policy })...)
	}
	for i, m := range file.Topology.Machines {
		of := func(t *logon.Topology) []logon.Account { return t.Machines[i].Accounts }
		list = append(list, accountPlaces(m.Name, m.Accounts, of, passwords)...)
		list = append(list, machinePlaces(i, m, namesOf(file))...)
	}
	return list
}

// passwordsOf are all passwords of a file, the blank one, and one that is none of them.
func passwordsOf(file *scenarios.File) []string {
	all := map[string]bool{"": true, "none of them": true}
	add := func(list []logon.Account) {
		for _, a := range list {
			all[a.Password] = true
			for _, previous := range a.Previous {
				all[previous] = true
			}
		}
	}
	for _, d := range file.Topology.Domains {
		add(d.Accounts)
	}
	for _, m := range file.Topology.Machines {
		add(m.Accounts)
		for _, c := range m.Connections {
			if c.Password != nil {
				all[*c.Password] = true
			}
		}
		for _, c := range m.Stored {
			all[c.Password] = true
		}
	}
	for _, a := range file.Attempts {
		for _, password := range []*string{a.Typed, a.Run.Password, a.SignOn.Password} {
			if password != nil {
				all[*password] = true
			}
		}
		if a.Send != nil {
			all[a.Send.Password] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func accountPlaces(of string, accounts []logon.Account, in func(*logon.Topology) []logon.Account, passwords []string) (list []place) {
	for j, a := range accounts {
		for _, key := range logon.AccountKeys() {
			p := place{of: logon.Unknown{Of: of, User: a.Name, Key: key}, forget: func(t *logon.Topology) { in(t)[j].Unknown = []string{key} },
				values: []func(*logon.Topology){func(*logon.Topology) {}}}
			if key == logon.KeyPassword {
				for _, password := range passwords {
					p.values = append(p.values, func(t *logon.Topology) { in(t)[j].Password = password })
				}
			} else {
				p.values = append(p.values, func(t *logon.Topology) { state(&in(t)[j], key, true) }, func(t *logon.Topology) { state(&in(t)[j], key, false) })
			}
			list = append(list, p)
		}
	}
	return list
}

func state(a *logon.Account, key string, yes bool) {
	switch key {
	case "locked":
		a.Locked = yes
	case "disabled":
		a.Disabled = yes
	case "expired":
		a.Expired = yes
	case "must-change":
		a.MustChange = yes
	case "password-expired":
		a.PasswordExpired = yes
	case "smart-card-required":
		a.SmartCard = yes
	case "hours":
		a.Hours = map[bool]logon.Hours{true: logon.NoHours}[yes]
	}
}

func machinePlaces(i int, m logon.Machine, names []string) (list []place) {
	present := func(*logon.Topology) {}
	p := place{of: logon.Unknown{Of: m.Name, Key: logon.KeyOffline}, forget: func(t *logon.Topology) { t.Machines[i].Unknown = []string{logon.KeyOffline} },
		values: []func(*logon.Topology){present}}
	for _, offline := range []bool{true, false} {
		p.values = append(p.values, func(t *logon.Topology) { t.Machines[i].Offline = offline })
	}
	list = append(list, p)
	if m.Role == logon.Member {
		p = place{of: logon.Unknown{Of: m.Name, Key: logon.KeyChannel}, forget: func(t *logon.Topology) { t.Machines[i].Unknown = []string{logon.KeyChannel} },
			values: []func(*logon.Topology){present}}
		for _, c := range []logon.Channel{logon.Sound, logon.Unreachable, logon.WrongPassword, logon.AccountDeleted, logon.ComputerOff, logon.NetlogonStopped} {
			p.values = append(p.values, func(t *logon.Topology) { t.Machines[i].Channel = c })
		}
		list = append(list, p)
	}
	for j := range m.Shares {
		list = append(list, place{of: logon.Unknown{Of: m.Name, Share: m.Shares[j].Name, Key: logon.KeyAllow},
			forget: func(t *logon.Topology) {
				t.Machines[i].Shares[j].Allow, t.Machines[i].Shares[j].Deny, t.Machines[i].Shares[j].Unknown = nil, nil, true
			},
			values: []func(*logon.Topology){
				func(t *logon.Topology) { t.Machines[i].Shares[j].Allow, t.Machines[i].Shares[j].Deny = nil, nil },
				func(t *logon.Topology) {
					t.Machines[i].Shares[j].Allow, t.Machines[i].Shares[j].Deny = nil, []string{"Everyone"}
				},
			}})
	}
	list = append(list, thresholdPlace(m.Name, m.Role != logon.Controller, func(t *logon.Topology) *logon.Policy { return &t.Machines[i].Policy })...)
	list = append(list, listPlaces(i, m, names)...)
	profile, _ := logon.ProfileNamed(m.Profile)
	for _, name := range profile.SettingNames() {
		if p, ok := settingPlace(i, m, name); ok {
			list = append(list, p)
		}
	}
	return list
}

// listPlaces are the lists of names of a machine: empty, with one of the names, and with all of them.
func listPlaces(i int, m logon.Machine, names []string) (list []place) {
	profile, _ := logon.ProfileNamed(m.Profile)
	for _, name := range profile.SettingNames() {
		if _, of := logon.SettingDoc(name); !strings.HasPrefix(of, "list of names") {
			continue
		}
		p := place{of: logon.Unknown{Of: m.Name, Key: name}, shown: ends,
			forget: func(t *logon.Topology) { set(t, i, logon.Setting{Name: name, Unknown: true}) },
			values: []func(*logon.Topology){func(t *logon.Topology) { set(t, i, logon.Setting{Name: name, Values: []string{}}) }}}
		for _, some := range slices.Concat([][]string{names}, slices.Collect(slices.Chunk(names, 1))) {
			p.values = append(p.values, func(t *logon.Topology) { set(t, i, logon.Setting{Name: name, Values: some}) })
		}
		list = append(list, p)
	}
	return list
}

// namesOf are the names that an attempt of a file may look for in a list, and one that none does.
func namesOf(file *scenarios.File) []string {
	all := map[string]bool{"Everyone": true, "none of them": true}
	for _, a := range file.Attempts {
		all[a.Run.Server], all[a.Run.Share] = true, true
		if a.Send != nil {
			all[a.Send.To], all[a.Send.Share] = true, true
		}
	}
	for _, m := range file.Topology.Machines {
		if m.Domain != "" {
			all[m.Domain+`\`+m.Name+"$"] = true // a service shows its computer
		}
	}
	delete(all, "")
	return slices.Sorted(maps.Keys(all))
}

func set(t *logon.Topology, i int, s logon.Setting) {
	own := slices.DeleteFunc(t.Machines[i].Settings, func(o logon.Setting) bool { return strings.EqualFold(o.Name, s.Name) })
	t.Machines[i].Settings = append(own, s)
}

// ends is how an attempt ends, and why.
func ends(setups []logon.Outcome) string {
	o := logon.Joined(setups)
	return fmt.Sprint(o.Error, o.Session, o.Because, o.End)
}

func settingPlace(i int, m logon.Machine, name string) (place, bool) {
	unknownSetting, ok := logon.UnknownSetting(name)
	choices := logon.SettingChoices(name)
	if !ok || len(choices) == 0 {
		return place{}, false
	}
	p := place{of: logon.Unknown{Of: m.Name, Key: name}, forget: func(t *logon.Topology) { set(t, i, unknownSetting) },
		values: []func(*logon.Topology){func(*logon.Topology) {}}}
	for _, value := range choices {
		p.values = append(p.values, func(t *logon.Topology) { set(t, i, logon.Setting{Name: name, Values: []string{value}}) })
	}
	return p, true
}

// thresholdPlace is a lockout threshold. What is counted is not compared: all thresholds that no attempt reaches are
// one value.
func thresholdPlace(of string, has bool, policy func(*logon.Topology) *logon.Policy) []place {
	if !has {
		return nil
	}
	p := place{of: logon.Unknown{Of: of, Key: logon.KeyThreshold}, shown: ends, forget: func(t *logon.Topology) { policy(t).UnknownThreshold = true },
		values: []func(*logon.Topology){func(*logon.Topology) {}}}
	for n := range 60 {
		p.values = append(p.values, func(t *logon.Topology) { policy(t).LockoutThreshold = n })
	}
	return []place{p}
}
