package winevent

import (
	"bytes"
	"regexp"
	"strconv"
	"unicode/utf8"
)

const replacement = "\uFFFD"

// reference is a reference of XML to a character.
var reference = regexp.MustCompile(`^&(?:#([0-9]{1,9})|#[xX]([0-9A-Fa-f]{1,8})|lt|gt|amp|quot|apos);`)

// legalXML is a text with U+FFFD instead of what XML 1.0 does not allow, and how often: control characters, references
// to them, bytes that are not UTF-8. An & or a < that begins nothing stands for itself.
func legalXML(text []byte) (legal []byte, replaced int) {
	legal = make([]byte, 0, len(text)+64)
	put := func(s string) {
		legal = append(legal, s...)
		replaced++
	}
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == '&':
			m := reference.FindSubmatch(text)
			switch {
			case m == nil && bytes.HasPrefix(text, []byte("&#")) && bytes.IndexByte(text[:min(len(text), 16)], ';') > 0:
				size = bytes.IndexByte(text, ';') + 1
				put(replacement)
			case m == nil:
				put("&amp;")
			case !inXML(referred(m)):
				size = len(m[0])
				put(replacement)
			default:
				size = len(m[0])
				legal = append(legal, m[0]...)
			}
		case r == '<' && (len(text) == 1 || !beginsTag(text[1])):
			put("&lt;")
		case r == utf8.RuneError && size == 1, !inXML(r):
			put(replacement)
		default:
			legal = append(legal, text[:size]...)
		}
		text = text[size:]
	}
	return legal, replaced
}

// referred is the character of a reference; 'a' stands for those with a name.
func referred(m [][]byte) rune {
	n, err := uint64('a'), error(nil)
	switch {
	case len(m[1]) > 0:
		n, err = strconv.ParseUint(string(m[1]), 10, 32)
	case len(m[2]) > 0:
		n, err = strconv.ParseUint(string(m[2]), 16, 32)
	}
	if err != nil || n > utf8.MaxRune {
		return 0
	}
	return rune(n)
}

// inXML reports whether XML 1.0 allows a character.
func inXML(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}

func beginsTag(b byte) bool {
	return b == '/' || b == '!' || b == '?' || b == '_' || b == ':' || b >= 0x80 || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// legalJSON is a text with U+FFFD instead of what the strings of JSON do not allow, and how often: control characters
// and bytes that are not UTF-8. A backslash that begins nothing stands for itself.
func legalJSON(text []byte) (legal []byte, replaced int) {
	legal = make([]byte, 0, len(text)+64)
	put := func(s string) {
		legal = append(legal, s...)
		replaced++
	}
	inString := false
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == '"':
			inString = !inString
			legal = append(legal, '"')
		case r == '\\' && inString && len(text) > 1 && bytes.IndexByte([]byte(`"\/bfnrtu`), text[1]) >= 0:
			size = 2
			legal = append(legal, text[:2]...)
		case r == '\\' && inString:
			put(`\\`)
		case r == utf8.RuneError && size == 1, r < 0x20 && (inString || r != '\t' && r != '\n' && r != '\r'):
			put(replacement)
		default:
			legal = append(legal, text[:size]...)
		}
		text = text[size:]
	}
	return legal, replaced
}
