package graph

import (
	"sort"
	"strings"
	"unicode"

	"ntlmsim/sim/page"
)

// A face is how text is set: its size in pixels, and its weight.
type face struct {
	size int
	bold bool
}

// advances are the widths of the characters from blank to tilde in hundredths of the size, regular and bold: those of
// DejaVu Sans, or of Arial where that is wider. No common face without serifs is wider.
var advances = [2][95]int{
	{32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 57,
		102, 69, 69, 73, 78, 67, 61, 78, 76, 30, 50, 67, 56, 87, 75, 79, 67, 79, 73, 67, 62, 74, 69, 99, 69, 67, 69, 40, 34, 40, 84, 56,
		50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84},
	{35, 46, 53, 84, 70, 101, 88, 31, 46, 46, 53, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40, 84, 84, 84, 62,
		100, 78, 77, 74, 84, 69, 69, 83, 84, 38, 56, 78, 64, 100, 84, 86, 74, 86, 78, 73, 69, 82, 78, 111, 78, 73, 73, 46, 37, 46, 84, 56,
		50, 68, 72, 61, 72, 68, 44, 72, 72, 35, 35, 67, 35, 105, 72, 69, 72, 72, 50, 60, 48, 72, 66, 93, 65, 66, 59, 72, 39, 72, 84},
}

// width is how many pixels a text takes; if in doubt, more.
func (f face) width(text string) int {
	sum := 0
	for _, r := range text {
		sum += f.advance(r)
	}
	return (sum*f.size*102 + 9999) / 10000
}

// advance is the width of a character in hundredths of the size.
func (f face) advance(r rune) int {
	switch {
	case r >= ' ' && r <= '~' && f.bold:
		return advances[1][r-' ']
	case r >= ' ' && r <= '~':
		return advances[0][r-' ']
	}
	return abroad(r)
}

// abroad is the width of a character beyond ASCII, in hundredths: at least that of DejaVu Sans Bold.
func abroad(r rune) int {
	lower := unicode.IsLower(r)
	switch {
	case page.RuneWidth(r) == 0:
		return 0
	case page.RuneWidth(r) == 2 && r < 0x1F300:
		return 104
	case strings.ContainsRune("ÆæŒœ¼½¾©®ĦŴŵŉƕƜƢƣƴ", r):
		return 117
	case r < 0x1C4 && lower, r >= 0x400 && r < 0x460 && lower && !strings.ContainsRune("дмыњюжфљшщ", r):
		return 80
	case r < 0x1C4, r >= 0x400 && r < 0x460 && !strings.ContainsRune("ЦЪМФЫЊЉЮЖШЩ", r) && !lower:
		return 90
	case r >= 0x400 && r < 0x460 && lower:
		return 111
	}
	return 156
}

// exactly reports whether the picture must fix the width of a text, because it has characters of unknown width.
func exactly(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= 0x700 && page.RuneWidth(r) == 1 && !strings.ContainsRune("…→", r) })
}

// wrap breaks a text into lines at most room wide. A wider word loses its middle.
func (f face) wrap(text string, room int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		word = f.shortened(word, room)
		switch {
		case line == "":
			line = word
		case f.width(line+" "+word) <= room:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}

// shortened is a text at most room wide, without its middle if necessary.
func (f face) shortened(text string, room int) string {
	if f.width(text) <= room {
		return text
	}
	runes := []rune(text)
	without := func(gone int) string {
		keep := len(runes) - gone
		return string(runes[:keep-keep/3]) + "…" + string(runes[len(runes)-keep/3:])
	}
	return without(sort.Search(len(runes), func(gone int) bool { return f.width(without(gone)) <= room }))
}
