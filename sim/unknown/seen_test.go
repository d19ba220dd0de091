package unknown_test

import (
	"fmt"
	"strings"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/unknown"
)

// prepared loads a file, and prepares its topology.
func prepared(t *testing.T, text string) (*scenarios.File, *unknown.Play) {
	t.Helper()
	file, err := scenarios.Load("x.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	play, err := file.Unknown()
	if err != nil {
		t.Fatal(err)
	}
	return file, play
}

// asked asks the attempts of a file, of which seen are the errors that a server has shown.
func asked(t *testing.T, text string, seen ...uint32) (errors [][]uint32) {
	t.Helper()
	file, play := prepared(t, text)
	for i, a := range file.Attempts {
		answers, problems := play.Ask(a.After, a.Attempt)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		errors = append(errors, answers.Errors())
		if i < len(seen) {
			play.Seen(func(setups []logon.Outcome) bool { return logon.Joined(setups).Error == seen[i] })
		}
	}
	return errors
}

// That a list has one name says nothing of another name.
func TestAListMayHaveBothNames(t *testing.T) {
	errors := asked(t, `
machines:
  SRV: {role: standalone, profile: windows-2022, aliases: [fs, fs2], settings: {BackConnectionHostNames: unknown}, accounts: {U1: {password: PSW1}}, shares: {a: {}}}
attempts:
  - {name: one, from: SRV, as: 'SRV\U1', run: 'net use \\fs\a', want: {error: [0, 5]}}
  - {name: two, from: SRV, as: 'SRV\U1', run: 'net use \\fs2\a', want: {error: [0, 5]}}
  - {name: one again, from: SRV, as: 'SRV\U1', run: 'net use \\fs\a', want: {error: 0}}
`, 0)
	if len(errors[1]) != 2 || len(errors[2]) != 1 {
		t.Errorf("got %v", errors)
	}
}

// Results that nothing explains together leave what is possible as it is.
func TestResultsThatCannotBeTogether(t *testing.T) {
	errors := asked(t, `
machines:
  SRV: {role: standalone, profile: windows-2022, accounts: {U1: {password: PSW1, disabled: unknown}}, shares: {a: {}}}
attempts:
  - {name: one, send: &one {to: SRV, share: a, domain: SRV, user: U1, password: PSW1}, want: {error: [0, 1331]}}
  - {name: two, send: *one, want: {error: [0, 1331]}}
  - {name: three, send: *one, want: {error: [0, 1331]}}
`, 0, 1331)
	if len(errors[1]) != 1 || len(errors[2]) != 2 {
		t.Errorf("got %v", errors)
	}
}

// That a share lets one account in says nothing of another one.
func TestAShareMayLetOneIn(t *testing.T) {
	for _, domain := range []string{"SRV", "CORP"} {
		errors := asked(t, strings.ReplaceAll(`
domains:
  CORP: {accounts: {U1: {password: PSW1}, U2: {password: PSW2}}}
machines:
  DC: {role: controller, domain: CORP, profile: windows-2022}
  SRV: {role: member, domain: CORP, profile: windows-2022, accounts: {U1: {password: PSW1}, U2: {password: PSW2}}, shares: {a: {allow: unknown}}}
attempts:
  - {name: one, send: &one {to: SRV, share: a, domain: DOMAIN, user: U1, password: PSW1}, want: {error: [0, 5]}}
  - {name: two, send: &two {to: SRV, share: a, domain: DOMAIN, user: U2, password: PSW2}, want: {error: [0, 5]}}
  - {name: one again, send: *one, want: {error: 0}}
  - {name: two again, send: *two, want: {error: 5}}
`, "DOMAIN", domain), 0, 5)
		if got := fmt.Sprint(errors); got != "[[0 5] [0 5] [0] [5]]" {
			t.Errorf("%s: got %s", domain, got)
		}
	}
}

// Guests and nobody are let in by themselves, too.
func TestAShareMayLetGuestsIn(t *testing.T) {
	errors := asked(t, `
machines:
  SRV: {role: standalone, profile: windows-2003, accounts: {U1: {password: PSW1}, Guest: {}}, settings: {RestrictNullSessAccess: 0, SeDenyNetworkLogonRight: []}, shares: {a: {allow: unknown}}}
attempts:
  - {name: one, send: &one {to: SRV, share: a, domain: SRV, user: U1, password: PSW1}, want: {error: [0, 5]}}
  - {name: guest, send: &guest {to: SRV, share: a, domain: SRV, user: NOBODY, password: x}, want: {error: [0, 5]}}
  - {name: nobody, send: &nobody {to: SRV, share: a, response: none}, want: {error: [0, 5]}}
  - {name: one again, send: *one, want: {error: 0}}
  - {name: guest again, send: *guest, want: {error: 5}}
  - {name: nobody again, send: *nobody, want: {error: 0}}
`, 0, 5, 0)
	if got := fmt.Sprint(errors); got != "[[0 5] [0 5] [0 5] [0] [5] [0]]" {
		t.Errorf("got %s", got)
	}
}

// So it is with as many accounts as are told apart; with more, the search says that it has ended early.
func TestAShareMayLetSomeIn(t *testing.T) {
	for _, n := range []int{5, 8, 9} {
		var accounts, attempts strings.Builder
		var seen []uint32
		for i := range n {
			fmt.Fprintf(&accounts, "U%d: {password: PSW%d}, ", i, i)
			fmt.Fprintf(&attempts, "  - {name: a%d, send: {to: SRV, share: a, domain: SRV, user: U%d, password: PSW%d}, want: {error: [0, 5]}}\n", i, i, i)
			seen = append(seen, 5)
		}
		file, play := prepared(t, "machines:\n  SRV: {role: standalone, profile: windows-2022, accounts: {"+
			strings.TrimSuffix(accounts.String(), ", ")+"}, shares: {a: {allow: unknown}}}\nattempts:\n"+attempts.String())
		for i, a := range file.Attempts {
			answers, _ := play.Ask(a.After, a.Attempt)
			if early := i >= 8; answers.Early != early || !early && fmt.Sprint(answers.Errors()) != "[0 5]" {
				t.Errorf("%d accounts, attempt %d: %v, early %v", n, i, answers.Errors(), answers.Early)
			}
			play.Seen(func(setups []logon.Outcome) bool { return logon.Joined(setups).Error == seen[i] })
		}
	}
}

// A controller's list of exceptions has the names of machines, whatever name the client used.
func TestAnExceptionOfAControllerIsTheMachine(t *testing.T) {
	errors := asked(t, `
domains:
  CORP: {accounts: {U1: {password: PSW1}}}
machines:
  DC: {role: controller, domain: CORP, profile: windows-2022, settings: {RestrictNTLMInDomain: 7, DCAllowedNTLMServers: unknown}}
  FS: {role: member, domain: CORP, profile: windows-2022, addresses: [10.0.0.5], shares: {a: {}}}
  PC: {role: member, domain: CORP, profile: windows-11-24h2}
attempts:
  - {name: address, from: PC, as: 'CORP\U1', run: 'net use \\10.0.0.5\a', want: {error: [0, 50]}}
`)
	if len(errors[0]) != 2 {
		t.Errorf("got %v", errors)
	}
}
