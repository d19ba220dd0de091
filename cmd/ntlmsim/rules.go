package main

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/page"
)

var ruleFormats = []string{"text", "mermaid", "dot", "json"}

type rulesOptions struct {
	format, state, path string
	short, json         bool
	outcomes            bool
}

func rulesCommand() command {
	var o rulesOptions
	return command{
		Name:  "rules",
		Short: "list or draw the rules, with the sentences that say so",
		Long: `Lists the table by which attempts are decided. It is read downward: in a state the first row whose condition holds is
taken; every row is cited. The pictures are drawn from the same table. --state leaves only what can follow a state.
--path marks what one attempt took.

--outcomes counts instead how attempts can end: for each stage and each outcome the final states, the marks of the rows that
lead there and of what the states mean, and the attempts of the catalogue that show it; --format markdown by stage and error.`,
		Examples: []example{
			{"ntlmsim rules --state none.ask", "what becomes of a name without a domain"},
			{"ntlmsim rules --short --path kb103390/example.yaml#1", "the way of the article's puzzle"},
			{"ntlmsim rules --format dot --path kb103390/example.yaml#3 | dot -Tsvg > rules.svg", "a picture of the workaround"},
			{"ntlmsim rules --format mermaid --state trusted", "for a page of Markdown"},
			{"ntlmsim rules --outcomes", "every way to end, and how sure it is"},
		},
		Flags: func(f *pflag.FlagSet) {
			f.StringVar(&o.format, "format", "text", "`FORMAT`: "+strings.Join(ruleFormats, ", ")+"; of --outcomes "+strings.Join(outcomeFormats, ", "))
			f.StringVar(&o.state, "state", "", "only what can follow `STATE`")
			f.StringVar(&o.path, "path", "", "mark what an attempt took: `FILE#ATTEMPT`")
			f.BoolVarP(&o.short, "short", "s", false, "text without the citations")
			f.BoolVar(&o.outcomes, "outcomes", false, "count how attempts can end, and how sure that is")
			f.BoolVar(&o.json, "json", false, "the same as --format json; ntlmsim help json describes it")
		},
		Run: o.run,
	}
}

// A drawing is the rows to show, and which of them an attempt took.
type drawing struct {
	rows  []sim.Row
	taken map[edge]bool // nil: no attempt
	ends  map[sim.State]bool
}

// An edge identifies a row: where it stands, its condition, where it leads.
type edge struct {
	from sim.State
	cond string
	to   sim.State
}

func edgeOf(r sim.Row) edge { return edge{r.From, r.If, r.To} }

func (o *rulesOptions) run(ctx context.Context, e *env, args []string) error {
	if err := noArgs("rules", args); err != nil {
		return err
	}
	if o.json {
		o.format = "json"
	}
	if o.outcomes {
		return o.count(e)
	}
	if err := oneOf("format", o.format, ruleFormats); err != nil {
		return err
	}
	d, err := o.drawing(ctx, e)
	if err != nil {
		return err
	}
	switch o.format {
	case "json":
		return e.printJSON(d.json())
	case "mermaid":
		return d.mermaid(e.raw)
	case "dot":
		return d.dot(e.raw)
	}
	e.out.printRules(d, o.short)
	return nil
}

// count prints how attempts can end.
func (o *rulesOptions) count(e *env) error {
	if o.state != "" || o.path != "" || o.short {
		return usage("", "--outcomes is of the whole table: it takes no --state, --path and --short")
	}
	if err := oneOf("format", o.format, outcomeFormats); err != nil {
		return err
	}
	out, err := outcomes()
	if err != nil {
		return err
	}
	switch o.format {
	case "json":
		return e.printJSON(out)
	case "markdown":
		_, err = io.WriteString(e.raw, out.markdown())
		return err
	}
	e.out.printOutcomes(out)
	return nil
}

// drawing picks the rows, and follows the attempt.
func (o *rulesOptions) drawing(ctx context.Context, e *env) (drawing, error) {
	d := drawingOf(logon.Rules().Rows())
	if o.state != "" {
		if _, ok := logon.Rules().ID(sim.State(o.state)); !ok {
			return d, usage(cmp.Or(did(sim.Nearest(o.state, stateNames())), "ntlmsim rules --short lists them."), "--state: there is no state %q", o.state)
		}
		d = drawingOf(sim.Following(logon.Rules().Rows(), sim.State(o.state)))
		if len(d.rows) == 0 {
			return d, usage("", "--state: %s is a final state: nothing follows it", o.state)
		}
	}
	if o.path == "" {
		return d, nil
	}
	file, n, err := loadAttempt(ctx, e, o.path)
	if err != nil {
		return d, err
	}
	if n < 0 {
		if len(file.Attempts) > 1 {
			return d, usage(attemptList(file, nil), "--path takes one attempt: %s#1", file.Path)
		}
		n = 0
	}
	p, err := playedTo(file, n)
	if err == nil {
		d.follow(p.Outcome())
	}
	return d, err
}

// drawingOf is a drawing of rows, with no attempt.
func drawingOf(rows []sim.Row) drawing { return drawing{rows: rows, ends: map[sim.State]bool{}} }

// follow marks what an attempt took.
func (d *drawing) follow(outcome logon.Outcome) {
	d.taken = map[edge]bool{}
	for _, s := range outcome.Trace {
		d.taken[edge{s.State, s.Condition, s.Next}] = true
	}
	d.ends[outcome.Because], d.ends[outcome.End] = true, true
}

func stateNames() []string {
	var names []string
	for _, s := range logon.Rules().States() {
		names = append(names, string(s))
	}
	return names
}

// printRules writes the table as text: each state, and under it its rows.
func (p *Page) printRules(d drawing, short bool) {
	for len(d.rows) > 0 {
		n := slices.IndexFunc(d.rows, func(r sim.Row) bool { return r.From != d.rows[0].From })
		if n < 0 {
			n = len(d.rows)
		}
		p.Line(p.Style.Bold(string(d.rows[0].From)))
		p.printState(d.rows[:n], d, short)
		if d.rows = d.rows[n:]; len(d.rows) > 0 {
			p.Line()
		}
	}
}

// printState writes the rows of one state, each on one line if all of them fit.
func (p *Page) printState(rows []sim.Row, d drawing, short bool) {
	conditions, next := 0, 0
	for _, r := range rows {
		conditions, next = max(conditions, page.Width(r.If)), max(next, page.Width(string(r.To)))
	}
	one := !p.TTY || 4+conditions+4+next <= p.Width
	for _, r := range rows {
		mark, name, to := "  ", r.If, p.Style.Bold(string(r.To))
		if r.Final {
			to = p.Style.Cyan(string(r.To))
		}
		if d.taken[edgeOf(r)] {
			mark, name = p.Style.Green("▶ "), p.Style.Green(name)
		}
		if one {
			p.Line("  ", mark, page.Pad(name, conditions), "  → ", to)
		} else {
			p.Line("  ", mark, name)
			p.Line("        → ", to)
		}
		if !short {
			p.printCite("      ", r.Cite)
		}
	}
}

func (d drawing) json() rulesJSON {
	out := rulesJSON{Version: jsonVersion}
	for _, r := range d.rows {
		j := ruleJSON{State: r.From, Condition: r.If, Next: r.To, Final: r.Final, citeJSON: citeOf(r.Cite)}
		if d.taken != nil {
			taken := d.taken[edgeOf(r)]
			j.Taken = &taken
		}
		out.Rules = append(out.Rules, j)
	}
	return out
}
