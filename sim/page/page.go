package page

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Page writes text for people: as wide as their terminal, in colour where they see it.
type Page struct {
	W     io.Writer
	Width int  // in columns
	TTY   bool // W is a terminal
	Style Style
}

// New is a page that writes to w without control characters, with or without colour.
func New(w io.Writer, width int, colour bool) *Page {
	return &Page{W: Writer{W: w, Painted: colour}, Width: width, Style: Style{On: colour}}
}

// DefaultWidth is the width of a page that does not go to a terminal, in columns.
const DefaultWidth = 100

// Widest is the greatest width of a line of prose, in columns, also on a wider terminal.
const Widest = 110

// Printf writes formatted text.
func (p *Page) Printf(format string, args ...any) { fmt.Fprintf(p.W, format, args...) }

// Line writes texts one after the other, and ends the line.
func (p *Page) Line(text ...string) { fmt.Fprintln(p.W, strings.Join(text, "")) }

// Head writes the heading of a section, after an empty line.
func (p *Page) Head(title string) {
	p.Line()
	p.Long("", "  ", p.Style.Bold, title)
}

// Para writes a paragraph: first stands before its first line, rest before the others. paint colours each line; it may
// be nil.
func (p *Page) Para(first, rest string, paint func(string) string, text string) {
	room := min(p.Width, Widest)
	for _, line := range wrap(text, max(20, room-Width(first)), max(20, room-Width(rest))) {
		if paint != nil {
			line = paint(line)
		}
		p.Line(first, line)
		first = rest
	}
}

// Long writes a text that programs may read as one line: only a terminal gets it as a paragraph. first, rest and paint
// are those of Para.
func (p *Page) Long(first, rest string, paint func(string) string, text string) {
	switch {
	case p.TTY:
		p.Para(first, rest, paint, text)
	case paint == nil:
		p.Line(first, text)
	default:
		p.Line(first, paint(text))
	}
}

// Indent writes a paragraph that is indented by n blanks.
func (p *Page) Indent(n int, text string) {
	blanks := strings.Repeat(" ", n)
	p.Para(blanks, blanks, nil, text)
}

// Hanging wraps a text of paragraphs and entries. An entry is an indented name, two blanks and its meaning. A line that
// is indented deeper continues the entry before it.
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

// wrap breaks a text at blanks into lines of at most room columns, the first of at most first. A longer word stands on
// a line of its own.
func wrap(text string, first, room int) (lines []string) {
	fits := func(n int) bool { return n <= room && (n <= first || len(lines) > 0) }
	for _, paragraph := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = word
			case fits(Width(line) + 1 + Width(word)):
				line += " " + word
			default:
				lines, line = append(lines, line), word
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// Width is how many columns of a terminal a text takes. Colours take none.
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

// RuneWidth is how many columns a character takes: 0, 1 or 2.
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

// paint is the length of the colour sequence at the beginning of a text, in bytes; 0 if there is none.
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

// A Style colours text where it is on, and else returns it unchanged.
type Style struct{ On bool }

func (s Style) with(code, text string) string {
	if !s.On || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// Plain is text in no colour.
func (s Style) Plain(text string) string { return text }

// Bold is bold text.
func (s Style) Bold(text string) string { return s.with("1", text) }

// Dim is text that stands back.
func (s Style) Dim(text string) string { return s.with("2", text) }

// Red is red text.
func (s Style) Red(text string) string { return s.with("31", text) }

// Green is green text.
func (s Style) Green(text string) string { return s.with("32", text) }

// Yellow is yellow text.
func (s Style) Yellow(text string) string { return s.with("33", text) }

// Cyan is cyan text.
func (s Style) Cyan(text string) string { return s.with("36", text) }

// A Writer replaces the control characters in a text, so that no file can steer the terminal that shows it. Line feeds
// and tabs pass, and colours where Painted is set.
type Writer struct {
	W       io.Writer
	Painted bool
}

// Write passes the text on. Its length is always that of the text it was given.
func (p Writer) Write(text []byte) (int, error) {
	_, err := io.WriteString(p.W, p.Plain(string(text)))
	return len(text), err
}

// Plain is a text with U+FFFD in place of each control character.
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

// Steers reports whether a character could steer a terminal: a control character other than line feed and tab, or one
// that changes the direction of writing.
func Steers(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}
