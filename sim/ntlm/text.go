package ntlm

import (
	"unicode"
	"unicode/utf16"
)

// appendUTF16 appends s in UTF-16LE without a byte order mark (MS-NLMP 2.2). What is not UTF-8 becomes U+FFFD.
func appendUTF16(dst []byte, s string) []byte {
	for _, r := range s {
		dst = appendRune(dst, r)
	}
	return dst
}

// appendUpperUTF16 appends s in upper case. The mapping is one code unit to one, as on Windows: ß stays ß, and
// nothing outside the basic plane changes. The table is Unicode's; how that of Windows differs is not known.
func appendUpperUTF16(dst []byte, s string) []byte {
	for _, r := range s {
		dst = appendRune(dst, upperRune(r))
	}
	return dst
}

func appendRune(dst []byte, r rune) []byte {
	if r < 0x10000 {
		return append(dst, byte(r), byte(r>>8))
	}
	hi, lo := utf16.EncodeRune(r)
	return append(dst, byte(hi), byte(hi>>8), byte(lo), byte(lo>>8))
}

func upperRune(r rune) rune {
	if u := unicode.ToUpper(r); r < 0x10000 && u < 0x10000 {
		return u
	}
	return r
}

// decodeUTF16 reads UTF-16LE; b has an even length. A surrogate without its other half becomes U+FFFD.
func decodeUTF16(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
	}
	return string(utf16.Decode(units))
}

// encodeOEM writes s in the OEM character set, which client and server agree on outside the protocol (MS-NLMP
// 2.2). This package takes ISO 8859-1: ASCII is right everywhere, and every byte survives reading and writing.
// A character that is not in it becomes a question mark.
func encodeOEM(s string) []byte {
	var b []byte
	for _, r := range s {
		if r > 0xff {
			r = '?'
		}
		b = append(b, byte(r))
	}
	return b
}

func decodeOEM(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

// encodeText writes s in the negotiated character set.
func encodeText(s string, f Flags) []byte {
	if f.Has(NegotiateUnicode) {
		return appendUTF16(nil, s)
	}
	return encodeOEM(s)
}
