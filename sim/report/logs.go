package report

import (
	"fmt"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// A LogsJSON is what explain --logs json prints.
type LogsJSON struct {
	Version  int               `json:"version"`
	File     string            `json:"file"`
	Attempts []attemptLogsJSON `json:"attempts"`
}

type attemptLogsJSON struct {
	Number  int         `json:"number"`
	Name    string      `json:"name"`
	Entries []entryJSON `json:"entries"`
}

type entryJSON struct {
	Machine      string           `json:"machine"`
	Channel      string           `json:"channel"`
	Provider     string           `json:"provider"`
	ID           int              `json:"id"`
	EventVersion int              `json:"eventVersion"`
	Fields       []entryFieldJSON `json:"fields"`
	citeJSON
}

type entryFieldJSON struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Decided bool   `json:"decided"`
}

// PrintLogs writes the Windows events of attempts with all their fields.
func (p *Page) PrintLogs(list []Attempt) {
	for i, a := range list {
		if i > 0 {
			p.Line()
		}
		p.Long("", "   ", p.Style.Bold, fmt.Sprintf("#%d %s", a.Number, a.Name))
		p.printEntries(a.Outcome.Entries())
	}
}

// LogsOf is the Windows events of attempts for programs.
func LogsOf(file *scenarios.File, list []Attempt) LogsJSON {
	j := LogsJSON{Version: Version, File: file.Path, Attempts: []attemptLogsJSON{}}
	for _, a := range list {
		j.Attempts = append(j.Attempts, attemptLogsJSON{a.Number, a.Name, entriesOf(a.Outcome.Entries())})
	}
	return j
}

// printEntries writes events one under the other. Values that the model does not decide are dim.
func (p *Page) printEntries(entries []logon.Entry) {
	if len(entries) == 0 {
		p.Line("  no Windows event is documented for it")
	}
	for _, entry := range entries {
		r := entry.Record
		p.Line()
		p.Long("  "+p.Style.Bold(fmt.Sprint(r.ID))+"  ", "        ", nil, fmt.Sprintf("%s, log %s, provider %s, version %d", r.Computer, r.Channel, r.Provider, r.Version))
		var rows [][]string
		for _, f := range r.Fields {
			value, note := f.Value, ""
			if strings.TrimSpace(value) != value {
				value = `"` + value + `"` // the blank behind NtLmSsp is part of it
			}
			if !entry.Decides(f.Name) {
				value, note = p.Style.Dim(value), p.Style.Dim("undecided")
			}
			rows = append(rows, []string{f.Name, value, note})
		}
		if len(rows) == 0 {
			p.Line("    ", p.Style.Dim("no source names its fields"))
		}
		p.Columns("    ", rows)
		p.printSource("    ", entry.Cite)
	}
}

func entriesOf(entries []logon.Entry) []entryJSON {
	list := []entryJSON{}
	for _, entry := range entries {
		r := entry.Record
		j := entryJSON{r.Computer, r.Channel, r.Provider, r.ID, r.Version, []entryFieldJSON{}, citeOf(entry.Cite)}
		for _, f := range r.Fields {
			j.Fields = append(j.Fields, entryFieldJSON{f.Name, f.Value, entry.Decides(f.Name)})
		}
		list = append(list, j)
	}
	return list
}
