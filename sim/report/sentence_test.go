package report

import (
	"regexp"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

func TestAReasonIsWhatAPersonWouldSay(t *testing.T) {
	for _, test := range []struct {
		session []string
		steps   []sim.Step
		want    string
	}{
		{nil, []sim.Step{{Condition: "a member asks its own controller", Found: `FS1 asks a controller of CORP about "CORP"`},
			{Condition: "its controller's domain is that one, or trusts it", Found: `"CORP" at FS1, member of CORP, which trusts PARTNER`},
			{Condition: "the account is found", Found: "CORP has anna"}, {Condition: "the password matches", Found: "anna of CORP"}},
			"FS1 asks a domain controller of CORP; it has anna, and the password is right"},
		{nil, []sim.Step{{Condition: "a member asks its own controller", Found: `FS1 asks a controller of CORP about "PARTNER"`},
			{Condition: "its controller's domain is that one, or trusts it", Found: `"PARTNER" at FS1, member of CORP, which trusts PARTNER`}},
			"FS1 asks a domain controller of CORP about PARTNER; CORP trusts PARTNER"},
		{nil, []sim.Step{{Condition: "the domain is unknown by the server", Found: `"A" at NET, controller of N, which trusts no other domain; A trusts N, and not the other way round`},
			{Condition: "the account is not found", Found: "N has no U"}},
			"NET does not know a domain A, and looks among its own accounts (A trusts N, and not the other way round); N has no U"},
		{nil, []sim.Step{{Condition: "the share does not let the account in", Found: `FS1\data, session of a guest`}}, `the share FS1\data does not let a guest in`},
		{nil, []sim.Step{{Condition: "the share does not let the account in", Found: `FS1\data, session of a user`}}, `the share FS1\data does not let the user in`},
		{nil, []sim.Step{{Condition: "the share does not let the account in", Found: `DC\pub, an anonymous session`}},
			`the share DC\pub does not let an anonymous session in`},
		{nil, []sim.Step{{Condition: "guest ok is no", Found: `WNAS\backup, an anonymous session`}}, `guest ok is no (WNAS\backup, an anonymous session)`},
		{[]string{`LocalSystem shows the computer (CORP\PC1$)`}, []sim.Step{
			{Condition: "the domain is unknown by the server", Found: `"CORP" at NAS, standalone`}, {Condition: "the account is not found", Found: "NAS has no PC1$"},
			{Condition: "map to guest is never", Found: "NAS"}},
			`LocalSystem shows the computer (CORP\PC1$); NAS does not know a domain CORP, and looks among its own accounts; ` +
				`NAS has no PC1$, and the server makes no guest of a stranger (map to guest is never)`},
		{nil, []sim.Step{{Condition: "of another kind", Found: "x"}}, "of another kind (x)"},
	} {
		var said []string
		for _, s := range test.steps {
			if text := saidOf(s); text != "" {
				said = append(said, text)
			}
		}
		if got := sentenceOf(test.session, said); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// joined is a finding behind the clause that says who asks, with a comma.
var joined = regexp.MustCompile(`(own accounts( first)?( \([^)]*\))?|domain controller of \S+), `)

// A clause is that of a condition of the rules, and every reason of the catalogue says something.
func TestEveryClauseIsOfARule(t *testing.T) {
	of := map[string]bool{}
	for _, r := range logon.Rules().Rules() {
		of[r.If.Name] = true
	}
	for name := range clauses {
		if !of[name] {
			t.Errorf("no rule has the condition %q", name)
		}
	}
	for _, path := range scenarios.CatalogueFiles() {
		data, err := scenarios.ReadFile(scenarios.Catalogue(), path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := scenarios.Load(path, data)
		if err != nil || file.Model().Name != scenarios.Logon().Name {
			continue
		}
		world, err := file.World()
		if err != nil {
			t.Fatal(err)
		}
		for p := range file.Play(world) {
			o := p.Outcome()
			switch got := Reason(o); {
			case len(got) < 10, strings.Contains(got, "()"), strings.Contains(got, "; ."), strings.Contains(got, "%!"), strings.Contains(got, "  "),
				strings.Contains(got, "not let nobody"), strings.Contains(got, "of a anonymous"), joined.MatchString(got):
				t.Errorf("%s#%d: %q", path, p.Number, got)
			}
		}
	}
}
