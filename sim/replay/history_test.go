package replay

import (
	"context"
	"strings"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb/smbtest"
)

const lockingOut = `
  - {name: one, send: {to: SRV, share: share, domain: SRV, user: USER1, password: wrong1, response: ntlmv2}, want: {error: 1326}}
  - {name: two, send: {to: SRV, share: share, domain: SRV, user: USER1, password: wrong2, response: ntlmv2}, want: {error: 1326}}
  - {name: locked, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 1909}}
  - {name: later, after: 31m, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
  - {name: and then, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
`

// counts is a file whose server counts, and both clients at one: what each sends counts there.
func counts(t testing.TB, threshold int) (*scenarios.File, func(SessionSetup) ([]Client, string)) {
	f := small(t, lockingOut)
	f.Topology.Machines[0].Policy = logon.Policy{LockoutThreshold: threshold, LockoutDuration: "30m"}
	world, err := logon.NewWorld(f.Topology)
	smbtest.Must(t, err)
	history := logon.NewHistory(world)
	return f, func(s SessionSetup) ([]Client, string) {
		server := Model{World: world, Machine: s.Machine, History: history}
		return []Client{{Name: "go-smb2", Server: server}, {Name: "probe", Server: server}}, ""
	}
}

// Where bad passwords are counted each attempt is asked once, so that the third answer is that of the scenario; and
// what is later than anybody waits is not asked.
func TestWhereBadPasswordsCountOneClientAsks(t *testing.T) {
	f, clients := counts(t, 2)
	results := run(t, Replay{Clients: clients, Disposable: true}, f)
	if got := verdicts(results); got != "agrees, agrees, agrees, not asked, not asked" {
		t.Errorf("got %s", got)
	}
	for _, r := range results[:3] {
		if len(r.Findings) != 1 || r.Findings[0].Client != "probe" {
			t.Errorf("%s: asked by %+v", r.Attempt, r.Findings)
		}
	}
	if got := results[2].Outcome.Because; got != "own.found.locked" {
		t.Errorf("predicted %s", got)
	}
	for _, r := range results[3:] {
		if !strings.Contains(r.Why, "it is 31m0s later") {
			t.Errorf("%s: %q", r.Attempt, r.Why)
		}
	}
}

// What the budget holds back is not counted: the predictions behind it are of what was sent.
func TestWhatIsNotSentIsNotCounted(t *testing.T) {
	f, clients := counts(t, 2)
	results := run(t, Replay{Clients: clients, MaxBad: 2}, f)
	if got := verdicts(results); got != "not asked, not asked, not asked, not asked, not asked" {
		t.Errorf("got %s", got)
	}
	if got := results[2].Outcome.Because; got != "own.found.password-matches" {
		t.Errorf("predicted %s, though no bad password was sent", got)
	}
}

// A little time is waited for, and however much with Wait; and not if the attempts are only planned.
func TestTimeThatPassesIsWaitedFor(t *testing.T) {
	f, clients := counts(t, 2)
	for i := range f.Attempts {
		f.Attempts[i].After = min(f.Attempts[i].After, 20*time.Millisecond)
	}
	began := time.Now()
	run(t, Replay{Clients: clients, Disposable: true}, f)
	if passed := time.Since(began); passed < 20*time.Millisecond {
		t.Errorf("%s passed", passed)
	}
	f, clients = counts(t, 2)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	results, err := (&Replay{Clients: clients, Disposable: true, Wait: true}).Run(ctx, f)
	if err == nil || len(results) != 3 {
		t.Errorf("%d results and %v before half an hour has passed", len(results), err)
	}
	plan := run(t, Replay{Clients: clients, Plan: true, Wait: true, Disposable: true}, f)
	if got := verdicts(plan); got != strings.Repeat("would be asked, ", 4)+"would be asked" {
		t.Errorf("planned: %s", got)
	}
}
