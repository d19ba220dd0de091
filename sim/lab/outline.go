package lab

import "ntlmsim/sim/page"

// An Outline is what a lab would be, in words and without a secret: for those who look before it is built.
type Outline struct {
	File    string         `json:"file"`
	Servers []OutlineEntry `json:"servers"`
	Trusts  []string       `json:"trusts"`
	Broken  []string       `json:"broken"` // what is broken on purpose once the lab stands
	Cannot  []string       `json:"cannot"` // what Samba cannot be told to do
}

// An OutlineEntry is a server of a lab.
type OutlineEntry struct {
	Name    string `json:"name"`
	Address string `json:"address"` // IPv4
	Kind    Kind   `json:"kind"`
	Domain  string `json:"domain"`  // of a member or a controller
	Machine string `json:"machine"` // of the scenario, that it stands for
	Profile string `json:"profile"` // what the scenario says that it is
}

// Outline describes a plan, and what Samba cannot be told of it.
func (p Plan) Outline(file string, cannot []Cannot) Outline {
	o := Outline{File: file, Servers: []OutlineEntry{}, Trusts: []string{}, Broken: []string{}, Cannot: []string{}}
	for _, s := range p.Servers {
		o.Servers = append(o.Servers, s.Entry())
	}
	for _, t := range p.Trusts {
		o.Trusts = append(o.Trusts, t.String())
	}
	for _, b := range p.Broken {
		o.Broken = append(o.Broken, b.String())
	}
	for _, c := range cannot {
		o.Cannot = append(o.Cannot, c.String())
	}
	return o
}

// Entry is what an outline says of a server.
func (s Server) Entry() OutlineEntry {
	return OutlineEntry{s.Name, s.Address, s.Kind, s.Domain, s.Machine, s.Profile}
}

// Row is a server as a row of a table: its name, its address, what it is, and the machine that it stands for.
func (e OutlineEntry) Row() []string {
	what := string(e.Kind)
	if e.Domain != "" {
		what += " of " + e.Domain
	}
	stands := "for no machine: its domain needs a controller"
	if e.Machine != "" {
		stands = "for " + e.Machine + ", " + e.Profile
	}
	return []string{e.Name, e.Address, what, stands}
}

// Print writes the table of what will run where, and of what cannot be built.
func (o Outline) Print(p *page.Page) {
	p.Line(p.Style.Bold(o.File))
	var rows [][]string
	for _, s := range o.Servers {
		rows = append(rows, s.Row())
	}
	p.Columns("  ", rows)
	for _, t := range o.Trusts {
		p.Line("  ", t)
	}
	for _, b := range o.Broken {
		p.Indent(2, b)
	}
	for _, c := range o.Cannot {
		p.Indent(2, "Samba cannot: "+c)
	}
}
