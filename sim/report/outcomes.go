package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
)

// An outcomeJSON is a group of final states with the same stage, error, status and session. Rows counts the rules that
// lead to them, and Endings what they mean, by mark; Attempts counts the attempts of the catalogue that end there.
type outcomeJSON struct {
	Stage      logon.Stage      `json:"stage"`
	GoesOn     bool             `json:"goesOn"`
	Error      uint32           `json:"error"`
	ErrorName  string           `json:"errorName"`
	Status     *string          `json:"status"`
	StatusName string           `json:"statusName"`
	Session    string           `json:"session"`
	States     []sim.State      `json:"states"`
	Rows       map[sim.Mark]int `json:"rows"`
	Endings    map[sim.Mark]int `json:"endings"`
	Attempts   int              `json:"attempts"`

	shown map[int]bool // attempts by number
}

// An OutcomesJSON is what rules --outcomes --json prints.
type OutcomesJSON struct {
	Version  int           `json:"version"`
	Attempts int           `json:"attempts"`
	Outcomes []outcomeJSON `json:"outcomes"`
}

// An Arrival is an attempt of the catalogue that reached a final state, with its session there.
type Arrival struct {
	Attempt int
	Session logon.Session
}

// OutcomesOf counts how attempts can end, sorted by stage, error, status and session. at has the attempts of the
// catalogue at each final state; attempts is how many there are in all.
func OutcomesOf(at map[sim.State][]Arrival, attempts int) OutcomesJSON {
	out := OutcomesJSON{Version: Version, Attempts: attempts}
	for _, f := range logon.Finals() {
		for _, session := range sessionsAt(f, at[f.State]) {
			o := out.of(f, session)
			o.add(f)
			for _, a := range at[f.State] {
				if f.GoesOn || f.Stage == logon.AtSetup || a.Session.String() == session {
					o.shown[a.Attempt] = true
				}
			}
			o.Attempts = len(o.shown)
		}
	}
	slices.SortStableFunc(out.Outcomes, func(a, b outcomeJSON) int {
		order := logon.Stages()
		return cmp.Or(slices.Index(order, a.Stage)-slices.Index(order, b.Stage), cmp.Compare(a.Error, b.Error),
			strings.Compare(a.StatusName, b.StatusName), strings.Compare(b.Session, a.Session))
	})
	return out
}

// sessionsAt lists the sessions possible in a final state. Up to setup the state decides it; later the session was
// granted before, so that the catalogue shows which there are.
func sessionsAt(f logon.Final, list []Arrival) (sessions []string) {
	if f.Stage == logon.AtSession || f.Stage == logon.AtTree {
		for _, a := range list {
			if s := a.Session.String(); !slices.Contains(sessions, s) {
				sessions = append(sessions, s)
			}
		}
	}
	if len(sessions) == 0 {
		sessions = []string{f.Session.String()}
	}
	return sessions
}

// of finds or adds the outcome with the stage, error, status and session of a final state.
func (out *OutcomesJSON) of(f logon.Final, session string) *outcomeJSON {
	o := outcomeJSON{Stage: f.Stage, GoesOn: f.GoesOn, Session: session, ErrorName: f.Seen.ErrorName(),
		Rows: map[sim.Mark]int{}, Endings: map[sim.Mark]int{}, shown: map[int]bool{}}
	o.Error, _ = f.Seen.Win32()
	if f.Status != nil {
		o.Status, o.StatusName = hex(*f.Status), f.Status.Name()
	}
	i := slices.IndexFunc(out.Outcomes, func(k outcomeJSON) bool {
		return k.Stage == o.Stage && k.GoesOn == o.GoesOn && k.Error == o.Error && k.StatusName == o.StatusName && k.Session == o.Session
	})
	if i < 0 {
		i = len(out.Outcomes)
		out.Outcomes = append(out.Outcomes, o)
	}
	return &out.Outcomes[i]
}

// add counts a final state, and the rules that lead to it.
func (o *outcomeJSON) add(f logon.Final) {
	o.States = append(o.States, f.State)
	o.Endings[f.Cite.Mark]++
	for _, c := range f.Rows {
		o.Rows[c.Mark]++
	}
}

