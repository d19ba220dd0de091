package main

import (
	"strings"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/report"
)

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
	if report.SingleQuoted(text) {
		what = "a single quote is a part of it"
	}
	return usage(report.AccountHint(meant), "--as: %s", what)
}
