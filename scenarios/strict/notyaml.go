package strict

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"
)

const (
	quoteIt    = "put the value in single quotes: '…'"
	backslash  = `within double quotes a backslash begins an escape: use single quotes, '…'`
	unbalanced = "a quote that opens a value must be closed on its line; within single quotes a quote is written twice: ''"
)

// A misreading maps an error of the YAML parser to the mistake that usually causes it.
type misreading struct {
	says    string // a part of the parser's message
	before  string // what the rest of the line begins with where it complains, one of these; "": anything
	message string
	hint    string
}

var misreadings = []misreading{
	{"mapping values are not allowed", "", `": " within a value that is not quoted, or a line that is indented too far`, quoteIt},
	{"mapping keys are not allowed", "", `a value that is not quoted cannot begin with "? "`, quoteIt},
	{"block sequence entries are not allowed", "", `"- " where no list can begin`, "a list begins on a line of its own; " + quoteIt},
	{"cannot start any token", "\t", "a tab", "indent with blanks"},
	{"cannot start any token", "@`%", "a value that is not quoted cannot begin with @, ` or %", quoteIt},
	{"a tab character that violates indentation", "", "a tab", "indent with blanks"},
	{"unknown anchor", "", "a value that is not quoted and begins with * is an alias, and there is no such anchor", quoteIt},
	{"did not find expected alphabetic or numeric character", "", "a value that is not quoted cannot begin with * or &", quoteIt},
	{"unknown escape character", "", "an escape that YAML does not know", backslash},
	{"expected hexadecimal number", "", "an escape that YAML does not know", backslash},
	{"invalid Unicode character escape code", "", "an escape that YAML does not know", backslash},
	{"found unexpected end of stream", "", "this quote is not closed", unbalanced},
	{"found unexpected document indicator", "", "this quote is not closed", unbalanced},
	{"did not find expected ',' or ']'", "", "this list is not closed, or a comma is missing", "a quote, a comma or a bracket within a value needs single quotes around the value"},
	{"did not find expected ',' or '}'", "", "this mapping is not closed, or a comma is missing", "a quote, a comma or a brace within a value needs single quotes around the value"},
	{"did not find expected '-' indicator", "", `a list goes on with "- ", indented like its first line`, ""},
	{"did not find expected key", "", "a line that is neither part of what is above nor a key", "look at the indentation and at the quotes in the line above; within single quotes a quote is written twice: ''"},
	{"could not find expected ':'", "", "a line without a key", "a mapping has lines key: value; " + quoteIt},
	{"exceeded max depth", "", "lists and mappings are too deep", ""},
	{"found incompatible YAML document", "", "a YAML version that is not read here", "leave %YAML out"},
}

// aboutOpening lists errors whose cause is where the construct began, not where the parser stopped.
var aboutOpening = []string{"found unexpected end of stream", "found unexpected document indicator", "did not find expected ',' or", "could not find expected ':'"}

// notYAML translates an error of the YAML parser.
func (s *source) notYAML(err error) Error {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		return s.errorAt(1, 1, "this is not YAML", "")
	}
	mark := e.Mark
	for _, opening := range aboutOpening {
		if strings.Contains(e.Message, opening) && e.ContextMark.Line > 0 {
			mark = e.ContextMark
		}
	}
	rest := s.after(mark.Line, mark.Column)
	for _, m := range misreadings {
		if strings.Contains(e.Message, m.says) && (m.before == "" || rest != "" && strings.ContainsAny(rest[:1], m.before)) {
			return s.errorAt(mark.Line, mark.Column, m.message, s.hintFor(mark.Line, m.hint))
		}
	}
	return s.errorAt(mark.Line, mark.Column, "this is not YAML", s.hintFor(mark.Line, quoteIt))
}

// hintFor prefers the format's own hint for the key of a line, if there is one.
func (s *source) hintFor(line int, hint string) string {
	text := ""
	if line >= 1 && line <= len(s.lines) {
		text = strings.TrimLeft(s.lines[line-1], " -{")
	}
	key, value, _ := strings.Cut(text, ":")
	cure := s.Quoting[key]
	if cure != "" && hint != unbalanced && !strings.HasPrefix(strings.TrimSpace(value), "'") {
		return cure
	}
	return hint
}
