package report

import (
	"fmt"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/page"
)

// A Checked is a file with what is probably a mistake in it, or why it could not be read.
type Checked struct {
	Name    string // in messages
	Found   []scenarios.Found
	Problem string
}

// PrintChecked writes the findings of a file, each with its place, what to do, and its source.
func (p *Page) PrintChecked(c Checked) {
	for _, f := range c.Found {
		p.Long(fmt.Sprintf("%s:%d:%d: ", c.Name, f.Line, f.Column), "    ", nil, f.What)
		p.Long("    ", "    ", nil, f.Do)
		for _, run := range f.Run {
			p.Line("        ", p.Style.Cyan(run))
		}
		p.printCite("    ", f.Rule.Cite)
		p.Line()
	}
}

// PrintCheckSummary writes how many findings there are.
func (p *Page) PrintCheckSummary(s CheckSummary) {
	text := fmt.Sprintf("%s in %s", page.Plural(s.Findings, "finding"), page.Plural(s.Files, "file"))
	if s.BadFiles > 0 {
		text += fmt.Sprintf("; %s could not be read", page.Plural(s.BadFiles, "file"))
	}
	if s.Findings+s.BadFiles == 0 {
		p.Line(p.Style.Green(text))
		return
	}
	p.Line(p.Style.Red(text))
}

// A CheckSummary counts files and findings.
type CheckSummary struct {
	Files    int `json:"files"`
	Findings int `json:"findings"`
	BadFiles int `json:"badFiles"`
}

// A CheckJSON is what check --json prints.
type CheckJSON struct {
	Version int               `json:"version"`
	Cause   string            `json:"cause,omitempty"`
	Cure    string            `json:"cure,omitempty"`
	Files   []checkedFileJSON `json:"files"`
	Summary CheckSummary      `json:"summary"`
}

type checkedFileJSON struct {
	Path     string        `json:"path"`
	Error    string        `json:"error,omitempty"`
	Findings []findingJSON `json:"findings"`
}

type findingJSON struct {
	Rule   string    `json:"rule"`
	Line   int       `json:"line"`
	Column int       `json:"column"`
	What   string    `json:"what"`
	Do     string    `json:"do"`
	Run    []string  `json:"run"`
	State  sim.State `json:"state,omitempty"`
	citeJSON
}

// CheckOf is what was found, for programs.
func CheckOf(all Checks) CheckJSON {
	out := CheckJSON{Version: Version, Cause: all.Cause, Cure: all.Cure, Files: []checkedFileJSON{}}
	for _, c := range all.Files {
		f := checkedFileJSON{Path: c.Name, Error: c.Problem, Findings: []findingJSON{}}
		for _, x := range c.Found {
			f.Findings = append(f.Findings, findingJSON{x.Rule.Name, x.Line, x.Column, x.What, x.Do, append([]string{}, x.Run...), x.Rule.State, citeOf(x.Rule.Cite)})
		}
		if c.Problem != "" {
			out.Summary.BadFiles++
		}
		out.Summary.Findings += len(c.Found)
		out.Files = append(out.Files, f)
	}
	out.Summary.Files = len(all.Files)
	return out
}
