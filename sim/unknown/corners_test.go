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
	"services and computers": `
domains:
  CORP: {dns: corp.example, accounts: {ANNA: {password: PSW1}, OLD$: {password: PSW1, trust-account: workstation}}}
machines:
  DC:    {role: controller, domain: CORP, profile: windows-2016, shares: {share: {}}}
  FILES: {role: member, domain: CORP, profile: windows-2016, shares: {folder: {}}}
  CH:    {role: member, domain: CORP, profile: windows-2016}
  OLD:   {role: member, domain: CORP, profile: windows-2016}
attempts:
  - {name: system, from: CH, as: 'NT AUTHORITY\SYSTEM', run: 'net use \\FILES\folder', want: {error: 0}}
  - {name: network service, from: CH, as: 'NT AUTHORITY\NETWORK SERVICE', run: 'net use \\DC\share', want: {error: 0}}
  - {name: local service, from: CH, as: 'NT AUTHORITY\LOCAL SERVICE', run: 'net use \\DC\share', want: {error: 5}}
  - {name: its account is in the domain, from: OLD, as: 'NT AUTHORITY\SYSTEM', run: 'net use \\FILES\folder', want: {error: 0}}
  - {name: a password for the computer, from: FILES, as: 'CORP\ANNA', run: 'net use \\DC\share wrong /user:CORP\CH$', want: {error: 1326}}
  - {name: its principal name, from: FILES, as: 'CORP\ANNA', run: 'net use \\DC\share wrong /user:ch$@corp.example', want: {error: 1326}}
  - {name: its name alone, send: {to: FILES, share: folder, user: CH$, password: wrong}, want: {error: 1326}}
`,
	"lists of names": `
domains:
  CORP: {dns: corp.example, accounts: {ANNA: {password: PSW1}}}
machines:
  DC:    {role: controller, domain: CORP, profile: windows-2022, shares: {share: {}}}
  FILES: {role: member, domain: CORP, profile: windows-2022, shares: {folder: {}, public: {}}, aliases: [fs, fs2]}
  OLD:   {role: member, domain: CORP, profile: windows-2003, shares: {public: {}}}
attempts:
  - {name: a share, send: {to: FILES, share: public, response: none}, want: {error: 5}}
  - {name: another share, send: {to: FILES, share: folder, response: none}, want: {error: 5}}
  - {name: no share, send: {to: FILES, response: none}, want: {error: 5}}
  - {name: of a controller, send: {to: DC, share: share, response: none}, want: {error: 5}}
  - {name: of an older server, send: {to: OLD, share: public, response: none}, want: {error: 5}}
  - {name: typed, from: FILES, as: 'CORP\ANNA', run: 'net use \\OLD\public "" /user:""', want: {error: 5}}
  - {name: loopback, from: FILES, as: 'CORP\ANNA', run: 'net use \\fs\folder', want: {error: 5}}
  - {name: loopback by another alias, from: FILES, as: 'CORP\ANNA', run: 'net use \\fs2\folder', want: {error: 5}}
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
