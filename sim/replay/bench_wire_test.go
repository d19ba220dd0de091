package replay

import (
	"testing"

	"ntlmsim/sim/ntlm"
)

// smbd forks a process for each connection, which costs more than all of a logon.
func BenchmarkProbeOnNewConnections(b *testing.B) {
	srv := liveServer(b, "BENCH")
	p := Probe{Addr: srv.Addr}
	for b.Loop() {
		benchAttempt(b, p)
	}
}

func BenchmarkProbeOnOneConnection(b *testing.B) {
	srv := liveServer(b, "BENCH")
	c, err := Probe{Addr: srv.Addr}.Open(b.Context())
	must(b, err)
	defer c.Close()
	for b.Loop() {
		benchAttempt(b, c)
	}
}

func BenchmarkGoSMB2(b *testing.B) {
	srv := liveServer(b, "BENCH")
	for b.Loop() {
		benchAttempt(b, GoSMB2{Addr: srv.Addr})
	}
}

func benchAttempt(b *testing.B, s Server) {
	o, err := s.Try(b.Context(), user1("BENCH", "PSW1", ntlm.NTLMv2))
	if err != nil || o.Tree == nil || *o.Tree != ok {
		b.Fatalf("%+v, %v", o, err)
	}
}
