package replay

import (
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb/smbtest"
)

// loaded is a scenario in a client's session that keeps its connections. What a server really is has the account as it
// is given; the scenario may say that it is unknown.
func loaded(t *testing.T, account, attempts string) *scenarios.File {
	t.Helper()
	f, err := scenarios.Load("kept.yaml", []byte(`
connections: kept
machines:
  SRV: {role: standalone, profile: windows-2022, accounts: {U1: `+account+`}, shares: {a: {}, b: {}}}
  PC:  {role: standalone, profile: windows-10, accounts: {ME: {password: x}}}
attempts:
  - {name: one, from: PC, as: 'PC\ME', run: 'net use x: \\SRV\a /user:SRV\U1 P1', want: {error: 0}}
`+attempts))
	smbtest.Must(t, err)
	return f
}

const twoMore = `
  - {name: two, from: PC, as: 'PC\ME', run: 'net use y: \\SRV\b', want: {error: 0}}
  - {name: three, from: PC, as: 'PC\ME', run: 'net use z: \\SRV\nothing', want: {error: 67}}
`

// A server that refuses the session which later attempts would use is not asked for it again: each client has sent one
// bad password, whatever the budget, and a plan says so.
func TestARefusedSessionIsNotAskedForAgain(t *testing.T) {
	smbtest.Settled(t)
	f := loaded(t, "{password: P1}", twoMore)
	s := startRefusing(t, refuseWith(logon.StatusLogonFailure))
	results := run(t, Replay{Clients: s.clients, At: s.at, MaxBad: 6}, f)
	if got, want := verdicts(results), "differs, not asked, not asked"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if n := s.named(); n != 2 {
		t.Errorf("%d AUTHENTICATE_MESSAGEs, want one of each client", n)
	}
}

// What uses a session that is there sends no session setup, also where something else is unknown.
func TestASessionIsUsedAgainWhereSomethingIsUnknown(t *testing.T) {
	truth := loaded(t, "{password: P1}", twoMore)
	f := loaded(t, "{password: P1, locked: unknown}", twoMore)
	results := run(t, Replay{Clients: models(t, truth), MaxBad: 2}, f)
	if got, want := verdicts(results), "agrees, agrees, agrees"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, r := range results[1:] {
		for _, found := range r.Findings {
			if found.Seen.Sent.Authenticate {
				t.Errorf("%s: %s: a session setup is sent", r.Attempt, found.Client)
			}
		}
	}
}

// Connections that were ended are ended, also where something is unknown: another password is no conflict any more.
func TestConnectionsAreEndedWhereSomethingIsUnknown(t *testing.T) {
	const attempts = `
  - {name: end, from: PC, as: 'PC\ME', run: 'net use * /delete', want: {error: 0}}
  - {name: again, from: PC, as: 'PC\ME', run: 'net use y: \\SRV\b /user:SRV\U1 WRONG', want: {error: 1326}}
`
	truth := loaded(t, "{password: P1}", attempts)
	f := loaded(t, "{password: P1, locked: unknown}", attempts)
	results := run(t, Replay{Clients: models(t, truth), MaxBad: 4}, f)
	if got, want := verdicts(results), "agrees, not asked, agrees"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if last := results[len(results)-1]; last.Outcome.Error != 1326 {
		t.Errorf("error %d, want 1326", last.Outcome.Error)
	}
}

// A plan has the sessions that the run will have: what uses them costs nothing in it, and is planned as that.
func TestAPlanHasTheSessionsOfTheRun(t *testing.T) {
	f := loaded(t, "{password: P1}", twoMore)
	r := Replay{Clients: models(t, f), MaxBad: 4, Plan: true}
	results := run(t, r, f)
	if got, want := verdicts(results), "would be asked, would be asked, would be asked"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
