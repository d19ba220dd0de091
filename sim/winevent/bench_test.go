package winevent_test

import (
	"testing"

	"ntlmsim/sim/winevent"
)

// A log as Windows keeps it: of 20 MiB, every chunk full of failed logons.
func BenchmarkReadALog(b *testing.B) {
	one := inLog(refused)
	for n := 2; ; n++ {
		events := make([]winevent.Event, n)
		for i := range events {
			events[i] = refused
		}
		l := chunkOf(events)
		if len(l.chunk) > 64<<10 {
			break
		}
		one = l.file()
	}
	data := one
	for len(data) < 20<<20 {
		data = append(data, one[4096:]...)
	}
	events, err := winevent.Read(data)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportMetric(float64(len(events)), "events")
	for b.Loop() {
		if _, err := winevent.Read(data); err != nil {
			b.Fatal(err)
		}
	}
}
