package whatif

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
)

var update = flag.Bool("update", false, "write testdata/advice instead of comparing with it")

const adviceFolder = "../../testdata/advice"

// eachRefused gives every refused attempt of the catalogue to see, with the world in which it is refused.
func eachRefused(t testing.TB, see func(path string, p scenarios.Played)) {
	t.Helper()
	for _, file := range modeltest.Catalogue(t) {
		w, err := file.World()
		if err != nil {
			t.Fatal(err)
		}
		for p := range file.Play(w) {
			if len(p.Problems) == 0 && p.Outcome().Error != 0 {
				see(file.Path, p)
			}
		}
	}
}

// What is advised for each refused attempt of the catalogue, so that a kind of advice that is lost, or comes later,
// shows; and how often the model was asked, so that a candidate which cannot help shows, too.
func TestTheAdviceForTheCatalogueIsThatOfTheGoldens(t *testing.T) {
	got, asked := map[string]*strings.Builder{}, map[string]int{}
	eachRefused(t, func(path string, p scenarios.Played) {
		golden := filepath.Join(adviceFolder, filepath.FromSlash(strings.TrimSuffix(path, ".yaml"))+".txt")
		if got[golden] == nil {
			got[golden] = &strings.Builder{}
		}
		found := Advise(p.Before, p.Attempt.Attempt, p.Outcome())
		writeAdvice(got[golden], p, found)
		asked[golden] += found.Tried
	})
	for golden, text := range got {
		fmt.Fprintf(text, "the model was asked %d times\n", asked[golden])
		compareAdvice(t, golden, text.String())
	}
	err := filepath.WalkDir(adviceFolder, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && got[path] == nil {
			t.Errorf("%s: no attempt of such a scenario is refused; remove it", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func writeAdvice(b *strings.Builder, p scenarios.Played, found Found) {
	o := p.Outcome()
	fmt.Fprintf(b, "#%d %s | error %d, %s\n", p.Number, p.Name, o.Error, o.End)
	for _, a := range found.List {
		fmt.Fprintf(b, "%s | %s | %s | session %s\n", a.Kind, a.Change, cmp.Or(a.And, "alone"), a.Session)
		for _, run := range []string{a.Run, a.AndRun} {
			if run != "" {
				fmt.Fprintf(b, "    %s\n", strings.ReplaceAll(run, "\n", "\n    "))
			}
		}
		if a.Caveat != "" {
			fmt.Fprintf(b, "    but %s\n", a.Caveat)
		}
	}
	if len(found.List) == 0 {
		fmt.Fprintf(b, "none | %s\n", cmp.Or(found.Why, "nothing was found"))
	}
	b.WriteString("\n")
}

func compareAdvice(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v; go test ./sim/whatif -update writes it", err)
	}
	if diff := gocmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got); go test ./sim/whatif -update rewrites it\n%s", golden, diff)
	}
}

// beyondTwo are the refused attempts for which two changes are not enough, and which three are.
var beyondTwo = map[string]string{
	"samba/builtin.yaml or no such account":                                            "create the account, name its domain, and send NTLMv2",
	"samba/builtin.yaml and makes no guest":                                            "create the account, name its domain, and send NTLMv2",
	"windows/lockout-and-disabled.yaml locked out and disabled, with a wrong password": "unlock the account, enable it, and give its password",
}

// Each refused attempt has advice, or a reason why nothing helps; and no search ends early.
func TestEveryRefusedAttemptHasAdviceOrAReason(t *testing.T) {
	refused, advised, hopeless := 0, 0, 0
	seen := map[string]bool{}
	eachRefused(t, func(path string, p scenarios.Played) {
		found := Advise(p.Before, p.Attempt.Attempt, p.Outcome())
		name := path + " " + p.Name
		refused++
		switch {
		case found.Early():
			t.Errorf("%s: the search ended early: %d asked, %d left", name, found.Tried, found.Left)
		case len(found.List) > 0:
			advised++
		case found.Why != "":
			hopeless++
		case beyondTwo[name] == "":
			t.Errorf("%s: no advice, and no reason", name)
		default:
			seen[name] = true
		}
	})
	for name := range beyondTwo {
		if !seen[name] {
			t.Errorf("%s: has advice now, or is not there: take it off the list", name)
		}
	}
	modeltest.Claims(t, "%s refused attempts %s have advice, of %s nothing can help and the reason is given, and %s need three changes",
		refused, advised, hopeless, len(beyondTwo))
	t.Logf("%d refused attempts: %d have advice, of %d nothing can help, %d want three changes", refused, advised, hopeless, len(beyondTwo))
}

// Each kind of change is the advice for some attempt of the catalogue: one that is lost is missed.
func TestEveryKindOfAdviceIsGiven(t *testing.T) {
	given := map[string]int{}
	eachRefused(t, func(_ string, p scenarios.Played) {
		for _, a := range Advise(p.Before, p.Attempt.Attempt, p.Outcome()).List {
			for _, kind := range strings.Split(a.Kind, "+") {
				given[kind]++
			}
		}
	})
	for _, k := range kinds {
		if given[k.name] == 0 {
			t.Errorf("%s: no attempt of the catalogue is given it", k.name)
		}
		delete(given, k.name)
	}
	for name := range given {
		t.Errorf("%s is given, and no kind", name)
	}
}

// Machines of a class are asked about once. What the example is answered, each of them is.
func TestSignOnsOfOneClassAreAnsweredAlike(t *testing.T) {
	classes, members := 0, 0
	alike := func(where string, w *logon.World, a logon.Attempt, o logon.Outcome) {
		s := newSearch(w, a, o)
		if s.attempt.Send != nil || s.client == nil {
			return
		}
		answers := map[string]string{}
		domains := map[string][]string{}
		for _, m := range w.Machines() {
			if m.Role == logon.Controller || m.Name == s.target.Name {
				continue
			}
			for _, db := range s.accountsAt(m, domains) {
				c := s.signOn(signOn{m.Name, db, 0}, true)
				answer := "cannot be asked"
				if o, err := predict(w, c.asks(a)); err == nil {
					answer = fmt.Sprint(o.Error, o.Session, o.End)
				}
				class := s.class(m, db)
				if want, ok := answers[class]; ok && want != answer {
					t.Errorf("%s: %s as %s: %s, and another of its class: %s", where, m.Name, db, answer, want)
				}
				if _, ok := answers[class]; !ok {
					classes++
				}
				answers[class] = answer
				members++
			}
		}
	}
	eachRefused(t, func(path string, p scenarios.Played) {
		alike(path+" "+p.Name, p.Before, p.Attempt.Attempt, p.Outcome())
	})
	a, w, o := manyMachines(t, 300)
	alike("300 machines", w, a, o)
	if members < classes+250 {
		t.Errorf("%d sign-ons in %d classes: too few of a class to show anything", members, classes)
	}
	t.Logf("%d sign-ons in %d classes", members, classes)
}

// manyMachines is a company whose machines have the same local administrator, and one of them at another one.
func manyMachines(t testing.TB, n int) (logon.Attempt, *logon.World, logon.Outcome) {
	t.Helper()
	help := logon.Account{Name: "helpdesk", Password: "Help", Groups: []string{"Administrators"}}
	top := logon.Topology{Domains: []logon.Domain{{Name: "CORP", Kind: logon.ActiveDirectory, Accounts: []logon.Account{{Name: "anna", Password: "A"}}}},
		Machines: []logon.Machine{{Name: "DC1", Role: logon.Controller, Domain: "CORP", Profile: "windows-2019"}}}
	for i := range n {
		profile := []string{"windows-10", "windows-11-24h2"}[i%2]
		m := logon.Machine{Name: fmt.Sprintf("PC%d", i+1), Role: logon.Member, Domain: "CORP", Profile: profile, Accounts: []logon.Account{help}}
		if i%7 == 3 {
			m.Accounts[0].Password = fmt.Sprintf("another %d", i) // as a tool sets them
		}
		top.Machines = append(top.Machines, m)
	}
	w, err := logon.NewWorld(top)
	if err != nil {
		t.Fatal(err)
	}
	run, err := netuse.Parse(`net use x: \\PC2\c$`)
	if err != nil {
		t.Fatal(err)
	}
	a := logon.Attempt{From: "PC1", As: logon.Name{Domain: "PC1", User: "helpdesk"}, Run: run}
	o, err := predict(w, a)
	if err != nil {
		t.Fatal(err)
	}
	return a, w, o
}

// However many machines there are, the cure is the first advice, and the model is asked as often.
func TestAdviceDoesNotDependOnHowManyMachinesThereAre(t *testing.T) {
	var asked []int
	for _, n := range []int{7, 70, 700} {
		a, w, o := manyMachines(t, n)
		found := Advise(w, a, o)
		if len(found.List) == 0 || found.List[0].Kind != "token-filter" || found.Left > 0 {
			t.Errorf("%d machines: %+v", n, found)
		}
		asked = append(asked, found.Tried)
	}
	if slices.Max(asked) > asked[0]+2 {
		t.Errorf("the model is asked %v times", asked)
	}
}

// An estate is ten domains, each with accounts and a controller, each trusting the next, and n members among them. U5x3
// of DOM5 asks a member of DOM7 from one of DOM5.
func estate(tb testing.TB, n int) (logon.Attempt, logon.Topology) {
	tb.Helper()
	var t logon.Topology
	for i := range 10 {
		d := logon.Domain{Name: fmt.Sprintf("DOM%d", i), DNS: fmt.Sprintf("dom%d.test", i), Kind: logon.ActiveDirectory,
			Trusts: []logon.Trust{{Domain: fmt.Sprintf("DOM%d", (i+1)%10), Type: logon.External, Direction: logon.Outgoing}}}
		for j := range 20 {
			d.Accounts = append(d.Accounts, logon.Account{Name: fmt.Sprintf("U%dx%d", i, j), Password: fmt.Sprintf("PSW%d", j)})
		}
		t.Domains = append(t.Domains, d)
		t.Machines = append(t.Machines, logon.Machine{Name: fmt.Sprintf("DC%d", i), Role: logon.Controller, Domain: d.Name, Profile: "windows-2022"})
	}
	for i := range n {
		t.Machines = append(t.Machines, logon.Machine{Name: fmt.Sprintf("SRV%d", i), Role: logon.Member, Domain: fmt.Sprintf("DOM%d", i%10),
			Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}}, Accounts: []logon.Account{{Name: "LOCAL", Password: "PSW"}}})
	}
	run, err := netuse.Parse(`net use x: \\SRV17\share`)
	if err != nil {
		tb.Fatal(err)
	}
	return logon.Attempt{From: "SRV5", As: logon.Name{Domain: "DOM5", User: "U5x3"}, Run: run}, t
}

