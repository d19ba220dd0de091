package replay

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/smb"
	"ntlmsim/sim/smb/smbtest"
)

// On a shared connection the workstation tells whose a record is.
func TestRecordsOfASharedConnectionAreJoinedByTheWorkstation(t *testing.T) {
	srv := smbtest.Start(t, smbtest.Config{Name: "LINES", Accounts: map[string]string{"user1": "PSW1", "alice": "PSWA"}, Global: []string{"map to guest = Bad User"}})
	topology := logon.Topology{Machines: []logon.Machine{{Name: "LINES", Role: logon.Standalone, Profile: "samba-standalone",
		Settings: []logon.Setting{{Name: "map to guest", Values: []string{"bad user"}}, {Name: "guest ok", Values: []string{"yes"}}},
		Accounts: []logon.Account{{Name: "user1", Password: "PSW1"}, {Name: "alice", Password: "PSWA"}}}}}
	world, err := logon.NewWorld(topology)
	smbtest.Must(t, err)
	l := smb.NewLines(smb.Probe{Addr: srv.Addr}, 3)
	defer l.Close()
	var wait sync.WaitGroup
	var mu sync.Mutex
	predicted, lines := map[string]logon.Outcome{}, map[string]bool{}
	for n := range 60 {
		send := []logon.Send{
			{To: "LINES", Domain: "LINES", User: "user1", Password: "PSW1", Response: ntlm.NTLMv2},
			{To: "LINES", Domain: "OTHER", User: "alice", Password: "wrong", Response: ntlm.NTLMv2},
			{To: "LINES", Domain: "D", User: fmt.Sprint("stranger", n), Password: "x", Response: ntlm.NTLMv2},
			{To: "LINES", Response: ntlm.None},
		}[n%4]
		a, marked := Marked(topology, logon.Attempt{Send: &send}, Mark(uint32(n)))
		if !marked || send.Workstation != "" {
			t.Fatalf("%v: %v", send, marked)
		}
		q, problems := world.Question(a)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		wait.Go(func() {
			o := q.Predict()
			seen, err := l.Try(t.Context(), attempt(o.Sent))
			if f := judge("lines", o, seen, err); f.Verdict != Agrees {
				t.Errorf("%v: %s: %s", o.Sent, f.Verdict, f.Why)
			}
			mu.Lock()
			defer mu.Unlock()
			predicted[Mark(uint32(n))], lines[seen.Local] = o, true
		})
	}
	wait.Wait()
	if len(lines) > 3 {
		t.Errorf("%d connections", len(lines))
	}
	for mark, o := range predicted {
		record, ok := srv.AuditOf(mark)
		if !ok {
			t.Errorf("no record of %s, %v", mark, o.Sent)
		} else if diff := auditDiffers(o, record); diff != "" {
			t.Errorf("%s: %s", mark, diff)
		}
	}
}

func TestAWorkstationThatMattersIsNotReplaced(t *testing.T) {
	send := &logon.Send{To: "SRV", User: "u", Response: ntlm.NTLMv2}
	named := *send
	named.Workstation = "WS1"
	restricted := []logon.Account{{Name: "other"}, {Name: "v", Workstations: []string{"WS1"}}}
	for name, c := range map[string]struct {
		topology logon.Topology
		attempt  logon.Attempt
		want     bool
	}{
		"free":                    {logon.Topology{}, logon.Attempt{Send: send}, true},
		"named":                   {logon.Topology{}, logon.Attempt{Send: &named}, false},
		"NET USE":                 {logon.Topology{}, logon.Attempt{From: "PC"}, false},
		"restricted in a domain":  {logon.Topology{Domains: []logon.Domain{{Accounts: restricted}}}, logon.Attempt{Send: send}, false},
		"restricted on a machine": {logon.Topology{Machines: []logon.Machine{{Accounts: restricted}}}, logon.Attempt{Send: send}, false},
	} {
		got, marked := Marked(c.topology, c.attempt, Mark(31))
		if marked != c.want || marked && got.Send.Workstation != "NTLMSIM00001F" || !marked && got.Send != c.attempt.Send {
			t.Errorf("%s: %v, %v", name, marked, got.Send)
		}
	}
	if len(Mark(^uint32(0))) != 15 || strings.ToUpper(Mark(^uint32(0))) != Mark(^uint32(0)) {
		t.Error(Mark(^uint32(0)))
	}
}
