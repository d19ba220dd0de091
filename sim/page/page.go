package page

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Page is text for people: as wide as their terminal, painted where they can see it.
type Page struct {
	W     io.Writer
	Width int
	TTY   bool
	Style Style
}

// DefaultWidth is how wide text is where it does not go to a terminal.
const DefaultWidth = 100

// Widest is how wide a line of prose becomes at most, however wide the terminal is.
const Widest = 110

func (p *Page) Printf(format string, args ...any) { fmt.Fprintf(p.W, format, args...) }

func (p *Page) Line(text ...string) { fmt.Fprintln(p.W, strings.Join(text, "")) }

// Head begins a section.
func (p *Page) Head(title string) { p.Printf("\n%s\n", p.Style.Bold(title)) }

// Para writes a paragraph: first before its first line, rest before the others, each line painted.
func (p *Page) Para(first, rest string, paint func(string) string, text string) {
	room := max(20, min(p.Width, Widest)-Width(rest))
	for _, line := range wrap(text, room) {
		if paint != nil {
			line = paint(line)
		}
		p.Line(first, line)
		first = rest
	}
}

// Indent is a paragraph further right.
func (p *Page) Indent(n int, text string) {
	blanks := strings.Repeat(" ", n)
	p.Para(blanks, blanks, nil, text)
}

// Hanging writes a text of paragraphs and of entries, each a name, two blanks and what it means, to the width of the
// page. A line that is indented deeper goes on with the one before it, and so does any line of a paragraph.
func (p *Page) Hanging(text string) {
	const column = 14
	deeper := strings.Repeat(" ", column)
	text = strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n"+deeper, " ")
	for _, line := range strings.Split(Reflow(text), "\n") {
		name, meaning, entry := strings.Cut(strings.TrimPrefix(line, "  "), "  ")
		if entry && strings.HasPrefix(line, "  ") {
			p.Para(Pad("  "+p.Style.Cyan(name), column-1)+" ", deeper, nil, strings.TrimSpace(meaning))
		} else {
			p.Para("", "", nil, line)
		}
	}
}

// Columns writes rows under each other, every cell but the last padded to the widest of its column.
func (p *Page) Columns(indent string, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], Width(cell))
		}
	}
	for _, row := range rows {
		line := indent
		for i, cell := range row {
			if i > 0 {
				line += "  "
			}
			line += Pad(cell, widths[i])
		}
		p.Line(strings.TrimRight(line, " "))
	}
}

func Pad(text string, to int) string { return text + strings.Repeat(" ", max(0, to-Width(text))) }

// wrap breaks a text into lines at most width wide, where it has blanks.
func wrap(text string, room int) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = word
			case Width(line)+1+Width(word) <= room:
				line += " " + word
			default:
				lines, line = append(lines, line), word
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// Width is how many columns of a terminal a text takes, what paints it left out.
func Width(text string) int {
	n := 0
	for i := 0; i < len(text); {
		if skip := paint(text[i:]); skip > 0 {
			i += skip
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		n += RuneWidth(r)
		i += size
	}
	return n
}

func RuneWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r >= 0x1100 && r <= 0x115F, r >= 0x2E80 && r <= 0xA4CF, r >= 0xAC00 && r <= 0xD7A3, r >= 0xF900 && r <= 0xFAFF,
		r >= 0xFE30 && r <= 0xFE6F, r >= 0xFF00 && r <= 0xFF60, r >= 0xFFE0 && r <= 0xFFE6, r >= 0x1F300 && r <= 0x1FAFF,
		r >= 0x20000 && r <= 0x3FFFD:
		return 2
	}
	return 1
}

// paint is the length of the colour sequence with which a text begins, or 0.
func paint(text string) int {
	if !strings.HasPrefix(text, "\x1b[") {
		return 0
	}
	end := strings.TrimLeft(text[2:], "0123456789;")
	if !strings.HasPrefix(end, "m") {
		return 0
	}
	return len(text) - len(end) + 1
}

// A Style paints text, or leaves it alone.
type Style struct{ On bool }

func (s Style) with(code, text string) string {
	if !s.On || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s Style) Bold(text string) string   { return s.with("1", text) }
func (s Style) Dim(text string) string    { return s.with("2", text) }
func (s Style) Red(text string) string    { return s.with("31", text) }
func (s Style) Green(text string) string  { return s.with("32", text) }
func (s Style) Yellow(text string) string { return s.with("33", text) }
func (s Style) Cyan(text string) string   { return s.with("36", text) }

// A Writer keeps what a scenario says from steering the terminal it is shown on. It lets line feeds and tabs
// through, and colours where we paint.
type Writer struct {
	W       io.Writer
	Painted bool
}

func (p Writer) Write(text []byte) (int, error) {
	_, err := io.WriteString(p.W, p.Plain(string(text)))
	return len(text), err
}

func (p Writer) Plain(text string) string {
	if !strings.ContainsFunc(text, Steers) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		if n := paint(text[i:]); n > 0 && p.Painted {
			b.WriteString(text[i : i+n])
			i += n
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if Steers(r) {
			r = unicode.ReplacementChar
		}
		b.WriteRune(r)
		i += size
	}
	return b.String()
}

func Steers(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}
