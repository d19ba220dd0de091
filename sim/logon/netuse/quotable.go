package netuse

import "strconv"

// Quotable is an argument in messages. A command is not repeated: it may have a password.
func Quotable(arg string) string {
	if LooksLike(arg) {
		return `"net use …"`
	}
	return strconv.Quote(arg)
}
