package replay

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb"
	"ntlmsim/sim/smb/smbtest"
)

// small is a scenario with one server, SRV, and the attempts written below it.
func small(t testing.TB, attempts string) *scenarios.File {
	t.Helper()
	f, err := scenarios.Load("small.yaml", []byte(`# A server, and whoever asks it.
machines:
  SRV: {role: standalone, profile: samba-standalone, accounts: {USER1: {password: PSW1}}, shares: {share: {}}}
attempts:
`+attempts))
	smbtest.Must(t, err)
	return f
}

const wrongs = `
  - {name: one, send: {to: SRV, share: share, domain: SRV, user: USER1, password: wrong1, response: ntlmv2}, want: {error: 1326}}
  - {name: two, send: {to: SRV, share: share, domain: SRV, user: USER1, password: wrong2, response: ntlmv2}, want: {error: 1326}}
  - {name: right, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
`

func models(t testing.TB, f *scenarios.File) func(SessionSetup) ([]Client, string) {
	w, err := logon.NewWorld(f.Topology)
	smbtest.Must(t, err)
	return func(s SessionSetup) ([]Client, string) {
		return []Client{{Name: "one", Server: Model{World: w, Machine: s.Machine}}, {Name: "another", Server: Model{World: w, Machine: s.Machine}}}, ""
	}
}

func run(t testing.TB, r Replay, f *scenarios.File) []Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	results, err := r.Run(ctx, f)
	smbtest.Must(t, err)
	return results
}

func verdicts(results []Result) string {
	var list []string
	for _, r := range results {
		list = append(list, string(r.Verdict))
	}
	return strings.Join(list, ", ")
}

// remembering is models of machines that remember what they were asked.
func remembering(t testing.TB, f *scenarios.File) func(SessionSetup) ([]Client, string) {
	w, err := logon.NewWorld(f.Topology)
	smbtest.Must(t, err)
	history := logon.NewHistory(w)
	return func(s SessionSetup) ([]Client, string) {
		server := Model{World: w, Machine: s.Machine, History: history}
		return []Client{{Name: "one", Server: server}, {Name: "another", Server: server}}, ""
	}
}

// The model is a Server like any other: the whole catalogue put to it agrees, until time has to pass, which it does not
// do.
func TestTheModelAgreesWithItself(t *testing.T) {
	n := 0
	for _, f := range catalogue(t) {
		if later := slices.IndexFunc(f.Attempts, func(a scenarios.Attempt) bool { return a.After > 0 }); later >= 0 {
			f.Attempts = f.Attempts[:later]
		}
		for _, r := range run(t, Replay{Clients: remembering(t, f), MaxBad: 1 << 20, Disposable: true}, f) {
			n++
			asked := r.Outcome.SendsSetup() && !r.Outcome.Sent.Computer() && !r.Outcome.Sent.Unprovable() && r.Outcome.ClientDependence() == ""
			if asked && r.Verdict != Agrees && r.Verdict != NotObservable {
				t.Errorf("%s: %s: %s: %s", r.File, r.Attempt, r.Verdict, r.Why)
			}
		}
	}
	if n < 250 {
		t.Errorf("only %d session setups", n)
	}
}

// Two clients that ask spend twice, and where that would leave nothing one asks. What is predicted to be let in may be
// refused: it is not asked where nothing is left.
func TestNoAccountIsSentTooManyBadPasswords(t *testing.T) {
	f := small(t, wrongs)
	for _, c := range []struct {
		most int
		want string
	}{{0, "not asked, not asked, not asked"}, {1, "agrees, not asked, not asked"}, {2, "agrees, agrees, not asked"},
		{3, "agrees, agrees, not asked"}, {4, "agrees, agrees, agrees"}} {
		results := run(t, Replay{Clients: models(t, f), MaxBad: c.most}, f)
		if got := verdicts(results); got != c.want {
			t.Errorf("--max-bad %d: got %s, want %s", c.most, got, c.want)
		}
	}
	one := func(s SessionSetup) ([]Client, string) {
		clients, why := models(t, f)(s)
		return clients[:1], why
	}
	for threshold, want := range map[int]string{1: "not asked, not asked, not asked", 2: "not asked, not asked, not asked",
		3: "agrees, not asked, not asked", 4: "agrees, agrees, not asked", 5: "agrees, agrees, agrees"} {
		f.Topology.Machines[0].Policy.LockoutThreshold = threshold
		if got := verdicts(run(t, Replay{Clients: one, MaxBad: 100}, f)); got != want {
			t.Errorf("lockout-threshold %d: got %s, want %s", threshold, got, want)
		}
	}
	f.Topology.Machines[0].Policy.LockoutThreshold = 100
	if got := verdicts(run(t, Replay{Clients: one, MaxBad: 1}, f)); got != "agrees, not asked, not asked" {
		t.Errorf("a threshold that the scenario believes high: got %s", got)
	}
}

