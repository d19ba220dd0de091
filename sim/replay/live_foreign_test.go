package replay

import (
	"context"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/replay/foreign"
	"ntlmsim/sim/smb/smbtest"
)

// needForeign demands a client that others wrote.
func needForeign(t testing.TB, c foreign.Client) {
	t.Helper()
	missing := c.Missing()
	switch {
	case missing == "":
		t.Cleanup(func() { c.Close() })
	case os.Getenv("NTLMSIM_LIVE") == "1":
		t.Fatalf("NTLMSIM_LIVE=1 demands %s: install %s", c.Name(), missing)
	default:
		t.Skipf("no client that others wrote: install %s", missing)
	}
}

// askForeign makes one attempt with a deadline.
func askForeign(t testing.TB, c foreign.Client, addr string, s logon.Send) foreign.Answer {
	t.Helper()
	host, port, _ := net.SplitHostPort(addr)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	a, err := c.Try(ctx, host, port, s)
	if err != nil {
		t.Errorf("%s: %v", c.Name(), err)
	}
	return a
}

// sentByForeign is an outcome as a client gives rise to it that always sends a workstation.
func sentByForeign(c foreign.Client, o logon.Outcome) logon.Outcome {
	if _, always := c.(*foreign.Smbclient); !always {
		return o
	}
	o.Events = slices.Clone(o.Events)
	for i, e := range o.Events {
		if e.Workstation == "" {
			o.Events[i].Workstation = foreign.Workstation
		}
	}
	return o
}

// TestForeignClientsAreAnsweredAsPredicted puts every attempt of the catalogue that a client of others can express to
// the servers built from the scenarios. The client's own words, and the name and domain that the server recorded of it,
// must be the predicted ones. What it cannot express is counted, by reason.
func TestForeignClientsAreAnsweredAsPredicted(t *testing.T) {
	if testing.Short() {
		t.Skip("-short leaves out the clients that others wrote, which are processes of their own: run it without")
	}
	smbtest.NeedSamba(t)
	for _, client := range foreign.Clients(foreign.Here(t.TempDir())) {
		t.Run(client.Name(), func(t *testing.T) {
			needForeign(t, client)
			asked, signing, not := 0, 0, map[string]int{}
			for _, file := range catalogue(t) {
				lab := &fleet{t: t, topology: file.Topology, servers: map[string]*smbtest.Server{}}
				for _, name := range lab.standaloneServers(file) {
					file.Topology = TopologyAsSamba(file.Topology, name)
				}
				world, err := logon.NewWorld(file.Topology)
				smbtest.Must(t, err)
				history := logon.NewHistory(world)
				for _, a := range file.Attempts {
					history.Advance(a.After)
					setups, problems := history.Each(a.Attempt)
					if len(problems) > 0 {
						t.Fatal(problems)
					}
					if tooLate(file, a.Name) {
						continue
					}
					for o := range setups {
						if clients, _ := lab.clients(SessionSetup{Machine: o.Sent.To}); clients == nil {
							continue
						}
						if !o.SendsSetup() {
							continue // the scenario's client gives up before, or uses the session that it has
						}
						if why := client.Cannot(o.Sent); why != "" {
							not[why]++
							continue
						}
						asked++
						history.Record(o)
						if signsAsGuest(client, lab.machine(o.Sent.To), Predicted(o)) {
							signing++
						}
						for _, diff := range lab.foreignDiffers(client, o) {
							t.Errorf("%s: %s: %s (%s)", file.Path, a.Name, diff, o.Because)
						}
					}
				}
			}
			t.Logf("%s made %d session setups", client.Name(), asked)
			for why, n := range not {
				t.Logf("  not asked: %d: %s", n, why)
			}
			if asked < 100 {
				t.Errorf("%s made %d session setups only", client.Name(), asked)
			}
			if _, is := client.(*foreign.Impacket); is && signing == 0 {
				t.Error("nothing shows that impacket signs as a guest")
			}
		})
	}
}

// foreignDiffers is how a client's answer, or the server's record of it, is not the predicted one.
func (f *fleet) foreignDiffers(c foreign.Client, o logon.Outcome) (diffs []string) {
	s := f.servers[f.machine(o.Sent.To).Name]
	before := len(s.AuditNow())
	answer := askForeign(f.t, c, s.Addr, o.Sent)
	want := Predicted(o)
	if signsAsGuest(c, f.machine(o.Sent.To), want) {
		denied := logon.StatusAccessDenied
		want.Tree = &denied
	}
	if diff := answer.Differs(want.Setup, want.Session, want.Tree); diff != "" {
		diffs = append(diffs, diff)
	}
	record, ok := s.AuditNext(before)
	if !ok {
		return append(diffs, "no audit record")
	}
	if diff := auditDiffers(sentByForeign(c, o), record); diff != "" {
		diffs = append(diffs, "audit record: "+strings.TrimSpace(diff))
	}
	return diffs
}

// signsAsGuest reports whether a client's tree connect is denied because it signs where there is no key: a guest has
// none (MS-SMB2 3.2.5.3.1). impacket 0.10 signs whatever the session is once the server requires signing (smb3.py,
// login: SigningActivated), and Samba refuses the signature. Both our clients do not sign there.
func signsAsGuest(c foreign.Client, m logon.Machine, want Answer) bool {
	_, is := c.(*foreign.Impacket)
	return is && want.Session == logon.Guest && slices.ContainsFunc(m.Settings, func(s logon.Setting) bool {
		return s.Name == "server signing" && s.Values[0] == "mandatory"
	})
}
