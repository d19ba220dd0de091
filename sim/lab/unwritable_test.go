package lab

import (
	"strings"
	"testing"
)

// Machine and trust accounts that cannot be created are named before anything runs, and the others are created.
func TestMachineAndTrustAccountsAreBuiltOrRefused(t *testing.T) {
	for account, why := range map[string]string{
		"{'COMPUTER$': {password: x, trust-account: workstation}}":                       "",
		"{'TRUST$': {password: x, trust-account: interdomain}}":                          "",
		"{'COMPUTER$': {password: '', trust-account: workstation}}":                      "",
		"{COMPUTER: {password: x, trust-account: workstation}}":                          "ends in $",
		"{'COMPUTER$$': {password: x, trust-account: server}}":                           "ends in $",
		"{'TRUST$': {password: '', trust-account: interdomain}}":                         "neither blank nor changed",
		"{'TRUST$': {password: x, previous-passwords: [y], trust-account: interdomain}}": "neither blank nor changed",
		"{'TRUST$': {password: x, groups: [STAFF], trust-account: interdomain}}":         "cannot be in a group",
		"{'net$': {password: x, trust-account: server}}":                                 "of its own",
		"{'OTHER$': {password: x, trust-account: interdomain}}":                          "of its own",
		"{ntlmsim-lab: {password: x}}":                                                   "of its own",
	} {
		for _, kind := range []string{"ad", "nt4"} {
			file := load(t, "x.yaml", `
domains: {NET-DOMAIN: {kind: `+kind+`, accounts: `+account+`}, OTHER: {kind: `+kind+`}}
machines:
  NET: {role: controller, domain: NET-DOMAIN, profile: windows-2022}
attempts:
  - {name: net, send: {to: NET, user: A, password: B}, want: {error: 1326}}
`)
			want := why
			if kind == "nt4" && why != "of its own" {
				want = "" // a passdb takes them all
			}
			plan, cannot := Build(file.Topology, file.Attempts)
			_, built := plan.Server("NET")
			if built != (want == "") {
				t.Errorf("%s, %s: built: %v, %v", kind, account, built, cannot)
			}
			if want != "" && (len(cannot) == 0 || !cannot[0].NotBuilt || !strings.Contains(cannot[0].Why, want)) {
				t.Errorf("%s, %s: %v, not that %s", kind, account, cannot, want)
			}
		}
	}
}

// A name that the lab's files would read as something else is said so before anything runs, by the kind of server that
// reads it.
func TestNamesThatMeanSomethingElseAreNotBuilt(t *testing.T) {
	for name, refused := range map[string]string{
		"plain": "", "a b": "", "o''brien": "", "a(b)": "", "Ünal": "",
		"%S": "SRV NAS", "100%": "SRV NAS", "&all": "SRV NAS", "u@x": "DC SRV NAS", "#c": "PDC SRV NAS", "-d": "PDC SRV NAS",
	} {
		file := load(t, "x.yaml", `
domains: {HOME: {accounts: {'`+name+`': {password: x}}}, OLD: {kind: nt4, accounts: {'`+name+`': {password: x}}}, PLAIN: {}}
machines:
  DC:  {role: controller, domain: HOME, profile: samba-ad-dc, shares: &shares {share: {allow: ['`+name+`']}}}
  PDC: {role: controller, domain: OLD, profile: samba-nt4-dc, shares: *shares}
  SRV: {role: member, domain: PLAIN, profile: samba-member, accounts: {'`+name+`': {password: x}}, shares: *shares}
  NAS: {role: standalone, profile: samba-standalone, accounts: {'`+name+`': {password: x}}, shares: *shares}
  NO-LIST: {role: standalone, profile: samba-standalone, accounts: {'`+name+`': {password: x}}, shares: {share: {}}}
attempts:
  - {name: dc, send: {to: DC, user: A, password: B}, want: {error: 0}}
  - {name: pdc, send: {to: PDC, user: A, password: B}, want: {error: 0}}
  - {name: srv, send: {to: SRV, user: A, password: B}, want: {error: 0}}
  - {name: nas, send: {to: NAS, user: A, password: B}, want: {error: 0}}
  - {name: no list, send: {to: NO-LIST, user: A, password: B}, want: {error: 0}}
`)
		_, cannot := Build(file.Topology, file.Attempts)
		var got []string
		for _, c := range cannot {
			if c.NotBuilt && c.Machine != "NO-LIST" {
				got = append(got, c.Machine)
			}
			if c.Machine == "NO-LIST" && name != "#c" && name != "-d" {
				t.Errorf("%s: %s", name, c)
			}
		}
		if strings.Join(got, " ") != refused {
			t.Errorf("%s: %v are not built, not %s", name, cannot, refused)
		}
	}
}
