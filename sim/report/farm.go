package report

import (
	"ntlmsim/scenarios"
	"ntlmsim/sim/lint"
	"ntlmsim/sim/webconfig"
)

// A Farm is what was found in web.config files, one of each node, and what counts most of it in two lines.
type Farm struct {
	Cause, Cure string // "": nothing was found
	Checked     []Checked

	files  []*webconfig.File
	number []int // of each file in Checked
}

// Add reads a web.config.
func (f *Farm) Add(name string, data []byte) {
	c := Checked{Name: name}
	file, err := webconfig.Read(name, data)
	if err != nil {
		c.Problem = err.Error()
	} else {
		f.files, f.number = append(f.files, file), append(f.number, len(f.Checked))
	}
	f.Checked = append(f.Checked, c)
}

// Check compares the files that were added.
func (f *Farm) Check(known *lint.KnownKeys) {
	for i, x := range lint.WebConfigs(f.files, known) {
		if i == 0 {
			f.Cause, f.Cure = x.Cause, x.Cure
		}
		c := &f.Checked[f.number[x.File]]
		c.Found = append(c.Found, scenarios.Found{Finding: x.Finding, Line: x.Line, Column: x.Column})
	}
}

// PrintCause writes the two lines that stand before all others.
func (p *Page) PrintCause(f Farm) {
	if f.Cause != "" {
		p.Line(p.Style.Red("Cause: "), f.Cause)
		p.Line(p.Style.Green("Cure:  "), f.Cure)
		p.Line()
	}
}
