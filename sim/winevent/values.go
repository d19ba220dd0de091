package winevent

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// The types of values, [MS-EVEN6] 2.2.12.3.
const (
	typeNull     = 0x00
	typeString   = 0x01
	typeANSI     = 0x02
	typeInt8     = 0x03
	typeUInt8    = 0x04
	typeInt16    = 0x05
	typeUInt16   = 0x06
	typeInt32    = 0x07
	typeUInt32   = 0x08
	typeInt64    = 0x09
	typeUInt64   = 0x0a
	typeReal32   = 0x0b
	typeReal64   = 0x0c
	typeBool     = 0x0d
	typeBinary   = 0x0e
	typeGUID     = 0x0f
	typeSize     = 0x10
	typeFileTime = 0x11
	typeSysTime  = 0x12
	typeSID      = 0x13
	typeHex32    = 0x14
	typeHex64    = 0x15
	typeXML      = 0x21
	typeArray    = 0x80
)

// sizes of the types that have one.
var sizes = map[byte]int{typeInt8: 1, typeUInt8: 1, typeInt16: 2, typeUInt16: 2, typeInt32: 4, typeUInt32: 4, typeInt64: 8, typeUInt64: 8,
	typeReal32: 4, typeReal64: 8, typeBool: 4, typeGUID: 16, typeFileTime: 8, typeSysTime: 16, typeHex32: 4, typeHex64: 8}

// A value is one of a record, as event XML shows it.
type value struct {
	null  bool
	texts []string // one, or those of an array
	xml   *elementPart
}

