package main

import (
	"strconv"

	"ntlmsim/sim/logon/netuse"
)

// quotable is an argument in messages. A command is not repeated: it may have a password.
func quotable(arg string) string {
	if netuse.LooksLike(arg) {
		return `"net use …"`
	}
	return strconv.Quote(arg)
}
