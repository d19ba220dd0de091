package imports

import (
	"regexp"
	"strings"

	"ntlmsim/sim/kerberos"
)

// distinguished finds a distinguished name in a sentence of any language.
var distinguished = regexp.MustCompile(`(?i)\b(?:CN|OU)=.*DC=[^",:\s]+`)

// domainLine finds the domain that setspn says it looks through.
var domainLine = regexp.MustCompile(`(?i)\bDC=[^",:\s]+(?:,DC=[^",:\s]+)*`)

// setspn reads what setspn prints. Its sentences are in the language of Windows, and are not read: what counts is that
// a line has a distinguished name, or a name of a service, and that it is indented. An indented line belongs to the
// line before it that is not: names of the account (-Q, -L), or accounts of the name (-X).
func (r *reader) setspn(text string) {
	var of *account
	name, known := "", false
	for i, line := range lines(text) {
		line = strings.TrimRight(line, " \t")
		found, isDN := parseDN(distinguished.FindString(line))
		switch indented := strings.TrimLeft(line, " \t") != line; {
		case line == "":
			known = false
		case indented && known && name != "" && isDN:
			r.register(i+1, r.called(i+1, found), name)
		case indented && known && name == "":
			r.register(i+1, of, strings.TrimSpace(line))
		case !indented && isDN:
			of, name, known = r.called(i+1, found), "", true
		case !indented && nameIn(line) != "":
			name, known = nameIn(line), true
		case indented || !said(line):
			r.remark(i+1, "not understood: %s", shown(line))
		}
	}
}

// nameIn is the first word of a line that is a name of a service.
func nameIn(line string) string {
	for _, word := range strings.Fields(line) {
		if _, ok := kerberos.ParseName(strings.Trim(word, `"`)); ok && !strings.Contains(word, "*") {
			return strings.Trim(word, `"`)
		}
	}
	return ""
}

var counted = regexp.MustCompile(`^\S.* \d+\.*$`)

// said reports whether a line is a sentence of setspn about what it does: it names the domain, counts entries, or says
// that names were found; or the command itself, copied with what it printed.
func said(line string) bool {
	return domainLine.MatchString(line) || counted.MatchString(line) || strings.Contains(line, "SPN") || strings.Contains(line, "ServicePrincipalName") ||
		strings.Contains(strings.ToLower(line), "setspn ")
}
