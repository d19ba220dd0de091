package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// quotesHint says how a command is given to this program in each shell.
const quotesHint = `Give it to your shell so:
  sh                   'net use x: \\SERVER\share'   (or backslashes are lost)
  cmd.exe, PowerShell  net use x: \\SERVER\share     (no quotes, at the end)`

// singleQuoted reports whether a word begins with a quote that cmd.exe left in it.
func singleQuoted(word string) bool { return strings.HasPrefix(word, "'") }

// accountHint says how DOMAIN\USER is given to this program in each shell.
func accountHint(account string) string {
	bare := account
	if strings.Contains(account, " ") {
		bare = `"` + account + `"`
	}
	return fmt.Sprintf("In sh write --as '%s', in cmd.exe and PowerShell --as %s.", account, bare)
}

// forShell writes an example as a shell of this system reads it: cmd.exe and PowerShell take double quotes, and within
// them single ones.
func forShell(goos, line string) string {
	if goos != "windows" {
		return line
	}
	return strings.NewReplacer(`'`, `"`, `"`, `'`).Replace(line)
}

func forThisShell(line string) string { return forShell(runtime.GOOS, line) }

// whoTypes says which accounts are signed on where, for instance: what --from and --as take in this topology.
func whoTypes(t logon.Topology) string {
	machines := slices.Clone(t.Machines)
	slices.SortStableFunc(machines, func(a, b logon.Machine) int { return len(a.Shares) - len(b.Shares) }) // clients first
	for _, m := range machines {
		for _, account := range logon.SignedOn(t, m) {
			if m.Role != logon.Controller && !strings.HasSuffix(account, `\Guest`) {
				return "For instance: " + forThisShell("--from "+m.Name+" --as '"+account+"'")
			}
		}
	}
	return "An account needs a machine on which somebody is signed on with it."
}

// asFault says what is wrong with --as: quotes that cmd.exe left, a backslash that sh took, or no domain. The text
// itself is not repeated, unless it is an account.
func asFault(text, from string, t logon.Topology) error {
	list := logon.AllAccounts(t)
	for _, m := range t.Machines {
		if strings.EqualFold(m.Name, from) {
			list = logon.SignedOn(t, m)
		}
	}
	meant, what := logon.Meant(strings.Trim(text, "'"), list)
	if singleQuoted(text) {
		what = "a single quote is a part of it"
	}
	return usage(accountHint(meant), "--as: %s", what)
}
