package main

import (
	"cmp"
	"context"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/report"
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
		return e.printJSON(d.JSON())
	case "mermaid":
		return d.Mermaid(e.raw)
	case "dot":
		return d.Dot(e.raw)
	}
	e.out.PrintRules(d, o.short)
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
		_, err = io.WriteString(e.raw, out.Markdown())
		return err
	}
	e.out.PrintOutcomes(out)
	return nil
}

// drawing picks the rows, and follows the attempt.
func (o *rulesOptions) drawing(ctx context.Context, e *env) (report.Drawing, error) {
	d := report.DrawingOf(logon.Rules().Rows())
	if o.state != "" {
		if _, ok := logon.Rules().ID(sim.State(o.state)); !ok {
			return d, usage(cmp.Or(did(sim.Nearest(o.state, stateNames())), "ntlmsim rules --short lists them."), "--state: there is no state %q", o.state)
		}
		d = report.DrawingOf(sim.Following(logon.Rules().Rows(), sim.State(o.state)))
		if len(d.Rows) == 0 {
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
		d.Follow(p.Outcome())
	}
	return d, err
}

func stateNames() []string {
	var names []string
	for _, s := range logon.Rules().States() {
		names = append(names, string(s))
	}
	return names
}

var outcomeFormats = []string{"text", "markdown", "json"}
