package netuse

import (
	"fmt"
	"strings"
)

// An Error says what is wrong with a command, and where.
type Error struct {
	Column int // from 1, in characters of the command
	What   string
	Hint   string // what to do, or ""
}

func (e *Error) Error() string {
	text := fmt.Sprintf("column %d: %s", e.Column, e.What)
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

// A term is one word of a command: as NET gets it, and as it was typed.
type term struct {
	text   string
	column int    // from 1
	quoted bool   // some of it
	raw    string // as it stands in the command, with its quotes
}

func (t term) fail(hint, what string, args ...any) error {
	return &Error{t.column, fmt.Sprintf(what, args...), hint}
}

// words splits a command as cmd and the C runtime do: blanks separate words, but for those within double quotes; \"
// is a quote, and so is "" within quotes.
func words(command string) ([]term, error) {
	s := splitter{runes: []rune(command)}
	for s.at < len(s.runes) {
		if err := s.next(); err != nil {
			return nil, err
		}
	}
	switch {
	case s.open > 0 && s.escaped:
		return nil, &Error{s.open, `this quote is not closed: \" is a quote within the word`, `leave out the backslash before the closing quote`}
	case s.open > 0:
		return nil, &Error{s.open, "this quote is not closed", ""}
	}
	s.end()
	return s.words, nil
}

// A splitter reads a command one character at a time.
type splitter struct {
	runes   []rune
	at      int
	words   []term
	word    strings.Builder
	start   int  // the column of the word being read; 0 between words
	quoted  bool // it has quotes
	open    int  // the column of the open quote; 0 if none
	escaped bool // \" was read since
}

func (s *splitter) next() error {
	r := s.runes[s.at]
	switch {
	case r == '\n' || r == '\r':
		return &Error{s.at + 1, "a command is one line", ""}
	case s.open == 0 && (r == ' ' || r == '\t'):
		s.end()
	case s.open == 0 && strings.ContainsRune("&|<>^", r):
		return &Error{s.at + 1, "cmd takes & | < > and ^ for itself", "put the word in double quotes"}
	case r == '\\':
		s.backslashes()
		return nil
	case r == '"':
		s.quote()
	default:
		s.add(r)
	}
	s.at++
	return nil
}

func (s *splitter) begin() {
	if s.start == 0 {
		s.start = s.at + 1
	}
}

func (s *splitter) add(r rune) {
	s.begin()
	s.word.WriteRune(r)
}

func (s *splitter) end() {
	if s.start > 0 {
		s.words = append(s.words, term{s.word.String(), s.start, s.quoted, string(s.runes[s.start-1 : s.at])})
	}
	s.word.Reset()
	s.start, s.quoted = 0, false
}

// quote opens or closes a quotation. Within one, "" is a quote that belongs to the word.
func (s *splitter) quote() {
	s.begin()
	s.quoted = true
	switch {
	case s.open == 0:
		s.open, s.escaped = s.at+1, false
	case s.at+1 < len(s.runes) && s.runes[s.at+1] == '"':
		s.word.WriteRune('"')
		s.at++
	default:
		s.open = 0
	}
}

// backslashes are literal unless a quote follows: then two of them are one, and an odd one escapes the quote.
func (s *splitter) backslashes() {
	s.begin()
	n := 0
	for s.at < len(s.runes) && s.runes[s.at] == '\\' {
		n, s.at = n+1, s.at+1
	}
	if s.at == len(s.runes) || s.runes[s.at] != '"' {
		s.word.WriteString(strings.Repeat(`\`, n))
		return
	}
	s.word.WriteString(strings.Repeat(`\`, n/2))
	if n%2 == 1 {
		s.word.WriteRune('"')
		s.quoted, s.escaped = true, true
		s.at++
	}
}
