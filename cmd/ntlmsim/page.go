package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A page is text for people: as wide as their terminal, painted where they can see it.
type page struct {
	w     io.Writer
	width int
	tty   bool
	style style
}

// widest is how wide a line of prose becomes at most, however wide the terminal is.
const widest = 110

func (p *page) printf(format string, args ...any) { fmt.Fprintf(p.w, format, args...) }

func (p *page) line(text ...string) { fmt.Fprintln(p.w, strings.Join(text, "")) }

// head begins a section.
func (p *page) head(title string) { p.printf("\n%s\n", p.style.bold(title)) }

// para writes a paragraph: first before its first line, rest before the others, each line painted.
func (p *page) para(first, rest string, paint func(string) string, text string) {
	room := max(20, min(p.width, widest)-width(rest))
	for _, line := range wrap(text, room) {
		if paint != nil {
			line = paint(line)
		}
		p.line(first, line)
		first = rest
	}
}

// indent is a paragraph further right.
func (p *page) indent(n int, text string) {
	blanks := strings.Repeat(" ", n)
	p.para(blanks, blanks, nil, text)
}

// hanging writes a text of paragraphs and of entries, each a name, two blanks and what it means, to the width of the
// page. A line that is indented deeper goes on with the one before it, and so does any line of a paragraph.
func (p *page) hanging(text string) {
	const column = 14
	deeper := strings.Repeat(" ", column)
	text = strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n"+deeper, " ")
	for _, line := range strings.Split(reflow(text), "\n") {
		name, meaning, entry := strings.Cut(strings.TrimPrefix(line, "  "), "  ")
		if entry && strings.HasPrefix(line, "  ") {
			p.para(pad("  "+p.style.cyan(name), column-1)+" ", deeper, nil, strings.TrimSpace(meaning))
		} else {
			p.para("", "", nil, line)
		}
	}
}

// columns writes rows under each other, every cell but the last padded to the widest of its column.
func (p *page) columns(indent string, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], width(cell))
		}
	}
	for _, row := range rows {
		line := indent
		for i, cell := range row {
			if i > 0 {
				line += "  "
			}
			line += pad(cell, widths[i])
		}
		p.line(strings.TrimRight(line, " "))
	}
}

func pad(text string, to int) string { return text + strings.Repeat(" ", max(0, to-width(text))) }

// wrap breaks a text into lines at most width wide, where it has blanks.
func wrap(text string, room int) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = word
			case width(line)+1+width(word) <= room:
				line += " " + word
			default:
				lines, line = append(lines, line), word
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// width is how many columns of a terminal a text takes, what paints it left out.
func width(text string) int {
	n := 0
	for i := 0; i < len(text); {
		if skip := paint(text[i:]); skip > 0 {
			i += skip
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		n += runeWidth(r)
		i += size
	}
	return n
}

func runeWidth(r rune) int {
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

// A style paints text, or leaves it alone.
type style struct{ on bool }

func (s style) with(code, text string) string {
	if !s.on || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s style) bold(text string) string   { return s.with("1", text) }
func (s style) dim(text string) string    { return s.with("2", text) }
func (s style) red(text string) string    { return s.with("31", text) }
func (s style) green(text string) string  { return s.with("32", text) }
func (s style) yellow(text string) string { return s.with("33", text) }
func (s style) cyan(text string) string   { return s.with("36", text) }

// A plainWriter keeps what a scenario says from steering the terminal it is shown on. It lets line feeds and tabs
// through, and colours where we paint.
type plainWriter struct {
	w       io.Writer
	painted bool
}

func (p plainWriter) Write(text []byte) (int, error) {
	_, err := io.WriteString(p.w, p.plain(string(text)))
	return len(text), err
}

func (p plainWriter) plain(text string) string {
	if !strings.ContainsFunc(text, steers) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		if n := paint(text[i:]); n > 0 && p.painted {
			b.WriteString(text[i : i+n])
			i += n
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if steers(r) {
			r = unicode.ReplacementChar
		}
		b.WriteRune(r)
		i += size
	}
	return b.String()
}

func steers(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}