// ByError joins the outcomes with the same stage and error.
func (out OutcomesJSON) ByError() (list []outcomeJSON) {
	finals := map[sim.State]logon.Final{}
	for _, f := range logon.Finals() {
		finals[f.State] = f
	}
	for _, o := range out.Outcomes {
		n := len(list)
		if n == 0 || list[n-1].Stage != o.Stage || list[n-1].Error != o.Error || list[n-1].GoesOn != o.GoesOn {
			list = append(list, outcomeJSON{Stage: o.Stage, GoesOn: o.GoesOn, Error: o.Error, ErrorName: o.ErrorName,
				Rows: map[sim.Mark]int{}, Endings: map[sim.Mark]int{}, shown: map[int]bool{}})
			n++
		}
		joined := &list[n-1]
		for _, s := range o.States {
			if !slices.Contains(joined.States, s) {
				joined.add(finals[s])
			}
		}
		for a := range o.shown {
			joined.shown[a] = true
		}
		joined.Attempts = len(joined.shown)
	}
	return list
}

// marks lists how many there are with each mark, the surest first.
func marks(count map[sim.Mark]int) string {
	var parts []string
	for _, m := range []sim.Mark{sim.Documented, sim.Observed, sim.Inferred, sim.Folklore} {
		if n := count[m]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, m))
		}
	}
	return strings.Join(parts, ", ")
}

// says is what NET reports for an outcome.
func (o outcomeJSON) says() string {
	switch {
	case o.GoesOn:
		return "a session"
	case o.ErrorName == "":
		return fmt.Sprint(o.Error)
	}
	return fmt.Sprintf("%d %s", o.Error, o.ErrorName)
}

// PrintOutcomes writes the outcomes as a table.
func (p *Page) PrintOutcomes(out OutcomesJSON) {
	rows := [][]string{{"stage", "NET says", "the wire says", "session", "states", "rows that lead there", "what they mean", "attempts"}}
	for _, o := range out.Outcomes {
		rows = append(rows, []string{string(o.Stage), o.says(), cmp.Or(o.StatusName, "–"), o.Session, fmt.Sprint(len(o.States)), marks(o.Rows),
			marks(o.Endings), fmt.Sprint(o.Attempts)})
	}
	if p.TTY && columnsWidth(rows) > p.Width {
		p.stackedOutcomes(out)
		return
	}
	p.Columns("", rows)
}

// columnsWidth is how wide a table of these rows is.
func columnsWidth(rows [][]string) (width int) {
	for i := range rows[0] {
		widest := 0
		for _, row := range rows {
			widest = max(widest, page.Width(row[i]))
		}
		width += 2 + widest
	}
	return width - 2
}

// stackedOutcomes writes the same for a page on which no table of eight columns fits: each outcome on lines of its own.
func (p *Page) stackedOutcomes(out OutcomesJSON) {
	for _, o := range out.Outcomes {
		p.Para("", "    ", p.Style.Bold, fmt.Sprintf("%s: %s, %s on the wire, session: %s", o.Stage, o.says(), cmp.Or(o.StatusName, "nothing"), o.Session))
		p.Para("    ", "    ", nil, fmt.Sprintf("%s; rows: %s; meaning: %s; %s", page.Plural(len(o.States), "final state"), marks(o.Rows), marks(o.Endings),
			page.Plural(o.Attempts, "attempt")))
	}
}

// Markdown is the outcomes by stage and error as a table, for testdata/outcomes.md.
func (out OutcomesJSON) Markdown() string {
	var b strings.Builder
	b.WriteString("| stage | NET says | final states | the rows that lead there | what they mean | attempts |\n|---|---|---:|---|---|---:|\n")
	for _, o := range out.ByError() {
		says := o.says()
		if number, name, ok := strings.Cut(says, " "); ok && !o.GoesOn {
			says = number + " `" + name + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %d | %s | %s | %d |\n", o.Stage, says, len(o.States), marks(o.Rows), marks(o.Endings), o.Attempts)
	}
	return b.String()
}
