package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
)

// printVerdict writes the verdict: green for a user's session, yellow for a guest or anonymous session, red for a
// refusal.
func (p *Page) printVerdict(indent string, d *scenarios.Decision) {
	colour := p.Style.Yellow
	switch d.Result {
	case scenarios.Failure:
		colour = p.Style.Red
	case scenarios.Success:
		colour = p.Style.Green
	}
	p.Long(indent, indent, colour, d.Verdict)
}

// Reason is one sentence: what was found on the way to the state that decided setup, and what refused the attempt
// later.
func Reason(o logon.Outcome) string {
	var session, found []string
	later, decided := "", false
	for _, s := range lastAttempt(o.Trace) {
		switch {
		case decided && s.Next == o.End && o.Error != 0:
			later = "; the session is granted, but " + saidOf(s)
			if o.Stage == logon.AtSetup {
				later = "; that would be granted, but " + saidOf(s)
			}
		case !decided && s.Next == "client":
			session = append(session, saidOf(s)) // where DFS leads
		case !decided && o.BySession(s):
			session = append(session, saidOf(s))
		case !decided && (!early(s.State) || s.Next == o.Because):
			if text := saidOf(s); text != "" {
				found = append(found, text)
			}
		}
		decided = decided || s.Next == o.Because
	}
	text := sentenceOf(session, found) + later + "."
	if o.Retest() {
		return "With the password typed at the prompt, " + text
	}
	return page.Capital(text)
}

// early reports whether a state comes before setup. Unless it decides, it only shows what was sent, and is no reason.
func early(s sim.State) bool {
	first, _, _ := strings.Cut(string(s), ".")
	return slices.Contains([]string{"path", "client", "connect", "ticket", "initial", "service", "accept", "negotiate", "kerberos", "send", "policies"}, first)
}

// lastAttempt is the trace of the last session setup: after a prompt, that of the retest.
func lastAttempt(trace []sim.Step) []sim.Step {
	for i, s := range trace {
		if s.Round > 0 {
			return trace[i:]
		}
	}
	return trace
}

// finding is the condition of a step, with what was found.
func finding(s sim.Step) string {
	if s.Found == "" {
		return s.Condition
	}
	return s.Condition + " (" + s.Found + ")"
}

// printReason writes the state that decided setup, a later refusal, and the reason.
func (p *Page) printReason(indent string, d *scenarios.Decision) {
	states := ""
	if d.Because != "" {
		states = p.Style.Cyan(string(d.Because))
	}
	if d.Result == scenarios.Failure && d.End != d.Because {
		states += " → " + p.Style.Cyan(string(d.End))
	}
	if states == "" {
		for line := range strings.Lines(d.Reason) {
			p.Para(indent, indent+"  ", nil, strings.TrimSpace(line))
		}
	} else {
		p.Para(indent, indent, nil, states+": "+reasonOf(d))
	}
	if d.Caveat != "" {
		p.Para(indent, indent, p.Style.Yellow, d.Caveat)
	}
}

// printCounts writes how bad passwords before the attempt affect it, and how it is counted itself.
func (p *Page) printCounts(indent string, o logon.Outcome) {
	for _, c := range o.Counts {
		p.Para(indent, indent, p.Style.Yellow, c.String())
	}
}

// printCountCites writes the sources of the counts.
func (p *Page) printCountCites(o logon.Outcome) {
	for i, c := range o.Counts {
		if i == 0 || c.Cite != o.Counts[i-1].Cite {
			p.printCite("", c.Cite)
		}
	}
}

// printTrace writes every step: the state, the condition, what was found, and the source.
func (p *Page) printTrace(d *scenarios.Decision) {
	for i, s := range d.Steps {
		if s.Round > 0 && (i == 0 || d.Steps[i-1].Round == 0) {
			p.Line("\n  ", p.Style.Yellow(d.Again))
		}
		p.printStep(i+1, s)
	}
	p.Line("   ■  ", p.Style.Cyan(string(d.End)))
}

func (p *Page) printStep(n int, s sim.Step) {
	p.Printf("  %2d  %s\n", n, p.Style.Cyan(string(s.State)))
	p.Indent(6, s.Condition)
	if s.Found != "" {
		p.Para("      found: ", "             ", p.Style.Bold, s.Found)
	}
	p.printCite("      ", s.Cite)
}

