package main

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/report"
)

var ruleFormats = []string{"text", "mermaid", "dot", "json"}

type rulesOptions struct {
	format, state, path string
	model               string
	short, json         bool
	outcomes            bool
}

func rulesCommand() command {
	var o rulesOptions
	return command{
		Name:  "rules",
		Short: "list or draw the rules, with their sources",
		Long:  long("rules"),
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
			f.StringVar(&o.model, "model", "", "the rules of `MODEL`: "+strings.Join(scenarios.ModelNames(models), ", "))
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
	if o.state != "" || o.path != "" || o.short || o.model != "" && o.model != scenarios.Logon().Name {
		return usage("", "--outcomes counts the whole table of NET USE: it cannot be combined with --state, --path, --short or another --model")
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

// drawing picks the rows of a model, and follows the attempt.
func (o *rulesOptions) drawing(ctx context.Context, e *env) (report.Drawing, error) {
	taken, err := o.taken(ctx, e)
	if err != nil {
		return report.Drawing{}, err
	}
	model, err := o.ofModel(taken)
	if err != nil {
		return report.Drawing{}, err
	}
	rows := model.Rows()
	if o.state != "" {
		if rows, err = o.following(rows); err != nil {
			return report.Drawing{}, err
		}
	}
	d := report.DrawingOf(rows)
	if taken != nil {
		d.Follow(taken.attempt)
	}
	return d, nil
}

// A taken is the attempt that --path names, with its model.
type taken struct {
	attempt report.Attempt
	model   scenarios.Model
}

// taken decides the attempt of --path; nil without it.
func (o *rulesOptions) taken(ctx context.Context, e *env) (*taken, error) {
	if o.path == "" {
		return nil, nil
	}
	file, n, err := loadAttempt(ctx, e, o.path)
	if err != nil {
		return nil, err
	}
	if n < 0 {
		if len(file.Attempts) > 1 {
			return nil, usage(file.AttemptList(nil), "--path takes one attempt: %s#1", file.Path)
		}
		n = 0
	}
	p, err := playedTo(file, n)
	if err != nil {
		return nil, err
	}
	return &taken{report.Judge(p), file.Model()}, nil
}

// ofModel is the model whose rules are meant: that of the attempt, or of --model, or else the first.
func (o *rulesOptions) ofModel(t *taken) (scenarios.Model, error) {
	switch {
	case t != nil && (o.model == "" || o.model == t.model.Name):
		return t.model, nil
	case t != nil:
		return t.model, usage("", "--model is %s, but the file of --path has model: %s", o.model, t.model.Name)
	}
	return modelNamed(o.model)
}

// modelNamed is the model that --model names: the first without it.
func modelNamed(name string) (scenarios.Model, error) {
	if name == "" {
		return models[0], nil
	}
	m, ok := scenarios.ModelNamed(models, name)
	if !ok {
		names := scenarios.ModelNames(models)
		return m, usage(cmp.Or(did(sim.Nearest(name, names)), "There are: "+strings.Join(names, ", ")+"."), "--model: there is no model %q", name)
	}
	return m, nil
}

// following is the rows that can follow --state.
func (o *rulesOptions) following(rows []sim.Row) ([]sim.Row, error) {
	state := sim.State(o.state)
	states := sim.States(rows)
	if !slices.Contains(states, state) {
		return nil, usage(cmp.Or(did(sim.Nearest(o.state, sim.StateNames(states))), "ntlmsim rules --short lists them."), "--state: there is no state %q", o.state)
	}
	rows = sim.Following(rows, state)
	if len(rows) == 0 {
		return nil, usage("", "--state: %s is a final state: nothing follows it", o.state)
	}
	return rows, nil
}

var outcomeFormats = []string{"text", "markdown", "json"}
