package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
)

// verdict is the outcome in one line: what NET says, and whether the session is somebody's.
func verdict(o logon.Outcome) string {
	if o.Error != 0 {
		return o.Says()
	}
	text := strings.TrimSuffix(o.Text, ".")
	switch o.Session {
	case logon.Guest:
		return text + ", but as a guest."
	case logon.Anonymous:
		return text + ", but anonymously."
	}
	return o.Text
}

// paintVerdict is green for a user's session, yellow for a guest's or nobody's, red for a refusal.
func paintVerdict(s style, o logon.Outcome) string {
	switch {
	case o.Error != 0:
		return s.red(verdict(o))
	case o.Session == logon.User:
		return s.green(verdict(o))
	}
	return s.yellow(verdict(o))
}

// reason is one sentence: what was found on the way to the state that decided setup, and what refused the attempt later.
func reason(o logon.Outcome) string {
	var found []string
	later, decided := "", false
	for _, s := range lastAttempt(o.Trace) {
		switch {
		case decided && s.Next == o.End && o.Error != 0:
			later = "; the session is granted, but " + finding(s)
			if o.Stage == logon.AtSetup {
				later = "; that would be granted, but " + finding(s)
			}
		case !decided && (!early(s.State) || s.Next == o.Because):
			found = append(found, finding(s))
		}
		decided = decided || s.Next == o.Because
	}
	text := listed(found) + later + "."
	if len(o.Trace) > 0 && o.Trace[len(o.Trace)-1].Retest {
		return "With the password typed at the prompt, " + text
	}
	return capital(text)
}

// early says whether a state comes before setup: unless it decides, what is found there is what was sent, and no reason.
func early(s sim.State) bool {
	first, _, _ := strings.Cut(string(s), ".")
	return slices.Contains([]string{"client", "connect", "negotiate", "send", "policies"}, first)
}

// lastAttempt is the part of a trace that counts: after a prompt, the retest.
func lastAttempt(trace []logon.Step) []logon.Step {
	for i, s := range trace {
		if s.Retest {
			return trace[i:]
		}
	}
	return trace
}

// finding is what held, and what was found.
func finding(s logon.Step) string {
	if s.Found == "" {
		return s.Condition
	}
	return s.Condition + " (" + s.Found + ")"
}

// listed joins phrases: a, b, and c.
func listed(phrases []string) string {
	switch n := len(phrases); n {
	case 0:
		return ""
	case 1:
		return phrases[0]
	case 2:
		return phrases[0] + ", and " + phrases[1]
	default:
		return strings.Join(phrases[:n-1], ", ") + ", and " + phrases[n-1]
	}
}

func capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// printReason names the state that decided setup, and the one that refused later, and says what was found on the way.
func (p *page) printReason(indent string, o logon.Outcome) {
	states := p.style.cyan(string(o.Because))
	if o.Error != 0 && o.End != o.Because {
		states += " → " + p.style.cyan(string(o.End))
	}
	p.para(indent, indent, nil, states+": "+reason(o))
	if o.Kerberos != "" {
		p.para(indent, indent, p.style.yellow, kerberosText(o))
	}
}

// kerberosText says that NTLM is not what would be used first.
func kerberosText(o logon.Outcome) string {
	return "Kerberos would be tried first, and is not decided here: " + o.Kerberos + ". This is what becomes of NTLM, if Kerberos fails or the server is called by its address."
}

// printCounts says what was counted against the account before, and what that made of the attempt.
func (p *page) printCounts(indent string, o logon.Outcome) {
	for _, c := range o.Counts {
		p.para(indent, indent, p.style.yellow, c.String())
	}
}

// printCountCites says who says so.
func (p *page) printCountCites(o logon.Outcome) {
	for i, c := range o.Counts {
		if i == 0 || c.Cite != o.Counts[i-1].Cite {
			p.printCite("", c.Cite)
		}
	}
}

// printTrace writes every step: the state, what held there, what was found, and who says so.
func (p *page) printTrace(o logon.Outcome) {
	for i, s := range o.Trace {
		if s.Retest && (i == 0 || !o.Trace[i-1].Retest) {
			p.line("\n  ", p.style.yellow("again, with the password typed at the prompt"))
		}
		p.printStep(i+1, s)
	}
	p.line("   ■  ", p.style.cyan(string(o.End)))
}

