package logon

import (
	"slices"
	"strings"

	"ntlmsim/sim"
)

// A Shown is a place where a code appears.
type Shown string

const (
	ByNET     Shown = "NET"            // the error that the person sees
	OnWire    Shown = "wire"           // the server's answer
	ByClient  Shown = "client"         // the client's own code, after an answer that was not a refusal
	AsStatus  Shown = "4625 Status"    // of the server's event
	AsSub     Shown = "4625 SubStatus" // of the server's event
	OfAccount Shown = "4776"           // logged by the machine that has the account
	BySamba   Shown = "Samba"          // the record of a Samba server
	AsEvent   Shown = "event"          // the event that was asked about
)

// A Way is an ending in which a code appears: where it appears, the states with that ending, the conditions that lead
// into them, and the source of the ending.
type Way struct {
	Ending     string
	Stage      Stage
	Shown      []Shown
	Conditions []string
	States     []sim.State
	Cite       sim.Cite
}

// Ways lists all endings in which a code appears, in the order of the table of endings. It is derived from the tables.
func (c Code) Ways() (ways []Way) {
	for i := range endings {
		e := &endings[i]
		shown := c.shown(e)
		if len(shown) == 0 {
			continue
		}
		w := Way{Ending: e.state, Stage: e.stage, Shown: shown, Cite: e.cite}
		for id, m := range meanings {
			if m == e {
				w.States = append(w.States, table.State(sim.ID(id)))
			}
		}
		for _, r := range table.Rules() {
			if slices.Contains(w.States, r.To) && !slices.Contains(w.Conditions, r.If.Name) {
				w.Conditions = append(w.Conditions, r.If.Name)
			}
		}
		ways = append(ways, w)
	}
	return ways
}

// shown lists the places where a code appears in an ending.
func (c Code) shown(e *ending) (list []Shown) {
	of := c.Statuses()
	has := func(s Status) bool { return s != StatusSuccess && slices.Contains(of, s) }
	last := e.stage != AtSetup || e.session == NoSession // a granted session is not the end
	asked := c.Kind != EventCode
	for _, place := range []struct {
		is    bool
		where Shown
	}{
		{!asked && c.logged(e), AsEvent},
		{asked && last && slices.Contains(of, e.seen()), ByNET},
		{asked && e.stage.asks() && slices.Contains(of, e.status), OnWire},
		{asked && has(e.client), ByClient},
		{asked && !e.sambaOnly() && has(e.audit.status), AsStatus},
		{asked && !e.sambaOnly() && has(e.audit.sub), AsSub},
		{asked && !e.sambaOnly() && has(e.audit.authority), OfAccount},
		{c.recorded(e), BySamba},
	} {
		if place.is {
			list = append(list, place.where)
		}
	}
	return list
}

// recorded reports whether a Samba server's record of an ending has the code. Such a record has a Status and no
// SubStatus. For an anonymous session it is a success even if the session is refused because encryption is required.
func (c Code) recorded(e *ending) bool {
	of := c.Statuses()
	switch {
	case e.stage != AtSetup:
		return false
	case e.byWindowsPolicy():
		return false
	case strings.HasPrefix(e.state, "anonymous."):
		return c.Kind == EventCode && c.Event == 4624 && e.status != StatusSuccess
	case c.Kind == EventCode && (c.Event != 4625 || c.Status == nil || len(of) != 1):
		return false
	}
	has := func(s Status) bool { return s != StatusSuccess && slices.Contains(of, s) }
	return has(e.ofSamba(true)) || has(e.ofSamba(false))
}

// byWindowsPolicy reports whether an ending is the refusal of a policy that Samba does not have.
func (e *ending) byWindowsPolicy() bool {
	refused := e.state == "anonymous.refused" || e.state == "anonymous.not-allowed" || strings.HasPrefix(e.state, "policies.")
	return refused && !e.sambaOnly()
}

// seen is the status behind the client's error: the one on the wire, or the client's own.
func (e *ending) seen() Status {
	if e.client != 0 {
		return e.client
	}
	return e.status
}

// sambaOnly reports whether an ending is known for Samba servers only, which write no Windows events.
func (e *ending) sambaOnly() bool { return strings.HasPrefix(e.cite.Source, "Samba") }

// logged reports whether a Windows machine logs the event for an ending, by the table of endings.
func (c Code) logged(e *ending) bool {
	if is, known := c.loggedOperational(e); known {
		return is
	}
	if e.stage != AtSetup || reused(sim.State(e.state)) || e.sambaOnly() || e.audit == (audited{}) && !e.logsOn() {
		return false // logon events belong to setup; and for some refusals no source says what is logged
	}
	fits := func(given *Status, is Status) bool { return given == nil || *given == is }
	failed := !e.logsOn()
	checks := !e.asksNoDatabase() && e.logsAs() != Anonymous && !e.ofTicket()
	switch c.Event {
	case 4624:
		return !failed
	case 4625:
		return failed && fits(c.Status, e.audit.status) && fits(c.Sub, e.audit.sub)
	case 4776, 680:
		return checks && fits(c.Status, e.audit.authority)
	case 681:
		return checks && e.audit.authority != StatusSuccess && fits(c.Status, e.audit.authority)
	}
	return slices.ContainsFunc([]Audit{Audit2000, Audit2003, AuditNT4}, func(a Audit) bool { return legacyID(a, e) == c.Event })
}

// Stages lists the stages at which the user or the wire sees the code, by the rules and the documents, in order. A code
// that is only logged has none.
func (c Code) Stages() (list []Stage) {
	seen := map[Stage]bool{}
	for _, w := range c.Ways() {
		if slices.ContainsFunc(w.Shown, func(s Shown) bool { return s == ByNET || s == OnWire || s == ByClient }) {
			seen[w.Stage] = true
		}
	}
	for _, s := range c.Situations() {
		seen[s.Stage] = s.Stage != "" || seen[s.Stage]
	}
	for _, s := range Stages() {
		if seen[s] {
			list = append(list, s)
		}
	}
	return list
}
