package lab

import (
	"strings"
	"testing"
)

// What of accounts that are no user's cannot be written down is said before anything runs, and nothing else of them is.
func TestAccountsThatAreNoUsersAreBuiltOrSaidNotToBe(t *testing.T) {
	for account, why := range map[string]string{
		"{'COMPUTER$': {password: x, trust-account: workstation}}":                       "",
		"{'TRUST$': {password: x, trust-account: interdomain}}":                          "",
		"{'COMPUTER$': {trust-account: workstation}}":                                    "",
		"{COMPUTER: {password: x, trust-account: workstation}}":                          "ends in $",
		"{'COMPUTER$$': {password: x, trust-account: server}}":                           "ends in $",
		"{'TRUST$': {trust-account: interdomain}}":                                       "neither blank nor changed",
		"{'TRUST$': {password: x, previous-passwords: [y], trust-account: interdomain}}": "neither blank nor changed",
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
