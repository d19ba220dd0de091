package strict

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Format has the name of a kind of file, and the hints for texts that are not of this kind.
type Format struct {
	Name      string            // of one: "scenario"
	Empty     string            // of a text that says nothing: "the file is empty"
	EmptyHint string            // and what belongs there, or ""
	Quoting   map[string]string // by key: how to quote a value behind it that is no YAML
	Root      *Place            // where the whole text stands
}

// A source is the text of a file, split into lines.
type source struct {
	Format
	file  string
	lines []string // without their ends
	mask  *mask    // what errors may show of it; nil until there is one
}

// newSource splits a text into lines. It is an error if the file is too large, or is not text.
func newSource(f Format, file string, data []byte) (*source, *Error) {
	if len(data) > MaxSize {
		return nil, &Error{File: file, Line: 1, Column: 1, Message: fmt.Sprintf("the file is larger than %d MiB", MaxSize>>20)}
	}
	lines := strings.Split(strings.ToValidUTF8(string(data), "\uFFFD"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(line, "\r")
	}
	s := &source{Format: f, file: file, lines: lines}
	return s, s.checkText(data)
}

// errorAt makes an Error at a position. A position outside the text (parsers report one for the end) is moved inside.
func (s *source) errorAt(line, column int, message, hint string) Error {
	line = max(1, min(line, len(s.lines)))
	text := s.lines[line-1]
	column = min(column, 1+utf8.RuneCountInString(text))
	column = max(1, column)
	return Error{File: s.file, Line: line, Column: column, Message: clip(message), Hint: clip(hint), excerpt: s.masked().excerpt(line, column)}
}

// masked is the mask of the text.
func (s *source) masked() *mask {
	if s.mask == nil {
		s.mask = newMask(s.lines, s.Root)
	}
	return s.mask
}

// clip shortens a message that quotes a very long value.
func clip(text string) string {
	const most = 500
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// after is the text of a line from a column on, both counted from 1; "" where there is none.
func (s *source) after(line, column int) string {
	if line < 1 || line > len(s.lines) {
		return ""
	}
	text := s.lines[line-1]
	for i := range text {
		if column--; column == 0 {
			return text[i:]
		}
	}
	return ""
}

// comment is the opening comment without its #. Lines for editors (# yaml-language-server:) and for YAML (---) are left
// out.
func (s *source) comment() string {
	var list []string
	for _, line := range s.lines {
		line = strings.TrimSpace(line)
		text, isComment := strings.CutPrefix(line, "#")
		switch {
		case isComment && strings.HasPrefix(strings.TrimSpace(text), "yaml-language-server:"):
		case isComment:
			list = append(list, strings.TrimPrefix(text, " "))
		case len(list) > 0 || line != "" && line != "---":
			return strings.TrimSpace(strings.Join(list, "\n"))
		}
	}
	return strings.TrimSpace(strings.Join(list, "\n"))
}
