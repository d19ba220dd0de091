package graph

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
)

// drawings are a scene in every format.
func drawings(t *testing.T, s *Scene) map[string]string {
	t.Helper()
	list := map[string]string{}
	for _, format := range []string{"text", "svg", "mermaid"} {
		var b bytes.Buffer
		if err := drawn(s, format, &b); err != nil {
			t.Fatal(err)
		}
		list[format] = b.String()
	}
	return list
}

func drawn(s *Scene, format string, b *bytes.Buffer) error {
	switch format {
	case "svg":
		return s.SVG(b)
	case "mermaid":
		return s.Mermaid(b)
	}
	s.Text(page.New(b, page.DefaultWidth, false))
	return nil
}

func TestNoDrawingHasAPassword(t *testing.T) {
	drawn := 0
	for _, path := range scenarios.CatalogueFiles() {
		file := load(t, path)
		passwords := passwordsOf(file.Topology)
		for name, s := range scenesOf(t, file) {
			for format, text := range drawings(t, s) {
				drawn += len(passwords)
				for _, password := range passwords {
					if strings.Contains(text, password) && !strings.Contains(path+s.askedBy(), password) {
						t.Errorf("%s, %s: the password %s is shown", name, format, password)
					}
				}
			}
		}
	}
	if drawn < 1000 {
		t.Errorf("only %d passwords looked for", drawn)
	}
}

