package lab

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func load(t testing.TB, name, text string) *scenarios.File {
	t.Helper()
	file, err := scenarios.Load(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func catalogue(t testing.TB, name string) *scenarios.File {
	t.Helper()
	data, err := fs.ReadFile(scenarios.Catalogue(), name)
	if err != nil {
		t.Fatal(err)
	}
	return load(t, name, string(data))
}

func golden(t *testing.T, at string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", at, diff)
	}
}

// village has every kind of server, a domain without a controller machine, and a client.
const village = `
domains:
  NET-DOMAIN:
    dns: net.test
    trusts: [SCRATCH-DOMAIN, {domain: PARTNER, direction: both, type: forest}]
    accounts: {NETUSER: {password: PSWN, groups: [Sales]}}
  SCRATCH-DOMAIN: {accounts: {USER1: {password: PSW1}}}
  PARTNER: {trusts: [{domain: NET-DOMAIN, type: forest}]}
  ISLAND: {}
machines:
  NET:    {role: controller, domain: NET-DOMAIN, profile: windows-2022, shares: {share: {allow: [Sales, 'SCRATCH-DOMAIN\USER1'], deny: [Guest]}}}
  FILES:  {role: member, domain: NET-DOMAIN, profile: windows-2003, accounts: {Guest: {}, LOCAL: {password: PSWL}}, shares: {share: {}}}
  LONELY: {role: standalone, profile: samba-standalone, settings: {map to guest: bad password}, accounts: {USER1: {password: PSW1, disabled: true}}, shares: {share: {deny: [USER1]}}}
  PC:     {role: standalone, profile: windows-2022, accounts: {USER1: {password: PSW1}}}
  ISLE:   {role: controller, domain: ISLAND, profile: windows-2022}
attempts:
  - {name: net, from: PC, as: PC\USER1, run: 'net use \\NET\share', want: {error: 1326}}
  - {name: files, send: {to: FILES, user: NETUSER, password: PSWN, domain: NET-DOMAIN}, want: {error: 0}}
  - {name: lonely, send: {to: LONELY, user: USER1, password: PSW1}, want: {error: 0}}
`

func TestOnlyWhatIsAskedAndWhatThatNeedsIsBuilt(t *testing.T) {
	file := load(t, "village.yaml", village)
	plan, cannot := Build(file.Topology, file.Attempts)
	var got []string
	for _, s := range plan.Servers {
		got = append(got, strings.Join([]string{s.Name, string(s.Kind), s.Domain, s.Address, s.Machine}, " "))
	}
	want := []string{
		"NET AD controller NET-DOMAIN 10.66.0.1 NET",
		"SCRATCH-DOMA-DC AD controller SCRATCH-DOMAIN 10.66.0.2 ",
		"PARTNER-DC AD controller PARTNER 10.66.0.3 ",
		"FILES member server NET-DOMAIN 10.66.0.4 FILES",
		"LONELY standalone server  10.66.0.5 LONELY",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("servers (-want +got):\n%s", diff)
	}
	trusts := []Trust{{"NET-DOMAIN", "SCRATCH-DOMAIN", logon.External, false, false}, {"NET-DOMAIN", "PARTNER", logon.Forest, true, false}}
	if diff := cmp.Diff(trusts, plan.Trusts); diff != "" {
		t.Errorf("trusts (-want +got):\n%s", diff)
	}
	if len(cannot) != 0 {
		t.Errorf("cannot: %v", cannot)
	}
	if d := plan.Domain("SCRATCH-DOMAIN"); d.DNS != "scratch-domain.test" || d.Controller != "SCRATCH-DOMA-DC" {
		t.Errorf("SCRATCH-DOMAIN is %s, held by %s", d.DNS, d.Controller)
	}
}

// Every server's smb.conf, as Samba reads it.
func TestTheConfigurationIsTheGolden(t *testing.T) {
	file := load(t, "village.yaml", village)
	plan, _ := Build(file.Topology, file.Attempts)
	compareConf(t, plan)
}

func compareConf(t *testing.T, plan Plan) {
	t.Helper()
	for _, s := range plan.Servers {
		golden(t, filepath.Join("testdata", strings.ToLower(s.Name)+".conf"), []byte(plan.Conf(s)))
	}
}

func TestWhatSambaCannotBeToldIsSaidInWords(t *testing.T) {
	for _, test := range []struct{ file, want string }{
		{"kb103390/nt4-local-accounts.yaml", "Samba has no local accounts of a domain"},
		{"kb103390/null-domain.yaml", "Samba does not ask trusted domains for a name without a domain"},
		{"kb103390/salt.yaml", "Samba hashes with the domain in the message, not with its own"},
		{"windows/guest.yaml", "Samba has no SeDenyNetworkLogonRight"},
	} {
		file := catalogue(t, test.file)
		_, cannot := Build(file.Topology, file.Attempts)
		if !slices.ContainsFunc(cannot, func(c Cannot) bool { return c.Why == test.want }) {
			t.Errorf("%s: nothing says %q in %v", test.file, test.want, cannot)
		}
	}
}

// Whatever is not built is said not to be: no attempt of the catalogue is left out in silence.
func TestEveryAskedMachineIsBuiltOrSaidNotToBe(t *testing.T) {
	for _, name := range scenarios.CatalogueFiles() {
		file := catalogue(t, name)
		for _, kind := range []logon.DomainKind{"", logon.NT4, logon.ActiveDirectory} {
			builtOrSaid(t, name, InStyle(file.Topology, kind), file.Attempts)
		}
	}
}

func builtOrSaid(t *testing.T, name string, topology logon.Topology, attempts []scenarios.Attempt) {
	t.Helper()
	plan, cannot := Build(topology, attempts)
	for _, p := range sent(topology, attempts) {
		_, built := plan.Server(p.To)
		said := slices.ContainsFunc(cannot, func(c Cannot) bool { return c.NotBuilt && strings.EqualFold(c.Machine, p.To) })
		if built == said {
			t.Errorf("%s: %s: %s built: %t, said not to be: %t", name, p.Attempt, p.To, built, said)
		}
	}
	if problems := logon.Check(AsBuilt(topology, attempts)); len(problems) > 0 {
		t.Errorf("%s: as built it is no topology: %v", name, problems)
	}
}

func TestAMachineThatTypesStaysWhatItIs(t *testing.T) {
	file := load(t, "village.yaml", village)
	for _, m := range AsBuilt(file.Topology, file.Attempts).Machines {
		switch m.Name {
		case "PC":
			if m.Profile != "windows-2022" {
				t.Errorf("PC has become %s", m.Profile)
			}
		case "LONELY":
			if m.Profile != "samba-standalone" {
				t.Errorf("LONELY has become %s", m.Profile)
			}
		}
	}
}

func TestAddressesLeaveOutTheLabsOwn(t *testing.T) {
	var text strings.Builder
	text.WriteString("machines:\n")
	for i := range 60 {
		text.WriteString("  S" + string(rune('A'+i/26)) + string(rune('A'+i%26)) + ": {role: standalone, profile: samba-standalone, shares: {share: {}}}\n")
	}
	plan, _ := Build(load(t, "many.yaml", text.String()).Topology, nil)
	seen := map[string]bool{address(labHost): true}
	for _, s := range plan.Servers {
		if seen[s.Address] {
			t.Errorf("%s has %s, which is taken", s.Name, s.Address)
		}
		seen[s.Address] = true
	}
	if got := mac("10.66.0.61"); got != "02:66:00:00:00:3d" {
		t.Errorf("MAC %s", got)
	}
}

// Samba has no groups of these names that everybody is in: a list of theirs is one of accounts.
func TestNamesThatMeanEverybodyAreEverybody(t *testing.T) {
	file := load(t, "everybody.yaml", `
machines:
  SRV: {role: standalone, profile: windows-2022, accounts: {ONE: {password: x}, TWO: {password: x, groups: [Guests]}, Guest: {}},
    shares: {all: {allow: [Everyone]}, staff: {allow: [Authenticated Users]}, closed: {deny: [Guests]}, users: {allow: [Users]}}}
attempts:
  - {name: one, send: {to: SRV, response: none}, want: {error: 0}}
`)
	plan, _ := Build(file.Topology, file.Attempts)
	srv, _ := plan.Server("SRV")
	want := []Share{{"all", []string{"ONE", "TWO", "nobody"}, nil, 0, 0}, {"staff", []string{"ONE", "TWO"}, nil, 0, 0},
		{"closed", nil, []string{"TWO", "nobody"}, 0, 0}, {"users", []string{"ONE", "TWO"}, nil, 0, 0}}
	if diff := cmp.Diff(want, srv.Shares); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A share that smb.conf would take for a section of its own is none: its machine is not built, and its domain gets
// another controller.
func TestAShareIsNoSectionOfAnotherMeaning(t *testing.T) {
	for _, name := range []string{"global", "HOMES", "printers", "Glob als", "homes2"} {
		file := load(t, "x.yaml", `
domains: {NET-DOMAIN: {}}
machines:
  NET:   {role: controller, domain: NET-DOMAIN, profile: windows-2022, shares: {share: {}, '`+name+`': {}}}
  FILES: {role: member, domain: NET-DOMAIN, profile: windows-2022, shares: {share: {}}}
  NAS:   {role: standalone, profile: windows-2022, shares: {'`+name+`': {}}}
attempts:
  - {name: net, send: {to: NET, user: A, password: B}, want: {error: 1326}}
  - {name: files, send: {to: FILES, user: A, password: B}, want: {error: 1326}}
  - {name: nas, send: {to: NAS, user: A, password: B}, want: {error: 1326}}
`)
		plan, cannot := Build(file.Topology, file.Attempts)
		var built, refused []string
		for _, s := range plan.Servers {
			built = append(built, s.Name)
		}
		for _, c := range cannot {
			if c.NotBuilt && strings.Contains(c.Why, name) {
				refused = append(refused, c.Machine)
			}
		}
		wantBuilt, wantRefused := []string{"NET-DOMAIN-DC", "FILES"}, []string{"NET", "NAS"}
		if name == "homes2" {
			wantBuilt, wantRefused = []string{"NET", "FILES", "NAS"}, nil
		}
		if diff := cmp.Diff(wantBuilt, built); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
		if diff := cmp.Diff(wantRefused, refused); diff != "" {
			t.Errorf("%s: %v -want +got\n%s", name, cannot, diff)
		}
	}
}
