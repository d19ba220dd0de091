package lint_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/scenarios"
	"ntlmsim/sim/lint"
)

var update = flag.Bool("update", false, "write the golden file anew")

// web is a file without a mistake.
const web = `model: web
domains:
  CORP: {dns: corp.example, accounts: {ANNA: {password: PSW1}, SVCWEB: {password: PSW2}, SVCOLD: {password: PSW3}}}
machines:
  WEB1: {role: member, domain: CORP, profile: windows-2022, aliases: [intra.corp.example]}
  BACK1: {role: member, domain: CORP, profile: windows-2022}
  PC1: {role: member, domain: CORP, profile: windows-11-24h2}
spns:
  CORP\SVCWEB: [HTTP/pool.corp.example]
  WEB1: [HTTP/www.corp.example]
delegation:
  WEB1: {to: [HTTP/back1.corp.example]}
sites:
  own: {machine: WEB1}
  www: {machine: WEB1, hosts: [www.corp.example, intra.corp.example]}
  pool: {machine: WEB1, hosts: [pool.corp.example], pool: CORP\SVCWEB, app-pool-credentials: true}
  back: {machine: BACK1}
browsers:
  PC1: {intranet: ['*.corp.example', web1]}
attempts:
  - {name: own, from: PC1, as: CORP\ANNA, open: http://web1/}
  - {name: www, from: PC1, as: CORP\ANNA, open: http://www.corp.example/}
  - {name: alias, from: PC1, as: CORP\ANNA, open: http://intra.corp.example/}
  - {name: pool, from: PC1, as: CORP\ANNA, open: http://pool.corp.example/}
  - {name: back, from: PC1, as: CORP\ANNA, open: http://www.corp.example/, then: http://back1.corp.example/}
`

// ews is another.
const ews = `model: ews-proxy
domains: {CORP: {dns: corp.example, accounts: {ASA$: {password: PSW1, trust-account: workstation}}}}
machines:
  CAS1: {role: member, domain: CORP, profile: windows-2008r2}
  CAS2: {role: member, domain: CORP, profile: windows-2008r2, addresses: [10.0.0.2]}
spns:
  CORP\ASA$: [HTTP/mail.corp.example]
servers:
  CAS1: {ad-site: Paris, internal-url: 'https://cas1.corp.example/ews/exchange.asmx'}
  CAS2: {ad-site: Lyon, internal-url: 'https://mail.corp.example/ews/exchange.asmx', alternate-service-account: [CORP\ASA$]}
attempts:
  - {name: to CAS2, from: CAS1, to: CAS2}
`

// logon is a third.
const logonFile = `domains: {CORP: {accounts: {ANNA: {password: PSW1, groups: [Sales]}}}}
machines:
  FILES: {role: member, domain: CORP, profile: windows-2022, shares: {data: {allow: ['CORP\Sales']}}}
  PC1: {role: member, domain: CORP, profile: windows-11-24h2}
attempts:
  - {name: Anna, from: PC1, as: CORP\ANNA, run: 'net use \\FILES\data'}
`

// A mistake is what is wrong in place of what is right, the text at which it is found, the attempt that ends
// otherwise because of it ("": none of the file), and a part of the command that mends it.
type mistake struct{ rule, file, right, wrong, at, attempt, run string }

