package mono

import (
	"encoding/xml"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/scenarios/modeltest"
	"ntlmsim/sim/lab/judged"
	"ntlmsim/sim/postback"
)

// files are those of the catalogue, and one of this package; the farm alone where there is little time.
func files(t testing.TB) (list []*scenarios.File) {
	t.Helper()
	for _, f := range append(modeltest.CatalogueOf(t, "postback"), ownFile(t)) {
		if !testing.Short() || isFarm(f) {
			list = append(list, f)
		}
	}
	return list
}

func ownFile(t testing.TB) *scenarios.File {
	t.Helper()
	const name = "testdata/keys.yaml"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := scenarios.Load(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func planOf(t testing.TB, f *scenarios.File) Plan {
	t.Helper()
	p, err := FromFile(f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// farm is the plan of the article's farm.
func farm(t testing.TB) Plan {
	t.Helper()
	all := files(t)
	return planOf(t, all[slices.IndexFunc(all, isFarm)])
}

func isFarm(f *scenarios.File) bool { return strings.HasSuffix(f.Path, "farm.yaml") }

// plans are those of all files.
func plans(t testing.TB) (list []Plan) {
	t.Helper()
	for _, f := range append(modeltest.CatalogueOf(t, "postback"), ownFile(t)) {
		list = append(list, planOf(t, f))
	}
	return list
}

func TestEveryDifferenceIsMet(t *testing.T) {
	met := map[string]bool{}
	for _, p := range plans(t) {
		for _, a := range p.Attempts {
			for _, name := range a.Known {
				met[name] = true
			}
		}
	}
	for _, d := range differences {
		if !met[d.name] || d.reason == "" {
			t.Errorf("no attempt meets %s, or it has no reason", d.name)
		}
	}
	if len(met) != len(Differences()) {
		t.Errorf("%d differences are met, %d are there", len(met), len(Differences()))
	}
}

// Whatever comes otherwise than expected is no verdict that passes.
func TestAVerdictSeesEveryField(t *testing.T) {
	for _, p := range plans(t) {
		for i, a := range p.Attempts {
			if a.Cannot != "" {
				continue
			}
			want := judged.Agrees
			if len(a.Known) > 0 {
				want = judged.Known
			}
			if r := a.Judge(i+1, a.Want, nil); r.Verdict != want {
				t.Errorf("%s: got %+v, want %s", a.Attempt.Name, r, want)
			}
			for _, change := range []func(*Seen){func(s *Seen) { s.Status++ }, func(s *Seen) { s.View += "x" }, func(s *Seen) { s.Error += "x" }} {
				got := a.Want
				change(&got)
				if r := a.Judge(i+1, got, nil); r.Verdict != judged.Differs || r.Why == "" {
					t.Errorf("%s: got %+v, want %s", a.Attempt.Name, r, judged.Differs)
				}
			}
			if r := a.Judge(i+1, a.Want, errors.New("no answer")); r.Verdict != judged.CouldNot || r.Why != "no answer" || r.Got != nil {
				t.Errorf("%s: got %+v after an error", a.Attempt.Name, r)
			}
		}
	}
}

// What cannot be asked is little. The live test gives each attempt the verdict that is counted here.
func TestMostAttemptsCanBeAsked(t *testing.T) {
	count := map[judged.Verdict]int{}
	for _, f := range modeltest.CatalogueOf(t, "postback") {
		for i, a := range planOf(t, f).Attempts {
			count[a.Judge(i+1, a.Want, nil).Verdict]++
		}
	}
	if count[judged.Agrees] < 29 || count[judged.Agrees]+count[judged.Known] < 63 || count[judged.NotObservable] > 1 {
		t.Errorf("got %v", count)
	}
	modeltest.Claims(t, "%s attempts agree there, and %s are otherwise only in what Mono does otherwise than Windows (%s differences with their reasons); %s cannot be observed",
		count[judged.Agrees], count[judged.Known], len(differences), count[judged.NotObservable])
	t.Logf("%v", count)
}

// What is planned is what is then asked.
func TestThePlanIsThatOfTheAttempts(t *testing.T) {
	for _, p := range plans(t) {
		for i, r := range p.Planned() {
			a := p.Attempts[i]
			if r.Want != a.Want || (r.Verdict == judged.NotObservable) != (a.Cannot != "") || r.Number != i+1 || r.Got != nil {
				t.Errorf("%s: got %+v of %+v", a.Attempt.Name, r, a)
			}
		}
	}
}

// No name of a file becomes an address or a path that means something else.
func TestANameThatIsNoAddressIsNotAsked(t *testing.T) {
	farm := farm(t)
	for _, change := range []func(*postback.Attempt, *postback.Topology){
		func(a *postback.Attempt, _ *postback.Topology) { a.Page.Page = "../cart.aspx" },
		func(a *postback.Attempt, _ *postback.Topology) { a.Page.Page = "cart.aspx?x" },
		func(_ *postback.Attempt, t *postback.Topology) { t.Applications[0].Path = "shop/../.." },
	} {
		topology, a := copied(farm.World.Topology()), farm.Attempts[0].Attempt
		a.Page.Application = topology.Applications[0].Name
		change(&a, &topology)
		if p := Prepare(topology, []postback.Attempt{a}); p.Attempts[0].Cannot == "" {
			t.Errorf("%+v of %s is asked", a.Page, topology.Applications[0].Path)
		}
	}
}

// What stands in web.config is what the file says, with every sign.
func TestAWebConfigIsXML(t *testing.T) {
	key := `A1"<&>`
	text := webConfig(postback.Config{Key: postback.MachineKey{ValidationKey: &key}, IgnoreErrors: true}, []postback.Page{{Name: "a&b.aspx", NoMAC: true}})
	var read struct {
		Settings []struct {
			Key   string `xml:"key,attr"`
			Value string `xml:"value,attr"`
		} `xml:"appSettings>add"`
		Key struct {
			ValidationKey string `xml:"validationKey,attr"`
		} `xml:"system.web>machineKey"`
	}
	if err := xml.Unmarshal([]byte(text), &read); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if read.Key.ValidationKey != key || len(read.Settings) != 2 || read.Settings[0].Key != "a&b.aspx" || read.Settings[0].Value != "no-mac" {
		t.Errorf("got %+v of %s", read, text)
	}
}