func (p *page) printStep(n int, s logon.Step) {
	p.printf("  %2d  %s\n", n, p.style.cyan(string(s.State)))
	p.indent(6, s.Condition)
	if s.Found != "" {
		p.para("      found: ", "             ", p.style.bold, s.Found)
	}
	p.printCite("      ", s.Cite)
}

// printCite writes the sentence that says so, our note, the source and how sure we are of it.
func (p *page) printCite(indent string, c sim.Cite) {
	bar := indent + p.style.dim("│ ")
	if c.Quote != "" {
		p.para(bar, bar, p.style.dim, "“"+fold(c.Quote)+"”")
	}
	if c.Note != "" {
		p.para(bar, bar, p.style.dim, fold(c.Note))
	}
	p.para(bar, bar, p.sure(c.Mark), "— "+c.Source+", "+string(c.Mark))
}

// sure paints what is documented or observed so that it stands back, and what is less than that so that it is seen.
func (p *page) sure(m sim.Mark) func(string) string {
	if m == sim.Documented || m == sim.Observed {
		return p.style.dim
	}
	return p.style.yellow
}

// fold makes one line of a quotation.
func fold(text string) string { return strings.Join(strings.Fields(text), " ") }

// decisive is the step that led to the deciding state.
func decisive(o logon.Outcome) (logon.Step, bool) {
	for i := len(o.Trace) - 1; i >= 0; i-- {
		if o.Trace[i].Next == o.Because {
			return o.Trace[i], true
		}
	}
	return logon.Step{}, false
}

// route is the states that an attempt went through.
func route(o logon.Outcome) string {
	var states []string
	for _, s := range o.Trace {
		states = append(states, string(s.State))
	}
	return strings.Join(append(states, string(o.End)), " → ")
}

// printWire says what was sent and what the server answered.
func (p *page) printWire(o logon.Outcome) {
	p.para("  sent to "+o.Sent.To+"  ", "    ", nil, carried(o.Sent))
	answer := "nothing reached the wire"
	if o.Status != nil {
		answer = fmt.Sprintf("%s, stage %s, session %s", statusText(o.Status), o.Stage, o.Session)
	}
	p.para("  answered  ", "    ", nil, answer)
	if o.Prompted {
		text := "NET asks for a password"
		if len(lastAttempt(o.Trace)) < len(o.Trace) {
			text += ", and tries again with it"
		}
		p.para("  prompted  ", "    ", nil, text)
	}
}

// printEvents says what the machines log.
func (p *page) printEvents(events []logon.Event) {
	if len(events) == 0 {
		p.line("  nothing that a source knows of")
		return
	}
	var rows [][]string
	for _, g := range events {
		rows = append(rows, []string{p.style.bold(g.Machine), fmt.Sprint(g.ID) + besideLog(g), eventStatus(g), account(g), p.sure(g.Cite.Mark)(string(g.Cite.Mark))})
	}
	p.columns("  ", rows)
}

func eventStatus(g logon.Event) string {
	switch {
	case !carriesStatus(g.ID):
		return ""
	case g.SubStatus != 0:
		return statusText(&g.Status) + ", " + statusText(&g.SubStatus)
	}
	return statusText(&g.Status)
}

func account(g logon.Event) string {
	text := logon.Name{Domain: g.Domain, User: g.Account}.String()
	for _, part := range []struct{ word, of string }{{"from", g.Workstation}, {"became", g.Became.String()}, {"passed on by", g.PassedOnBy}} {
		if part.of != "" {
			text += " " + part.word + " " + part.of
		}
	}
	return text
}

// besideLog is the log of an event where it is not the first that people look into.
func besideLog(g logon.Event) string {
	if log := g.Log(); log != "Security" && !strings.HasPrefix(g.Cite.Source, "Samba") {
		return " " + log
	}
	return ""
}

// carriesStatus says whether an event has a status: those of the Security log before Windows Vista, 528 to 540, are
// one number for each reason instead, and 4624 is a success.
func carriesStatus(id int) bool {
	k, _ := logon.EventOf(id)
	return k.CarriesStatus
}
