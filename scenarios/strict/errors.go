package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// An Error is one mistake in a file, with its position.
type Error struct {
	File         string
	Line, Column int // from 1; columns count characters
	Message      string
	Hint         string // what to do about it, or ""
	excerpt      excerpt
}

// Error shows the mistake with its line, a caret under it, and the hint. Passwords are masked; the column number may
// reveal the length of a password that stands before it.
func (e Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	fmt.Fprintf(&b, "\n%s\n%s^", e.excerpt.line, e.excerpt.blanks)
	if e.Hint != "" {
		b.WriteString("\n  " + e.Hint)
	}
	return b.String()
}

// Errors lists all mistakes of a file by position.
type Errors []Error

// mostErrors limits the errors reported for one file: more are not useful, and each costs a search for the nearest
// name.
const mostErrors = 100

// Error shows all mistakes, one after the other.
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