// values reads how many values there are, the size and type of each, and the values.
func (r *reader) values(depth int) ([]value, error) {
	n, err := r.u32()
	if err != nil {
		return nil, err
	}
	if n > maxSubstitutions {
		return nil, fmt.Errorf("it has %d values", n)
	}
	heads, err := r.take(4 * int(n))
	if err != nil {
		return nil, err
	}
	list := make([]value, n)
	for i := range list {
		size, kind := int(binary.LittleEndian.Uint16(heads[4*i:])), heads[4*i+2]
		begin := r.at
		data, err := r.take(size)
		if err != nil {
			return nil, err
		}
		if kind == typeXML {
			inside := reader{chunk: r.chunk, at: begin, end: begin + size, room: r.room}
			if size > 0 {
				list[i].xml, err = inside.fragment(false, depth)
			}
		} else {
			list[i], err = valueOf(kind, data)
		}
		if err != nil {
			return nil, err
		}
		for _, text := range list[i].texts {
			if err := r.pay(len(text)); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// valueOf is a value of any type but XML.
func valueOf(kind byte, data []byte) (value, error) {
	switch {
	case kind == typeNull:
		return value{null: true}, nil
	case kind&typeArray == 0:
		text, err := valueText(kind, data)
		return value{texts: []string{text}}, err
	}
	kind &^= typeArray
	switch size := sizes[kind]; {
	case kind == typeString:
		return value{texts: strings.Split(strings.TrimSuffix(utf16le(data), "\x00"), "\x00")}, nil
	case kind == typeANSI:
		return value{texts: strings.Split(strings.TrimSuffix(latin(data), "\x00"), "\x00")}, nil
	case size == 0 || len(data)%size != 0:
		return value{}, fmt.Errorf("an array of type 0x%02x has %d bytes", kind, len(data))
	default:
		var v value
		for ; len(data) > 0; data = data[size:] {
			text, err := valueText(kind, data[:size])
			if err != nil {
				return value{}, err
			}
			v.texts = append(v.texts, text)
		}
		return v, nil
	}
}

// valueText is one value as event XML shows it.
func valueText(kind byte, data []byte) (string, error) {
	if size, ok := sizes[kind]; ok && len(data) != size {
		if len(data) == 0 {
			return "", nil
		}
		return "", fmt.Errorf("a value of type 0x%02x has %d bytes, and not %d", kind, len(data), size)
	}
	switch kind {
	case typeString:
		return strings.TrimRight(utf16le(data), "\x00"), nil
	case typeANSI:
		return strings.TrimRight(latin(data), "\x00"), nil
	case typeInt8, typeInt16, typeInt32, typeInt64:
		return strconv.FormatInt(signed(data), 10), nil
	case typeUInt8, typeUInt16, typeUInt32, typeUInt64:
		return strconv.FormatUint(number(data), 10), nil
	case typeHex32, typeHex64:
		return fmt.Sprintf("0x%x", number(data)), nil
	case typeSize:
		if len(data) != 4 && len(data) != 8 {
			return "", fmt.Errorf("a size has %d bytes", len(data))
		}
		return fmt.Sprintf("0x%x", number(data)), nil
	case typeReal32:
		return strconv.FormatFloat(float64(math.Float32frombits(uint32(number(data)))), 'g', -1, 32), nil
	case typeReal64:
		return strconv.FormatFloat(math.Float64frombits(number(data)), 'g', -1, 64), nil
	case typeBool:
		return strconv.FormatBool(number(data) != 0), nil
	case typeBinary:
		return fmt.Sprintf("%X", data), nil
	case typeGUID:
		return guid(data), nil
	case typeFileTime:
		return fileTime(number(data)).Format(time.RFC3339Nano), nil
	case typeSysTime:
		return sysTime(data).Format(time.RFC3339Nano), nil
	case typeSID:
		return sid(data)
	}
	return "", fmt.Errorf("a value is of type 0x%02x", kind)
}

// number is a little-endian number of 1, 2, 4 or 8 bytes.
func number(data []byte) uint64 {
	var n uint64
	for i, b := range data {
		n |= uint64(b) << (8 * i)
	}
	return n
}

func signed(data []byte) int64 {
	shift := 64 - 8*len(data)
	return int64(number(data)<<shift) >> shift
}

func latin(data []byte) string {
	var b strings.Builder
	for _, c := range data {
		b.WriteRune(rune(c))
	}
	return b.String()
}

func guid(data []byte) string {
	return fmt.Sprintf("{%08X-%04X-%04X-%X-%X}", number(data[:4]), number(data[4:6]), number(data[6:8]), data[8:10], data[10:])
}

// fileTime is a number of 100 ns since 1601.
func fileTime(n uint64) time.Time {
	const before1970 = 11644473600
	return time.Unix(int64(n/1e7)-before1970, int64(n%1e7)*100).UTC()
}

// sysTime is year, month, day of the week, day, hour, minute, second, millisecond.
func sysTime(data []byte) time.Time {
	part := func(i int) int { return int(number(data[2*i : 2*i+2])) }
	return time.Date(part(0), time.Month(part(1)), part(3), part(4), part(5), part(6), part(7)*1e6, time.UTC)
}

// sid is a security identifier: a revision, how many numbers, an authority of 6 bytes (big-endian), and the numbers.
func sid(data []byte) (string, error) {
	if len(data) == 0 {
		return "", nil
	}
	if len(data) < 8 || len(data) < 8+4*int(data[1]) {
		return "", fmt.Errorf("a SID has %d bytes", len(data))
	}
	var authority uint64
	for _, b := range data[2:8] {
		authority = authority<<8 | uint64(b)
	}
	text := fmt.Sprintf("S-%d-%d", data[0], authority)
	for i := range int(data[1]) {
		text += fmt.Sprintf("-%d", number(data[8+4*i:12+4*i]))
	}
	return text, nil
}

// instance is the element with the values in their places.
func (e *elementPart) instance(values []value, room *int) (node, error) {
	if e.ready != nil {
		return *e.ready, nil
	}
	n := node{name: e.name}
	if err := pay(room, len(e.name)+16); err != nil {
		return node{}, err
	}
	if len(e.attrs) > 0 {
		n.attrs = make([]Field, 0, len(e.attrs))
	}
	if len(e.parts) > 1 {
		n.children = make([]node, 0, len(e.parts))
	}
	for _, a := range e.attrs {
		text, null, err := texts(a.parts, values, room)
		if err != nil {
			return node{}, err
		}
		if !null {
			n.attrs = append(n.attrs, Field{a.name, text})
		}
	}
	var text strings.Builder
	for _, p := range e.parts {
		if err := n.put(p, values, room, &text); err != nil {
			return node{}, err
		}
	}
	if n.text = text.String(); len(n.children) > 0 {
		n.text = ""
	}
	return n, nil
}

// put adds a part to an element: an element to its children, once for each value of an array that is all that is in it.
func (n *node) put(p part, values []value, room *int, text *strings.Builder) error {
	switch {
	case p.element != nil:
		times := 1
		if v := p.element.only(values); v != nil && len(v.texts) > 1 {
			times = len(v.texts)
		}
		if p.element.absent(values) {
			return nil
		}
		for i := range times {
			child, err := p.element.of(i, times, values, room)
			if err != nil {
				return err
			}
			n.children = append(n.children, child)
		}
	case p.kind != 0:
		v, err := valueAt(p.value, values)
		if err != nil {
			return err
		}
		if v.xml != nil {
			child, err := v.xml.instance(nil, room)
			if err != nil {
				return err
			}
			n.children = append(n.children, child)
			return pay(room, child.weight())
		}
		all := strings.Join(v.texts, " ")
		text.WriteString(all)
		return pay(room, len(all))
	default:
		text.WriteString(p.text)
		return pay(room, len(p.text))
	}
	return nil
}

// weight is what an element costs that is put in again.
func (n *node) weight() int {
	sum := len(n.name) + len(n.text) + 16
	for i := range n.children {
		sum += n.children[i].weight()
	}
	return sum
}

// of is the instance for the i-th of several values.
func (e *elementPart) of(i, times int, values []value, room *int) (node, error) {
	if times == 1 {
		return e.instance(values, room)
	}
	one := elementPart{name: e.name, attrs: e.attrs, parts: []part{{text: e.only(values).texts[i]}}}
	return one.instance(values, room)
}

// only is the value that is all that is in an element; nil where there is more, or less.
func (e *elementPart) only(values []value) *value {
	if len(e.parts) != 1 || e.parts[0].kind == 0 || e.parts[0].value >= len(values) {
		return nil
	}
	return &values[e.parts[0].value]
}

// absent reports whether an element is left out: all that is in it is an optional value that is not there. One that has
// attributes, as a field has its name, stays: it says that the field is empty.
func (e *elementPart) absent(values []value) bool {
	v := e.only(values)
	return v != nil && v.null && e.parts[0].kind == tokenOptional && len(e.attrs) == 0
}

func valueAt(i int, values []value) (value, error) {
	if i >= len(values) {
		return value{}, fmt.Errorf("value %d is asked for, and there are %d", i, len(values))
	}
	return values[i], nil
}

// texts is what an attribute says. An optional value that is not there takes the attribute with it.
func texts(parts []part, values []value, room *int) (text string, null bool, err error) {
	for _, p := range parts {
		if p.kind == 0 {
			text += p.text
			continue
		}
		v, err := valueAt(p.value, values)
		if err != nil {
			return "", false, err
		}
		null = null || v.null && p.kind == tokenOptional
		text += strings.Join(v.texts, " ")
	}
	return text, null, pay(room, len(text))
}
