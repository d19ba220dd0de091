package main

import (
	"context"
	"fmt"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/page"
	"ntlmsim/sim/report"
)

// topics is what help knows besides the commands.
var topics = []struct{ name, short, text string }{
	{"json", "the shapes that --json prints", report.JSONHelp},
	{"exit", "what the exit code says", exitCodes},
	{"codes", "the errors, statuses and events that explain knows", report.CodesHelp()},
}

func helpCommand() command {
	return command{
		Name:     "help",
		Args:     "[COMMAND|TOPIC]",
		Short:    "say what a command does",
		Long:     "Prints an overview, the description of one command, or a topic: " + topicList() + ".",
		Examples: []example{{"ntlmsim help predict", "one command"}, {"ntlmsim help json", "the shapes that --json prints"}},
		Run: func(_ context.Context, e *env, args []string) error {
			if len(args) > 1 {
				return usage("ntlmsim help "+args[0], "help takes one COMMAND or TOPIC")
			}
			return printHelp(e, strings.Join(args, ""))
		},
		Complete: helpNames,
	}
}

func topicList() string {
	var names []string
	for _, t := range topics {
		names = append(names, t.name)
	}
	return strings.Join(names, ", ")
}

func helpNames() []string {
	names := commandNames()
	for _, t := range topics {
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
	for _, t := range topics {
		if t.name == name {
			e.out.Hanging(t.text)
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
	for _, t := range topics {
		fmt.Fprintf(&b, "  help %-6s %s\n", t.name, t.short)
	}
	b.WriteString("\n" + exitCodes + "\nBegin with:\n" +
		"  ntlmsim run                                 the catalogue, predicted and compared\n" +
		"  ntlmsim explain kb103390/example.yaml#1     the puzzle of KB 103390, explained\n")
	return b.String()
}

func (e *env) printCommandHelp(c command) {
	p := e.out
	p.Line(p.Style.Bold(strings.TrimSpace("ntlmsim "+c.Name+" "+c.Args)), "\n")
	p.Para("", "", nil, page.Reflow(c.Long))
	p.Head("Examples")
	for _, x := range c.Examples {
		p.Line("  ", p.Style.Dim("# "+x.For))
		p.Line("  ", p.Style.Cyan(forThisShell(x.Line)))
	}
	p.Head("Flags")
	flags, _ := c.flags(e)
	p.Printf("%s", flags.FlagUsagesWrapped(min(p.Width, page.Widest)))
	p.Line("\n", strings.TrimSuffix(exitCodes, "\n"))
}
