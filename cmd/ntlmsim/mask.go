package main

import (
	"fmt"
	"strconv"
	"strings"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
)

// stars stands for a password, whatever its length.
const stars = "********"

// masked is a command as it was written, its password hidden. A command in which the password cannot be found is
// written anew.
func masked(command string, run logon.NetUse) string {
	if run.Password == nil || *run.Password == "" {
		return command
	}
	var b strings.Builder
	share, hidden := false, false
	for _, word := range words(command) {
		value := strings.ReplaceAll(strings.TrimSpace(word), `"`, "")
		if share && value == *run.Password {
			word = strings.Replace(word, strings.TrimSpace(word), stars, 1)
			hidden = true
		}
		share = share || strings.HasPrefix(value, `\\`)
		b.WriteString(word)
	}
	if !hidden {
		return written(command, run)
	}
	return b.String()
}

// isCommand reports whether an argument is a whole NET USE, which may have a password in it.
func isCommand(arg string) bool {
	program, rest, ok := strings.Cut(strings.TrimLeft(arg, " \t"), " ")
	return ok && strings.Contains(strings.ToLower(program), "net") && strings.Contains(rest, `\`)
}

// quotable is an argument as messages name it. No command is repeated: it may have a password in it.
func quotable(arg string) string {
	if isCommand(arg) {
		return `"net use …"`
	}
	return strconv.Quote(arg)
}

// words splits a command as NET does, at blanks that are not between quotes; each word keeps the blanks before it.
func words(command string) []string {
	var list []string
	word, quoted, begun := "", false, false
	for _, r := range command {
		blank := (r == ' ' || r == '\t') && !quoted
		if blank && begun {
			list, word, begun = append(list, word), "", false
		}
		if r == '"' {
			quoted = !quoted
		}
		begun = begun || !blank
		word += string(r)
	}
	return append(list, word)
}

// written is a command written anew for what run says, its password hidden.
func written(command string, run logon.NetUse) string {
	if hidden := stars; run.Password != nil && *run.Password != "" {
		run.Password = &hidden
	}
	return netuse.Write(command, run)
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