func TestAdviceDoesNotDependOnHowManyMembersThereAre(t *testing.T) {
	for _, n := range []int{20, 110, 2000} {
		a, top := estate(t, n)
		w, err := logon.NewWorld(top)
		if err != nil {
			t.Fatal(err)
		}
		o, err := predict(w, a)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, found := range Advise(w, a, o).List {
			got = append(got, found.Change)
		}
		want := []string{`name an account that the server's domain has, for instance DOM7\U7x3`, `create SRV17\U5x3 with the same password`, "let DOM7 trust DOM5"}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%d members (-want +got)\n%s", n, diff)
		}
	}
}

// Advice on whose way a bad password is counted is none: here the password that is sent first, before the one that is
// typed.
func TestNoAdviceCostsABadPassword(t *testing.T) {
	for _, c := range []struct {
		threshold int
		previous  []string
		want      bool
	}{{0, nil, true}, {5, nil, false}, {1, nil, false}, {5, []string{"PSW0"}, true}, {5, []string{"PSW9", "PSW8", "PSW0"}, false}} {
		threshold, want := c.threshold, c.want
		top := logon.Topology{Domains: []logon.Domain{{Name: "CORP", Kind: logon.ActiveDirectory, Policy: logon.Policy{LockoutThreshold: threshold},
			Accounts: []logon.Account{{Name: "USER1", Password: "PSW1", Previous: c.previous}}}},
			Machines: []logon.Machine{{Name: "DC", Role: logon.Controller, Domain: "CORP", Profile: "windows-2022"},
				{Name: "SRV", Role: logon.Member, Domain: "CORP", Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}}},
				{Name: "WS", Role: logon.Standalone, Profile: "windows-10", Accounts: []logon.Account{{Name: "USER1", Password: "PSW0"}}}}}
		w, err := logon.NewWorld(top)
		if err != nil {
			t.Fatal(err)
		}
		run, err := netuse.Parse(`net use x: \\SRV\share`)
		if err != nil {
			t.Fatal(err)
		}
		typed := "PSW1"
		a := logon.Attempt{From: "WS", As: logon.Name{Domain: "WS", User: "USER1"}, Run: run, Typed: &typed}
		o, err := predict(w, a)
		if err != nil || o.Error == 0 {
			t.Fatal(o.Says(), err)
		}
		found := Advise(w, a, o)
		if got := found.has("name"); got != want {
			t.Errorf("lockout-threshold %d: naming the domain alone is advised: %v, want %v\n%+v", threshold, got, want, found.List)
		}
	}
}

