package main

import (
	"fmt"
	"strconv"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
)

// quotable is an argument as messages name it. No command is repeated: it may have a password in it.
func quotable(arg string) string {
	if netuse.LooksLike(arg) {
		return `"net use …"`
	}
	return strconv.Quote(arg)
}

// carried is what a session setup carries, but for its password.
func carried(s logon.Send) string {
	text := fmt.Sprintf("domain %q, user %q, %s", s.Domain, s.User, s.Response)
	if s.Anonymous() {
		text = "no user and no response"
	}
	if s.Salt != nil {
		text += fmt.Sprintf(" hashed with %q", *s.Salt)
	}
	if s.Workstation != "" {
		text += fmt.Sprintf(", workstation %q", s.Workstation)
	}
	return text
}
