package strict

import (
	"slices"
	"strings"
	"unicode"

	"ntlmsim/sim/page"
)

// An excerpt is a line, or the part of a long line around a column, with possible secrets masked, and the blanks that
// put a caret under the column.
type excerpt struct{ line, blanks string }

// longestExcerpt is how many characters an excerpt has at most. Of a longer line it shows half as many on either side
// of a mistake.
const longestExcerpt = 160

// stars replace masked text of any length.
const stars = "***"

// A visibleLine is a line with its secrets masked, and the pieces it consists of.
type visibleLine struct {
	line   int // from 0
	text   []rune
	pieces []piece
}

// A piece is a part of a line, and its column in the visible line. All columns of a masked piece have the same place.
type piece struct {
	span
	at     int
	masked bool
}

// excerpt shows a line around a column, both from 1. Where the column is masked, the caret stands where the mask
// begins.
func (m *mask) excerpt(line, column int) excerpt {
	s := m.visible(line - 1)
	caret := s.caret(column - 1)
	first, last := 0, len(s.text)
	if last > longestExcerpt {
		last = min(last, caret+1+longestExcerpt/2)
		first = min(max(0, caret-longestExcerpt/2), last)
	}
	var e excerpt
	if first > 0 {
		e = excerpt{"…", " "}
	}
	for i, r := range s.text[first:last] {
		r = printable(r)
		e.line += string(r)
		switch {
		case first+i >= caret:
		case r == '\t':
			e.blanks += "\t" // as wide as the one above it
		default:
			e.blanks += strings.Repeat(" ", page.RuneWidth(r))
		}
	}
	if last < len(s.text) {
		e.line += "…"
	}
	return e
}

// visible returns a line as it is shown. The last result is cached.
func (m *mask) visible(at int) *visibleLine {
	if m.last != nil && m.last.line == at {
		return m.last
	}
	m.last = &visibleLine{line: at}
	line, end := m.lines[at], 0
	for _, next := range append(m.shown[at], span{len(line), len(line)}) {
		from, to := end, next.from
		for from < to && isBlank(line[from]) {
			from++
		}
		for to > from && isBlank(line[to-1]) {
			to--
		}
		m.last.add(span{end, from}, line[end:from], false)
		if from < to {
			m.last.add(span{from, to}, []rune(stars), true)
		}
		m.last.add(span{to, next.to}, line[to:next.to], false)
		end = next.to
	}
	return m.last
}

// shows reports whether the character of a line and a column, both from 1, may be seen.
func (m *mask) shows(line, column int) bool {
	return line >= 1 && line <= len(m.shown) && slices.ContainsFunc(m.shown[line-1], func(s span) bool { return s.from < column && column <= s.to })
}

func (s *visibleLine) add(at span, text []rune, masked bool) {
	s.pieces = append(s.pieces, piece{at, len(s.text), masked})
	s.text = append(s.text, text...)
}

// caret maps a column of the source line to the visible line, both from 0.
func (s *visibleLine) caret(column int) int {
	for _, p := range s.pieces {
		switch {
		case column >= p.to:
		case p.masked:
			return p.at
		default:
			return p.at + column - p.from
		}
	}
	return len(s.text)
}

// printable replaces control characters, so that a file cannot control the terminal.
func printable(r rune) rune {
	if r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
		return unicode.ReplacementChar
	}
	return r
}