// A server that refuses what should be right is not asked again and again.
func TestSurprisesCountAsBadPasswords(t *testing.T) {
	right := `
  - {name: one, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
  - {name: two, send: {to: SRV, share: share, domain: A, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
  - {name: three, send: {to: SRV, share: share, domain: B, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
  - {name: four, send: {to: SRV, share: share, domain: C, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
`
	refusing := fake(func(a smb.Attempt) (smb.Observation, error) { return answering(a, logon.StatusLogonFailure, 0), nil })
	f := small(t, right)
	silent := fake(func(a smb.Attempt) (smb.Observation, error) {
		return smb.Observation{Sent: smb.Sent{Authenticate: true}}, &smb.NotAnswered{Stage: smb.StageSession, Why: "silence"}
	})
	guest := fake(func(a smb.Attempt) (smb.Observation, error) { return answering(a, 0, smb.SessionGuest), nil })
	locked := fake(func(a smb.Attempt) (smb.Observation, error) {
		return answering(a, logon.StatusAccountLockedOut, 0), nil
	})
	for name, c := range map[string]struct {
		server smb.Server
		want   string
	}{
		"refused": {refusing, "differs, differs, not asked, not asked"},
		"silent":  {silent, "could not be asked, could not be asked, not asked, not asked"},
		"guest":   {guest, "differs, differs, not asked, not asked"},
		"locked":  {locked, "differs, not asked, not asked, not asked"},
	} {
		if got := verdicts(run(t, Replay{Clients: only(c.server), MaxBad: 2}, f)); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// Several files are one budget.
func TestTheBudgetIsOfAllFiles(t *testing.T) {
	f := small(t, wrongs)
	r := Replay{Clients: models(t, f), MaxBad: 4}
	first, second := verdicts(run(t, r, f)), ""
	_, err0 := r.Run(context.Background(), f)
	smbtest.Must(t, err0)
	results, err := r.Run(context.Background(), f)
	smbtest.Must(t, err)
	if second = verdicts(results); first != "agrees, agrees, agrees" || second != "agrees, not asked, not asked" {
		t.Errorf("got %s, then %s", first, second)
	}
}

type fake func(smb.Attempt) (smb.Observation, error)

func (f fake) Try(_ context.Context, a smb.Attempt) (smb.Observation, error) { return f(a) }

func only(s smb.Server) func(SessionSetup) ([]Client, string) {
	return func(SessionSetup) ([]Client, string) { return []Client{{Name: "fake", Server: s}}, "" }
}

func answering(a smb.Attempt, setup logon.Status, flags uint16) smb.Observation {
	o := smb.Observation{Setup: uint32(setup), SessionFlags: flags,
		Sent: smb.Sent{Authenticate: true, Workstation: a.Workstation, Domain: a.Domain, User: a.User, Response: a.Response, Share: a.ShareName()}}
	if setup == 0 {
		tree := uint32(0)
		o.Tree = &tree
	}
	return o
}

// What was not sent as the scenario says is never scored, however well the answer fits.
func TestWhatWasNotSentAsWrittenIsNotAsked(t *testing.T) {
	f := small(t, `
  - {name: right, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2, salt: ''}, want: {error: 0}}
`)
	proofOf := func(password, salt string) *smb.Proof {
		challenge := ntlm.Challenge{1, 2, 3, 4, 5, 6, 7, 8}
		response, _ := ntlm.NTLMv2Response(ntlm.NTOWFv2(ntlm.NTOWFv1(password), "USER1", salt), challenge, ntlm.Challenge{}, 0, make([]byte, 4))
		return smb.NewProof(challenge, ntlm.AuthenticateMessage{User: "USER1", Domain: "SRV", NT: response, LM: make([]byte, 24)})
	}
	for name, c := range map[string]struct {
		change func(*smb.Observation)
		want   string
	}{
		"as written":       {func(o *smb.Observation) { o.Proof = proofOf("PSW1", "") }, "agrees"},
		"another domain":   {func(o *smb.Observation) { o.Sent.Domain = "NET" }, "not asked"},
		"another user":     {func(o *smb.Observation) { o.Sent.User = "USER2" }, "not asked"},
		"another response": {func(o *smb.Observation) { o.Sent.Response = ntlm.NTLMv1 }, "not asked"},
		"another station":  {func(o *smb.Observation) { o.Sent.Workstation = "PC" }, "not asked"},
		"nothing at all":   {func(o *smb.Observation) { o.Sent = smb.Sent{} }, "not asked"},
		"another share":    {func(o *smb.Observation) { o.Sent.Share = "IPC$" }, "not asked"},
		"another password": {func(o *smb.Observation) { o.Proof = proofOf("PSW2", "") }, "not asked"},
		"another salt":     {func(o *smb.Observation) { o.Proof = proofOf("PSW1", "SRV") }, "not asked"},
	} {
		s := fake(func(a smb.Attempt) (smb.Observation, error) {
			o := answering(a, 0, 0)
			c.change(&o)
			return o, nil
		})
		if got := verdicts(run(t, Replay{Clients: only(s), MaxBad: 2}, f)); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// Two clients that are answered differently differ, whichever was predicted.
func TestClientsThatDisagreeDiffer(t *testing.T) {
	f := small(t, `
  - {name: right, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
`)
	good := fake(func(a smb.Attempt) (smb.Observation, error) { return answering(a, 0, 0), nil })
	bad := fake(func(a smb.Attempt) (smb.Observation, error) { return answering(a, logon.StatusLogonFailure, 0), nil })
	clients := func(SessionSetup) ([]Client, string) {
		return []Client{{Name: "good", Server: good}, {Name: "bad", Server: bad}}, ""
	}
	results := run(t, Replay{Clients: clients, MaxBad: 2}, f)
	if results[0].Verdict != Differs || !strings.Contains(results[0].Why, "good observed STATUS_SUCCESS") {
		t.Errorf("got %s: %s", results[0].Verdict, results[0].Why)
	}
}

// A server that cannot be asked is never a difference: each way ends in time, with its reason.
func TestAServerThatDoesNotAnswerCouldNotBeAsked(t *testing.T) {
	smbtest.Settled(t)
	f := small(t, `
  - {name: right, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
`)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	smbtest.Must(t, err)
	closedPort := l.Addr().String()
	l.Close()
	servers := map[string]string{"a closed port": closedPort, "a server that hangs up": smbtest.Loopback(t, nil, false)}
	for reply, silent := range map[string]bool{"": true, "HTTP/1.1 400 Bad Request\r\n\r\n": false, "\x80\xff\xfe\xfd": true,
		"\x83\x00\x00\x01\x82": false, "\x00\x00": false, "\x00\x00\x00\x64\xfeSMB": true} {
		servers[fmt.Sprintf("%q, silent: %v", reply, silent)] = smbtest.Loopback(t, [][]byte{[]byte(reply)}, silent)
	}
	for name, addr := range servers {
		clients := func(SessionSetup) ([]Client, string) {
			timeout := 300 * time.Millisecond
			return []Client{{Name: "go-smb2", Server: smb.GoSMB2{Addr: addr, Timeout: timeout}}, {Name: "probe", Server: smb.Probe{Addr: addr, Timeout: timeout}}}, ""
		}
		began := time.Now()
		results := run(t, Replay{Clients: clients, MaxBad: 2}, f)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
		for _, finding := range results[0].Findings {
			if finding.Verdict != CouldNot || finding.Why == "" {
				t.Errorf("%s: %s: got %s: %s", name, finding.Client, finding.Verdict, finding.Why)
			}
		}
		if results[0].Verdict != CouldNot {
			t.Errorf("%s: got %s", name, results[0].Verdict)
		}
	}
}

func TestARunEndsWithItsContext(t *testing.T) {
	f := small(t, wrongs)
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	s := fake(func(a smb.Attempt) (smb.Observation, error) { n++; cancel(); return answering(a, 0, 0), nil })
	r := Replay{Clients: only(s), MaxBad: 2}
	if _, err := r.Run(ctx, f); err == nil || n != 1 {
		t.Errorf("got %v after %d attempts", err, n)
	}
}

// A plan sends nothing, and says which attempts the budget would keep back.
func TestAPlanSendsNothing(t *testing.T) {
	f := small(t, wrongs)
	s := fake(func(smb.Attempt) (smb.Observation, error) {
		t.Error("something was sent")
		return smb.Observation{}, nil
	})
	clients := func(SessionSetup) ([]Client, string) {
		return []Client{{Name: "one", Server: s}, {Name: "another", Server: s}}, ""
	}
	results := run(t, Replay{Clients: clients, Plan: true, MaxBad: 2}, f)
	if got := verdicts(results); got != "would be asked, would be asked, not asked" {
		t.Errorf("got %s", got)
	}
}

// What is recorded gives the same verdicts again, and holds no password.
func TestARecordingGivesTheSameVerdicts(t *testing.T) {
	f := small(t, wrongs+`
  - {name: anonymous, send: {to: SRV, response: none}, want: {error: 0}}
`)
	live := run(t, Replay{Clients: models(t, f), MaxBad: 100}, f)
	var recording Recording
	for _, r := range live {
		recording.Add(r)
	}
	data, err := recording.Marshal()
	smbtest.Must(t, err)
	for _, secret := range []string{"PSW1", "wrong1"} {
		if strings.Contains(string(data), secret) {
			t.Errorf("the recording holds %s", secret)
		}
	}
	read, err := ParseRecording(data)
	smbtest.Must(t, err)
	again := run(t, Replay{Clients: read.Clients(f.Path), MaxBad: 100}, f)
	if got, want := verdicts(again), verdicts(live); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	f.Attempts[0].Attempt.Send.Domain = "ANOTHER"
	f.Attempts[2].Name = "renamed"
	if got := verdicts(run(t, Replay{Clients: read.Clients(f.Path), MaxBad: 100}, f)); got != "not asked, agrees, not asked, agrees" {
		t.Errorf("a recording of another scenario: got %s", got)
	}
	if _, err := ParseRecording([]byte(`{"version": 2}`)); err == nil {
		t.Error("a recording of another version is read")
	}
}

// The ledger is strict both ways.
func TestAKnownDifferenceThatNoLongerDiffersIsStale(t *testing.T) {
	l, err := ParseLedger([]byte(`
- {id: a, server: samba, profiles: [samba-standalone], because: 'own.found.*', predicted: {setup: STATUS_SUCCESS}, observed: {setup: STATUS_LOGON_FAILURE}, cause: c, seen: s}
`))
	smbtest.Must(t, err)
	f := small(t, `
  - {name: right, send: {to: SRV, share: share, domain: SRV, user: USER1, password: PSW1, response: ntlmv2}, want: {error: 0}}
`)
	for _, c := range []struct {
		software string
		setup    logon.Status
		want     string
		stale    int
	}{
		{"samba", logon.StatusLogonFailure, "known difference", 0},
		{"samba", logon.StatusAccountDisabled, "differs", 0},
		{"samba", logon.StatusSuccess, "agrees", 1},
		{"", logon.StatusLogonFailure, "differs", 0},
		{"", logon.StatusSuccess, "agrees", 0},
	} {
		s := fake(func(a smb.Attempt) (smb.Observation, error) { return answering(a, c.setup, 0), nil })
		results := run(t, Replay{Clients: only(s), MaxBad: 2, Ledger: l, Software: c.software}, f)
		if got := verdicts(results); got != c.want || len(results[0].Stale) != c.stale {
			t.Errorf("%q, %s: got %s and %d stale, want %s and %d", c.software, c.setup.Name(), got, len(results[0].Stale), c.want, c.stale)
		}
	}
}

func TestALedgerWithoutACauseIsRefused(t *testing.T) {
	good := map[string]any{"id": "a", "server": "samba", "profiles": []string{"kb103390"}, "because": "x.*", "cause": "c", "seen": "s",
		"predicted": map[string]string{"setup": "STATUS_SUCCESS"}, "observed": map[string]string{"setup": "STATUS_LOGON_FAILURE"}}
	parse := func(entry map[string]any) error {
		data, err := json.Marshal([]any{entry})
		smbtest.Must(t, err)
		_, err = ParseLedger(data)
		return err
	}
	smbtest.Must(t, parse(good))
	for field := range good {
		entry := map[string]any{}
		for k, v := range good {
			if k != field {
				entry[k] = v
			}
		}
		if parse(entry) == nil {
			t.Errorf("an entry without %s is taken", field)
		}
	}
	for _, pattern := range []string{"*", "["} {
		good["because"] = pattern
		if parse(good) == nil {
			t.Errorf("an entry for %q is taken", pattern)
		}
	}
	good["because"], good["why"] = "x.*", "an unknown key"
	if parse(good) == nil {
		t.Error("an entry with an unknown key is taken")
	}
}