var mistakes = []mistake{
	{"spn-twice", web, `  WEB1: [HTTP/www.corp.example]`, `  WEB1: [HTTP/www.corp.example]` + "\n" + `  CORP\SVCOLD: [HTTP/other.corp.example, HTTP/WWW.corp.example]`, "HTTP/WWW.corp.example]", "www", `setspn -D HTTP/WWW.corp.example CORP\SVCOLD`},
	{"spn-twice", web, `  WEB1: [HTTP/www.corp.example]`, `  WEB1: [HTTP/www.corp.example]` + "\n" + `  CORP\SVCOLD: [HOST/web1]`, "HOST/web1]", "own", `setspn -D HOST/web1 CORP\SVCOLD`},
	{"spn-missing", web, `WEB1: [HTTP/www.corp.example]`, `WEB1: []`, "www.corp.example, intra", "www", `setspn -S HTTP/www.corp.example CORP\WEB1$`},
	{"spn-missing", web, `PC1: {intranet:`, `PC1: {cname-lookup: false, intranet:`, "intra.corp.example]}", "alias", `setspn -S HTTP/intra.corp.example CORP\WEB1$`},
	{"spn-missing", web, `then: http://back1.corp.example/`, `then: http://intra.corp.example/`, "http://intra.corp.example/}", "", `setspn -S HTTP/intra.corp.example CORP\WEB1$`},
	{"spn-other-key", web, `  WEB1: [HTTP/www.corp.example]`, `  CORP\SVCOLD: [HTTP/www.corp.example]`, "HTTP/www.corp.example]\ndelegation", "www", `setspn -D HTTP/www.corp.example CORP\SVCOLD`},
	{"spn-other-key", web, `own: {machine: WEB1}`, `own: {machine: WEB1, pool: CORP\SVCWEB, kernel-mode: false}`, "WEB1, pool: CORP", "own", `setspn -S HTTP/web1.corp.example CORP\SVCWEB`},
	{"kernel-mode", web, `, app-pool-credentials: true`, ``, `CORP\SVCWEB}`, "pool", `appcmd set config "pool"`},
	{"address", web, `name: own, from: PC1, as: CORP\ANNA, open: http://web1/`, `name: own, from: PC1, as: CORP\ANNA, open: http://10.0.0.5/`, "http://10.0.0.5/", "own", ""},
	{"delegation-to-nothing", web, `back1.corp.example`, `nowhere.corp.example`, "HTTP/nowhere", "back", `Set-ADComputer 'WEB1$' -Remove`},
	{"internal-url-address", ews, `https://mail.corp.example`, `https://10.0.0.2`, "'https://10.0.0.2", "to CAS2", `-InternalUrl https://cas2.corp.example/`},
	{"spn-missing", ews, `https://mail.corp.example`, `https://ews.corp.example`, "'https://ews", "to CAS2", `setspn -S HTTP/ews.corp.example CORP\ASA$`},
	{"spn-other-key", ews, `, alternate-service-account: [CORP\ASA$]`, ``, "'https://mail", "to CAS2", `RollAlternateServiceAccountPassword.ps1 -ToSpecificServers CAS2`},
	{"ews-without-windows", ews, `, alternate`, `, windows-authentication: false, alternate`, "false, alternate", "to CAS2", `-WindowsAuthentication $true`},
	{"ews-ntlm-only", ews, `, alternate`, `, ntlm-only: true, alternate`, "true, alternate", "to CAS2", `appcmd`},
	{"ews-tls-ends", ews, `, alternate`, `, extended-protection: true, tls-ends-at: LB1, alternate`, "true, tls-ends", "to CAS2", ``},
	{"name-of-nobody", logonFile, `allow: ['CORP\Sales']`, `allow: ['CORP\Salse']`, `'CORP\Salse`, "Anna", ""},
}

// Every mistake is found at its place, with the command that mends it; the model ends otherwise because of it, in the
// state that the rule names. Without it nothing is found.
func TestEveryMistakeIsFoundAndMatters(t *testing.T) {
	for _, m := range mistakes {
		t.Run(m.rule+"/"+m.wrong, func(t *testing.T) {
			if found := scenarios.Lint(load(t, m.file)); len(found) > 0 {
				t.Errorf("without the mistake: %v", found)
			}
			wrong := strings.ReplaceAll(m.file, m.right, m.wrong)
			if m.rule == "address" {
				wrong = strings.Replace(wrong, "aliases: [intra", "addresses: [10.0.0.5], aliases: [intra", 1)
			}
			file := load(t, wrong)
			found := scenarios.Lint(file)
			if len(found) != 1 || found[0].Rule.Name != m.rule {
				t.Fatalf("found %+v", found)
			}
			f := found[0]
			if lines := strings.SplitAfter(wrong, "\n"); !strings.HasPrefix(strings.Join(lines[f.Line-1:], "")[f.Column-1:], m.at) {
				t.Errorf("at %d:%d, want %s", f.Line, f.Column, m.at)
			}
			if !strings.Contains(strings.Join(f.Run, "\n"), m.run) || f.Do == "" || !strings.HasSuffix(f.What, ".") {
				t.Errorf("%+v", f)
			}
			matters(t, f.Rule, m.attempt, load(t, m.file), file)
		})
	}
}

