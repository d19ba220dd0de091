package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/page"
)

// A clause says what a step found as a person would, from what the model found. It is "" where the step adds nothing to
// the one before it.
type clause func(found string) string

// clauses are those of the conditions of the rules, by name. A condition that is not here is said in its own words,
// with what was found in brackets.
var clauses = map[string]clause{
	"the name is the server's own":        fromAsked(func(a asked) string { return a.server + " looks among its own accounts" }),
	"the domain is unknown by the server": fromAsked(unknownDomain),
	"the domain is NULL: of zero length": fromAsked(func(a asked) string {
		return "no domain was sent, and " + a.server + " looks among its own accounts first"
	}),
	"the domain is NULL: a question mark": fromAsked(func(a asked) string {
		return "a question mark was sent for the domain, and " + a.server + " looks among its own accounts first"
	}),
	"the domain is one that the server trusts": fromAsked(func(a asked) string {
		return fmt.Sprintf("%s trusts %s, and %s asks a domain controller of %s", a.of, a.domain, a.server, a.domain)
	}),
	"a member asks its own controller":                                        asksController,
	"its controller's domain is that one, or trusts it":                       fromAsked(throughTrust),
	"it is asked to pass the request through":                                 nothing,
	"it comes back to the original server":                                    nothing,
	"the server asks no other database":                                       fixed("no other domain is asked"),
	"the ticket names the user":                                               func(found string) string { return "the server knows " + found + " by a ticket of Kerberos" },
	"the server cannot open the ticket of the client":                         func(found string) string { return "the server cannot open the ticket of Kerberos: " + found },
	"the account is found":                                                    whole,
	"the account is not found":                                                whole,
	"a member's own controller has it":                                        whole,
	"a trusted domain replies that it has the account":                        whole,
	"the domain of the user principal name has the account":                   whole,
	"nobody replies":                                                          whole,
	"the server has no such share":                                            whole,
	"the account is local":                                                    whole,
	"the password matches":                                                    fixed("the password is right"),
	"the password matches, hashed with the domain that was sent":              fixed("the password is right"),
	"the password does NOT match":                                             ofAccount("the password is not that of %s"),
	"the account is locked out":                                               ofAccount("%s is locked out"),
	"the account is disabled":                                                 ofAccount("%s is disabled"),
	"the account has expired":                                                 ofAccount("%s has expired"),
	"the password must be changed":                                            ofAccount("the password of %s must be changed first"),
	"the password has expired":                                                ofAccount("the password of %s has expired"),
	"it is one of the Protected Users":                                        ofAccount("%s is one of the Protected Users, who may not use NTLM"),
	"the account may not log on from this workstation":                        ofAccount("%s may not log on from this workstation"),
	"the guest account is disabled":                                           ofAccount("%s is disabled"),
	"the guest account is enabled":                                            fixed("Guest is enabled"),
	"map to guest is never":                                                   fixed("the server makes no guest of a stranger (map to guest is never)"),
	"map to guest lets a stranger in as a guest":                              fixed("the server lets a stranger in as a guest (map to guest)"),
	"the share does not let the account in":                                   atShare("the share %s does not let %s in"),
	"the client is connected to a server of that name with other credentials": whole,
	"the client is connected to a server of that name, as a guest":            whole,
	"the client is connected to a server of that name, anonymously":           whole,
	"the client is connected to a server of that name":                        whole,
	"the device stands for another connection already":                        whole,
	"the command ends a connection that there is not":                         whole,
	"the command ends connections":                                            whole,
	"no controller of its own domain can be reached":                          whole,
	"its own logon to its domain fails, and the user gets that answer":        whole,
	"its computer account is disabled":                                        whole,
	"the share is SYSVOL or NETLOGON: it leads to a controller":               whole,
	"the client does not get as far as asking":                                whole,
	"a link leads to a share":                                                 whole,
	"the namespace leads to a share":                                          whole,
	"nobody answers at the server's port 445":                                 func(found string) string { return "nobody answers at port 445 of " + found },
}

func nothing(string) string { return "" }

// whole is a finding that is a sentence already.
func whole(found string) string { return found }

func fixed(text string) clause { return func(string) string { return text } }

// An asked is what the setup rules found: `"CORP" at FS1, member of CORP, which trusts PARTNER; A trusts B, and not …`.
type asked struct{ domain, server, of, trusts, besides string }

var askedForm = regexp.MustCompile(`^"([^"]*)" at ([^ ,]+), (?:(?:member|controller) of ([^ ,]+), which trusts ([^;]*)|[^;]*)(?:; (.*))?$`)

func fromAsked(say func(asked) string) clause {
	return func(found string) string {
		m := askedForm.FindStringSubmatch(found)
		if m == nil {
			return found
		}
		return say(asked{m[1], m[2], m[3], m[4], m[5]})
	}
}

func unknownDomain(a asked) string {
	text := fmt.Sprintf("%s does not know a domain %s, and looks among its own accounts", a.server, a.domain)
	if a.besides != "" {
		text += " (" + a.besides + ")"
	}
	return text
}

// throughTrust adds the trust, where the account is of another domain than the server.
func throughTrust(a asked) string {
	if strings.EqualFold(a.domain, a.of) || a.of == "" || !slices.Contains(strings.Split(a.trusts, ", "), a.domain) {
		return ""
	}
	return fmt.Sprintf("%s trusts %s", a.of, a.domain)
}

var askingForm = regexp.MustCompile(`^(\S+) asks a controller of (\S+) about "([^"]*)"$`)

func asksController(found string) string {
	m := askingForm.FindStringSubmatch(found)
	switch {
	case m == nil:
		return found
	case strings.EqualFold(m[2], m[3]):
		return fmt.Sprintf("%s asks a domain controller of %s", m[1], m[2])
	}
	return fmt.Sprintf("%s asks a domain controller of %s about %s", m[1], m[2], m[3])
}

// ofAccount says something of an account: "anna of NAS" is NAS\anna.
func ofAccount(format string) clause {
	return func(found string) string {
		user, at, ok := strings.Cut(found, " of ")
		if !ok || strings.Contains(at, " ") {
			return fmt.Sprintf(format, found)
		}
		return fmt.Sprintf(format, at+`\`+user)
	}
}

// atShare says something of a share and whose session it is: `FS1\data, session of a user`, or `FS1\data, an anonymous
// session`.
func atShare(format string) clause {
	return func(found string) string {
		share, whose, _ := strings.Cut(found, ", ")
		whose = strings.TrimPrefix(whose, "session of ")
		return fmt.Sprintf(format, share, strings.Replace(whose, "a user", "the user", 1))
	}
}

// saidOf is a step as a person would say it; "" where it adds nothing.
func saidOf(s sim.Step) string {
	say, ok := clauses[s.Condition]
	if !ok {
		return finding(s)
	}
	return say(s.Found)
}

// sentenceOf joins clauses: what the session can show, then what was asked, then what was found there. A name that a
// clause ends in is "it" at the beginning of the next.
func sentenceOf(session, clauses []string) string {
	for i := 1; i < len(clauses); i++ {
		last := clauses[i-1][strings.LastIndex(clauses[i-1], " ")+1:]
		if rest, ok := strings.CutPrefix(clauses[i], last+" has "); ok && last != "" {
			clauses[i] = "it has " + rest
		}
	}
	parts := slices.Clone(session)
	if len(clauses) > 0 {
		parts = append(parts, clauses[0])
	}
	if len(clauses) > 1 {
		parts = append(parts, page.Listed(clauses[1:]))
	}
	return strings.Join(parts, "; ")
}
