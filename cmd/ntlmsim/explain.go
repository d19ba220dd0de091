package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon/netuse"
	"ntlmsim/sim/page"
)

type explainOptions struct {
	trace, json, all bool
	event, logs      string
}

func explainCommand() command {
	var o explainOptions
	return command{
		Name:  "explain",
		Args:  "FILE[#ATTEMPT]|CODE|--event FILE[#N]",
		Short: "explain an attempt of a scenario step by step, an error code, or an event",
		Long: `Explains what happens in an attempt: the verdict, the reason, every step with the sentence that says so and how sure
we are of it, what goes over the wire, what the machines log, what was expected, and what would make a refused attempt
work. ATTEMPT is its number, its name, or a part of the name that no other attempt has. FILE alone gives an overview
of all its attempts. Names that are not on the disk are looked for in the catalogue.

With --logs prints the events that the machines of Windows write, with all their fields: text, json, or xml as wevtutil
writes it, which --event reads again. What the model does not decide (SIDs, addresses, processes, identifiers) is "-" or 0
there, and there is no time.

Explains a CODE as well: what it means, at which stage it can arise, which rules end in it, which scenarios of the
catalogue show it, and what to look at next. A CODE is what NET printed (1326), an NTSTATUS (0xc000006a, 3221225578,
STATUS_LOGON_FAILURE), the name of either (ERROR_LOGON_FAILURE), or an event with what it carries (529,
"681 3221225572", 4625 0xc000006d/0xc0000064). A negative number stands behind --. What there is as a file is a file.
ntlmsim help codes lists the codes.

With --event explains an event that somebody exported: what it says, the fields that matter, which rules can produce it,
what must have been true, and what to look at next. FILE is event XML (Event Viewer: Copy as XML; wevtutil qe /f:xml), the
JSON of Get-WinEvent … | ConvertTo-Json -Depth 4, or a log (.evtx); - is standard input. Of several events it makes a
table; FILE#N is the Nth of them.`,
		Examples: []example{
			{"ntlmsim explain kb103390/example.yaml", "what the scenario shows"},
			{"ntlmsim explain kb103390/example.yaml#1", "the article's puzzle, every step"},
			{"ntlmsim explain 'kb103390/example.yaml#workaround'", "an attempt by a part of its name"},
			{"ntlmsim explain kb103390/example.yaml#1 --logs xml", "the events of an attempt as wevtutil writes them"},
			{"ntlmsim explain 1326", "what NET printed"},
			{"ntlmsim explain 4625 0xc000006d/0xc0000064", "what stands in an event: Status and SubStatus"},
			{"ntlmsim explain --event event.xml", "an event that was exported"},
		},
		Flags: func(f *pflag.FlagSet) {
			f.BoolVarP(&o.trace, "trace", "t", false, "every step of every attempt, where FILE alone is given")
			f.BoolVar(&o.json, "json", false, "print one object; ntlmsim help json describes it")
			f.StringVar(&o.logs, "logs", "", "print the events of Windows with all their fields, as `FORMAT`: "+strings.Join(logFormats, ", "))
			f.StringVarP(&o.event, "event", "e", "", "explain the events in `FILE` or the Nth of them, FILE#N")
			f.BoolVarP(&o.all, "all", "a", false, "with --event: explain one event of each kind that FILE has")
		},
		Run:      o.run,
		Complete: scenarios.CatalogueFiles,
	}
}