// A setting is put back in the words of a person who can do it: registry values and parameters by their names and
// values, what a product is like by what to do about it, and what nobody can change not at all.
func TestASettingIsPutBackByWhoCan(t *testing.T) {
	for _, c := range []struct {
		usual logon.Setting
		want  string
	}{
		{logon.Setting{Name: "LmCompatibilityLevel", Values: []string{"3"}}, "set LmCompatibilityLevel of SRV back to 3"},
		{logon.Setting{Name: "map to guest", Values: []string{"never"}}, "set map to guest of SRV back to never"},
		{logon.Setting{Name: "SeDenyNetworkLogonRight"}, "set SeDenyNetworkLogonRight of SRV back to nothing"},
		{logon.Setting{Name: "SeNetworkLogonRight", Values: []string{"Users", "Guests"}}, "set SeNetworkLogonRight of SRV back to Users, Guests"},
		{logon.Setting{Name: "server-dialects", Values: []string{"SMB3"}}, "let SRV speak what its product speaks"},
		{logon.Setting{Name: "client-dialects", Values: []string{"SMB3"}}, "let SRV speak what its product speaks"},
		{logon.Setting{Name: "signs", Values: []string{"yes"}}, "update SRV to something that signs"},
		{logon.Setting{Name: "session-keys", Values: []string{"128-bit"}}, "update SRV to something that has keys of 128 bits"},
		{logon.Setting{Name: "guest-account", Values: []string{"fallback"}}, ""},
	} {
		if got := putBack("SRV", c.usual); got != c.want {
			t.Errorf("%s: got %q, want %q", c.usual.Name, got, c.want)
		}
	}
	for name := range behaviours {
		if doc, _ := logon.SettingDoc(name); doc == "" {
			t.Errorf("there is no setting %s", name)
		}
	}
}

