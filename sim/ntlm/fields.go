package ntlm

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// A FormatError is a field of a message that is wrong: its offset from the beginning of the message, what was found and
// what was expected there.
type FormatError struct {
	Message  string // as MS-NLMP names it
	Field    string
	Offset   int // bytes
	Found    string
	Expected string
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("ntlm: %s: %s at offset %d: found %s, expected %s", e.Message, e.Field, e.Offset, e.Found, e.Expected)
}

func unexpected(message, field string, offset int, found, expected string) error {
	return &FormatError{Message: message, Field: field, Offset: offset, Found: found, Expected: expected}
}

func tooShort(message string, found, expected int) error {
	return unexpected(message, "end", found, fmt.Sprintf("%d bytes", found), fmt.Sprintf("at least %d", expected))
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }

// The signature that begins every message, and the MessageType values, MS-NLMP 2.2.
const (
	signature        = "NTLMSSP\x00"
	typeNegotiate    = 1
	typeChallenge    = 2
	typeAuthenticate = 3
)

// A parser reads one message. Every version of NTLM has a longer fixed part; where the payload
// begins tells how much of it a message has.
type parser struct {
	message string
	b       []byte
	fixed   int   // bytes of the fixed part in the oldest version: no payload begins before that
	payload int   // offset of the payload among the fields read so far; the end of the message before the first
	err     error // the first one
}

// newParser checks what begins every message, MS-NLMP 2.2.
func newParser(message string, messageType uint32, fixed int, b []byte) *parser {
	p := &parser{message: message, b: b, fixed: fixed, payload: len(b)}
	switch {
	case len(b) < fixed:
		p.err = tooShort(message, len(b), fixed)
	case string(b[:8]) != signature:
		p.err = unexpected(message, "Signature", 0, fmt.Sprintf("%q", b[:8]), fmt.Sprintf("%q", signature))
	case p.uint32(8) != messageType:
		p.err = unexpected(message, "MessageType", 8, fmt.Sprint(p.uint32(8)), fmt.Sprint(messageType))
	}
	return p
}

func (p *parser) uint32(at int) uint32 { return binary.LittleEndian.Uint32(p.b[at:]) }

// reaches reports whether the fixed part is at least so long: no payload begins before that offset.
func (p *parser) reaches(n int) bool { return p.err == nil && p.payload >= n }

// field is the piece of the payload that the field at this offset points to: its length in 16 bits, a length to
// ignore, and its offset in 32. It is nil when the length is zero; the offset is then ignored.
func (p *parser) field(name string, at int) []byte {
	if p.err != nil {
		return nil
	}
	n, from := uint64(binary.LittleEndian.Uint16(p.b[at:])), uint64(p.uint32(at+4))
	if n == 0 {
		return nil
	}
	if from < uint64(p.fixed) || from+n > uint64(len(p.b)) {
		p.err = unexpected(p.message, name, at, fmt.Sprintf("%d bytes from %d", n, from), fmt.Sprintf("a piece within %d to %d", p.fixed, len(p.b)))
		return nil
	}
	p.payload = min(p.payload, int(from))
	return bytes.Clone(p.b[from : from+n])
}

// text is a piece of the payload in the negotiated character set; at is where the field is, for the error.
func (p *parser) text(name string, at int, b []byte, f Flags) string {
	if !f.Has(NegotiateUnicode) {
		return decodeOEM(b)
	}
	if len(b)%2 != 0 && p.err == nil {
		p.err = unexpected(p.message, name, at, fmt.Sprintf("%d bytes", len(b)), "an even number, UTF-16")
	}
	return decodeUTF16(b)
}

// A builder writes the fixed part of a message and collects the payload that follows it.
type builder struct {
	b       []byte
	payload []byte
	fixed   int // bytes of the fixed part
}

func newBuilder(messageType uint32, fixed int) *builder {
	return &builder{b: binary.LittleEndian.AppendUint32([]byte(signature), messageType), fixed: fixed}
}

// field appends a field that points to v, which goes to the end of the payload.
func (w *builder) field(v []byte) {
	v = clip(v)
	w.fieldAt(len(v), w.fixed+len(w.payload))
	w.payload = append(w.payload, v...)
}

func (w *builder) fieldAt(n, offset int) {
	w.b = binary.LittleEndian.AppendUint16(w.b, uint16(n))
	w.b = binary.LittleEndian.AppendUint16(w.b, uint16(n))
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(offset))
}

func (w *builder) flags(f Flags) { w.b = binary.LittleEndian.AppendUint32(w.b, uint32(f)) }

func (w *builder) version(v Version) { w.b = v.append(w.b) }

func (w *builder) bytes() []byte { return append(w.b, w.payload...) }

// maxField is the largest length of a field, in bytes.
const maxField = 0xffff

// clip cuts off what is longer than a field can be.
func clip(b []byte) []byte { return b[:min(len(b), maxField)] }
