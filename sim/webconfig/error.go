package webconfig

import "fmt"

// A Place is where something stands in a file. Lines and columns count from 1, columns in characters.
type Place struct{ Line, Column int }

// An Error is why a file cannot be read.
type Error struct {
	File string
	Place
	Message, Hint string
}

func (e Error) Error() string {
	text := fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	if e.Hint != "" {
		text += "\n  " + e.Hint
	}
	return text
}
