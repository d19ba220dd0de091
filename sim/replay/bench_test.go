package replay

import (
	"context"
	"maps"
	"net"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/hirochachacha/go-smb2"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/replay/foreign"
	"ntlmsim/sim/smb"
	"ntlmsim/sim/smb/smbtest"
)

// A contestant makes the same attempt so many times: a session setup and a tree connect that are granted.
type contestant struct {
	name    string
	missing string // what to install
	attempt func(b *testing.B, times int)
}

// contestants are all that makes attempts, at one server.
func contestants(b *testing.B, srv *smbtest.Server) []contestant {
	probe, gosmb2 := smb.Probe{Addr: srv.Addr}, smb.GoSMB2{Addr: srv.Addr}
	one, eight := smb.NewLines(probe, 1), smb.NewLines(probe, 8)
	b.Cleanup(func() { one.Close(); eight.Close() })
	list := []contestant{
		{oneConnection, "", sequential(one)},
		{"probe/8-connections", "", concurrent(eight, 8)},
		{"probe/connection-each", "", sequential(probe)},
		{ours, "", sequential(gosmb2)},
		{bare, "", func(b *testing.B, times int) {
			for range times {
				bareGoSMB2(b, srv.Addr)
			}
		}},
	}
	at := foreign.Here(b.TempDir())
	program, library := foreign.NewSmbclient(at), foreign.NewImpacket(at)
	b.Cleanup(func() { library.Close() })
	return append(list,
		contestant{impacket, library.Missing(), processed(srv, library, 1)},
		contestant{"impacket/8-threads", library.Missing(), processed(srv, library, 8)},
		contestant{smbclient, program.Missing(), func(b *testing.B, times int) {
			for range times {
				checkForeign(b, askForeign(b, program, srv.Addr, benchSend))
			}
		}})
}

// benchServer is a standalone smbd as anybody starts it: without root, and with no more in its log than by default.
func benchServer(b *testing.B) *smbtest.Server {
	return smbtest.Start(b, smbtest.Config{Name: benchSend.To, Plain: true, Accounts: map[string]string{benchSend.User: benchSend.Password},
		Global: []string{"log level = 0"}, Shares: map[string][]string{benchSend.Share: {"read only = no"}}})
}

// benchSend is the attempt that all of them make.
var benchSend = logon.Send{To: "BENCH", Share: "priv", Domain: "BENCH", User: "user1", Password: "PSW1", Workstation: "WS9", Response: ntlm.NTLMv2}

func benchAttempt(b *testing.B, s smb.Server) {
	o, err := s.Try(b.Context(), attempt(benchSend))
	if err != nil || o.Tree == nil || *o.Tree != 0 {
		b.Errorf("%+v, %v", o, err)
	}
}

func sequential(s smb.Server) func(*testing.B, int) {
	return func(b *testing.B, times int) {
		for range times {
			benchAttempt(b, s)
		}
	}
}

func concurrent(s smb.Server, at int) func(*testing.B, int) {
	return func(b *testing.B, times int) {
		var wait sync.WaitGroup
		for i := range at {
			wait.Go(func() {
				for range (times + i) / at {
					benchAttempt(b, s)
				}
			})
		}
		wait.Wait()
	}
}

