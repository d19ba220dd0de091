package strict

import "strings"

// A block reads YAML in block style (without braces and brackets), line by line.
type block struct {
	*mask
	root   *Place
	levels []level
	next   *level // what may begin in a deeper line: its place, and the indentation that it must exceed
	open   bool   // the value above was shown: a deeper line may be a key that is indented too far
}

// A level is a mapping or a list in block style, by its indentation.
type level struct {
	indent int
	list   bool
	place  *Place // of a mapping; of the elements of a list
}

// document starts a new document.
func (b *block) document() {
	b.levels, b.open = nil, false
	b.next = &level{indent: -1, place: b.root}
}

// line reads one line, and the following lines if the value continues.
func (b *block) line() {
	switch text := string(b.mask.line()); {
	case b.ended():
		if b.peek() == '#' {
			b.take(1)
		}
		b.newline()
	case strings.Contains(text[:b.col], "\t"): // YAML is not indented with tabs
		b.lost = true
	case strings.TrimRight(text, " ") == "---", strings.TrimRight(text, " ") == "...":
		b.col = 0
		b.take(3)
		b.document()
		b.newline()
	case text[0] == '%':
		b.newline()
	default:
		b.node()
	}
}

// node reads what begins in the column: an element of a list, a key, or a text.
func (b *block) node() {
	indent := b.col
	if b.dash() {
		b.element(indent)
		return
	}
	name, at, ok := b.key(false)
	if !ok || !plainKey(name) {
		b.col = indent
		b.alone(indent)
		return
	}
	in, ok := b.mapping(indent)
	if !ok {
		b.lost = true
		return
	}
	b.value(b.behind(in, name, at), indent)
}

// plainKey reports whether a text can be a key: it does not begin like something else.
func plainKey(name string) bool {
	return name != "" && !strings.ContainsAny(name[:1], "{}[]&*!|>%@`,?#")
}

// dash reports whether a list element begins here.
func (b *block) dash() bool {
	line := b.mask.line()
	return b.peek() == '-' && (b.col+1 == len(line) || isBlank(line[b.col+1]))
}

// element reads a list element: its dash and its value.
func (b *block) element(indent int) {
	b.pop(indent, true)
	top := b.top()
	if top == nil || !top.list || top.indent != indent {
		if b.next == nil || indent < b.next.indent || b.next.list && indent == b.next.indent || len(b.levels) > maxDepth {
			b.lost = true
			return
		}
		b.levels = append(b.levels, level{indent, true, b.next.place.element()})
		top = b.top()
	}
	b.take(1)
	b.next, b.open = &level{indent: indent, list: true, place: top.place}, false
	if b.ended() {
		b.newline()
		return
	}
	b.node()
}

// mapping finds the mapping whose keys have this indentation, or begins it.
func (b *block) mapping(indent int) (*Place, bool) {
	b.pop(indent, false)
	top := b.top()
	switch {
	case top != nil && !top.list && top.indent == indent:
		return top.place, true
	case b.next != nil && indent > b.next.indent:
		b.levels = append(b.levels, level{indent, false, b.next.place})
		return b.next.place, true
	case top != nil && !top.list && b.open: // it is indented too far
		return top.place, true
	}
	return nil, false
}

// pop removes the levels that end at a line of this indentation.
func (b *block) pop(indent int, dash bool) {
	for top := b.top(); top != nil && (top.indent > indent || !dash && top.list && top.indent == indent); top = b.top() {
		b.levels, b.next = b.levels[:len(b.levels)-1], nil
	}
}

func (b *block) top() *level {
	if len(b.levels) == 0 {
		return nil
	}
	return &b.levels[len(b.levels)-1]
}

// alone reads a text that is not a key: a list element, the whole document, or the continuation of the line before.
func (b *block) alone(indent int) {
	top := b.top()
	inList := top != nil && top.list && b.next != nil && b.next.list && b.next.indent == top.indent
	begins := b.next != nil && indent > b.next.indent
	switch {
	case inList && begins, begins && containsRune("{[", b.peek()):
		b.value(b.next.place, b.next.indent)
	default:
		b.next, b.open = nil, false
		b.newline() // it is not shown
	}
}

// value reads the value of a key or a list element of this indentation.
func (b *block) value(p *Place, indent int) {
	b.next, b.open = nil, false
	b.blanks()
	p = b.properties(p, "")
	switch r := b.peek(); {
	case b.ended():
		b.next = &level{indent: indent, place: p}
		b.newline()
	case r == '{' || r == '[':
		flow{b.mask}.value(p)
		b.rest()
	case r == '\'' || r == '"':
		b.open = p.shows("")
		b.quoted(p, "")
		b.rest()
	case r == '|' || r == '>':
		b.literal(indent)
	case containsRune("*@`%", r):
		b.lost = r != '*'
		b.newline()
	default:
		b.plain(p)
	}
}

// plain reads a text without quotes. Deeper lines that continue it are not shown.
func (b *block) plain(p *Place) {
	line := b.mask.line()
	end := b.plainEnd(b.col, false)
	if stop := b.stop(b.col, false); stop < len(line) && line[stop] == ':' { // YAML does not take it
		b.lost, end = true, len(line)
	}
	text := string(line[b.col:end])
	if !b.lost || p != nil && p.parts != nil {
		b.text(p, span{b.col, end}, text, false)
	}
	b.open = p.shows(text)
	b.newline()
}

// literal skips a block scalar (| or >): all lines that are indented deeper.
func (b *block) literal(indent int) {
	if header := strings.TrimRight(string(b.mask.line()[b.col:]), " "); strings.Trim(header[1:], "+-0123456789") == "" {
		b.take(len(header))
	}
	for b.newline(); b.at < len(b.lines); b.newline() {
		b.blanks()
		if b.peek() != 0 && b.col <= indent {
			b.col = 0
			return
		}
	}
}

// rest expects the end of the line after a value.
func (b *block) rest() {
	if b.lost {
		return
	}
	if !b.ended() {
		b.lost = true
		return
	}
	b.newline()
}
