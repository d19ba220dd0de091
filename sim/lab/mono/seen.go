package mono

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim/postback"
)

// Seen is what comes of a post, as far as the one who posts sees it.
type Seen struct {
	Status int
	View   postback.State
	Error  string // the exception of the error page, or its text; "": there is none; where it is expected, one or another
}

func (s Seen) String() string {
	text := fmt.Sprintf("%d, view state %s", s.Status, s.View)
	if s.Error != "" {
		text += ", " + s.Error
	}
	return text
}

// is reports whether what came is what is expected: with one of several errors, where several may come.
func (s Seen) is(want Seen) bool {
	if slices.Contains(strings.Split(want.Error, or), s.Error) {
		s.Error = want.Error
	}
	return s == want
}

// predicted is what the model expects to be seen.
func predicted(o postback.Outcome) Seen {
	return Seen{Status: o.Status, View: o.View, Error: firstSentence(o.Error)}
}

// firstSentence is a text up to its first full stop or colon. What follows differs between versions of the framework.
func firstSentence(text string) string {
	for _, end := range []string{". ", ": "} {
		text, _, _ = strings.Cut(text, end)
	}
	return strings.TrimSuffix(text, ".")
}