// bareGoSMB2 is what a program does that only wants to know whether it gets in.
func bareGoSMB2(b *testing.B, addr string) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	d := smb2.Dialer{Initiator: &smb2.NTLMInitiator{User: benchSend.User, Password: benchSend.Password, Domain: benchSend.Domain,
		Workstation: benchSend.Workstation}}
	s, err := d.Dial(conn)
	if err != nil {
		b.Fatal(err)
	}
	server, _, _ := net.SplitHostPort(addr)
	if _, err := s.Mount(`\\` + server + `\` + benchSend.Share); err != nil {
		b.Fatal(err)
	}
}

// processed is impacket's loop in a process that is told how often.
func processed(srv *smbtest.Server, c *foreign.Impacket, threads int) func(*testing.B, int) {
	return func(b *testing.B, times int) {
		host, port, _ := net.SplitHostPort(srv.Addr)
		ctx, cancel := context.WithTimeout(b.Context(), 5*time.Minute)
		defer cancel()
		a, err := c.Often(ctx, host, port, benchSend, times, threads)
		if err != nil {
			b.Fatal(err)
		}
		checkForeign(b, a)
	}
}

func checkForeign(b *testing.B, a foreign.Answer) {
	if a.Setup != logon.StatusSuccess.Name() || a.Tree != logon.StatusSuccess.Name() {
		b.Errorf("answered %s", a)
	}
}

// BenchmarkReplay is how many attempts a second each client makes at one server. smbd forks a process for each
// connection, which costs more than all of a logon.
func BenchmarkReplay(b *testing.B) {
	srv := benchServer(b)
	for _, c := range contestants(b, srv) {
		b.Run(c.name, func(b *testing.B) {
			if c.missing != "" && os.Getenv("NTLMSIM_LIVE") == "1" {
				b.Fatalf("NTLMSIM_LIVE=1 demands %s: install %s", c.name, c.missing)
			} else if c.missing != "" {
				b.Skipf("install %s", c.missing)
			}
			c.attempt(b, 1) // whatever starts only once has started
			b.ReportAllocs()
			b.ResetTimer()
			c.attempt(b, b.N)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "attempts/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}

const (
	oneConnection, ours, bare = "probe/one-connection", "go-smb2/connection-each", "go-smb2/bare-loop"
	impacket, smbclient       = "impacket/1-thread", "smbclient"
)

// race is whose turn it is, and how many attempts are a turn: about as long for each, so that whatever else the machine
// does slows all of them alike. The two whose ratio is near one follow the same others as often: an ended connection
// leaves work to the server that slows who comes next.
var race = []struct {
	name  string
	times int
}{{oneConnection, 20}, {ours, 5}, {bare, 5}, {impacket, 3}, {oneConnection, 20}, {bare, 5}, {ours, 5}, {smbclient, 1}}

// ratios are how many times as fast one must be as the other.
var ratios = []struct {
	fast, slow string
	times      float64
	unit       string
}{
	{oneConnection, smbclient, 20, "probe/smbclient"},
	{oneConnection, impacket, 5, "probe/impacket"},
	{ours, bare, 0.9, "go-smb2/bare"},
}

// BenchmarkReplayRatios demands what holds on any machine: how much faster one client is than another at the same
// server, in one run, by turns. What else the machine does only makes a turn slower: what counts is the time in which
// the fastest quarter of a client's turns is done.
func BenchmarkReplayRatios(b *testing.B) {
	srv := benchServer(b)
	list := map[string]contestant{}
	for _, c := range contestants(b, srv) {
		if c.missing != "" && os.Getenv("NTLMSIM_LIVE") == "1" {
			b.Fatalf("NTLMSIM_LIVE=1 demands %s: install %s", c.name, c.missing)
		} else if c.missing != "" {
			b.Skipf("no other client to compare with: install %s", c.missing)
		}
		list[c.name] = c
	}
	took := map[string][]time.Duration{}
	for b.Loop() {
		for range 100 {
			runRace(b, list, took)
		}
	}
	rate := map[string]float64{}
	for _, name := range slices.Sorted(maps.Keys(took)) {
		slices.Sort(took[name])
		rate[name] = 1 / took[name][len(took[name])/4].Seconds()
		b.Logf("%-24s %8.1f attempts/s", name, rate[name])
	}
	for _, r := range ratios {
		ratio := rate[r.fast] / rate[r.slow]
		b.ReportMetric(ratio, r.unit)
		if ratio < r.times {
			b.Errorf("%s is %.2f times as fast as %s, and not %v times", r.fast, ratio, r.slow, r.times)
		}
	}
	b.ReportMetric(rate[oneConnection], "probe-attempts/s")
	b.ReportMetric(rate[ours], "go-smb2-attempts/s")
	b.ReportMetric(0, "ns/op")
}

func runRace(b *testing.B, list map[string]contestant, took map[string][]time.Duration) {
	for _, turn := range race {
		start := time.Now()
		list[turn.name].attempt(b, turn.times)
		took[turn.name] = append(took[turn.name], time.Since(start)/time.Duration(turn.times))
		if b.Failed() {
			b.FailNow()
		}
	}
}
