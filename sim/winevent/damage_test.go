package winevent_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ntlmsim/sim/winevent"
)

// scan is all that an export has.
func scan(t *testing.T, data []byte) (list []winevent.Event, lost winevent.Losses) {
	t.Helper()
	lost, err := winevent.Scan(bytes.NewReader(data), func(e winevent.Event) { list = append(list, e) })
	if err != nil {
		t.Fatal(err)
	}
	return list, lost
}

// numbered is a failed logon that another is told apart from by its address.
func numbered(n int) winevent.Event {
	e := refused
	e.Fields = slices.Clone(refused.Fields)
	e.Fields[19].Value = fmt.Sprintf("192.0.2.%d", n)
	return e
}

func numbers(list []winevent.Event) (all []string) {
	for _, e := range list {
		address, _ := e.Get("IpAddress")
		all = append(all, strings.TrimPrefix(address, "192.0.2."))
	}
	return all
}

// logOf is a log of so many chunks, each of two events, whose headers count chunks and records.
func logOf(chunks int) []byte {
	var file []byte
	for i := range chunks {
		one := inLog(numbered(2*i+1), numbered(2*i+2))
		c := one[4096:]
		binary.LittleEndian.PutUint64(c[8:], uint64(2*i+1))
		binary.LittleEndian.PutUint64(c[16:], uint64(2*i+2))
		for n, at := 0, 512; n < 2; n++ {
			binary.LittleEndian.PutUint64(c[at+8:], uint64(2*i+1+n))
			at += int(binary.LittleEndian.Uint32(c[at+4:]))
		}
		if i == 0 {
			file = one[:4096:4096]
		}
		file = append(file, c...)
	}
	binary.LittleEndian.PutUint64(file[24:], uint64(2*chunks+1))
	binary.LittleEndian.PutUint16(file[42:], uint16(chunks))
	return file
}

const chunk = 64 << 10

// record is where the nth record of a chunk is, from 0.
func record(log []byte, chunkAt, n int) int {
	at := chunkAt + 512
	for range n {
		at += int(binary.LittleEndian.Uint32(log[at+4:]))
	}
	return at
}

func TestWhatALogLosesIsSaid(t *testing.T) {
	for _, test := range []struct {
		name   string
		damage func([]byte) []byte
		read   string // the events
		places []string
		events int
	}{
		{"nothing", func(d []byte) []byte { return d }, "1 2 3 4 5 6", nil, 0},
		{"unused chunks at the end", func(d []byte) []byte { return append(d, make([]byte, 2*chunk)...) }, "1 2 3 4 5 6", nil, 0},
		{"a chunk without its mark", func(d []byte) []byte { clear(d[4096+chunk:][:8]); return d }, "1 2 3 4 5 6", []string{"byte 69632: a chunk begins with"}, 0},
		{"a chunk without its header", func(d []byte) []byte { clear(d[4096+chunk:][:512]); return d }, "1 2 3 4 5 6", []string{"byte 69632: a chunk begins with"}, 0},
		{"a chunk of something else", func(d []byte) []byte { copy(d[4096+chunk:], bytes.Repeat([]byte("x"), chunk)); return d }, "1 2 5 6",
			[]string{"byte 69632: there is no chunk: it begins with \"xxxxxxxx\", and has no record (65536 bytes lost)"}, 0},
		{"a chunk of zeros", func(d []byte) []byte { clear(d[4096+chunk:][:chunk]); return d }, "1 2 5 6", []string{"byte 69632: there are only zeros where chunks"}, 0},
		{"a record without its mark", func(d []byte) []byte { clear(d[record(d, 4096, 0):][:4]); return d }, "2 3 4 5 6",
			[]string{"byte 4608: there is no record where one should be", "byte 4096: its chunk counts 2 records, and has 1 (1 event lost)"}, 1},
		{"a record that is too long", func(d []byte) []byte { d[record(d, 4096, 0)+6] = 0xff; return d }, "",
			[]string{"byte 4608, record 1: its size is ", "byte 4096: its chunk counts 2 records, and has 1 (1 event lost)"}, 1},
		{"the end, between chunks", func(d []byte) []byte { return d[:4096+chunk] }, "1 2",
			[]string{"byte 69632: it ends after 1 chunk, and its header counts 3 (4 events, 131072 bytes lost)"}, 4},
		{"the end, in a record", func(d []byte) []byte { return d[:record(d, 4096+2*chunk, 1)+100] }, "1 2 3 4 5",
			[]string{"record 6: its size is ", "its chunk counts 2 records, and has 1 (1 event lost)"}, 1},
		{"the end, between records", func(d []byte) []byte { return d[:record(d, 4096+2*chunk, 1)] }, "1 2 3 4 5", []string{"byte 135168: its chunk counts 2 records, and has 1 (1 event lost)"}, 1},
		{"the end, in the header of a chunk", func(d []byte) []byte { return d[:4096+2*chunk+100] }, "1 2 3 4", []string{"byte 135168: it ends in the header of a chunk (100 bytes lost)"}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			events, lost := scan(t, test.damage(logOf(3)))
			if got := strings.Join(numbers(events), " "); got != test.read && test.read != "" {
				t.Errorf("events %s, want %s", got, test.read)
			}
			if lost.Count != len(test.places) || lost.Events != test.events {
				t.Errorf("%d places, %d events: %v", lost.Count, lost.Events, lost.Places)
			}
			for i, place := range lost.Places {
				if !strings.Contains(place.String(), test.places[i]) {
					t.Errorf("%s, want %s", place, test.places[i])
				}
			}
		})
	}
}

