package logon_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// largeTopology is a controller NET of HOME, which has n accounts and n machines, and trusts domains that grow in
// number, too. USER1 is in HOME, and in OWNER, the last of the domains trusted, are USER2 and USER3.
func largeTopology(n int) logon.Topology {
	trusts := max(2, n/100)
	home := logon.Domain{Name: "HOME", DNS: "home.test", Kind: logon.ActiveDirectory, Accounts: manyAccounts(n, "USER1")}
	t := logon.Topology{Domains: []logon.Domain{{}}}
	for i := range trusts {
		d := logon.Domain{Name: fmt.Sprintf("TRUSTED%d", i), DNS: fmt.Sprintf("trusted%d.test", i), Kind: logon.ActiveDirectory,
			Accounts: manyAccounts(n/trusts, "")}
		if i == trusts-1 {
			d.Name, d.DNS, d.Accounts = "OWNER", "owner.test", manyAccounts(n/trusts, "USER2", "USER3")
		}
		t.Domains = append(t.Domains, d)
		home.Trusts = append(home.Trusts, logon.Trust{Domain: d.Name, Type: logon.External, Direction: logon.Outgoing})
	}
	t.Domains[0] = home
	t.Machines = []logon.Machine{{Name: "NET", Role: logon.Controller, Domain: "HOME", Profile: "windows-2022", Shares: []logon.Share{{Name: "share"}}}}
	for i := range n {
		t.Machines = append(t.Machines, logon.Machine{Name: fmt.Sprintf("MACHINE%d", i), Role: logon.Member, Domain: "HOME", Profile: "windows-2022"})
	}
	return t
}

func manyAccounts(n int, named ...string) []logon.Account {
	var list []logon.Account
	for _, name := range named {
		if name != "" {
			list = append(list, logon.Account{Name: name, Password: right})
		}
	}
	for i := range n {
		list = append(list, logon.Account{Name: fmt.Sprintf("SOMEBODY%d", i), Password: right})
	}
	return list
}

var largeWorlds sync.Map // *logon.World by size

func largeWorld(tb testing.TB, n int) *logon.World {
	tb.Helper()
	if w, ok := largeWorlds.Load(n); ok {
		return w.(*logon.World)
	}
	w, err := logon.NewWorld(largeTopology(n))
	if err != nil {
		tb.Fatal(err)
	}
	largeWorlds.Store(n, w)
	return w
}

// representative are attempts that take different branches.
var representative = []struct {
	name string
	send logon.Send
	end  sim.State
}{
	{"own", logon.Send{Domain: "HOME", User: "USER1", Password: right}, "own.found.password-matches"},
	{"trusted", logon.Send{Domain: "OWNER", User: "USER2", Password: right}, "trusted.found.password-matches"},
	{"unknown", logon.Send{Domain: "LOCAL1", User: "NOBODY", Password: right}, "unknown.missing.guest-disabled"},
	{"null", logon.Send{Domain: "", User: "USER3", Password: right}, "none.asked.password-matches"},
}

func representatives(tb testing.TB, w *logon.World) []*logon.Question {
	tb.Helper()
	var list []*logon.Question
	for _, r := range representative {
		send := r.send
		send.To, send.Share, send.Response = "NET", "share", ntlm.NTLMv2
		q, problems := w.Question(logon.Attempt{Send: &send})
		if len(problems) > 0 {
			tb.Fatal(problems)
		}
		var f logon.Facts
		if d := q.Ask(&f); d.Because() != r.end {
			tb.Fatalf("%s: got %s, want %s", r.name, d.Because(), r.end)
		}
		list = append(list, q)
	}
	return list
}

func prepared(tb testing.TB) []logon.Facts {
	tb.Helper()
	questions := representatives(tb, largeWorld(tb, 10))
	facts := make([]logon.Facts, len(questions))
	for i, q := range questions {
		q.Resolve(&facts[i])
	}
	return facts
}

// BenchmarkDecide is one decision over facts that are prepared: the representative attempts in turn.
func BenchmarkDecide(b *testing.B) {
	facts := prepared(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		logon.Decide(&facts[i&3])
	}
}

// BenchmarkDecideTrace is the same with the rules taken, in the caller's room for them.
func BenchmarkDecideTrace(b *testing.B) {
	facts := prepared(b)
	trace := make(sim.Trace, 0, 16)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, trace = logon.DecideTrace(&facts[i&3], trace[:0])
	}
}

