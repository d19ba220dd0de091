package report

import (
	"ntlmsim/scenarios"
	"ntlmsim/sim/lint"
	"ntlmsim/sim/webconfig"
)

// Checks are what was found in files. Those that are a web.config are the nodes of one farm.
type Checks struct {
	Cause, Cure string // what counts most of the farm; "": nothing was found in it
	Files       []Checked

	nodes  []*webconfig.File
	number []int // of each node among the files
}

// Unread notes a file that could not be read.
func (c *Checks) Unread(name, problem string) {
	c.Files = append(c.Files, Checked{Name: name, Problem: problem})
}

// Add reads a file: a web.config, or a scenario of one of these models.
func (c *Checks) Add(models []scenarios.Model, name string, data []byte) {
	if webconfig.Looks(data) {
		c.addNode(name, data)
		return
	}
	file, err := scenarios.LoadAs(models, name, data, scenarios.Lenient)
	if err != nil {
		c.Unread(name, err.Error())
		return
	}
	c.Files = append(c.Files, Checked{Name: name, Found: scenarios.Lint(file)})
}

func (c *Checks) addNode(name string, data []byte) {
	node, err := webconfig.Read(name, data)
	if err != nil {
		c.Unread(name, err.Error())
		return
	}
	c.nodes, c.number = append(c.nodes, node), append(c.number, len(c.Files))
	c.Files = append(c.Files, Checked{Name: name})
}

// Compare compares the nodes that were added.
func (c *Checks) Compare(known *lint.KnownKeys) {
	list := lint.WebConfigs(c.nodes, known)
	if len(list) > 0 {
		first := lint.Headline(list)
		c.Cause, c.Cure = first.Cause, first.Cure
	}
	for _, x := range list {
		file := &c.Files[c.number[x.File]]
		file.Found = append(file.Found, scenarios.Found{Finding: x.Finding, Line: x.Line, Column: x.Column})
	}
}

// PrintCause writes the two lines that stand before all others.
func (p *Page) PrintCause(c Checks) {
	if c.Cause != "" {
		p.Line(p.Style.Red("Cause: "), c.Cause)
		p.Line(p.Style.Green("Cure:  "), c.Cure)
		p.Line()
	}
}