// printCite writes a source: the quoted sentence, our note, the name of the source, and the mark.
func (p *Page) printCite(indent string, c sim.Cite) {
	bar := indent + p.Style.Dim("│ ")
	if c.Quote != "" {
		p.Para(bar, bar, p.Style.Dim, "“"+page.Fold(c.Quote)+"”")
	}
	if c.Note != "" {
		p.Para(bar, bar, p.Style.Dim, page.Fold(c.Note))
	}
	p.Para(bar, bar, p.sure(c.Mark), "— "+c.Source+", "+string(c.Mark))
}

// sure is the style of a mark: dim for documented or observed, yellow for less.
func (p *Page) sure(m sim.Mark) func(string) string {
	if m == sim.Documented || m == sim.Observed {
		return p.Style.Dim
	}
	return p.Style.Yellow
}

// decisive finds the step that led to the deciding state.
func decisive(d *scenarios.Decision) (sim.Step, bool) {
	for i := len(d.Steps) - 1; i >= 0; i-- {
		if d.Steps[i].Next == d.Because {
			return d.Steps[i], true
		}
	}
	return sim.Step{}, false
}

// route lists the states of an attempt.
func route(d *scenarios.Decision) string {
	var states []string
	for _, s := range d.Steps {
		states = append(states, string(s.State))
	}
	return strings.Join(append(states, string(d.End)), " → ")
}

// printWire writes what was sent, and what the server answered.
func (p *Page) printWire(o logon.Outcome) {
	for _, h := range o.Path() {
		if h.Ticket {
			p.Para("  asked "+cmp.Or(h.To.Machine, "a controller of "+h.To.Domain)+"  ", "    ", nil, "it "+string(h.Answer))
		}
	}
	switch {
	case o.Reuses():
		p.Para("  sent to "+o.Sent.To+"  ", "    ", nil, "no session setup: the share only, in the session there is")
	case o.Status == nil:
		p.Para("  ", "    ", nil, "no session setup was sent to "+o.Sent.To)
	case o.Protocol == logon.Kerberos:
		name, _ := o.Service()
		p.Para("  sent to "+o.Sent.To+"  ", "    ", nil, fmt.Sprintf("the ticket of %s for %s", o.Holder(), name))
	default:
		p.Para("  sent to "+o.Sent.To+"  ", "    ", nil, carried(o.Sent))
	}
	if o.Status != nil {
		p.Para("  answered  ", "    ", nil, fmt.Sprintf("%s, stage %s, session %s", logon.StatusText(o.Status), o.Stage, o.Session))
	}
	if o.Prompted {
		text := "NET asks for a password"
		if len(lastAttempt(o.Trace)) < len(o.Trace) {
			text += ", and tries again with it"
		}
		p.Para("  prompted  ", "    ", nil, text)
	}
}

// printEvents writes what the machines log.
func (p *Page) printEvents(events []logon.Event) {
	if len(events) == 0 {
		p.Line("  no event is documented for it")
		return
	}
	var rows [][]string
	for _, g := range events {
		rows = append(rows, []string{p.Style.Bold(g.Machine), fmt.Sprint(g.ID) + besideLog(g), eventStatus(g), account(g), p.sure(g.Cite.Mark)(string(g.Cite.Mark))})
	}
	p.Columns("  ", rows)
}

func eventStatus(g logon.Event) string {
	switch {
	case g.OfTicket():
		return ticketText(g.Ticket)
	case !g.CarriesStatus():
		return ""
	case g.SubStatus != 0:
		return logon.StatusText(&g.Status) + ", " + logon.StatusText(&g.SubStatus)
	}
	return logon.StatusText(&g.Status)
}

// ticketText is what an event says of a ticket: its result, if that is an error, and the name that it is for.
func ticketText(t logon.Ticket) string {
	var parts []string
	if t.Result != 0 {
		code := logon.KerberosCode(t.Result)
		parts = append(parts, code.String()+" "+code.Name())
	}
	if t.Service != "" {
		parts = append(parts, t.Service)
	}
	return strings.Join(parts, ", ")
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

// besideLog is the name of a log other than Security; "" for Security and for Samba's.
func besideLog(g logon.Event) string {
	if log := g.Log(); log != "Security" && !strings.HasPrefix(g.Cite.Source, "Samba") {
		return " " + log
	}
	return ""
}
