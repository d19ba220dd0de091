package unknown_test

import (
	"strings"
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/unknown"
)

// alikeOf are the answers to the first attempt of a file, those that end alike as one, and how many there were.
func alikeOf(t *testing.T, text string) (unknown.Answers, int) {
	t.Helper()
	file, play := prepared(t, text)
	answers, problems := play.Ask(0, file.Attempts[0].Attempt)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return answers.Alike(), len(answers.List)
}

const company = `
domains: {CORP: {dns: corp.example, policy: {lockout-threshold: %T}, accounts: {ANNA: {password: one%A}}}}
machines:
  DC1: {role: controller, domain: CORP, profile: windows-2022}
  FS1: {role: member, domain: CORP, profile: windows-2022, addresses: [10.0.0.5], shares: {data: {}}}
  PC1: {role: member, domain: CORP, profile: windows-11-24h2%S}
attempts:
  - {name: one, from: PC1, as: CORP\ANNA, run: 'net use \\10.0.0.5\data%P', want: {error: 0}}
`

func companyWith(threshold, account, settings, command string) string {
	return strings.NewReplacer("%T", threshold, "%A", account, "%S", settings, "%P", command).Replace(company)
}

// What only changes what is sent or logged decides nothing.
func TestAnswersThatEndAlikeAreOne(t *testing.T) {
	a, were := alikeOf(t, companyWith("5", "", ", settings: {LmCompatibilityLevel: unknown}", ""))
	if were < 2 || !a.One() || a.Tree != nil {
		t.Errorf("%d of %d answers, %+v", len(a.List), were, a.Tree)
	}
}

// Only what decides between different endings is left of the tree, and each ending is said once.
func TestWhatEndsAlikeIsNoDecision(t *testing.T) {
	a, were := alikeOf(t, companyWith("unknown", ", locked: unknown, disabled: unknown", "", ""))
	seen := map[uint32]bool{}
	for _, answer := range a.List {
		if e := answer.Outcome().Error; seen[e] || answer.If == "" {
			t.Errorf("%d stands twice, or says nothing: %q", e, answer.If)
		} else {
			seen[e] = true
		}
	}
	if were <= len(a.List) || len(a.List) != 3 || len(a.Deciders()) != 2 {
		t.Errorf("%d of %d answers, decided by %v", len(a.List), were, a.Deciders())
	}
}

// That an attempt locks the account is not left out, though the error is the same.
func TestAnAttemptThatLocksEndsOtherwise(t *testing.T) {
	a, _ := alikeOf(t, companyWith("unknown", "", "", ` /user:CORP\ANNA wrong`))
	locks := 0
	for _, answer := range a.List {
		for _, c := range answer.Outcome().Counts {
			if c.Effect == logon.Locks {
				locks++
			}
		}
	}
	if len(a.List) != 2 || locks == 0 {
		t.Errorf("%d answers, of which %d lock", len(a.List), locks)
	}
}