func (o *explainOptions) run(ctx context.Context, e *env, args []string) error {
	if o.event != "" {
		if o.logs != "" {
			return usage("ntlmsim help explain says what they are for.", "--logs writes events, and --event reads them: give one of both")
		}
		return o.runEvent(ctx, e, args)
	}
	if o.all {
		return usage("For instance: ntlmsim explain --all --event events.xml", "--all belongs to --event")
	}
	if o.logs != "" && isCode(args) {
		return usage("For instance: ntlmsim explain kb103390/example.yaml#1 --logs xml", "--logs needs a FILE, and %s is a code", quotable(args[0]))
	}
	if isCode(args) {
		return o.runCode(ctx, e, strings.Join(args, " "))
	}
	if o.logs != "" {
		if err := oneOf("logs", o.logs, logFormats); err != nil {
			return err
		}
	}
	if len(args) != 1 {
		return usage("For instance: ntlmsim explain kb103390/example.yaml#1", "explain takes one FILE or FILE#ATTEMPT, or a CODE")
	}
	file, n, err := loadAttempt(ctx, e, args[0])
	if err != nil {
		return err
	}
	var list []judged
	err = play(file, func(p scenarios.Played) bool {
		if n < 0 || p.Number == n+1 {
			list = append(list, judge(p))
		}
		return ctx.Err() == nil && (n < 0 || p.Number <= n)
	})
	if err != nil {
		return err
	}
	if o.logs != "" {
		return e.printLogs(o.logs, file, list)
	}
	whole := n >= 0 || o.trace
	if whole || o.json {
		weigh(ctx, file, list)
		advise(ctx, list)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if o.json {
		return e.printJSON(explanationOf(file, list))
	}
	e.out.printFile(file, list, whole)
	return nil
}

// printFile writes attempts of a file: each whole, or all of them at a glance.
func (p *Page) printFile(file *scenarios.File, list []judged, whole bool) {
	p.printRemarks(file.Remarks)
	if !whole {
		p.printOverview(file, list)
		return
	}
	for i, a := range list {
		if i > 0 {
			p.Line()
		}
		p.printExplanation(file, a)
	}
}

// printOverview is a whole file at a glance: its comment, and each attempt with its verdict and the reason.
func (p *Page) printOverview(file *scenarios.File, list []judged) {
	if file.Comment != "" {
		p.Para("", "", nil, page.Reflow(file.Comment))
		p.Line()
	}
	for _, a := range list {
		p.Printf("%s\n", p.Style.Bold(fmt.Sprintf("#%d %s", a.Number, a.Name)))
		p.printQuestion("    ", a.Attempt)
		p.Line("    ", paintVerdict(p.Style, a.Outcome))
		p.printReason("    ", a.Outcome)
		p.printCounts("    ", a.Outcome)
		p.printDifferences("    ", a.Differences)
		p.Line()
	}
	p.Line(p.Style.Dim(fmt.Sprintf("ntlmsim explain %s#1 explains every step of the first.", file.Path)))
}

// printQuestion says who types what.
func (p *Page) printQuestion(indent string, a scenarios.Attempt) {
	if a.After > 0 {
		p.Line(indent, p.Style.Dim(fmt.Sprintf("%s after the attempt before it:", a.After)))
	}
	if a.Send != nil {
		p.Para(indent, indent+"    ", p.Style.Dim, fmt.Sprintf("%s gets: %s, share %s", a.Send.To, carried(*a.Send), cmp.Or(a.Send.Share, "IPC$")))
		return
	}
	p.Line(indent, p.Style.Dim(fmt.Sprintf("%s, signed on at %s, types:", a.As, a.From)))
	p.Line(indent, "    ", p.Style.Cyan(netuse.Masked(a.Command, a.Run)))
	if a.Typed != nil {
		p.Line(indent, p.Style.Dim("and "+netuse.Stars+" where a password is asked for"))
	}
}

// printExplanation is all that is to be said about one attempt.
func (p *Page) printExplanation(file *scenarios.File, a judged) {
	p.Line(paintVerdict(p.Style, a.Outcome))
	p.printReason("", a.Outcome)
	p.printCounts("", a.Outcome)
	p.printCountCites(a.Outcome)
	p.Head(fmt.Sprintf("#%d %s", a.Number, a.Name))
	p.Line("  ", p.Style.Dim(fmt.Sprintf("%s:%d", file.Path, a.Line)))
	p.printQuestion("  ", a.Attempt)
	p.Head("Step by step")
	p.printTrace(a.Outcome)
	p.Head("On the wire")
	p.printWire(a.Outcome)
	p.Head("In the logs")
	p.printEvents(a.Outcome.Logged())
	p.Head("Expected")
	p.Para("  ", "  ", nil, scenarios.Wanted(a.Attempt))
	if len(a.Differences) == 0 && (a.Want != nil || a.Because != "") {
		p.Line("  ", p.Style.Green("as predicted"))
	}
	p.printDifferences("  ", a.Differences)
	p.printDoubts(a.Doubts)
	p.printAdvice(a.Attempt, a.Outcome, a.Advice)
}

func explanationOf(file *scenarios.File, list []judged) explanationJSON {
	x := explanationJSON{Version: jsonVersion, File: file.Path, Comment: file.Comment, Remarks: file.Remarks, Attempts: []explainedJSON{}}
	for _, a := range list {
		j := explainedJSON{Number: a.Number, Name: a.Name, Line: a.Line, Typed: a.Typed != nil, Want: scenarios.Wanted(a.Attempt),
			Differences: append([]scenarios.Difference{}, a.Differences...), Prediction: predictionOf(a.Outcome), RestsOn: groundsOf(a.Doubts),
			Advice: advicesOf(a.Attempt, a.Advice), NoAdvice: noAdvice(a.Outcome, a.Advice)}
		if a.After > 0 {
			j.After = a.After.String()
		}
		if a.Send != nil {
			sent := sentOf(*a.Send)
			j.Send = &sent
		} else {
			j.From, j.As, j.Run = a.From, a.As.String(), netuse.Masked(a.Command, a.Run)
		}
		x.Attempts = append(x.Attempts, j)
	}
	return x
}
