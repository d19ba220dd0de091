package webconfig

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxSize is the largest file that is read: 4 MiB. IIS reads 250 kB unless told otherwise.
const MaxSize = 4 << 20

// Looks reports whether bytes begin as XML does, and not as a scenario.
func Looks(data []byte) bool {
	text, err := decoded(data[:min(len(data), 4096)&^1])
	return err == nil && strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "<")
}

// decoded is a file as text: UTF-16, with a byte order mark or seen by its zeros, UTF-8, or one byte a character.
func decoded(data []byte) (string, error) {
	for _, x := range []struct {
		begins, mark string
		order        binary.ByteOrder
	}{{"\xff\xfe", "\xff\xfe", binary.LittleEndian}, {"\xfe\xff", "\xfe\xff", binary.BigEndian}, {"<\x00", "", binary.LittleEndian}, {"\x00<", "", binary.BigEndian}} {
		if bytes.HasPrefix(data, []byte(x.begins)) {
			return fromUTF16(bytes.TrimPrefix(data, []byte(x.mark)), x.order)
		}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data, 0) >= 0 {
		return "", errors.New("it has bytes that no text has")
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	var b strings.Builder
	for _, c := range data {
		b.WriteRune(rune(c))
	}
	return b.String(), nil
}

func fromUTF16(data []byte, order binary.ByteOrder) (string, error) {
	if len(data)%2 == 1 {
		return "", errors.New("it is UTF-16 with half a character at the end: is it cut?")
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units)), nil
}
