package page

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reflow joins the lines of each paragraph of a comment. Indented lines and lists stay as they are.
func Reflow(comment string) string {
	var b []byte
	for i := range len(comment) {
		single := comment[i] == '\n' && i+1 < len(comment) && i > 0 && comment[i-1] != '\n' && letter(comment[i+1])
		if single {
			b = append(b, ' ')
		} else {
			b = append(b, comment[i])
		}
	}
	return string(b)
}

func letter(c byte) bool { return c != '\n' && c != ' ' && c != '-' && c != '*' && c != '\t' }

// Plural is a number and a noun: "1 file", "2 files".
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Listed joins phrases: "a, b, and c".
func Listed(phrases []string) string {
	switch n := len(phrases); n {
	case 0:
		return ""
	case 1:
		return phrases[0]
	case 2:
		return phrases[0] + ", and " + phrases[1]
	default:
		return strings.Join(phrases[:n-1], ", ") + ", and " + phrases[n-1]
	}
}

// Capital is a text with a capital first letter.
func Capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// Fold joins the lines of a text: any white space becomes one blank.
func Fold(text string) string { return strings.Join(strings.Fields(text), " ") }
