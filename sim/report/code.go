package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/causes"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
)

// A Meaning explains a code or an exported event: its texts, the rules that end in it, attempts that show it, and what
// to look at next.
type Meaning struct {
	logon.Code
	recorded   *logon.Recorded // the exported event; nil for a code
	must       []logon.Must    // what must have been true, for an exported event
	event      logon.EventKind // for a code that is an event
	reason     logon.FailureReason
	stages     []logon.Stage
	collapses  []logon.Collapse
	situations []logon.Situation
	ways       []logon.Way
	sightings  []Sighting
	next       []logon.NextStep
	causes     causes.List       // without what the fields of an exported event exclude
	signs      map[string]string // what these fields show, by cause
}

// MeaningOf explains a code. The catalogue is where attempts that show it are looked for.
func MeaningOf(c logon.Code, catalogue []CatalogueAttempt) Meaning {
	m := Meaning{Code: c, stages: c.Stages(), collapses: c.Collapses(), situations: c.Situations(), ways: c.Ways(), next: c.Next()}
	m.event, _ = logon.EventOf(c.Event)
	m.reason, _ = c.FailureReason()
	m.sightings = Sightings(catalogue, c)
	m.addCauses()
	return m
}

// CodeWords lists the known codes for a shell's completion: number or name, a tab, and the text.
func CodeWords() (list []string) {
	for _, c := range logon.KnownCodes() {
		s := c.Statuses()[0]
		list = append(list, c.Number()+"\t"+s.Text(false))
		if s.ErrorName() != "" {
			list = append(list, s.ErrorName()+"\t"+s.Text(false))
		}
		for _, s := range c.Statuses() {
			if s.Server() {
				list = append(list, s.Name()+"\t"+s.Text(false))
			}
		}
	}
	for _, k := range logon.EventKinds() {
		list = append(list, fmt.Sprintf("%d\t%s", k.ID, k.When))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// CodesHelp lists the known errors and events, for a help page.
func CodesHelp() string {
	var b strings.Builder
	b.WriteString("What ntlmsim explain knows: the errors that NET prints, what they are made of, and events.\n\n")
	for _, c := range logon.KnownCodes() {
		var of []string
		for _, s := range c.Statuses() {
			if s.Server() {
				of = append(of, logon.StatusText(&s))
			}
		}
		fmt.Fprintf(&b, "  %s  %s\n", c.Number(), strings.Trim(c.Statuses()[0].ErrorName()+": "+strings.Join(of, ", "), ": "))
	}
	b.WriteString("\n")
	for _, k := range logon.EventKinds() {
		fmt.Fprintf(&b, "  %d  %s: %s\n", k.ID, k.Log, k.When)
	}
	return b.String()
}

// headline is the name and the meaning of a code, in one line.
func (m Meaning) headline() string {
	if m.recorded != nil {
		return fmt.Sprintf("%s: %s.", m.Number(), strings.TrimSuffix(m.recorded.Says(), "."))
	}
	of := m.Statuses()
	switch m.Kind {
	case logon.EventCode:
		text := fmt.Sprintf("%s: %s", m.Number(), m.event.When)
		if k := m.Kerberos; k != nil {
			text = strings.TrimSuffix(fmt.Sprintf("%s: %s: %s", m.Number(), k.Name(), k.Meaning()), ": ")
		}
		if named := names(of); len(named) > 0 {
			text += ": " + strings.Join(named, ", ")
		}
		return text + "."
	case logon.Win32Code:
		return fmt.Sprintf("%s: %s", strings.TrimSpace(m.Number()+" "+of[0].ErrorName()), said(of[0]))
	}
	code, _ := of[0].Win32()
	return fmt.Sprintf("%s: error %d, %s", logon.StatusText(&of[0]), code, said(of[0]))
}

// said is the text of a status.
func said(s logon.Status) string { return cmp.Or(s.Text(false), "which has no text") }

func names(of []logon.Status) (list []string) {
	for _, s := range of {
		list = append(list, s.Name())
	}
	return list
}

// PrintMeaning writes a Meaning: the causes and what to do, and with all every other section, which a person in a hurry
// does not need. command is what was typed.
func (p *Page) PrintMeaning(m Meaning, command string, all bool) {
	p.Para("", "", p.Style.Bold, m.headline())
	p.printCauses(m, all)
	if m.recorded != nil {
		p.printRecorded(*m.recorded)
	}
	if !all {
		if l := m.causes.Causes; len(l) == 0 || l[0].Do == "" {
			p.printNext(m)
		}
		p.printMore(m, command)
		return
	}
	p.Head("What it is")
	p.printIdentity(m)
	if m.recorded != nil && m.recorded.Outside() != "" {
		return
	}
	p.printStages(m)
	p.printMust(m.must)
	p.printCollapses(m.collapses)
	p.printSituations(m.situations)
	p.printWays(m.ways)
	p.printSightings(m)
	p.printNext(m)
}

// printNext writes what to look at next.
func (p *Page) printNext(m Meaning) {
	if m.recorded != nil && m.recorded.Outside() != "" && len(m.next) == 0 {
		return
	}
	p.Head("What to look at next")
	if len(m.next) == 0 {
		p.Line("  no source says")
	}
	for _, n := range m.next {
		p.Para("  - ", "    ", nil, n.Text)
		p.printSource("    ", n.Cite)
	}
}

// printSource writes the source of a text in our own words; printCite does it for a rule.
func (p *Page) printSource(indent string, c sim.Cite) {
	if c.Quote != "" {
		p.Para(indent, indent, p.Style.Dim, "“"+page.Fold(c.Quote)+"”")
	}
	text := "— " + c.Source
	if c.Quote == "" && c.Note != sim.InOurWords {
		text += " (" + page.Fold(c.Note) + ")"
	}
	p.Para(indent, indent+"  ", p.sure(c.Mark), text+", "+string(c.Mark))
}

// printIdentity writes the names of a code, the error that a client makes of it, and the text that people read.
func (p *Page) printIdentity(m Meaning) {
	if m.Kind == logon.EventCode {
		p.Para("  ", "  ", nil, fmt.Sprintf("an event of the log %s, written by %s", m.event.Log, m.event.Machine))
		p.printSource("  ", m.event.Cite)
		if m.reason.Number != "" {
			p.Para("  ", "  ", nil, fmt.Sprintf("FailureReason %s: %s", m.reason.Number, m.reason.Text))
			p.printSource("  ", m.reason.Cite)
		}
	}
	switch m.Kind {
	case logon.Win32Code:
		p.printWin32(m.Number(), m.Statuses())
	case logon.StatusCode:
		p.printStatus("", *m.Status)
	default:
		p.printCarried("Status     ", m.Status)
		p.printCarried("SubStatus  ", m.Sub)
	}
}

// printCarried writes one of the two statuses of an event.
func (p *Page) printCarried(role string, s *logon.Status) {
	switch {
	case s == nil:
	case *s == logon.StatusSuccess:
		p.Line("  ", role, s.String())
	default:
		p.printStatus(role, *s)
	}
}

// printWin32 writes the statuses for which a client reports the error, and its texts.
func (p *Page) printWin32(number string, of []logon.Status) {
	var made []string
	for _, s := range of {
		if s.Server() {
			made = append(made, logon.StatusText(&s))
		}
	}
	text := "a client's own code: no NTSTATUS is reported as " + number
	if len(made) > 0 {
		text = "what a client reports for " + page.Listed(made)
	}
	p.Para("  ", "  ", nil, text)
	p.printTexts(of[0])
}

// printStatus writes a status, the error that a client reports for it, and its texts.
func (p *Page) printStatus(role string, s logon.Status) {
	code, ok := s.Win32()
	if !ok {
		p.Line("  ", role, s.String(), ": the model does not know it")
		return
	}
	p.Para("  "+role, "  "+page.Pad("", page.Width(role)), nil, strings.TrimSpace(fmt.Sprintf("%s, which a client reports as %d %s", logon.StatusText(&s), code, s.ErrorName())))
	p.printTexts(s)
}

func (p *Page) printTexts(s logon.Status) {
	if old := s.Text(true); old != s.Text(false) {
		p.Para("    since Windows 8:  ", page.Pad("", 22), nil, s.Text(false))
		p.Para("    up to Windows 7:  ", page.Pad("", 22), nil, old)
	} else if old != "" {
		p.Para("    ", "    ", nil, old)
	}
	p.printSource("    ", s.Cite())
}

func (p *Page) printStages(m Meaning) {
	var list []string
	for _, s := range m.stages {
		list = append(list, string(s))
	}
	switch {
	case len(list) > 0:
		p.Line("  arises at stage ", p.Style.Bold(strings.Join(list, ", ")))
	case m.Kind != logon.EventCode && len(m.ways) > 0:
		p.Line("  it is only logged: no rule shows it to the user or on the wire")
	case m.Kind != logon.EventCode:
		p.Line("  no source says at which stage it arises")
	}
}

func (p *Page) printCollapses(list []logon.Collapse) {
	if len(list) == 0 {
		return
	}
	p.Head("What the wire does not tell apart")
	for _, q := range list {
		var inside []string
		for _, s := range q.Inside {
			inside = append(inside, logon.StatusText(&s))
		}
		when := ""
		if q.When != "" {
			when = ", " + q.When
		}
		p.Para("  ", "  ", nil, fmt.Sprintf("%s is %s on the wire%s. The difference survives %s.",
			strings.Replace(page.Listed(inside), ", and ", " or ", 1), logon.StatusText(&q.Wire), when, q.Where))
		p.printSource("  ", q.Cite)
	}
}

func (p *Page) printSituations(list []logon.Situation) {
	if len(list) == 0 {
		return
	}
	p.Head("What the documents say about it")
	for _, s := range list {
		p.Para("  "+page.Pad(string(s.Stage), 11), page.Pad("", 13), nil, s.What)
		p.printSource(page.Pad("", 11), s.Cite)
	}
}

// mostStates is the greatest number of states that are listed for an ending.
const mostStates = 8

func (p *Page) printWays(ways []logon.Way) {
	p.Head("Rules that end in it")
	if len(ways) == 0 {
		p.Line("  no rule of the table ends in it (yet)")
	}
	for _, w := range ways {
		var shown, states []string
		for _, s := range w.Shown {
			if s != logon.AsEvent {
				shown = append(shown, string(s))
			}
		}
		for _, s := range w.States {
			states = append(states, string(s))
		}
		conditions, where := strings.Join(w.Conditions, "; or "), ""
		if len(shown) > 0 {
			where = " (" + strings.Join(shown, ", ") + ")"
		}
		p.Para("  "+page.Pad(string(w.Stage), 11), page.Pad("", 13), nil, conditions+where)
		p.Para(page.Pad("", 13), page.Pad("", 13), p.Style.Dim, few(states, mostStates))
		p.printSource(page.Pad("", 13), w.Cite)
	}
}

// few joins a list of names, of which at most n are written out.
func few(list []string, n int) string {
	if len(list) <= n {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:n], ", "), len(list)-n)
}
