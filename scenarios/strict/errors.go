package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// An Error is one mistake in a file, and where it is.
type Error struct {
	File         string
	Line, Column int // from 1; columns count characters
	Message      string
	Hint         string // what to do about it, or ""
	excerpt      excerpt
}

// Error shows the mistake with its line, a caret under it, and the hint. Nothing of it is a password; only the column may
// tell how long one is that stands before it.
func (e Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	fmt.Fprintf(&b, "\n%s\n%s^", e.excerpt.line, e.excerpt.blanks)
	if e.Hint != "" {
		b.WriteString("\n  " + e.Hint)
	}
	return b.String()
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
