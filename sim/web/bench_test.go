package web_test

import (
	"testing"

	"ntlmsim/scenarios"
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
