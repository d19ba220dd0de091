package report

import (
	"fmt"
	"time"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
	"ntlmsim/sim/winevent"
)

// PrintExport explains a single event, or lists several in a table; with all it explains one event of each group as
// well. A single event and all need Export.Explain before.
func (p *Page) PrintExport(x *Export, all, verbose bool) {
	if len(x.Groups) == 0 {
		p.printNone(x)
		return
	}
	if x.Single() {
		p.PrintMeaning(x.Groups[0].meaning, "--event "+x.named(x.Groups[0]), verbose)
		p.printOthers(x)
		return
	}
	p.printTable(x)
	p.printOthers(x)
	if !all {
		p.Line("\n", p.Style.Dim(fmt.Sprintf("ntlmsim explain --event %s#%d explains the first; --all one of each kind.", x.Arg, x.Groups[0].numbers[0])))
		return
	}
	for _, g := range x.Groups {
		p.Line("\n", p.Style.Dim(fmt.Sprintf("#%d", g.numbers[0])))
		p.PrintMeaning(g.meaning, "--event "+x.named(g), verbose)
	}
}

// named is an event as it is asked for: FILE, or FILE#N.
func (x *Export) named(g Group) string {
	if x.Number == 0 && x.Count == 1 {
		return x.Arg
	}
	return fmt.Sprintf("%s#%d", x.Arg, g.numbers[0])
}

// printNone says that an export has no event that the model knows.
func (p *Page) printNone(x *Export) {
	switch {
	case x.Count == 0:
		p.Line(x.Path + ": there is no event in it.")
	case x.Number > 0:
		p.Para("", "  ", nil, fmt.Sprintf("%s#%d: %s %d, which the model does not know. ntlmsim help codes lists the events that it knows.",
			x.Path, x.Number, x.Others[0].Provider, x.Others[0].ID))
	default:
		unknown := "none of which the model knows"
		if x.Count == 1 {
			unknown = "which the model does not know"
		}
		p.Para("", "  ", nil, fmt.Sprintf("%s: %s, %s: %s. ntlmsim help codes lists the events that it knows.",
			x.Path, eventsOf(x.Count), unknown, NamesOfOthers(x.Others)))
	}
}

func eventsOf(n int) string {
	if n == 1 {
		return "1 event"
	}
	return fmt.Sprintf("%d events", n)
}

// printTable lists the groups of events.
func (p *Page) printTable(x *Export) {
	p.Line(p.Style.Bold(fmt.Sprintf("%s: %s", x.Path, eventsOf(x.Count))), "\n")
	rows := [][]string{{"", "says", "times", "first (UTC)", "last", "at", "who"}}
	for _, g := range x.Groups {
		rows = append(rows, []string{fmt.Sprintf("#%d", g.numbers[0]), p.Style.Bold(g.says), fmt.Sprint(g.count),
			shortTime(g.times[0]), shortTime(g.times[1]), few(g.where, 1), few(g.who, 2)})
	}
	p.Columns("  ", rows)
}

func shortTime(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format("2006-01-02 15:04:05")
}

func (p *Page) printOthers(x *Export) {
	if len(x.Others) > 0 {
		p.Para("\n  ", "    ", p.Style.Dim, "other events, which the model does not know: "+NamesOfOthers(x.Others))
	}
}

// printRecorded writes the fields of an event that matter.
func (p *Page) printRecorded(r logon.Recorded) {
	p.Head("What it says")
	var rows [][3]string
	if r.Entry.Computer != "" {
		rows = append(rows, [3]string{"Computer", r.Entry.Computer})
	}
	if !r.Entry.Time.IsZero() {
		rows = append(rows, [3]string{"Time", shortTime(r.Entry.Time) + " UTC"})
	}
	for _, t := range r.Annotations() {
		says := t.Says
		if t.Cite.Source != "" {
			says += p.sure(t.Cite.Mark)(fmt.Sprintf(" (%s, %s)", t.Cite.Source, t.Cite.Mark))
		}
		rows = append(rows, [3]string{t.Name, p.Style.Bold(t.Value), says})
	}
	p.printAnnotations(rows)
	if named := r.Entry.Fields; len(named) > 0 && named[0].Name == "" {
		p.Para("  ", "  ", nil, namelessFields(r))
	}
	if why := r.Outside(); why != "" {
		p.Line()
		p.Para("  ", "  ", p.Style.Yellow, why)
	}
}

// namelessFields says why the fields of an event have no names.
func namelessFields(r logon.Recorded) string {
	text := fmt.Sprintf("its %d fields have no names, and ", len(r.Entry.Fields))
	if winevent.Unordered(r.Entry.Provider, r.Event) {
		return text + "in which order a " + r.Code.Number() + " has them is not known: as XML, or in a log, they have their names"
	}
	return text + "no template is known that has so many"
}

// printAnnotations writes rows of name, value and meaning. Meanings are wrapped.
func (p *Page) printAnnotations(rows [][3]string) {
	names, values := 0, 0
	for _, row := range rows {
		names, values = max(names, page.Width(row[0])), max(values, min(24, page.Width(row[1])))
	}
	for _, row := range rows {
		first := "  " + page.Pad(row[0], names) + "  "
		switch {
		case row[2] == "":
			p.Line(first, row[1])
		case page.Width(row[1]) > values:
			p.Line(first, row[1])
			p.Para(page.Pad("", names+values+6), page.Pad("", names+values+6), nil, row[2])
		default:
			p.Para(first+page.Pad(row[1], values)+"  ", page.Pad("", names+values+6), nil, row[2])
		}
	}
}

// printMust writes what must have been true: first what holds in every case, then what holds in each branch of the
// article.
func (p *Page) printMust(must []logon.Must) {
	if len(must) == 0 {
		return
	}
	p.Head("What must have been true")
	either := "either "
	for _, m := range must {
		if m.Branch == "" {
			for _, c := range m.Conditions {
				p.Para("  - ", "    ", nil, c.String())
			}
			continue
		}
		p.Line(page.Pad("  "+either, 11), p.Style.Cyan(m.Branch))
		for _, c := range m.Conditions {
			p.Para("           - ", page.Pad("", 13), nil, c.String())
		}
		either = "or "
	}
}
