package winevent

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Read reads every event of an export, in its order. What kind of export it is, its first bytes say. Where a log file
// has records that cannot be read, the others are returned beside the error.
func Read(data []byte) ([]Event, error) {
	switch {
	case len(data) > MaxBytes:
		return nil, &Error{"", fmt.Sprintf("%d MiB are more than is read at once, %d MiB", len(data)>>20, MaxBytes>>20), ChooseFirst}
	case bytes.HasPrefix(data, []byte(fileMagic)):
		return readFile(data)
	case len(data) >= 8 && string(data[4:8]) == "LfLe":
		return nil, &Error{"", "it is a log of Windows XP or Server 2003 (.evt)",
			"open it on a later Windows, and save it as XML: wevtutil qe FILE.evt /lf:true /f:xml"}
	}
	text, err := textOf(data)
	if err != nil {
		return nil, err
	}
	switch start := strings.TrimLeft(text, " \t\r\n"); {
	case start == "":
		return nil, &Error{"", "it is empty", exportIt}
	case start[0] == '<', strings.HasPrefix(start, "- <"):
		return readXML(text)
	case start[0] == '{', start[0] == '[':
		return readJSON(text)
	default:
		return nil, noExport(start)
	}
}

const exportIt = "export events as XML (Event Viewer: Copy as XML, or Save as .xml; wevtutil qe LOG /f:xml), as JSON (Get-WinEvent … | ConvertTo-Json -Depth 4), or as a log (.evtx)"

// noExport says what a text is that is no export.
func noExport(start string) *Error {
	line, _, _ := strings.Cut(start, "\n")
	if r := []rune(strings.TrimSpace(line)); len(r) > 40 {
		line = string(r[:40]) + "…"
	}
	what := fmt.Sprintf("it begins with %q, and is neither XML, nor JSON, nor a log (.evtx)", strings.TrimSpace(line))
	switch {
	case strings.HasPrefix(start, "Log Name:"), strings.HasPrefix(start, "ProviderName"), strings.HasPrefix(start, "TimeCreated"), strings.HasPrefix(start, "Message"):
		what = "it is an event as text for people, whose fields have no names that can be relied on"
	case strings.HasPrefix(start, "Keywords,"), strings.HasPrefix(start, "Level,"), strings.HasPrefix(start, `"`):
		what = "it is a table (CSV), which leaves fields of the events out"
	}
	return &Error{"", what, exportIt}
}

// textOf is a text in UTF-8, whatever it is written in: with a byte order mark or without.
func textOf(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return utf16Of(data[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return utf16Of(data[2:], binary.BigEndian), nil
	case len(data) >= 2 && data[0] != 0 && data[1] == 0:
		return utf16Of(data, binary.LittleEndian), nil
	case len(data) >= 2 && data[0] == 0 && data[1] != 0:
		return utf16Of(data, binary.BigEndian), nil
	}
	if i := invalid(data); i >= 0 {
		return "", &Error{fmt.Sprintf("byte %d", i), fmt.Sprintf("0x%02x is not UTF-8", data[i]), "save it as UTF-8, or as UTF-16 (wevtutil … /uni:true); " + exportIt}
	}
	return string(data), nil
}

// invalid is where a text stops to be UTF-8, or -1.
func invalid(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func utf16Of(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}
