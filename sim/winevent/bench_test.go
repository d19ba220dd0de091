package winevent_test

import (
	"bytes"
	"io"
	"runtime"
	"slices"
	"sync"
	"testing"

	"ntlmsim/sim/winevent"
)

// fullLog is a log of one chunk that is full of failed logons.
var fullLog = sync.OnceValue(func() (one []byte) {
	for n := 2; ; n++ {
		l := chunkOf(slices.Repeat([]winevent.Event{refused}, n))
		if len(l.chunk) > chunk {
			return one
		}
		one = l.file()
	}
})

// A longLog is a log of so many chunks, each of which is the same. It is not in memory.
func longLog(chunks int) io.Reader {
	all := []io.Reader{bytes.NewReader(fullLog())}
	for range chunks - 1 {
		all = append(all, bytes.NewReader(fullLog()[4096:]))
	}
	return io.MultiReader(all...)
}

// A small and a large log: as many bytes a second, and as many bytes of memory for each event.
func BenchmarkReadALog(b *testing.B) {
	for _, size := range []struct {
		name   string
		chunks int
	}{{"1MiB", 16}, {"64MiB", 1024}} {
		b.Run(size.name, func(b *testing.B) {
			events := 0
			fullLog()
			b.SetBytes(int64(4096 + size.chunks*chunk))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := winevent.Scan(longLog(size.chunks), func(winevent.Event) { events++ }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

// What is held in memory does not grow with the log: of one that is 64 times as large it is not twice as much.
func TestMemoryDoesNotGrowWithTheLog(t *testing.T) {
	held := func(chunks int) (most uint64) {
		var before, now runtime.MemStats
		log, n := longLog(chunks), 0
		runtime.GC()
		runtime.ReadMemStats(&before)
		if _, err := winevent.Scan(log, func(winevent.Event) {
			if n++; n%(chunks*16) == 0 {
				runtime.GC()
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
			}
		}); err != nil {
			t.Fatal(err)
		}
		return most
	}
	small, large := held(8), held(512)
	t.Logf("%d KiB of a log of 512 KiB, %d KiB of one of 32 MiB", small>>10, large>>10)
	if small == 0 || large > 2*small {
		t.Errorf("%d bytes are held of a log of 512 KiB, and %d of one of 32 MiB", small, large)
	}
}
