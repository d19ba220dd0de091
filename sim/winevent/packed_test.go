package winevent_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/winevent"
)

func zipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type entry struct {
	name string
	data []byte
}

func archived(t testing.TB, list ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range list {
		f, err := w.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsPackedIsReadAsIfItWereNot(t *testing.T) {
	for name, data := range map[string][]byte{"log": logOf(3), "XML": []byte(xmlOf(refused)), "UTF-16": utf16With(binary.LittleEndian, true, xmlOf(refused)),
		"JSON": []byte(powerShell(refused, "null"))} {
		want, _ := scan(t, data)
		for how, packed := range map[string][]byte{"gzip": zipped(t, data), "two streams": append(zipped(t, data[:100]), zipped(t, data[100:])...),
			"zip": archived(t, entry{"logs/", nil}, entry{"logs/a", data})} {
			got, lost := scan(t, packed)
			if diff := cmp.Diff(want, got); diff != "" || lost.Count > 0 {
				t.Errorf("%s, %s: %s %v", name, how, diff, lost)
			}
		}
	}
}

// A zip archive that is not a file is read, too: its end, where its list is, is waited for.
func TestAnArchiveMayComeFromAPipe(t *testing.T) {
	var list []winevent.Event
	lost, err := winevent.Scan(io.MultiReader(bytes.NewReader(archived(t, entry{"a", logOf(1)}))), func(e winevent.Event) { list = append(list, e) })
	if err != nil || len(list) != 2 || lost.Count > 0 {
		t.Error(err, len(list), lost)
	}
}

func TestWhatCannotBeUnpackedIsSaid(t *testing.T) {
	log := logOf(3)
	damaged := archived(t, entry{"a.evtx", log}, entry{"b.xml", []byte(xmlOf(numbered(9)))})
	locked := bytes.Clone(damaged)
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	strange := bytes.Clone(damaged)
	strange[bytes.Index(strange, []byte("PK\x01\x02"))+10] = 9
	wrong := bytes.Clone(damaged)
	wrong[bytes.Index(wrong, []byte("PK\x01\x02"))+16] ^= 1
	sum := zipped(t, log)
	sum[len(sum)-8] ^= 1
	for _, test := range []struct {
		name, read, place string
		data              []byte
	}{
		{"gzip, its sum", "1 2 3 4 5 6", "it cannot be unpacked to its end: invalid checksum, after 200704 bytes", sum},
		{"a file that is no export", "1 2 3 4 5 6", `"read.me": it begins with "hello", and is neither`, archived(t, entry{"read.me", []byte("hello")}, entry{"a", log})},
		{"a file with a password", "9", `"a.evtx": it needs a password`, locked},
		{"a file of another method", "9", `"a.evtx": it is packed by method 9`, strange},
		{"a file with a wrong sum", "1 2 3 4 5 6 9", `"a.evtx": it cannot be unpacked to its end: checksum error`, wrong},
		{"an archive in the archive", "1 2 3 4 5 6", `"a": it is packed twice`, archived(t, entry{"a", zipped(t, log)}, entry{"b", log})},
		{"damage in a file", "1 2 3 4 5 6", `"a": byte 4096: a chunk begins with`, archived(t, entry{"a", append(append(bytes.Clone(log[:4096]), 'x'), log[4097:]...)})},
	} {
		t.Run(test.name, func(t *testing.T) {
			events, lost := scan(t, test.data)
			if got := strings.Join(numbers(events), " "); got != test.read {
				t.Errorf("events %q, want %q", got, test.read)
			}
			if lost.Count != 1 || !strings.Contains(lost.Places[0].String(), test.place) {
				t.Errorf("%v, want %s", lost.Places, test.place)
			}
		})
	}
	cut := zipped(t, log)
	events, lost := scan(t, cut[:len(cut)-700])
	if lost.Count == 0 || !strings.Contains(lost.Places[0].String(), "it ends in the middle") || len(events) == 0 {
		t.Error(len(events), lost)
	}
}

// bombs are a gzip file and a zip archive of a log with 300 MiB of chunks that are unused.
func bombs(t *testing.T) (g, z []byte) {
	t.Helper()
	empty := make([]byte, 1<<20)
	g = zipped(t, logOf(1))
	var one, b bytes.Buffer
	w, err := flate.NewWriter(&one, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(append(logOf(1), empty...))
	w.Close()
	a := zip.NewWriter(&b)
	more := zipped(t, empty)
	for i := range 300 {
		g = append(g, more...)
		f, err := a.CreateRaw(&zip.FileHeader{Name: fmt.Sprint(i), Method: zip.Deflate, CompressedSize64: uint64(one.Len()), UncompressedSize64: uint64(len(logOf(1)) + len(empty))})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write(one.Bytes())
	}
	a.Close()
	return g, b.Bytes()
}

func TestABombIsRefused(t *testing.T) {
	g, z := bombs(t)
	head := logOf(1)
	many := make([]entry, 5000)
	for i := range many {
		many[i].name = "a"
	}
	for name, test := range map[string]struct {
		data []byte
		says string
	}{
		"gzip":       {g, "KiB are packed in it to more than 256 MiB"},
		"zip":        {z, "KiB are packed in it to more than 256 MiB"},
		"many files": {archived(t, many...), "a zip archive of 5000 files, and 4096 are read"},
		"twice":      {zipped(t, zipped(t, head)), "packed twice"},
		"no zip":     {[]byte("PK\x03\x04 and nothing"), "zip archive that cannot be read"},
		"no gzip":    {[]byte("\x1f\x8b\x09 and nothing"), "cannot be unpacked"},
		"no export":  {archived(t, entry{"a.txt", []byte("hello")}), `"a.txt": it begins with "hello"`},
	} {
		_, err := winevent.Scan(bytes.NewReader(test.data), func(winevent.Event) {})
		var bad *winevent.Error
		if !errors.As(err, &bad) || !strings.Contains(bad.Error(), test.says) || bad.Hint == "" {
			t.Errorf("%s: %v, want %s", name, err, test.says)
		}
	}
}
