package ntlm

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// The AvId values of MS-NLMP 2.2.2.1. The text ones are UTF-16LE whatever was negotiated.
const (
	AvEOL             uint16 = 0x0000 // end of the list; never in an AVPairs
	AvNbComputer      uint16 = 0x0001 // MsvAvNbComputerName, text
	AvNbDomain        uint16 = 0x0002 // MsvAvNbDomainName, text
	AvDnsComputer     uint16 = 0x0003 // MsvAvDnsComputerName, text
	AvDnsDomain       uint16 = 0x0004 // MsvAvDnsDomainName, text
	AvDnsTree         uint16 = 0x0005 // MsvAvDnsTreeName, text
	AvFlags           uint16 = 0x0006 // MsvAvFlags, 32 bits: AvFlagMIC and others
	AvTimestamp       uint16 = 0x0007 // MsvAvTimestamp, FILETIME
	AvSingleHost      uint16 = 0x0008 // MsvAvSingleHost, MS-NLMP 2.2.2.2
	AvTargetName      uint16 = 0x0009 // MsvAvTargetName, text: the server's SPN as the client knows it
	AvChannelBindings uint16 = 0x000a // MsvAvChannelBindings, 16 bytes; zeros for none
)

// The bits of an AvFlags value, MS-NLMP 2.2.2.1.
const (
	AvFlagConstrained uint32 = 0x1 // account authentication is constrained
	AvFlagMIC         uint32 = 0x2 // the client provides a MIC
	AvFlagUntrusted   uint32 = 0x4 // the target name comes from an untrusted source
)

// An AVPair is one attribute and its value, at most 65535 bytes (MS-NLMP 2.2.2.1).
type AVPair struct {
	ID    uint16
	Value []byte
}

// AVPairs is a list of attributes in the order of the message, without the MsvAvEOL that ends it.
type AVPairs []AVPair

// ParseAVPairs reads a list up to its MsvAvEOL and ignores what follows. An empty list is not nil. The error
// has the offset in b where the list is wrong.
func ParseAVPairs(b []byte) (AVPairs, error) { return parseAVPairs("AV_PAIR list", 0, b) }

// parseAVPairs reads a list that begins at offset base of the message.
func parseAVPairs(message string, base int, b []byte) (AVPairs, error) {
	pairs := AVPairs{}
	for at := 0; ; {
		if len(b)-at < 4 {
			return nil, unexpected(message, "AvId", base+at, fmt.Sprintf("%d bytes", len(b)-at), "an AV_PAIR, the last MsvAvEOL")
		}
		id := binary.LittleEndian.Uint16(b[at:])
		n := int(binary.LittleEndian.Uint16(b[at+2:]))
		at += 4
		if id == AvEOL {
			return pairs, nil
		}
		if n > len(b)-at {
			return nil, unexpected(message, fmt.Sprintf("AvLen of AvId %d", id), base+at-2, fmt.Sprint(n), fmt.Sprintf("at most %d", len(b)-at))
		}
		pairs = append(pairs, AVPair{ID: id, Value: bytes.Clone(b[at : at+n])})
		at += n
	}
}

// Marshal writes the list and the MsvAvEOL that ends it. A value longer than 65535 bytes is cut off there, and a
// pair with the ID of the end is left out.
func (p AVPairs) Marshal() []byte {
	var b []byte
	for _, pair := range p {
		if pair.ID == AvEOL {
			continue
		}
		v := clip(pair.Value)
		b = binary.LittleEndian.AppendUint16(b, pair.ID)
		b = binary.LittleEndian.AppendUint16(b, uint16(len(v)))
		b = append(b, v...)
	}
	return append(b, 0, 0, 0, 0)
}

// Lookup is the value of the first pair with this ID.
func (p AVPairs) Lookup(id uint16) ([]byte, bool) {
	for _, pair := range p {
		if pair.ID == id {
			return pair.Value, true
		}
	}
	return nil, false
}

// Text is the value of a pair that holds text; "" when there is no such pair.
func (p AVPairs) Text(id uint16) string {
	v, _ := p.Lookup(id)
	return decodeUTF16(v)
}

// Timestamp is the server's clock, a FILETIME: 100 ns since 1601, UTC; false when the server sent none.
func (p AVPairs) Timestamp() (uint64, bool) {
	v, ok := p.Lookup(AvTimestamp)
	if !ok || len(v) != 8 {
		return 0, false
	}
	return binary.LittleEndian.Uint64(v), true
}

// Flags is the value of MsvAvFlags, AvFlagMIC and others; zero when there is none.
func (p AVPairs) Flags() uint32 {
	v, _ := p.Lookup(AvFlags)
	if len(v) != 4 {
		return 0
	}
	return binary.LittleEndian.Uint32(v)
}

// With returns a copy of the list with this value: in place when the list has the attribute already, otherwise at
// the end.
func (p AVPairs) With(id uint16, value []byte) AVPairs {
	out := slices.Clone(p)
	for i := range out {
		if out[i].ID == id {
			out[i].Value = value
			return out
		}
	}
	return append(out, AVPair{ID: id, Value: value})
}

// WithText is With for a pair that holds text.
func (p AVPairs) WithText(id uint16, s string) AVPairs { return p.With(id, appendUTF16(nil, s)) }

// WithTimestamp is With for the server's clock, a FILETIME.
func (p AVPairs) WithTimestamp(filetime uint64) AVPairs {
	return p.With(AvTimestamp, binary.LittleEndian.AppendUint64(nil, filetime))
}

// withFlags sets these bits of MsvAvFlags and keeps the others.
func (p AVPairs) withFlags(bits uint32) AVPairs {
	return p.With(AvFlags, binary.LittleEndian.AppendUint32(nil, p.Flags()|bits))
}