var sizes = []int{10, 1000, 100000}

// BenchmarkDecideTopology is one and the same prepared questions, resolved and decided, in topologies of n accounts,
// n machines, and n/100 trusted domains. The NULL domain is among the questions.
func BenchmarkDecideTopology(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			questions := representatives(b, largeWorld(b, n))
			var facts logon.Facts
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				questions[i&3].Ask(&facts)
			}
		})
	}
}

// BenchmarkDecideRandom is questions about accounts chosen at random: what the caches of the processor cost.
func BenchmarkDecideRandom(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			questions := randomQuestions(b, largeWorld(b, n), n)
			var facts logon.Facts
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				questions[i%len(questions)].Ask(&facts)
			}
		})
	}
}

func randomQuestions(tb testing.TB, w *logon.World, n int) []*logon.Question {
	tb.Helper()
	r := rand.New(rand.NewPCG(103390, 1))
	trusts := max(2, n/100)
	var list []*logon.Question
	for range min(8*n, 1<<16) {
		somebody := r.IntN(n)
		send := logon.Send{To: "NET", Share: "share", User: fmt.Sprintf("SOMEBODY%d", somebody), Password: right, Response: ntlm.NTLMv2}
		switch r.IntN(4) {
		case 0:
			send.Domain = "HOME"
		case 1:
			send.Domain = fmt.Sprintf("TRUSTED%d", r.IntN(trusts-1))
			send.User = fmt.Sprintf("SOMEBODY%d", r.IntN(n/trusts))
		case 2:
			send.Domain = "LOCAL1"
		}
		q, problems := w.Question(logon.Attempt{Send: &send})
		if len(problems) > 0 {
			tb.Fatal(problems)
		}
		list = append(list, q)
	}
	return list
}

func TestADecisionAllocatesNothing(t *testing.T) {
	for i, q := range representatives(t, largeWorld(t, 1000)) {
		t.Run(representative[i].name, func(t *testing.T) {
			var facts logon.Facts
			trace := make(sim.Trace, 0, 16)
			for what, do := range map[string]func(){
				"Resolve and Decide":      func() { q.Resolve(&facts); logon.Decide(&facts) },
				"Ask":                     func() { q.Ask(&facts) },
				"Resolve and DecideTrace": func() { q.Resolve(&facts); _, trace = logon.DecideTrace(&facts, trace[:0]) },
			} {
				if n := testing.AllocsPerRun(100, do); n != 0 {
					t.Errorf("%s: %v allocations, want none", what, n)
				}
			}
		})
	}
}

func TestADecisionCanBeRepeatedOverTheSameFacts(t *testing.T) {
	for i, q := range representatives(t, largeWorld(t, 10)) {
		var facts logon.Facts
		q.Resolve(&facts)
		first, rows := logon.DecideTrace(&facts, nil)
		for range 3 {
			again, rowsAgain := logon.DecideTrace(&facts, nil)
			if first != again || fmt.Sprint(rows) != fmt.Sprint(rowsAgain) {
				t.Errorf("%s: got %s %v, then %s %v", representative[i].name, first.End(), rows, again.End(), rowsAgain)
			}
		}
	}
}

// The scratch may have been used for anything: what was asked before changes no answer.
func TestTheScratchOfAnotherQuestionChangesNothing(t *testing.T) {
	questions := representatives(t, largeWorld(t, 10))
	var used logon.Facts
	for i, q := range questions {
		for j, before := range questions {
			before.Ask(&used)
			if got, want := q.Ask(&used).Because(), representative[i].end; got != want {
				t.Errorf("%s after %s: got %s, want %s", representative[i].name, representative[j].name, got, want)
			}
		}
	}
}

func TestTheSameQuestionsTakeTheSameRulesHoweverLargeTheTopology(t *testing.T) {
	small, large := traces(t, 10), traces(t, 10000)
	if small != large {
		t.Errorf("the same questions take other rules in a larger topology:\n%s\n%s", small, large)
	}
}

func traces(t *testing.T, n int) string {
	t.Helper()
	var lines []string
	for _, q := range representatives(t, largeWorld(t, n)) {
		var facts logon.Facts
		q.Resolve(&facts)
		_, rows := logon.DecideTrace(&facts, nil)
		lines = append(lines, fmt.Sprint(rows))
	}
	return strings.Join(lines, "\n")
}
