package report

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"ntlmsim/sim/logon"
)

// QuotesHint says how a command is given to this program in each shell.
const QuotesHint = `Give it to your shell so:
  sh                   'net use x: \\SERVER\share'   (or backslashes are lost)
  cmd.exe, PowerShell  net use x: \\SERVER\share     (no quotes, at the end)`

// SingleQuoted reports whether a word begins with a quote that cmd.exe left in it.
func SingleQuoted(word string) bool { return strings.HasPrefix(word, "'") }

// AccountHint says how DOMAIN\USER is given to this program in each shell.
func AccountHint(account string) string {
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

func ForThisShell(line string) string { return forShell(runtime.GOOS, line) }

// WhoTypes says which accounts are signed on where, for instance: what --from and --as take in this topology.
func WhoTypes(t logon.Topology) string {
	machines := slices.Clone(t.Machines)
	slices.SortStableFunc(machines, func(a, b logon.Machine) int { return len(a.Shares) - len(b.Shares) }) // clients first
	for _, m := range machines {
		for _, account := range logon.SignedOn(t, m) {
			if m.Role != logon.Controller && !strings.HasSuffix(account, `\Guest`) {
				return "For instance: " + ForThisShell("--from "+m.Name+" --as '"+account+"'")
			}
		}
	}
	return "An account needs a machine on which somebody is signed on with it."
}
