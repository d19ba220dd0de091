package main

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/page"
	"ntlmsim/sim/report"
)

// A topic is what help knows besides a command.
type topic struct {
	name, short string
	text        func() string
	verbatim    bool // written for 80 columns; else set to the width of the page
}

// topics are in the order in which somebody reads them.
func topics() []topic {
	return []topic{
		{"topology", "how to write down who is there: every key, with an example", report.TopologyHelp, true},
		{"quotes", "how a command is given to sh, cmd.exe and PowerShell", written("quotes"), true},
		{"scenario", "keep a question with what you expect; attempts in order", written("scenario"), true},
		{"web", "a web server: Kerberos, NTLM or 401, and why", report.WebHelp, true},
		{"farm", "view state in a web farm: which server takes whose", report.FarmHelp, true},
		{"unknown", "what nobody knows, and the answers that are possible", written("unknown"), true},
		{"policies", "what breaks when NTLM is restricted, and what is logged", written("policies"), true},
		{"servers", "put the attempts to your own server", written("servers"), true},
		{"domains", "build servers, domains and trusts for real", written("domains"), true},
		{"limits", "what is not decided", written("limits"), true},
		{"evidence", "how the claims are known to be true", written("evidence"), true},
		{"design", "how it works; adding a rule, a product, a model", written("design"), true},
		{"codes", "the errors, statuses and events that explain knows", report.CodesHelp, false},
		{"json", "the shapes that --json prints", func() string { return report.JSONHelp }, false},
		{"exit", "what the exit code says", func() string { return exitCodes }, false},
	}
}

//go:embed help/*.txt help/long/*.txt
var helpPages embed.FS

// written is a topic that is a file.
func written(name string) func() string {
	return func() string {
		data, _ := helpPages.ReadFile("help/" + name + ".txt") // a test opens them all
		return string(data)
	}
}

// long is the long description of a command that has one in a file.
func long(name string) string { return strings.TrimSuffix(written("long/"+name)(), "\n") }

func helpCommand() command {
	return command{
		Name:     "help",
		Args:     "[COMMAND|TOPIC]",
		Short:    "say what a command does",
		Long:     "Prints an overview, the description of one command, or a topic: " + topicList() + ".",
		Examples: []example{{"ntlmsim help predict", "one command"}, {"ntlmsim help json", "the shapes that --json prints"}},
		Run: func(_ context.Context, e *env, args []string) error {
			if _, ok := named(strings.Join(args, " ")); len(args) > 1 && !ok {
				return usage("ntlmsim help "+args[0], "help takes one COMMAND or TOPIC")
			}
			return printHelp(e, strings.Join(args, " "))
		},
		Complete: helpNames,
	}
}

func topicList() string {
	var names []string
	for _, t := range topics() {
		names = append(names, t.name)
	}
	return strings.Join(names, ", ")
}

func helpNames() []string {
	names := commandNames()
	for _, t := range topics() {
		names = append(names, t.name)
	}
	return names
}

// printHelp writes the overview, a command's help, or a topic.
func printHelp(e *env, name string) error {
	if name == "" {
		e.out.Printf("%s", overview())
		return nil
	}
	for _, t := range topics() {
		if t.name == name {
			if t.verbatim {
				e.out.Printf("%s", t.text())
			} else {
				e.out.Hanging(t.text())
			}
			return nil
		}
	}
	c, ok := named(name)
	if !ok || c.Hidden {
		return usage(orElse(did(sim.Nearest(name, helpNames())), "ntlmsim help lists the commands."),
			"there is no command or topic %s", quotable(name))
	}
	e.printCommandHelp(c)
	return nil
}

// overview is the commands, the topics and the exit codes.
func overview() string {
	var b strings.Builder
	b.WriteString("ntlmsim predicts what happens when someone types NET USE at a Windows or Samba\n" +
		"server over NTLM, and explains every step with the sentence of the document\nthat says so.\n\nUsage:\n  ntlmsim COMMAND [FLAGS] [ARGUMENTS]\n\nCommands:\n")
	for _, c := range commands() {
		if !c.Hidden {
			fmt.Fprintf(&b, "  %-11s %s\n", c.Name, c.Short)
		}
	}
	b.WriteString("\nTopics:\n")
	for _, t := range topics() {
		fmt.Fprintf(&b, "  help %-9s %s\n", t.name, t.short)
	}
	b.WriteString("\n" + exitCodes + "\nBegin with:\n" +
		"  ntlmsim explain kb103390/example.yaml#1   the puzzle of KB 103390, explained\n" +
		"  ntlmsim help topology                     a company of today, and a question\n" +
		"  ntlmsim run                               the catalogue, predicted and checked\n")
	return b.String()
}

func (e *env) printCommandHelp(c command) {
	p := e.out
	p.Line(p.Style.Bold(strings.TrimSpace("ntlmsim "+c.Name+" "+c.Args)), "\n")
	p.Para("", "", nil, page.Reflow(c.Long))
	printSubcommands(p, c)
	p.Head("Examples")
	for _, x := range c.Examples {
		p.Line("  ", p.Style.Dim("# "+x.For))
		p.Line("  ", p.Style.Cyan(report.ForThisShell(x.Line)))
	}
	p.Head("Flags")
	flags, _ := c.flags(e)
	p.Printf("%s", flags.FlagUsagesWrapped(min(p.Width, page.Widest)))
	p.Line("\n", strings.TrimSuffix(exitCodes, "\n"))
}

// printSubcommands lists the commands of a command.
func printSubcommands(p *report.Page, c command) {
	if len(c.Sub) == 0 {
		return
	}
	p.Head("Commands")
	var rows [][]string
	for _, sub := range c.Sub {
		rows = append(rows, []string{sub.Name, sub.Short})
	}
	p.Columns("  ", rows)
	p.Line("  ", p.Style.Dim("ntlmsim help "+c.Sub[0].Name+" describes one of them."))
}
