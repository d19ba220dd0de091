package scenarios

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// What follows these keys is a secret, and so are the words of a command behind the share that are no switches.
var (
	secretValue = regexp.MustCompile(`(?i)\b(?:password|typed)["']?\s*:\s*("(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|[^\s,{}\[\]#'"][^,}\]#]*)`)
	behindShare = regexp.MustCompile(`\\\\[^\s\\'"]+\\[^\s'"]+((?:\s+[^\s'#]+)+)`)
)

// masked is a line of a file with its passwords hidden, each character by a star, so that a caret under it stands right.
func masked(line string) string {
	line = within(line, secretValue, stars)
	return within(line, behindShare, func(words string) string {
		return aWord.ReplaceAllStringFunc(words, func(w string) string {
			if strings.HasPrefix(w, "/") || w == "*" {
				return w
			}
			return stars(w)
		})
	})
}

var aWord = regexp.MustCompile(`\S+`)

// within changes the first group of every match.
func within(line string, re *regexp.Regexp, change func(string) string) string {
	var b strings.Builder
	end := 0
	for _, m := range re.FindAllStringSubmatchIndex(line, -1) {
		b.WriteString(line[end:m[2]])
		b.WriteString(change(line[m[2]:m[3]]))
		end = m[3]
	}
	return b.String() + line[end:]
}

// stars hides a text, a star for a character; blanks at its end stay.
func stars(text string) string {
	secret := strings.TrimRight(text, " ")
	return strings.Repeat("*", utf8.RuneCountInString(secret)) + text[len(secret):]
}