func load(t *testing.T, text string) *scenarios.File {
	t.Helper()
	file, err := scenarios.Load("file.yaml", []byte(text), scenarios.Lenient)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// matters sees to it that an attempt passes through the state of a rule with the mistake, and not without.
func matters(t *testing.T, r *lint.Rule, attempt string, right, wrong *scenarios.File) {
	t.Helper()
	if attempt == "" {
		return
	}
	if slices.Equal(decided(right, attempt), decided(wrong, attempt)) {
		t.Errorf("%s: the model decides the same with the mistake", attempt)
	}
	state := string(r.State)
	if state != "" && (slices.Contains(decided(right, attempt), state) || !slices.Contains(decided(wrong, attempt), state)) {
		t.Errorf("%s passes %v with the mistake, and %v without, want %s", attempt, decided(wrong, attempt), decided(right, attempt), state)
	}
}

// decided are the states that an attempt passes.
func decided(f *scenarios.File, attempt string) (list []string) {
	for p := range f.Model().Play(f) {
		if p.Name != attempt {
			continue
		}
		if p.Decision == nil {
			o := p.Outcome()
			return []string{string(o.Because), fmt.Sprint(o.Error)}
		}
		for _, s := range p.Decision.Steps {
			list = append(list, string(s.Next))
		}
	}
	return list
}

// What takes no Kerberos needs no names: NTLM alone, anonymous access, a workgroup, a domain of Windows NT.
func TestWhatTakesNoKerberosNeedsNoNames(t *testing.T) {
	for what, change := range map[string][2]string{
		"NTLM":      {`hosts: [www.corp.example, intra.corp.example]`, `hosts: [www.corp.example, other.corp.example], providers: [NTLM]`},
		"anonymous": {`hosts: [www.corp.example, intra.corp.example]`, `hosts: [www.corp.example, other.corp.example], anonymous: true`},
		"workgroup": {`BACK1: {role: member, domain: CORP, profile: windows-2022}`, `BACK1: {role: standalone, profile: windows-2022}`},
	} {
		text := strings.Replace(web, change[0], change[1], 1)
		if what == "workgroup" {
			text = strings.Replace(strings.Replace(text, "  WEB1: {to: [HTTP/back1.corp.example]}\n", "  WEB1: {unconstrained: true}\n", 1), ", then: http://back1.corp.example/", "", 1)
		} else {
			text = strings.Replace(text, "open: http://intra.corp.example/", "open: http://www.corp.example/", 1)
		}
		if found := scenarios.Lint(load(t, text)); len(found) > 0 {
			t.Errorf("%s: %+v", what, found)
		}
	}
	nt4 := `model: web
domains: {OLD: {kind: nt4}}
machines: {WEB1: {role: member, domain: OLD, profile: windows-2000}}
sites: {www: {machine: WEB1, hosts: [www.corp.example]}}
`
	if found := scenarios.Lint(load(t, nt4)); len(found) > 0 {
		t.Errorf("a domain of Windows NT: %+v", found)
	}
}

// Every rule has a mistake above.
func TestEveryRuleIsTested(t *testing.T) {
	for _, r := range lint.Rules() {
		if !slices.ContainsFunc(mistakes, func(m mistake) bool { return m.rule == r.Name }) {
			t.Errorf("no mistake is found by %s", r.Name)
		}
	}
}

// The mistakes of the catalogue are meant: each is what an attempt of its file is about.
func TestTheFindingsOfTheCatalogueAreGolden(t *testing.T) {
	var b strings.Builder
	for _, name := range scenarios.CatalogueFiles() {
		data, err := scenarios.ReadFile(scenarios.Catalogue(), name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := scenarios.Load(name, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range scenarios.Lint(file) {
			fmt.Fprintf(&b, "%s  %s  %s\n", name, f.Rule.Name, f.What)
		}
	}
	const golden = "testdata/catalogue.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
