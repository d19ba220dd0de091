package replay

import (
	"encoding/json"
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/smb"
	"ntlmsim/sim/smb/smbtest"
)

// atTheFirstLeg is a server that answers the first leg with a status.
func atTheFirstLeg(s logon.Status) smb.Server {
	return fake(func(smb.Attempt) (smb.Observation, error) { return smb.Observation{Setup: uint32(s)}, nil })
}

// The status of the first leg is shown, recorded, and shown again from the recording. No bad password was counted.
func TestAStatusAtTheFirstLegIsKept(t *testing.T) {
	f := small(t, `
  - {name: in, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
`)
	live := run(t, Replay{MaxBad: 9, Clients: only(atTheFirstLeg(logon.StatusLogonFailure))}, f)[0]
	const why = "no AUTHENTICATE_MESSAGE was sent: the server answered the first leg with STATUS_LOGON_FAILURE"
	var r Recording
	r.Add(live)
	data, err := r.Marshal()
	smbtest.Must(t, err)
	again, err := ParseRecording(data)
	smbtest.Must(t, err)
	replayed := run(t, Replay{Clients: again.Clients(f.Path)}, f)[0]
	for _, got := range []Result{live, replayed} {
		o := got.Findings[0].Observed
		if got.Verdict != NotAsked || got.Why != why || got.sent() || o == nil || o.Setup != logon.StatusLogonFailure || o.Tree != nil {
			text, _ := json.Marshal(got.Findings)
			t.Errorf("%s: %s, put %v, %s", got.Verdict, got.Why, got.sent(), text)
		}
	}
	if h := again.Entries[0]; h.Observed == nil || h.Observed.Setup != uint32(logon.StatusLogonFailure) || h.Observed.Sent.Authenticate {
		t.Errorf("recorded %s", data)
	}
}

// What is predicted of the server, whoever asks, is compared at the first leg, too.
func TestAServerThatDeniesNTLMMayDoSoAtTheFirstLeg(t *testing.T) {
	f, err := scenarios.Load("denied.yaml", []byte(`# A server that denies incoming NTLM.
machines:
  SRV:
    role: standalone
    profile: windows-2022
    settings: {RestrictReceivingNTLMTraffic: 2}
    accounts: {USER1: {password: PSW1}}
    shares: {share: {}}
attempts:
  - {name: in, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 50}}
`))
	smbtest.Must(t, err)
	for status, want := range map[logon.Status]Verdict{logon.StatusNotSupported: Agrees, logon.StatusAccessDenied: Differs} {
		if got := run(t, Replay{MaxBad: 9, Clients: only(atTheFirstLeg(status))}, f)[0]; got.Verdict != want || got.Outcome.Because != "policies.ntlm-denied" {
			t.Errorf("%s: %s: %s (%s)", status.Name(), got.Verdict, got.Why, got.Outcome.Because)
		}
	}
}

func TestRefusalsBeforeAuthenticateAreStates(t *testing.T) {
	for state, source := range beforeAuthenticate {
		if _, ok := logon.Rules().ID(sim.State(state)); !ok {
			t.Errorf("no rule leads to %q (%s)", state, source)
		}
	}
}