// passwordsOf are the passwords of the catalogue's kind, PSW1: others may be words of the names as well.
func passwordsOf(topology logon.Topology) (list []string) {
	var accounts []logon.Account
	for _, d := range topology.Domains {
		accounts = append(accounts, d.Accounts...)
	}
	for _, m := range topology.Machines {
		accounts = append(accounts, m.Accounts...)
	}
	for _, a := range accounts {
		if strings.HasPrefix(a.Password, "PSW") {
			list = append(list, a.Password)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// askedBy is the name of the attempt, which its author may write as he likes.
func (s *Scene) askedBy() string {
	if s.asking == nil {
		return ""
	}
	return s.asking.title
}

// Each trust is one arrow, from who trusts to who is trusted, whoever wrote it down.
func TestATrustIsOneArrow(t *testing.T) {
	to := func(domain string, d logon.Direction) logon.Trust {
		return logon.Trust{Domain: domain, Type: logon.External, Direction: d}
	}
	down := to("B", logon.Outgoing)
	down.Down = true
	for _, c := range []struct {
		law  string
		a, b []logon.Trust
		want []trustArrow
	}{
		{"outgoing", []logon.Trust{to("b", logon.Outgoing)}, nil, []trustArrow{{from: 0, to: 1, kind: logon.External}}},
		{"incoming", []logon.Trust{to("B", logon.Incoming)}, nil, []trustArrow{{from: 1, to: 0, kind: logon.External}}},
		{"both", []logon.Trust{to("B", logon.Both)}, nil, []trustArrow{{from: 0, to: 1, kind: logon.External, mutual: true}}},
		{"both, written twice", []logon.Trust{to("B", logon.Both)}, []logon.Trust{to("A", logon.Both)}, []trustArrow{{from: 0, to: 1, kind: logon.External, mutual: true}}},
		{"outgoing here and incoming there", []logon.Trust{to("B", logon.Outgoing)}, []logon.Trust{to("A", logon.Incoming)}, []trustArrow{{from: 0, to: 1, kind: logon.External}}},
		{"each its own", []logon.Trust{to("B", logon.Outgoing)}, []logon.Trust{to("A", logon.Outgoing)}, []trustArrow{{from: 0, to: 1, kind: logon.External, mutual: true}}},
		{"not alike", []logon.Trust{down}, []logon.Trust{to("A", logon.Outgoing)},
			[]trustArrow{{from: 0, to: 1, kind: logon.External, down: true}, {from: 1, to: 0, kind: logon.External}}},
	} {
		t.Run(c.law, func(t *testing.T) {
			got := trustArrows([]logon.Domain{{Name: "A", Trusts: c.a}, {Name: "B", Trusts: c.b}})
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(trustArrow{})); diff != "" {
				t.Errorf("(-want +got) %s", diff)
			}
		})
	}
}

// The arrows are the trusts of the model: whoever is trusted in it is trusted in the picture.
func TestTheArrowsAreTheTrustsOfTheModel(t *testing.T) {
	asked := 0
	for _, name := range scenarios.CatalogueFiles() {
		for name, s := range scenesOf(t, load(t, name)) {
			if s.asking == nil {
				continue
			}
			for _, h := range s.asking.hops {
				if h.ticket || h.session {
					continue // the client's
				}
				from, to := s.domainOf(h.from), s.domainOf(h.to)
				if from == to {
					continue
				}
				asked++
				found := false
				for _, a := range s.trusts {
					found = found || a.from == from && a.to == to || a.mutual && a.from == to && a.to == from
				}
				if !found {
					t.Errorf("%s: %s asks %s along no trust", name, s.nameOf(h.from), s.nameOf(h.to))
				}
			}
		}
	}
	if asked < 30 {
		t.Errorf("only %d questions along a trust", asked)
	}
}

func (s *Scene) domainOf(c *card) int {
	for i, d := range s.domains {
		for _, member := range d.cards {
			if member == c {
				return i
			}
		}
	}
	return -1
}

func TestOnlySettingsThatDifferAreDrawn(t *testing.T) {
	got := settingFacts(logon.Machine{Profile: "windows-2022", Settings: []logon.Setting{
		{Name: "LmCompatibilityLevel", Values: []string{"3"}}, {Name: "AllowInsecureGuestAuth", Values: []string{"1"}},
		{Name: "SeDenyNetworkLogonRight", Values: []string{}},
	}})
	want := []fact{{aSetting, "AllowInsecureGuestAuth = 1", true}, {aSetting, "SeDenyNetworkLogonRight = nobody", true}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(fact{})); diff != "" {
		t.Errorf("(-want +got) %s", diff)
	}
}

func TestStatesOfAccounts(t *testing.T) {
	for _, c := range []struct {
		account logon.Account
		want    string
		odd     bool
	}{
		{logon.Account{Name: "USER1", Password: "PSW1"}, "", false},
		{logon.Account{Name: "guest"}, "enabled", true},
		{logon.Account{Name: "Guest", Disabled: true}, "disabled", false},
		{logon.Account{Name: "USER1", Disabled: true, Locked: true}, "disabled, locked out", true},
		{logon.Account{Name: "USER1", Groups: []string{"Staff", "Guests"}}, "in Staff, Guests", false},
		{logon.Account{Name: "USER1", Hours: logon.NoHours, Workstations: []string{"WS1"}}, "may not log on at any hour, only from WS1", true},
	} {
		states, odd := statesOf(c.account)
		if got := strings.Join(states, ", "); got != c.want || odd != c.odd {
			t.Errorf("%+v: %q, %t, want %q, %t", c.account, got, odd, c.want, c.odd)
		}
	}
}

// Mermaid reads a line of these kinds, whatever the names: in a label there are letters, entities and our own markup.
func TestTheMermaidOfAnySceneIsWhatMermaidReads(t *testing.T) {
	const label = `"([\pL\pN\pM ,()/.:'-]|#\d+;|<b>|</b>|<br/>)+"`
	line := regexp.MustCompile(`^(flowchart TB|  acc(Title|Descr): [^#;%{}"<>\\]+|  subgraph d\d+\[` + label + `\]|    direction TB|  end` +
		`|  (  )?(d\d+a|m\d+|verdict|legend)\[` + label + `\](:::\w+)?|  (  )?m\d+ ~~~ m\d+|  d\d+a (<?-->|<?-\.->)\|` + label + `\| d\d+a` +
		`|  m\d+ (==>|-\.->)\|` + label + `\| m\d+|  linkStyle \d+(,\d+)* stroke:#\w+(,stroke-width:3px)?|  classDef \w+ [\w:,# -]+)$`)
	scenes := map[string]*Scene{}
	for name, s := range webScenes(t) {
		scenes[name] = s.Scene
	}
	for _, name := range append(scenarios.CatalogueFiles(), "testdata/nasty.yaml") {
		maps.Copy(scenes, scenesOf(t, load(t, name)))
	}
	for name, s := range scenes {
		text := drawings(t, s)["mermaid"]
		for _, l := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
			if !line.MatchString(l) {
				t.Errorf("%s: %q", name, l)
			}
		}
		if len(text) > 50_000 || strings.Count(text, "~~~")+strings.Count(text, "->") > 500 {
			t.Errorf("%s: Mermaid draws at most 500 links in 50000 bytes", name)
		}
	}
}

func TestMermaidTakesNoNameForSyntax(t *testing.T) {
	for name, want := range map[string]string{
		`windows-2003, a.b`: `windows-2003, a.b`,
		`D\nobody`:          `D#92;#8288;nobody`,
		`1. list`:           `1#46; list`,
		`- item`:            `#45; item`,
		`1) item`:           `1#41; item`,
		`a (b) #1; "x"`:     `a (b) #35;1#59; #34;x#34;`,
		"`**b**` <i> &":     `#96;#42;#42;b#42;#42;#96; #60;i#62; #38;`,
	} {
		if got := mermaidName(name); got != want {
			t.Errorf("%s is written %s, want %s", name, got, want)
		}
	}
}

func TestXMLHoldsNoMarkupAndNoControl(t *testing.T) {
	if got, want := xmlText("a<b>&\"'\x00\x1b\u202e\uffff]]>"), "a&lt;b&gt;&amp;&quot;'\ufffd\ufffd\ufffd\ufffd]]&gt;"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTextIsShortenedInItsMiddle(t *testing.T) {
	long := strings.Repeat("LONG", 20)
	for _, room := range []int{10, 40, 100, 300} {
		for _, line := range textFace.wrap("a "+long+" b", room) {
			if textFace.width(line) > room && line != "…" {
				t.Errorf("%q is wider than %d", line, room)
			}
		}
	}
	if got := textFace.shortened("MIDDLE", 1000); got != "MIDDLE" {
		t.Errorf("shortened to %s where there is room", got)
	}
}

func TestRowsAreFewAndEven(t *testing.T) {
	for _, c := range []struct {
		widths []int
		want   []int
	}{
		{nil, nil},
		{[]int{100, 100}, []int{0, 0}},
		{[]int{400, 400, 400, 400}, []int{0, 0, 1, 1}},
		{[]int{5000, 10}, []int{0, 1}},
	} {
		if diff := cmp.Diff(c.want, rows(c.widths, 1240)); diff != "" {
			t.Errorf("%v: (-want +got) %s", c.widths, diff)
		}
	}
}

// Whatever a file says, every drawing of it is one: XML, tidy, and no trouble to a terminal.
func FuzzGraph(f *testing.F) {
	for _, name := range append(scenarios.CatalogueFiles(), "testdata/nasty.yaml") {
		f.Add(text(f, name))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := scenarios.Load("fuzz.yaml", text, scenarios.Lenient)
		if err != nil || len(file.Topology.Domains) > 12 || len(file.Topology.Machines) > 60 || len(file.Attempts) > 20 {
			return
		}
		for name, s := range scenesOf(t, file) {
			for _, fault := range faultsOf(s) {
				t.Errorf("%s: %s", name, fault)
			}
			if text := drawings(t, s)["text"]; strings.ContainsFunc(text, page.Steers) {
				t.Errorf("%s: %q steers a terminal", name, text)
			}
		}
	})
}