// An account is created in the server's own database, or in the domain that is named: by its name, or behind an @.
func TestAnAccountIsCreatedWhereItIsLookedFor(t *testing.T) {
	top := logon.Topology{Domains: []logon.Domain{{Name: "CORP", DNS: "corp.test", Kind: logon.ActiveDirectory},
		{Name: "OTHER", DNS: "other.test", Kind: logon.ActiveDirectory}},
		Machines: []logon.Machine{{Name: "DC", Role: logon.Controller, Domain: "CORP", Profile: "windows-2022"},
			{Name: "SRV", Role: logon.Member, Domain: "CORP", Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}}}}}
	top.Domains[0].Trusts = []logon.Trust{{Domain: "OTHER", Type: logon.External, Direction: logon.Outgoing}}
	for sent, want := range map[[2]string]string{
		{"CORP", "USER1"}:       `CORP\USER1`,
		{"corp.test", "USER1"}:  `CORP\USER1`,
		{"", "USER1@corp.test"}: `CORP\USER1`,
		{"SRV", "USER1"}:        `SRV\USER1`,
		{"NOWHERE", "USER1"}:    `SRV\USER1`,
	} {
		w, err := logon.NewWorld(top)
		if err != nil {
			t.Fatal(err)
		}
		a := logon.Attempt{Send: &logon.Send{To: "SRV", Share: "share", Domain: sent[0], User: sent[1], Password: "PSW1", Response: ntlmv2}}
		o, err := predict(w, a)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range Advise(w, a, o).List {
			if x.Kind == "create" {
				got = append(got, x.Change)
			}
		}
		if !slices.Contains(got, "create "+want+" with the same password") || slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "OTHER") }) {
			t.Errorf("%q: got %q, want %s", sent, got, want)
		}
	}
}

