package windows

import (
	"fmt"
	"strings"
	"unicode"
)

// literal is a text as PowerShell reads it back, whatever it holds: a single-quoted string, in which nothing is
// expanded. Four more characters end such a string than the apostrophe, since PowerShell takes typographic quotes for
// it (about_Quoting_Rules; CharTraits of its tokenizer); each is doubled. What does not print is written by its number.
func literal(text string) string {
	var parts []string
	var run strings.Builder
	end := func() {
		if run.Len() > 0 {
			parts = append(parts, "'"+run.String()+"'")
		}
		run.Reset()
	}
	for _, r := range text {
		switch {
		case strings.ContainsRune(singleQuotes, r):
			run.WriteString(string(r) + string(r))
		case r == ' ' || r != unicode.ReplacementChar && unicode.IsPrint(r):
			run.WriteRune(r)
		default:
			end()
			parts = append(parts, number(r))
		}
	}
	end()
	switch len(parts) {
	case 0:
		return "''"
	case 1:
		if strings.HasPrefix(parts[0], "'") {
			return parts[0]
		}
	}
	return "('' + " + strings.Join(parts, " + ") + ")"
}

// singleQuotes are the characters that PowerShell takes for an apostrophe.
const singleQuotes = "'\u2018\u2019\u201a\u201b"

// number is a character by its number: two where UTF-16 needs two.
func number(r rune) string {
	if r < 0x10000 {
		return fmt.Sprintf("[string] [char] 0x%04x", r)
	}
	return fmt.Sprintf("[char]::ConvertFromUtf32(0x%x)", r)
}

// literals is an array.
func literals(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = literal(t)
	}
	return "@(" + strings.Join(quoted, ", ") + ")"
}

// comment is a text that ends with its line: in a comment nothing is quoted.
func comment(text string) string {
	return strings.Map(func(r rune) rune {
		if r != ' ' && !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, text)
}

// A script is PowerShell while it is written.
type script struct{ strings.Builder }

// line writes one line; arguments are literals already, or ours.
func (s *script) line(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

// bytes is the script as Windows PowerShell 5.1 reads it as UTF-8: with a byte order mark.
func (s *script) bytes() []byte { return []byte("\ufeff" + s.String()) }

// switches are those of a call that are on.
func switches(on map[string]bool, order ...string) string {
	text := ""
	for _, name := range order {
		if on[name] {
			text += " -" + name
		}
	}
	return text
}
