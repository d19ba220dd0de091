package windows

import (
	"fmt"
	"strings"
)

// A lexer reads PowerShell as far as its quoting goes: single- and double-quoted strings, comments, and what stands in
// brackets. It is written from about_Quoting_Rules and knows nothing of literal.
type lexer struct {
	text    []rune
	at      int
	strings []string // what the single-quoted strings say
	rest    strings.Builder
	open    []rune
}

// lex reads a whole script. Its rest is the script without comments, with ' for every single-quoted string.
func lex(text string) (*lexer, error) {
	l := &lexer{text: []rune(strings.TrimPrefix(text, "\ufeff"))}
	for l.at < len(l.text) {
		if err := l.next(); err != nil {
			return l, fmt.Errorf("line %d: %w", 1+strings.Count(string(l.text[:l.at]), "\n"), err)
		}
	}
	if len(l.open) > 0 {
		return l, fmt.Errorf("%c is not closed", l.open[len(l.open)-1])
	}
	return l, nil
}

// single reports whether PowerShell takes a character for an apostrophe, double for a quotation mark.
func single(r rune) bool {
	return r == '\'' || r == '‘' || r == '’' || r == '‚' || r == '‛'
}

func double(r rune) bool { return r == '"' || r == '“' || r == '”' || r == '„' }

func (l *lexer) next() error {
	r := l.text[l.at]
	l.at++
	switch {
	case single(r):
		return l.quoted()
	case double(r):
		return l.expanded()
	case r == '`':
		return fmt.Errorf("a backtick outside of strings")
	case r == '#':
		for l.at < len(l.text) && l.text[l.at] != '\n' && l.text[l.at] != '\r' {
			l.at++
		}
	case strings.ContainsRune("({[", r):
		l.open = append(l.open, r)
		l.rest.WriteRune(r)
	case strings.ContainsRune(")}]", r):
		if len(l.open) == 0 || map[rune]rune{'(': ')', '{': '}', '[': ']'}[l.open[len(l.open)-1]] != r {
			return fmt.Errorf("%c closes nothing", r)
		}
		l.open = l.open[:len(l.open)-1]
		l.rest.WriteRune(r)
	default:
		l.rest.WriteRune(r)
	}
	return nil
}

// quoted is a single-quoted string: two apostrophes, of whatever shape, are one.
func (l *lexer) quoted() error {
	var text strings.Builder
	for ; l.at < len(l.text); l.at++ {
		r := l.text[l.at]
		if single(r) {
			if l.at+1 == len(l.text) || !single(l.text[l.at+1]) {
				l.at++
				l.strings = append(l.strings, text.String())
				l.rest.WriteRune('\'')
				return nil
			}
			l.at++
		}
		text.WriteRune(r)
	}
	return fmt.Errorf("a string is not closed")
}

// expanded is a double-quoted string, of which only ours have any.
func (l *lexer) expanded() error {
	l.rest.WriteRune('"')
	for ; l.at < len(l.text); l.at++ {
		r := l.text[l.at]
		if double(r) {
			l.at++
			l.rest.WriteRune('"')
			return nil
		}
		l.rest.WriteRune(r)
	}
	return fmt.Errorf("a string is not closed")
}