// A search that ends early says how much it left, at one change and at two; one that needs no more than it may ask does
// not.
func TestASearchEndsWhenTheModelHasBeenAskedOften(t *testing.T) {
	top := logon.Topology{Machines: []logon.Machine{{Name: "SRV", Role: logon.Standalone, Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}},
		Accounts: []logon.Account{{Name: "USER1", Password: "PSW1", Disabled: true, Expired: true, MustChange: true}}}}}
	w, err := logon.NewWorld(top)
	if err != nil {
		t.Fatal(err)
	}
	a := logon.Attempt{Send: &logon.Send{To: "SRV", Share: "share", Domain: "SRV", User: "USER1", Password: "PSW1", Response: ntlmv2}}
	o, err := predict(w, a)
	if err != nil {
		t.Fatal(err)
	}
	s := newSearch(w, a, o)
	ones, all := len(s.changes()), s.within(mostAsked)
	left := 2 * ones
	if all.Early() || all.Left != 0 || len(all.List) != 0 {
		t.Fatalf("three things are wrong, and the whole search finds %+v", all)
	}
	for most := range all.Tried + 1 {
		found := s.within(most)
		switch {
		case most < ones && (found.Tried != most || found.Left != ones-most):
			t.Errorf("asked %d times of %d for one change: %d left after %d", most, ones, found.Left, found.Tried)
		case found.Early() != (found.Left > 0) || most == all.Tried && found.Early():
			t.Errorf("asked %d times: %d left, early %v", most, found.Left, found.Early())
		case most >= ones && found.Left > left:
			t.Errorf("asked %d times: %d left, and %d if it is asked less", most, found.Left, left)
		case most >= ones && most <= 2*ones:
			made := Found{most: most - ones}
			if steps := made.steps(s, a, s.changes()); found.Left != 2*ones-most+len(steps) || found.Tried != most {
				t.Errorf("asked %d times, want %d: %d left, want %d", found.Tried, most, found.Left, 2*ones-most+len(steps))
			}
		}
		if most >= ones {
			left = found.Left
		}
	}
	enough := Found{List: make([]Advice, MostAdvice), Left: 1}
	if enough.Early() {
		t.Error("a search that has found enough does not end early")
	}
}

// Signing on elsewhere comes last, as one example, with the number of others.
func TestSigningOnElsewhereIsOneExample(t *testing.T) {
	top := logon.Topology{Machines: []logon.Machine{{Name: "SRV", Role: logon.Standalone, Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}},
		Accounts: []logon.Account{{Name: "USER1", Password: "PSW1"}}}}}
	for i := range 12 {
		password := "PSW1"
		if i == 0 {
			password = "another"
		}
		top.Machines = append(top.Machines, logon.Machine{Name: fmt.Sprintf("WS%d", i), Role: logon.Standalone, Profile: "windows-10",
			Accounts: []logon.Account{{Name: "USER1", Password: password}}})
	}
	w, err := logon.NewWorld(top)
	if err != nil {
		t.Fatal(err)
	}
	run, _ := netuse.Parse(`net use x: \\SRV\share`)
	a := logon.Attempt{From: "WS0", As: logon.Name{Domain: "WS0", User: "USER1"}, Run: run}
	o, err := predict(w, a)
	if err != nil {
		t.Fatal(err)
	}
	list := Advise(w, a, o).List
	want := `sign on at WS1 as WS1\USER1, or at one of 10 other machines like it`
	if len(list) < 2 || list[len(list)-1].Change != want || list[0].Kind != "password" {
		t.Errorf("got %+v, want a password first and %q last", list, want)
	}
}

// Advice for a whole company costs little more than for a few machines: compare the two.
func BenchmarkAdvice(b *testing.B) {
	for _, n := range []int{20, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			a, w, o := manyMachines(b, n)
			for b.Loop() {
				if len(Advise(w, a, o).List) == 0 {
					b.Fatal("no advice")
				}
			}
		})
	}
}

// Advice for every refused attempt of the catalogue.
func BenchmarkAdviceForTheCatalogue(b *testing.B) {
	for b.Loop() {
		n := 0
		eachRefused(b, func(_ string, p scenarios.Played) { n += len(Advise(p.Before, p.Attempt.Attempt, p.Outcome()).List) })
		if n == 0 {
			b.Fatal("no advice")
		}
	}
}

func predict(w *logon.World, a logon.Attempt) (logon.Outcome, error) {
	q, problems := w.Question(a)
	if len(problems) > 0 {
		return logon.Outcome{}, problems[0]
	}
	return q.Predict(), nil
}
