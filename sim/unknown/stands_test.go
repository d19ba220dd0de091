package unknown_test

import (
	"testing"
)

// What stands for an unknown password is none that is written in the scenario, wherever that is.
func TestNoPasswordOfTheScenarioStandsForAnUnknownOne(t *testing.T) {
	for name, of := range map[string]struct{ client, as string }{
		"stored":  {`stored: [{target: SRV, as: 'SRV\U1', password: PASSWORD-1}]`, `'PC\ME'`},
		"netonly": {`offline: false`, `{account: 'PC\ME', netonly: 'SRV\U1', password: PASSWORD-1}`},
	} {
		file, play := prepared(t, `
machines:
  SRV: {role: standalone, profile: samba-standalone, accounts: {U1: {password: unknown}}, shares: {a: {}}}
  PC:  {role: standalone, profile: windows-10, accounts: {ME: {password: x}}, `+of.client+`}
attempts:
  - {name: one, from: PC, as: `+of.as+`, run: 'net use x: \\SRV\a', want: {error: [0, 1326]}}
`)
		answers, problems := play.Ask(0, file.Attempts[0].Attempt)
		if len(problems) > 0 || len(answers.List) != 2 {
			t.Errorf("%s: %d answers, %v", name, len(answers.List), problems)
		}
	}
}
