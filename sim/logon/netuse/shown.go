package netuse

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// What may be shown of a NET USE, whether or not it is one: the program, a device, the first share, known switches with
// their known values, /user: with the name of a user, and *. Any other word may be a password.
var (
	programWord = regexp.MustCompile(`(?i)^(?:[a-z]:)?[\\\w%]*?net1?(?:\.exe)?$`)
	deviceWord  = regexp.MustCompile(`(?i)^(?:[a-z]:|lpt[1-9]:?|\*)$`)
	shareWord   = regexp.MustCompile(`^(?:\\{2,4}[\pL\pN_.-]+(?:\\{1,2}[\pL\pN_.$-]+)*\\*|\\[\pL\pN_.-]+\\{1,2}[\pL\pN_.$-]+|"\\{2,4}[\pL\pN_.-]+(?:\\{1,2}[\pL\pN_.$ -]+)*")$`)
	switchWord  = regexp.MustCompile(`^/([A-Za-z]+)(?::(.*))?$`)
	commandWord = regexp.MustCompile(`[^ \t"]*"[^"]*"?[^ \t]*|[^ \t]+`)
)

// mostWords is more than any NET USE has; what is behind them is masked.
const mostWords = 64

// Shown calls show for each word of a command that may be seen: from which column to before which, in characters from
// 0.
func Shown(command string, show func(from, to int)) {
	share, end, column := false, 0, 0
	for i, w := range commandWord.FindAllStringIndex(command, mostWords) {
		word := command[w[0]:w[1]]
		from := column + utf8.RuneCountInString(command[end:w[0]])
		end, column = w[1], from+utf8.RuneCountInString(word)
		isShare := !share && shareWord.MatchString(word)
		if isShare || showsWord(i, word) {
			show(from, column)
		}
		share = share || isShare
	}
}

// showsWord reports whether a word may be seen that is not the share.
func showsWord(i int, word string) bool {
	switch {
	case i == 0:
		return programWord.MatchString(word)
	case i == 1 && strings.EqualFold(word, "use"), deviceWord.MatchString(word):
		return true
	}
	parts := switchWord.FindStringSubmatch(word)
	return parts != nil && showsSwitch(strings.ToLower(parts[1]), parts[2])
}

// showsSwitch reports whether a switch is known or nearly so, and its value is none or known.
func showsSwitch(name, value string) bool {
	fit := optionsNamed(name)
	switch {
	case len(fit) == 0:
		return value == "" && nearestSwitch(name) != ""
	case value == "":
		return true
	case fit[0].name == "user":
		return len(fit) == 1 && IsUser(strings.Trim(value, `"`))
	}
	return len(fit) == 1 && slices.Contains(fit[0].values, strings.ToLower(value))
}

// IsUser reports whether a text is the name of a user and nothing else: USER%PASSWORD and USER:PASSWORD are not.
func IsUser(text string) bool {
	return !strings.ContainsAny(text, "%:/,;") && strings.Count(text, `\`)+strings.Count(text, "@") < 2
}
