package strict

import (
	"strings"
)

// A mask says what an error may show of a text, even if the text is not YAML: the spans of each line without secrets.
// Everything else is masked, and everything after a place where the text is no longer plain YAML.
type mask struct {
	lines [][]rune
	shown [][]span // of each line, in order
	at    int      // the line that is read
	col   int      // and the column, from 0
	lost  bool     // the text is no such YAML from here on
	known int      // how many mistyped keys are still looked for: each costs a search
	last  *visibleLine
}

// A span is a part of a line: [from, to).
type span struct{ from, to int }

// newMask reads a text; root is the place of the whole text.
func newMask(lines []string, root *Place) *mask {
	m := &mask{lines: make([][]rune, len(lines)), shown: make([][]span, len(lines)), known: mostErrors}
	for i, line := range lines {
		m.lines[i] = []rune(line)
	}
	b := block{mask: m, root: root}
	b.document()
	for b.at < len(m.lines) && !m.lost {
		b.line()
	}
	return m
}

func (m *mask) line() []rune {
	if m.at < len(m.lines) {
		return m.lines[m.at]
	}
	return nil
}

// peek is the next character of the line, or 0 at its end.
func (m *mask) peek() rune {
	if line := m.line(); m.col < len(line) {
		return line[m.col]
	}
	return 0
}

// show marks a part of the line as visible.
func (m *mask) show(from, to int) { m.shown[m.at] = append(m.shown[m.at], span{from, to}) }

// take shows n characters, and moves behind them.
func (m *mask) take(n int) {
	m.show(m.col, m.col+n)
	m.col += n
}

func (m *mask) newline() { m.at, m.col = m.at+1, 0 }

func isBlank(r rune) bool { return r == ' ' || r == '\t' }

func (m *mask) blanks() {
	for isBlank(m.peek()) {
		m.col++
	}
}

// ended reports whether nothing but a comment is left of the line.
func (m *mask) ended() bool {
	m.blanks()
	return m.peek() == 0 || m.peek() == '#' && (m.col == 0 || isBlank(m.line()[m.col-1]))
}

// gap skips blanks, comments and line ends between the parts of a flow.
func (m *mask) gap() {
	for m.at < len(m.lines) && m.ended() {
		m.newline()
	}
	m.lost = m.lost || m.at == len(m.lines)
}

// key reads a key and its colon, if there is one: what it is, and where it begins and ends. The column moves behind the
// colon.
func (m *mask) key(flow bool) (name string, at span, ok bool) {
	line, from := m.line(), m.col
	to, colon := from, -1
	if quote := m.peek(); quote == '"' || quote == '\'' {
		if to = m.closing(from); to < 0 {
			return "", span{}, false
		}
		name = strings.Trim(string(line[from:to]), string(quote))
		colon = to
		for colon < len(line) && isBlank(line[colon]) {
			colon++
		}
	} else {
		to = m.plainEnd(from, flow)
		name, colon = string(line[from:to]), m.stop(from, flow)
	}
	if from == to || colon >= len(line) || line[colon] != ':' {
		return name, span{from, to}, false
	}
	m.col = colon + 1
	return name, span{from, to}, true
}

// closing is where a quoted text that begins in a column ends on its line, or -1.
func (m *mask) closing(from int) int {
	line := m.line()
	quote := line[from]
	for i := from + 1; i < len(line); i++ {
		switch {
		case line[i] == '\\' && quote == '"':
			i++
		case line[i] == quote && quote == '\'' && i+1 < len(line) && line[i+1] == quote:
			i++
		case line[i] == quote:
			return i + 1
		}
	}
	return -1
}

// stop is the column at which a plain text cannot go on: a colon or a comment, in a flow an indicator, or the end.
func (m *mask) stop(from int, flow bool) int {
	line := m.line()
	for i := from; i < len(line); i++ {
		next := rune(0)
		if i+1 < len(line) {
			next = line[i+1]
		}
		switch r := line[i]; {
		case flow && strings.ContainsRune(",{}[]", r):
			return i
		case r == ':' && (next == 0 || isBlank(next) || flow && strings.ContainsRune(",{}[]", next)):
			return i
		case r == '#' && i > 0 && isBlank(line[i-1]):
			return i
		}
	}
	return len(line)
}

// plainEnd is stop without the blanks before it.
func (m *mask) plainEnd(from int, flow bool) int {
	end := m.stop(from, flow)
	for line := m.line(); end > from && isBlank(line[end-1]); {
		end--
	}
	return end
}

// behind shows a key if it may be visible, and its colon; it returns the place of the value.
func (m *mask) behind(p *Place, name string, at span) *Place {
	if !p.has(name) {
		if m.known--; m.known < 0 {
			p = nil
		}
	}
	shown, behind := p.key(name)
	if shown {
		m.show(at.from, at.to)
	}
	if p != nil {
		m.show(m.col-1, m.col)
	}
	return behind
}

// properties skips anchors and tags without showing them. A value with a tag counts as a secret.
func (m *mask) properties(p *Place, end string) *Place {
	for m.peek() == '&' || m.peek() == '!' {
		if m.peek() == '!' {
			p = nil
		}
		for m.peek() != 0 && !isBlank(m.peek()) && !containsRune(end, m.peek()) {
			m.col++
		}
		m.blanks()
	}
	return p
}

// quoted skips a quoted text, which may have several lines. It is shown only if it may be visible, is on one line, and
// only the end of the line or a character of after follows.
func (m *mask) quoted(p *Place, after string) {
	quote, from := m.peek(), m.col
	if to := m.closing(from); to > 0 {
		m.col = to
		if m.ended() || containsRune(after, m.peek()) {
			m.text(p, span{from, to}, string(m.line()[from+1:to-1]), true)
		}
		return
	}
	if p != nil && p.parts != nil {
		m.show(from, from+1)
		m.some(p.parts, span{from + 1, len(m.line())})
	}
	for m.newline(); m.at < len(m.lines); m.newline() {
		if to := m.closes(quote); to > 0 {
			m.col = to
			return
		}
	}
	m.lost = true
}

// closes is where a quote that was opened in a line before is closed in this one, or -1.
func (m *mask) closes(quote rune) int {
	saved := m.lines[m.at]
	m.lines[m.at] = append([]rune{quote}, saved...)
	to := m.closing(0)
	m.lines[m.at] = saved
	return to - 1
}

// text shows a text, or its parts, as far as they may be visible.
func (m *mask) text(p *Place, at span, text string, quoted bool) {
	switch {
	case p == nil:
	case p.parts != nil && quoted:
		m.show(at.from, at.from+1)
		m.some(p.parts, span{at.from + 1, at.to - 1})
		m.show(at.to-1, at.to)
	case p.parts != nil:
		m.some(p.parts, at)
	case p.shows(text):
		m.show(at.from, at.to)
	}
}

// some shows the parts of a text that may be visible.
func (m *mask) some(parts Parts, at span) {
	parts(string(m.line()[at.from:at.to]), func(from, to int) { m.show(at.from+from, at.from+to) })
}
