package winevent_test

import (
	"encoding/binary"
	"hash/crc32"
	"strings"
	"unicode/utf16"
)

// No log of a real machine is part of this repository, nor was one to be had. What follows writes one from the
// documentation: the header, a chunk, records, a template that the first record brings along and the others refer to,
// and an array of values.

// A logFile is a log that grows by records.
type logFile struct {
	chunk     []byte
	names     map[string]uint32
	templates map[string]uint32
	records   int
	last      int
}

func newLog() *logFile {
	return &logFile{chunk: make([]byte, 512), names: map[string]uint32{}, templates: map[string]uint32{}}
}

func (l *logFile) bytes(b ...byte) { l.chunk = append(l.chunk, b...) }
func (l *logFile) u16(n int)       { l.chunk = binary.LittleEndian.AppendUint16(l.chunk, uint16(n)) }
func (l *logFile) u32(n int)       { l.chunk = binary.LittleEndian.AppendUint32(l.chunk, uint32(n)) }
func (l *logFile) u64(n uint64)    { l.chunk = binary.LittleEndian.AppendUint64(l.chunk, n) }

func utf16Bytes(text string) (b []byte) {
	for _, u := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// name writes a name where it is first used, and refers to it afterwards.
func (l *logFile) name(text string) {
	if offset, ok := l.names[text]; ok {
		l.u32(int(offset))
		return
	}
	l.u32(len(l.chunk) + 4)
	l.names[text] = uint32(len(l.chunk))
	l.u32(0)
	l.u16(0x1234) // a hash, which nobody looks at
	l.u16(len(utf16Bytes(text)) / 2)
	l.bytes(utf16Bytes(text)...)
	l.u16(0)
}

// An element of a template: in text and attributes, "%3" is the place of value 3, and "?3" that of an optional one.
type element struct {
	name     string
	attrs    [][2]string
	text     string
	children []element
}

func (l *logFile) said(text string) {
	if len(text) > 1 && strings.ContainsAny(text[:1], "%?") {
		kind := byte(0x0d)
		if text[0] == '?' {
			kind = 0x0e
		}
		n := 0
		for _, c := range text[1:] {
			n = 10*n + int(c-'0')
		}
		l.bytes(kind)
		l.u16(n)
		l.bytes(0x01)
		return
	}
	if name, ok := map[string]string{"&": "amp", "<": "lt"}[text]; ok {
		l.bytes(0x09)
		l.name(name)
		return
	}
	l.bytes(0x05, 0x01)
	l.u16(len(utf16Bytes(text)) / 2)
	l.bytes(utf16Bytes(text)...)
}

func (l *logFile) element(e element) {
	if e.name == "" {
		l.said(e.text) // no element: a value stands here by itself
		return
	}
	open := byte(0x01)
	if len(e.attrs) > 0 {
		open = 0x41
	}
	l.bytes(open)
	l.u16(0xffff)
	size := len(l.chunk)
	l.u32(0)
	l.name(e.name)
	if len(e.attrs) > 0 {
		list := len(l.chunk)
		l.u32(0)
		for i, a := range e.attrs {
			token := byte(0x46)
			if i == len(e.attrs)-1 {
				token = 0x06
			}
			l.bytes(token)
			l.name(a[0])
			l.said(a[1])
		}
		binary.LittleEndian.PutUint32(l.chunk[list:], uint32(len(l.chunk)-list-4))
	}
	if e.text == "" && len(e.children) == 0 {
		l.bytes(0x03)
	} else {
		l.bytes(0x02)
		if e.text != "" {
			l.said(e.text)
		}
		for _, c := range e.children {
			l.element(c)
		}
		l.bytes(0x04)
	}
	binary.LittleEndian.PutUint32(l.chunk[size:], uint32(len(l.chunk)-size-4))
}

// instance writes a fragment: a template, whole where it is first used, and the values.
func (l *logFile) instance(key string, root element, values []rawValue) {
	l.bytes(0x0f, 1, 1, 0, 0x0c, 1)
	l.u32(0x1000 + len(l.templates))
	if offset, ok := l.templates[key]; ok {
		l.u32(int(offset))
	} else {
		l.u32(len(l.chunk) + 4)
		l.templates[key] = uint32(len(l.chunk))
		l.u32(0)
		l.bytes(make([]byte, 16)...)
		size := len(l.chunk)
		l.u32(0)
		l.bytes(0x0f, 1, 1, 0)
		l.element(root)
		l.bytes(0x00)
		binary.LittleEndian.PutUint32(l.chunk[size:], uint32(len(l.chunk)-size-4))
	}
	l.u32(len(values))
	heads := len(l.chunk)
	for range values {
		l.u32(0)
	}
	for i, v := range values {
		begin := len(l.chunk)
		if v.inside != nil {
			v.inside()
		} else {
			l.bytes(v.data...)
		}
		binary.LittleEndian.PutUint16(l.chunk[heads+4*i:], uint16(len(l.chunk)-begin))
		l.chunk[heads+4*i+2] = v.kind
	}
}

// A rawValue is a value of a record: its type and its bytes, or what writes a fragment.
type rawValue struct {
	kind   byte
	data   []byte
	inside func()
}

func str(text string) rawValue { return rawValue{kind: 0x01, data: utf16Bytes(text)} }
func hex32(n uint32) rawValue {
	return rawValue{kind: 0x14, data: binary.LittleEndian.AppendUint32(nil, n)}
}
func hex64(n uint64) rawValue {
	return rawValue{kind: 0x15, data: binary.LittleEndian.AppendUint64(nil, n)}
}
func uint16Value(n uint16) rawValue {
	return rawValue{kind: 0x06, data: binary.LittleEndian.AppendUint16(nil, n)}
}
func uint32Value(n uint32) rawValue {
	return rawValue{kind: 0x08, data: binary.LittleEndian.AppendUint32(nil, n)}
}
func fileTimeValue(n uint64) rawValue {
	return rawValue{kind: 0x11, data: binary.LittleEndian.AppendUint64(nil, n)}
}
func sidValue(authority byte, parts ...uint32) rawValue {
	data := []byte{1, byte(len(parts)), 0, 0, 0, 0, 0, authority}
	for _, p := range parts {
		data = binary.LittleEndian.AppendUint32(data, p)
	}
	return rawValue{kind: 0x13, data: data}
}

// record writes a record around what fragment writes.
func (l *logFile) record(fragment func()) {
	l.last = len(l.chunk)
	l.records++
	l.bytes(0x2a, 0x2a, 0, 0)
	l.u32(0)
	l.u64(uint64(l.records))
	l.u64(133_000_000_000_000_000)
	fragment()
	l.bytes(0x00)
	for len(l.chunk)%8 != 4 {
		l.bytes(0)
	}
	l.u32(len(l.chunk) + 4 - l.last)
	binary.LittleEndian.PutUint32(l.chunk[l.last+4:], uint32(len(l.chunk)-l.last))
}

// file is the log as a file: a header of 4096 bytes, and the chunk.
func (l *logFile) file() []byte {
	c := append(make([]byte, 0, 64<<10), l.chunk...)
	c = c[:64<<10]
	copy(c, "ElfChnk\x00")
	binary.LittleEndian.PutUint64(c[8:], 1)
	binary.LittleEndian.PutUint64(c[16:], uint64(l.records))
	binary.LittleEndian.PutUint32(c[40:], 128)
	binary.LittleEndian.PutUint32(c[44:], uint32(l.last))
	binary.LittleEndian.PutUint32(c[48:], uint32(len(l.chunk)))
	binary.LittleEndian.PutUint32(c[52:], crc32.ChecksumIEEE(l.chunk[512:]))
	binary.LittleEndian.PutUint32(c[124:], crc32.Update(crc32.ChecksumIEEE(c[:120]), crc32.IEEETable, c[128:512]))
	h := make([]byte, 4096)
	copy(h, "ElfFile\x00")
	binary.LittleEndian.PutUint32(h[32:], 128)
	binary.LittleEndian.PutUint16(h[36:], 1)
	binary.LittleEndian.PutUint16(h[38:], 3)
	binary.LittleEndian.PutUint16(h[40:], 4096)
	binary.LittleEndian.PutUint16(h[42:], 1)
	binary.LittleEndian.PutUint32(h[124:], crc32.ChecksumIEEE(h[:120]))
	return append(h, c...)
}

// systemOf is the System of a template, with the values 0 to 6.
func systemOf(data element) element {
	return element{name: "Event", attrs: [][2]string{{"xmlns", "http://schemas.microsoft.com/win/2004/08/events/event"}}, children: []element{
		{name: "System", children: []element{
			{name: "Provider", attrs: [][2]string{{"Name", "%0"}, {"Guid", "?7"}}},
			{name: "EventID", text: "%1"},
			{name: "Version", text: "%2"},
			{name: "TimeCreated", attrs: [][2]string{{"SystemTime", "%3"}}},
			{name: "Channel", text: "%4"},
			{name: "Computer", text: "%5"},
			{name: "Security", text: "?7"},
		}}, data,
	}}
}

// system are these values, and the one that holds EventData.
func system(provider string, id uint16, version byte, channel, computer string, inside func()) []rawValue {
	return []rawValue{str(provider), uint16Value(id), {kind: 0x04, data: []byte{version}}, fileTimeValue(130_862_264_949_625_117),
		str(channel), str(computer), {kind: 0x21, inside: inside}, {kind: 0x00}}
}
