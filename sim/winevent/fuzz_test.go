package winevent_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"ntlmsim/sim/winevent"
)

// ends reads bytes, whatever they are: they end in events, losses or one error, and every number of these is possible.
func ends(t *testing.T, data []byte) {
	t.Helper()
	n := 0
	lost, err := winevent.Scan(bytes.NewReader(data), func(e winevent.Event) {
		n++
		if !e.Time.IsZero() && (e.Time.Year() < 1 || e.Time.Year() > 9999) {
			t.Fatal(e.Time)
		}
	})
	var bad *winevent.Error
	if err != nil && (!errors.As(err, &bad) || bad.Problem == "" || bad.Hint == "") {
		t.Fatalf("%#v", err)
	}
	if len(lost.Places) > lost.Count || lost.Count > 0 && len(lost.Places) == 0 || lost.Events < 0 || lost.Bytes < 0 {
		t.Fatalf("%+v", lost)
	}
	for _, l := range lost.Places {
		if l.Problem == "" || l.Hint() == "" || l.Events < 0 || l.Bytes < 0 {
			t.Fatalf("%+v", l)
		}
	}
	list, err := winevent.Read(data)
	if len(list) != n || err == nil && (n == 0 || lost.Count > 0) {
		t.Fatalf("%d events, then %d; %v", n, len(list), err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(xmlOf(refused)))
	f.Add([]byte("- <Event>\n- <System>"))
	f.Add(utf16With(binary.LittleEndian, true, xmlOf(refused)))
	f.Add([]byte(powerShell(refused, `"\/Date(1441752894962)\/"`)))
	f.Add([]byte(`[{"id":"4625","computer":"a","data":{"Status":"0x1","LogonType":3}}]`))
	f.Add(inLog(refused, refused)[:4096+8192])
	f.Fuzz(ends)
}

// The text of one event after another, in any state.
func FuzzXML(f *testing.F) {
	for _, text := range []string{"a", "&#15;", "\x0f", "</Event>", "<Event><System>", "<!--", "<![CDATA[", "\xff", "<"} {
		f.Add("a", text, uint16(1000))
	}
	f.Fuzz(func(t *testing.T, before, inside string, end uint16) {
		one := xmlOf(refused)
		text := before + one[:300] + inside + one[300:] + one
		ends(t, []byte("<Events>"+text[:min(len(text), int(end))]))
	})
}

// Each shape of JSON with values of any kind.
func FuzzJSON(f *testing.F) {
	for _, s := range shapes {
		f.Add([]byte(s.text))
	}
	f.Add([]byte(`{"hits":{"total":1,"hits":[{"_source":{}}]}}`))
	f.Add([]byte("{\"a\":\"\n{\"a\":1}"))
	f.Fuzz(func(t *testing.T, data []byte) { ends(t, append([]byte("["), data...)) })
}

// What stands in a log behind its header.
func FuzzLog(f *testing.F) {
	log := logOf(2)
	f.Add(log[4096:4096+3000], uint16(2))
	f.Add(log[4096+512:4096+2000], uint16(0))
	f.Fuzz(func(t *testing.T, data []byte, chunks uint16) {
		head := bytes.Clone(log[:4096])
		binary.LittleEndian.PutUint16(head[42:], chunks)
		ends(t, append(head, data...))
	})
}

// What is unpacked, and what pretends to be packed.
func FuzzPacked(f *testing.F) {
	f.Add(zipped(f, []byte(xmlOf(refused))))
	f.Add(archived(f, entry{"a", []byte(xmlOf(refused))}, entry{"b", []byte("[]")}))
	f.Add([]byte("PK\x03\x04PK\x01\x02000000000000000000000000\x01\x00\x00\x00\x00\x000000000000000PK\x01\x02000000\b\x000000000000000000\x01\x00\x00\x00\x00\x00000000000\x02\x00\x000PK\x05\x06000000\x02\x00^\x00\x00\x007000\x00\x00")) // a file before the archive
	f.Fuzz(ends)
}
