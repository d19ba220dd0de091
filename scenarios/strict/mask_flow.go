package strict

import "strings"

// A flow reads YAML in flow style: braces and brackets.
type flow struct{ *mask }

func containsRune(set string, r rune) bool { return r != 0 && strings.ContainsRune(set, r) }

// value reads the value of a key, or a list element.
func (f flow) value(p *Place) {
	p = f.properties(p, ",{}[]")
	switch r := f.peek(); {
	case p == nil || r == '*':
		f.secret()
	case r == '{':
		f.mapping(p)
	case r == '[':
		f.list(p.element())
	case r == '\'' || r == '"':
		f.quoted(p, ",}]")
	case containsRune("@`%|>", r):
		f.lost = true
	default:
		f.plain(p)
	}
}

// mapping reads {key: value}.
func (f flow) mapping(p *Place) {
	f.take(1)
	for f.gap(); !f.lost; {
		if f.peek() == '}' {
			f.take(1)
			return
		}
		f.entry(p)
		f.separator('}')
	}
}

// entry reads one key and its value. A word without a colon is a key for YAML, and most likely part of a value.
func (f flow) entry(p *Place) {
	first := f.peek()
	name, at, ok := f.key(true)
	switch {
	case containsRune("{}[]&*!|>%@`?#", first), !ok && containsRune("\"'", first):
		f.lost = true
	case !ok:
		f.col = f.stop(f.col, true)
	default:
		p = f.behind(p, name, at)
		if f.gap(); !f.lost && !containsRune(",}", f.peek()) {
			f.value(p)
		}
	}
}

// list reads [A, B].
func (f flow) list(items *Place) {
	f.take(1)
	for f.gap(); !f.lost; {
		if f.peek() == ']' {
			f.take(1)
			return
		}
		f.value(items)
		f.separator(']')
	}
}

// separator expects a comma or the end of the flow.
func (f flow) separator(end rune) {
	if f.gap(); f.lost {
		return
	}
	switch f.peek() {
	case ',':
		f.take(1)
		f.gap()
	case end:
	default:
		f.lost = true
	}
}

// plain reads a text without quotes. A text of several lines is not shown.
func (f flow) plain(p *Place) {
	from, at := f.col, f.at
	to := f.plainEnd(from, true)
	text := string(f.line()[from:to])
	stop := f.stop(from, true)
	f.col = stop
	if f.peek() == ':' {
		f.lost = true
		if p.parts != nil {
			f.some(p.parts, span{from, f.commandEnd(stop)})
		}
		return
	}
	f.gap()
	switch {
	case f.lost, containsRune(",}]", f.peek()): // its end
		on := f.at
		f.at = at
		f.text(p, span{from, to}, text, false)
		f.at = on
	default:
		f.more()
	}
}

// commandEnd is where a command with a colon probably ends within braces.
func (f flow) commandEnd(from int) int {
	line := f.line()
	for i := from; i < len(line); i++ {
		if containsRune(",{}[]#", line[i]) {
			return i
		}
	}
	return len(line)
}

// more skips the continuation lines of a text.
func (f flow) more() {
	for !f.lost && !containsRune(",{}[]", f.peek()) {
		if f.col = f.stop(f.col, true); f.peek() == ':' {
			f.lost = true
			return
		}
		f.gap()
	}
}

// secret skips a whole value without showing it.
func (f flow) secret() {
	var open []rune
	for !f.lost {
		switch r := f.peek(); {
		case containsRune("{[", r):
			open = append(open, r)
			f.col++
		case containsRune("}]", r) && len(open) > 0:
			if strings.IndexRune("{[", open[len(open)-1]) != strings.IndexRune("}]", r) {
				f.lost = true
				return
			}
			open = open[:len(open)-1]
			f.col++
		case containsRune("\"'", r):
			f.quoted(nil, "")
		case len(open) == 0 && containsRune(",}]", r):
			return
		case r == ',' || r == ':':
			f.col++
		default:
			f.col = max(f.col+1, f.stop(f.col, true))
		}
		if len(open) == 0 {
			f.gap()
			if !containsRune(",}]", f.peek()) && !f.lost {
				f.more()
			}
			return
		}
		f.gap()
	}
}
