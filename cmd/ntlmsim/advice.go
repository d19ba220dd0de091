package main

import (
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// An advice is a change of which the model says that the attempt then ends in error 0; two, where no single one does it.
type advice struct {
	Change  string `json:"change"`
	And     string `json:"and,omitempty"`
	Command string `json:"command,omitempty"` // the command afterwards, where it changes
	Session string `json:"session"`
	Caveat  string `json:"caveat,omitempty"`
}

// mostTries bounds how often the model is asked for advice; mostAdvice how much of it is given.
const (
	mostTries  = 100
	mostAdvice = 8
)

// advise looks for the smallest changes that make a refused attempt work: each alone, and each confirmed by the model.
func advise(t logon.Topology, a scenarios.Attempt, o logon.Outcome) []advice {
	if o.Error == 0 {
		return nil
	}
	world, err := logon.NewWorld(t)
	if err != nil {
		return nil
	}
	var list []advice
	changes := newSearch(t, a.Attempt, o).changes()
	for i, c := range changes {
		if i == mostTries || len(list) == mostAdvice {
			break
		}
		if found, ok := try(t, world, a, c); ok && !slices.Contains(list, found) {
			list = append(list, found)
		}
	}
	if len(list) == 0 {
		return adviseTwo(t, a, o, changes)
	}
	return list
}

// try makes one change, and asks the model.
func try(t logon.Topology, world *logon.World, a scenarios.Attempt, c change) (advice, bool) {
	if c.either {
		alone := change{world: c.world}
		if _, ok := try(t, world, a, alone); !ok {
			return advice{}, false
		}
		c.world = nil
	}
	attempt := c.asks(a.Attempt)
	if c.world != nil {
		changed := copyOf(t)
		c.world(&changed)
		var err error
		if world, err = logon.NewWorld(changed); err != nil {
			return advice{}, false
		}
	}
	o, err := predict(world, attempt)
	if err != nil || o.Error != 0 || o.Session == logon.Guest && !c.guest {
		return advice{}, false
	}
	if slices.ContainsFunc(o.Counts, func(c logon.Count) bool { return c.Effect == logon.Counted }) {
		return advice{}, false // a bad password on the way, where they count, is no advice
	}
	if c.known && strings.HasPrefix(string(o.Because), "unknown.") {
		return advice{}, false
	}
	return advice{Change: c.text, Session: o.Session.String(), Caveat: c.caveat, Command: commandAfter(a, attempt)}, true
}

// asks is the attempt as it is asked after a change.
func (c change) asks(attempt logon.Attempt) logon.Attempt {
	if attempt.Send != nil {
		send := *attempt.Send
		attempt.Send = &send
	}
	if c.ask != nil {
		c.ask(&attempt)
	}
	return attempt
}

// copyOf is a topology whose accounts, trusts, settings and shares can be changed without changing the first.
func copyOf(t logon.Topology) logon.Topology {
	c := logon.Topology{Domains: slices.Clone(t.Domains), Machines: slices.Clone(t.Machines)}
	for i := range c.Domains {
		c.Domains[i].Accounts = slices.Clone(c.Domains[i].Accounts)
		c.Domains[i].Trusts = slices.Clone(c.Domains[i].Trusts)
	}
	for i := range c.Machines {
		m := &c.Machines[i]
		m.Accounts, m.Settings, m.Shares = slices.Clone(m.Accounts), slices.Clone(m.Settings), slices.Clone(m.Shares)
	}
	return c
}

// printAdvice says what would make a refused attempt work. A guest's session is called one.
func (p *page) printAdvice(o logon.Outcome, list []advice) {
	if o.Error == 0 {
		return
	}
	if len(list) == 0 {
		p.head("What would work")
		p.line("  neither one change that was tried, nor two")
		return
	}
	if list[0].And == "" {
		p.head("What would work, each alone")
	} else {
		p.head("What would work, two changes at once")
	}
	for _, a := range list {
		text := a.Change
		if a.And != "" {
			text += "; and " + a.And
		}
		if a.Session != "user" {
			text += " (the session is then " + strings.Replace(a.Session, "guest", "a guest's", 1) + ")"
		}
		p.para("  - ", "    ", nil, text)
		if a.Command != "" {
			p.line("        ", p.style.cyan(a.Command))
		}
		if a.Caveat != "" {
			p.para("    ", "    ", p.style.yellow, "but "+a.Caveat)
		}
	}
}
