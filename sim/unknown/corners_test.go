package unknown_test

import (
	"testing"

	"ntlmsim/scenarios"
)

// corners are files in which every value that can be unknown is tried: what the catalogue has few of.
var corners = map[string]string{
	"password settings, and no policy of the domain": `
domains:
  CORP: {accounts: {BEN: {password: PSW1}, ANNA: {password: PSW1}}, password-settings: {S: {precedence: 1, applies-to: [BEN], policy: {lockout-threshold: 1}}}}
machines:
  DC: {role: controller, domain: CORP, profile: windows-2016, shares: {share: {}}}
attempts:
  - {name: one, send: &one {to: DC, share: share, domain: CORP, user: BEN, password: one}, want: {error: 1326}}
  - {name: one again, send: *one, want: {error: 1909}}
  - {name: two, send: {to: DC, share: share, domain: CORP, user: BEN, password: two}, want: {error: 1909}}
  - {name: right, send: {to: DC, share: share, domain: CORP, user: BEN, password: PSW1}, want: {error: 1909}}
`,
}

// In small files for what the catalogue has few of, every value is made unknown.
func TestTheAnswersInCorners(t *testing.T) {
	for name, text := range corners {
		t.Run(name, func(t *testing.T) {
			file, err := scenarios.Load("corner.yaml", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range places(file) {
				compared(t, file, p)
			}
		})
	}
}
