package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// An Error is one mistake in a file, and where it is.
type Error struct {
	File         string
	Line, Column int    // from 1; columns count characters
	Source       string // the line itself; Error shows it with its passwords masked
	Message      string
	Hint         string // what to do about it, or ""
}

// Error shows the mistake with its line, a caret under it, and the hint.
func (e Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	line, caret := e.excerpt()
	fmt.Fprintf(&b, "\n%s\n%s^", line, caret)
	if e.Hint != "" {
		b.WriteString("\n  " + e.Hint)
	}
	return b.String()
}

// An excerpt shows a line up to this many characters, and of a longer one half as many on either side of a mistake.
const longestExcerpt = 160

// excerpt is the line, or the part of a long one around the column, and the blanks that bring a caret under it.
func (e Error) excerpt() (line, blanks string) {
	source := []rune(e.Source)
	first, last := 1, len(source)
	if last > longestExcerpt {
		last = min(last, e.Column+longestExcerpt/2)
		first = min(max(1, e.Column-longestExcerpt/2), last)
	}
	var shown, under strings.Builder
	if first > 1 {
		shown.WriteString("…")
		under.WriteString(" ")
	}
	for i, r := range hidden(source, first-1, last) {
		shown.WriteRune(printable(r))
		switch column := first + i; {
		case column >= e.Column:
		case r == '\t':
			under.WriteRune('\t') // as wide as the one above it
		default:
			under.WriteString(strings.Repeat(" ", width(printable(r))))
		}
	}
	if last < len(source) {
		shown.WriteString("…")
	}
	return shown.String(), under.String()
}

// hidden is a part of a line with its passwords masked. What lies far before it cannot be the beginning of one.
func hidden(line []rune, from, to int) []rune {
	const far = 4096
	begin, end := max(0, from-far), min(len(line), to+far)
	part := []rune(masked(string(line[begin:end])))
	return part[from-begin : to-begin]
}

// printable keeps what a file says from steering the terminal it is shown on.
func printable(r rune) rune {
	if r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
		return unicode.ReplacementChar
	}
	return r
}

// Errors is every mistake of a file, in the order of their positions.
type Errors []Error

// mostErrors bounds what one file can make us say. Nobody reads more, and each costs a search for the nearest name.
const mostErrors = 100

// Error shows one mistake after the other.
func (e Errors) Error() string {
	list := make([]string, len(e), len(e)+1)
	for i, err := range e {
		list[i] = err.Error()
	}
	if len(e) >= mostErrors {
		list = append(list, fmt.Sprintf("%d mistakes; there may be more", len(e)))
	}
	return strings.Join(list, "\n")
}

// Unwrap gives errors.As and errors.Is each mistake.
func (e Errors) Unwrap() []error {
	list := make([]error, len(e))
	for i, err := range e {
		list[i] = err
	}
	return list
}

func (e Errors) sort() {
	slices.SortStableFunc(e, func(a, b Error) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column)
	})
}
