package replay

import (
	"context"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb/smbtest"
)

// A client that has a session connects to further shares in it, and a real server answers as predicted. What the client
// of Windows answers by itself is not sent.
func TestConnectionsThatAreKeptAreUsedAgain(t *testing.T) {
	smbtest.NeedSamba(t)
	data, err := scenarios.ReadFile(scenarios.Catalogue(), "windows/connections.yaml")
	smbtest.Must(t, err)
	file, err := scenarios.Load("windows/connections.yaml", data)
	smbtest.Must(t, err)
	f := &fleet{t: t, topology: file.Topology, servers: map[string]*smbtest.Server{}}
	for _, name := range f.standaloneServers(file) {
		file.Topology = TopologyAsSamba(file.Topology, name)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	r := Replay{Clients: f.clients, MaxBad: 1 << 20, Disposable: true}
	results, err := r.Run(ctx, file)
	smbtest.Must(t, err)
	again, unsent := 0, 0
	for _, result := range results {
		o := result.Outcome
		switch {
		case o.Stage == logon.AtClient:
			unsent++
			if result.Verdict != NotAsked || result.sent() {
				t.Errorf("%s: the client answers by itself, and it is %s", result.Attempt, result.Verdict)
			}
			continue
		case result.Verdict != Agrees:
			t.Errorf("%s: %s: %s", result.Attempt, result.Verdict, result.Why)
		}
		for _, found := range result.Findings {
			if !o.Reuses() || found.Observed == nil {
				continue
			}
			if again++; found.Seen.Sent.Authenticate && result.Attempt != firstOfTheFile {
				t.Errorf("%s: %s sends a session setup, and has a session", result.Attempt, found.Client)
			}
		}
	}
	if again < 10 || unsent < 10 {
		t.Errorf("%d sessions are used again, and %d attempts are not sent: this shows little", again, unsent)
	}
	t.Logf("%d results: %d tree connects in a session that was there, %d attempts that the client answers by itself", len(results), again, unsent)
}

// firstOfTheFile uses a connection that the file says there is: a replay makes its session first.
const firstOfTheFile = "and serves whoever names its user"

// A session that is kept costs its account nothing: no password is sent again.
func TestAKeptSessionCostsNothing(t *testing.T) {
	f, err := scenarios.Load("kept.yaml", []byte(`
connections: kept
machines:
  SRV: {role: standalone, profile: windows-2022, accounts: {U1: {password: P1}}, shares: {a: {}, b: {}}}
  PC:  {role: standalone, profile: windows-10, accounts: {ME: {password: x}}}
attempts:
  - {name: one, from: PC, as: 'PC\ME', run: 'net use x: \\SRV\a /user:SRV\U1 P1', want: {error: 0}}
  - {name: two, from: PC, as: 'PC\ME', run: 'net use y: \\SRV\b /user:SRV\U1 P1', want: {error: 0}}
  - {name: three, from: PC, as: 'PC\ME', run: 'net use z: \\SRV\nothing', want: {error: 67}}
  - {name: four, from: PC, as: 'PC\ME', run: 'net use z: \\SRV\b /user:SRV\U1 wrong', want: {error: 1219}}
  - {name: five, from: PC, as: 'PC\ME', run: 'net use * /delete', want: {error: 0}}
  - {name: six, from: PC, as: 'PC\ME', run: 'net use z: \\SRV\b /user:SRV\U1 wrong', want: {error: 1326}}
`))
	smbtest.Must(t, err)
	results := run(t, Replay{Clients: models(t, f), MaxBad: 2}, f)
	if got, want := verdicts(results), "agrees, agrees, agrees, not asked, not asked, agrees"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, r := range results[1:3] {
		for _, found := range r.Findings {
			if found.Seen.Sent.Authenticate {
				t.Errorf("%s: %s: a session setup is sent", r.Attempt, found.Client)
			}
		}
	}
}
