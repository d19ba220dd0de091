package web_test

import (
	"testing"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

// BenchmarkPredict decides attempts of the article's file, apart from loading it and from advice, and beside them a NET
// USE at the same server.
func BenchmarkPredict(b *testing.B) {
	for _, f := range catalogue(b) {
		if f.Path != "kb326985/article.yaml" {
			continue
		}
		topology, attempts, _ := scenarios.WebOf(f)
		w, err := web.New(topology)
		if err != nil {
			b.Fatal(err)
		}
		shares, err := logon.NewWorld(topology.Topology)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("net-use", func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				q, problems := shares.Question(logon.Attempt{From: "PC1", As: attempts[0].As, Run: logon.NetUse{Server: "WEB1"}})
				if len(problems) > 0 {
					b.Fatal(problems)
				}
				q.Setups()
			}
		})
		for _, c := range []struct {
			name string
			of   int
		}{{"kerberos", 0}, {"ntlm", 2}} {
			b.Run(c.name, func(b *testing.B) {
				b.ReportAllocs()
				for range b.N {
					w.Predict(attempts[c.of])
				}
			})
		}
	}
}

// BenchmarkDecide is the article's first and third attempt without their explanations, and beside them the NTLM part
// alone, which is a NET USE at the same server.
func BenchmarkDecide(b *testing.B) {
	for _, f := range catalogue(b) {
		if f.Path != "kb326985/article.yaml" {
			continue
		}
		topology, attempts, _ := scenarios.WebOf(f)
		w, err := web.New(topology)
		if err != nil {
			b.Fatal(err)
		}
		kerberos, ntlm := w.Question(attempts[0]), w.Question(attempts[2])
		b.Run("net-use", func(b *testing.B) {
			var facts logon.Facts
			b.ReportAllocs()
			for b.Loop() {
				ntlm.NTLM().Ask(&facts)
			}
		})
		for name, q := range map[string]*web.Question{"kerberos": kerberos, "ntlm": ntlm} {
			b.Run(name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					q.Decide()
				}
			})
		}
	}
}

// Deciding ends where the outcome does, and allocates nothing.
func TestDecidingAllocatesNothing(t *testing.T) {
	ended := map[sim.State]bool{}
	for _, f := range catalogue(t) {
		topology, attempts, _ := scenarios.WebOf(f)
		w, err := web.New(topology)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range attempts {
			o := w.Predict(a)
			a.AnsweredBy = o.Site().Machine
			q := w.Question(a)
			if o.Earlier != nil {
				o = *o.Earlier
			}
			if got := q.Decide(); got != o.End {
				t.Errorf("%s#%d: decided as %s, predicted as %s", f.Path, i+1, got, o.End)
			}
			ended[o.End] = true
			if n := testing.AllocsPerRun(10, func() { q.Decide() }); n > 0 {
				t.Errorf("%s#%d (%s): %v allocations", f.Path, i+1, o.End, n)
			}
		}
	}
	if len(ended) < 8 {
		t.Errorf("only %v", ended)
	}
}
