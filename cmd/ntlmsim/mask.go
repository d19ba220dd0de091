package main

import (
	"strconv"

	"ntlmsim/sim/logon/netuse"
)

// quotable is an argument as messages name it. No command is repeated: it may have a password in it.
func quotable(arg string) string {
	if netuse.LooksLike(arg) {
		return `"net use …"`
	}
	return strconv.Quote(arg)
}
