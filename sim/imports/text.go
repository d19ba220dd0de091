package imports

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// decoded is a file as text: UTF-16 with a byte order mark, UTF-8, or what an old console wrote.
func decoded(data []byte) (string, error) {
	for _, order := range []struct {
		mark string
		of   binary.ByteOrder
	}{{"\xff\xfe", binary.LittleEndian}, {"\xfe\xff", binary.BigEndian}} {
		if rest, ok := bytes.CutPrefix(data, []byte(order.mark)); ok {
			units := make([]uint16, len(rest)/2)
			for i := range units {
				units[i] = order.of.Uint16(rest[2*i:])
			}
			return string(utf16.Decode(units)), nil
		}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data, 0) >= 0 {
		return "", errors.New("it is no text: save it as UTF-8, or as UTF-16 with a byte order mark")
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	return latin(data), nil
}

// latin is a text of one byte a character. Names of services have none beyond ASCII; of other words it may guess wrong.
func latin(data []byte) string {
	var b strings.Builder
	for _, c := range data {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// lines are those of a text, without what ends them.
func lines(text string) []string {
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
}