func TestWhatIsNotXMLIsSaid(t *testing.T) {
	one, two, three := xmlOf(numbered(1)), xmlOf(numbered(2)), xmlOf(numbered(3))
	bad := func(what string) string { return one + "\n" + strings.Replace(two, "LOCAL1", what, 1) + "\n" + three }
	const replaced = "line 2, after event 1: 1 character that XML does not allow is replaced by U+FFFD"
	for _, test := range []struct{ name, text, read, place string }{
		{"XML 1.1", `<?xml version="1.1"?><Events>` + one + "</Events>", "1", ""},
		{"a comment", "<Events><!-- <Event> > -->" + one + "<!-- </Event> -->" + two + "</Events>", "1 2", ""},
		{"CDATA", bad("<![CDATA[</Event>]]>"), "1 2 3", ""},
		{"a prefix", strings.NewReplacer("<Event ", "<e:Event ", "</Event>", "</e:Event>").Replace(one), "1", ""},
		{"what another program says around it", "exported by x\n\n" + one + "\nend\n", "1", ""},
		{"a control character", bad("a\x0fb"), "1 2 3", replaced},
		{"a reference to one", bad("a&#xf;b"), "1 2 3", replaced},
		{"a reference to no character", bad("a&#x110000;b"), "1 2 3", replaced},
		{"a reference without digits", bad("a&#;b"), "1 2 3", replaced},
		{"an ampersand", bad("a & b"), "1 2 3", replaced},
		{"a less-than", bad("a < b"), "1 2 3", replaced},
		{"a byte that is not UTF-8", bad("a\xffb"), "1 2 3", replaced},
		{"an element without end", bad("<b>"), "1  3", "what it says before that, 6 fields, is read"},
		{"the end", one + "\n" + two[:len(two)-60], "1 ", "line 2, after event 1: it ends in the middle of an event; what it says before that, 19 fields, is read"},
		{"the end, before any field", one + "\n" + two[:300], "1", "line 2, after event 1: it ends in the middle of an event (1 event, 300 bytes lost)"},
		{"the end of one in the middle", one + "\n" + two[:300] + "\n" + three, "1 3", "line 2, after event 1: it ends in the middle of an event (1 event, 301 bytes lost)"},
		{"a number that is none", one + "\n" + strings.Replace(two, ">4625<", ">x<", 1) + three, "1 3", `line 2, after event 1: its EventID is "x", and no number (1 event, `},
		{"an event that is too long", one + "\n" + strings.Replace(two, "LOCAL1", strings.Repeat("x", 2<<20), 1) + three, "1 3", "it says more than an event does (1 event, "},
		{"an event that says too much", one + "\n" + strings.Replace(two, "LOCAL1", strings.Repeat("x", 1<<19), 1) + three, "1 3", "it says more than an event does (1 event, "},
	} {
		t.Run(test.name, func(t *testing.T) {
			events, lost := scan(t, []byte(test.text))
			if got := strings.Join(numbers(events), " "); got != test.read {
				t.Errorf("events %q, want %q", got, test.read)
			}
			if lost.Count != min(len(test.place), 1) || lost.Count > 0 && !strings.Contains(lost.Places[0].String(), test.place) {
				t.Errorf("%d places: %v", lost.Count, lost.Places)
			}
		})
	}
}

func TestWhatIsNotJSONIsSaid(t *testing.T) {
	event := func(n int) string { return powerShell(numbered(n), "null") }
	line := func(n int) string { return strings.ReplaceAll(event(n), "\n", "") }
	cut := func(n int) string {
		text := line(n)
		return text[:strings.Index(text, "USER1")+2]
	}
	for _, test := range []struct{ name, text, read, place string }{
		{"lines", line(1) + "\n" + line(2) + "\r\n" + line(3), "1 2 3", ""},
		{"a sequence", "\x1e" + line(1) + "\n\x1e" + line(2) + "\n", "1 2", ""},
		{"no event in the middle", line(1) + "\n5\n" + line(3), "1 3", "line 2, after event 1: 5 is no event (1 byte lost)"},
		{"an object that is no event", line(1) + "\n{\"a\":1}\n" + line(3), "1 3", "line 2, after event 1: an object of a has neither"},
		{"a line that ends in a string", line(1) + "\n" + cut(2) + "\n" + line(3), "1 3", "line 2, after event 1: it ends in the middle of a string (1 event, "},
		{"a line that ends elsewhere", line(1) + "\n" + line(2)[:120] + "\n" + line(3), "1 3", "line 2, after event 1: "},
		{"the end", "[" + event(1) + ",\n" + cut(2), "1", ""},
		{"one in the middle of a list", "[" + event(1) + "," + strings.Replace(event(2), `"LogName":`, `"LogName"`, 1) + "," + event(3) + "]", "1 3", "after event 1: "},
		{"a control character", line(1) + "\n" + strings.Replace(line(2), "LOCAL1", "a\x0fb", 1) + "\n" + line(3), "1 2 3", "line 2, after event 1: 1 character that JSON does not allow is replaced by U+FFFD"},
		{"a byte that is not UTF-8", line(1) + "\n" + strings.Replace(line(2), "LOCAL1", "a\xffb", 1), "1 2", "1 character that JSON does not allow"},
		{"a backslash", strings.Replace(line(1), "LOCAL1", `C:\Windows`, 1), "1", "1 character that JSON does not allow"},
		{"an event that is too long", line(1) + "\n" + strings.Replace(line(2), "LOCAL1", strings.Repeat("x", 2<<20), 1) + "\n" + line(3), "1 3", "it says more than an event does"},
	} {
		t.Run(test.name, func(t *testing.T) {
			events, lost := scan(t, []byte(test.text))
			if got := strings.Join(numbers(events), " "); got != test.read {
				t.Errorf("events %q, want %q; %v", got, test.read, lost.Places)
			}
			if test.name == "the end" {
				if lost.Count != 2 || lost.Events != 1 || !strings.Contains(lost.Places[1].Problem, "list of events") {
					t.Error(lost)
				}
				return
			}
			if lost.Count != min(len(test.place), 1) || lost.Count > 0 && !strings.Contains(lost.Places[0].String(), test.place) {
				t.Errorf("%d places: %v", lost.Count, lost.Places)
			}
		})
	}
}

// An export without an event is one, and has lost nothing.
func TestAnExportMayBeEmpty(t *testing.T) {
	for _, text := range []string{"<Events/>", "<Events>\n</Events>", "[]", `{"value":[],"Count":0}`, `{"Events":[]}`, string(logOf(1)[:4096])} {
		data := []byte(text)
		if len(text) == 4096 {
			clear(data[42:44])
		}
		if events, lost := scan(t, data); len(events) > 0 || lost.Count > 0 {
			t.Errorf("%.20q: %v %v", text, events, lost)
		}
	}
}

// Only so many places are remembered, however many there are.
func TestPlacesAreCounted(t *testing.T) {
	_, lost := scan(t, []byte(strings.Repeat("{\"a\":1}\n", 1000)))
	if lost.Count != 1000 || lost.Events != 1000 || len(lost.Places) > 100 {
		t.Error(lost.Count, lost.Events, len(lost.Places))
	}
}

// A source that fails is no damage.
func TestAnErrorOfTheSourceIsReturned(t *testing.T) {
	bad := errors.New("the disk is gone")
	for name, data := range map[string][]byte{"log": logOf(2)[:4096+chunk+700], "XML": []byte(xmlOf(refused)[:300]), "JSON": []byte(powerShell(refused, "null")[:200]),
		"UTF-16": utf16With(binary.LittleEndian, true, xmlOf(refused)[:300]), "gzip": zipped(t, logOf(2))[:600], "nothing": nil} {
		_, err := winevent.Scan(&failing{data, bad}, func(winevent.Event) {})
		if !errors.Is(err, bad) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type failing struct {
	data []byte
	err  error
}

func (f *failing) Read(p []byte) (int, error) {
	if len(f.data) == 0 {
		return 0, f.err
	}
	n := copy(p, f.data)
	f.data = f.data[n:]
	return n, nil
}

// What people handed in, where it lies.
func TestDamagedExportsOfPeopleAreRead(t *testing.T) {
	folder := filepath.Join(filepath.Dir(realEvents(t)), "..", "cases", "events")
	type result struct{ Events, Places, Lost int }
	for name, want := range map[string]result{
		"zeromagic.evtx":        {214, 2, 3347},
		"ctrl.xml":              {3, 1, 0},
		"charref.xml":           {3, 1, 0},
		"python-evtx-xml11.xml": {1, 0, 0},
		"8002-browser.xml":      {1, 0, 0},
	} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		events, lost := scan(t, data)
		if diff := cmp.Diff(want, result{len(events), lost.Count, lost.Events}); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
