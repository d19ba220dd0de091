package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/sim"
)

// A command is one thing the program does. Help, completion and the tests are made from the table of them.
type command struct {
	Name     string // "lab run": run, of the commands of lab
	Args     string // "[FILE|DIR…]"
	Short    string // one line
	Long     string
	Examples []example
	Flags    func(*pflag.FlagSet)
	Run      func(ctx context.Context, e *env, args []string) error
	Complete func() []string // what can stand for an argument
	Hidden   bool
	Sub      []command // its own commands; Run is for whoever names none of them
}

// An example is a command line, and what it is for.
type example struct{ Line, For string }

// commands is the table. A new command is one file and one line here.
func commands() []command {
	list := []command{
		runCommand(),
		checkCommand(),
		importCommand(),
		predictCommand(),
		explainCommand(),
		graphCommand(),
		replayCommand(),
		labCommand(),
		rulesCommand(),
		profilesCommand(),
		schemaCommand(),
		completionCommand(),
		completeCommand(),
		helpCommand(),
		versionCommand(),
	}
	return slices.Insert(list, 3, webKeyCommands()...)
}

// everyCommand is the table, with the commands of commands behind each.
func everyCommand() (list []command) {
	for _, c := range commands() {
		list = append(append(list, c), c.Sub...)
	}
	return list
}

// named finds a command.
func named(name string) (command, bool) {
	for _, c := range everyCommand() {
		if c.Name == name {
			return c, true
		}
	}
	return command{}, false
}

func commandNames() []string {
	var names []string
	for _, c := range commands() {
		if !c.Hidden {
			names = append(names, c.Name)
		}
	}
	return names
}

// dispatch reads the flags before the command, finds it and runs it.
func dispatch(ctx context.Context, e *env, args []string) error {
	root := flagSet("ntlmsim")
	root.SetInterspersed(false)
	e.globals(root)
	help := root.BoolP("help", "h", false, "")
	version := root.BoolP("version", "v", false, "")
	if len(args) > 0 && asksForHelp(args[0]) {
		return printHelp(e, "")
	}
	if err := oneDash(root, args[:min(len(args), 1)]); err != nil {
		return err
	}
	if err := root.Parse(args); err != nil {
		return flagFault(root, err)
	}
	if err := e.paint(); err != nil {
		return err
	}
	switch {
	case *help:
		return printHelp(e, "")
	case *version:
		return printVersion(e)
	case root.NArg() == 0:
		return usage(overview(), "a command is missing")
	}
	c, ok := named(root.Arg(0))
	if !ok {
		return usage(insteadOfCommand(root.Args()), "there is no command %s", quotable(root.Arg(0)))
	}
	return c.run(ctx, e, root.Args()[1:])
}

// run reads the command's flags, and does what it is for, or says what that is.
func (c command) run(ctx context.Context, e *env, args []string) error {
	if c.Hidden {
		return c.Run(ctx, e, args)
	}
	if sub, rest, ok := c.sub(args); ok {
		return sub.run(ctx, e, rest)
	}
	flags, help := c.flags(e)
	if len(args) == 1 && asksForHelp(args[0]) {
		return printHelp(e, c.Name)
	}
	if err := oneDash(flags, args); err != nil {
		return err
	}
	if err := flags.Parse(args); err != nil {
		return flagFault(flags, err)
	}
	if err := e.paint(); err != nil {
		return err
	}
	if *help {
		return printHelp(e, c.Name)
	}
	return c.Run(ctx, e, flags.Args())
}

// sub is which of its own commands the arguments name, and the other arguments: flags may stand before it.
func (c command) sub(args []string) (sub command, rest []string, ok bool) {
	for i, arg := range args {
		if i > 0 && !strings.HasPrefix(args[0], "-") {
			break
		}
		for _, sub := range c.Sub {
			if sub.Name == c.Name+" "+arg {
				return sub, slices.Concat(args[:i], args[i+1:]), true
			}
		}
	}
	return command{}, nil, false
}

// subNames are the last words of the names of its own commands.
func (c command) subNames() (names []string) {
	for _, sub := range c.Sub {
		names = append(names, strings.TrimPrefix(sub.Name, c.Name+" "))
	}
	return names
}

// flags are the command's and those that every command has.
func (c command) flags(e *env) (flags *pflag.FlagSet, help *bool) {
	flags = flagSet(c.Name)
	if c.Flags != nil {
		c.Flags(flags)
	}
	e.globals(flags)
	return flags, flags.BoolP("help", "h", false, "say what the command does")
}

func flagSet(name string) *pflag.FlagSet {
	flags := pflag.NewFlagSet(name, pflag.ContinueOnError)
	flags.SortFlags = false
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	return flags
}

// flagFault says what is wrong with a flag, and names the nearest one. What is no flag may be a password that begins
// with a hyphen: it is not repeated.
func flagFault(flags *pflag.FlagSet, err error) error {
	help := "ntlmsim help lists the commands; the flags of a command stand behind it."
	prefix := ""
	if flags.Name() != "ntlmsim" {
		help = "ntlmsim help " + flags.Name() + " lists the flags."
		prefix = flags.Name() + ": "
	}
	var unknown *pflag.NotExistError
	var bad *pflag.InvalidSyntaxError
	var empty *pflag.ValueRequiredError
	switch {
	case errors.As(err, &bad):
		return usage(help, "%san argument begins like a flag, and is none", prefix)
	case errors.As(err, &empty):
		return usage(help, "%sflag needs an argument: --%s", prefix, empty.GetFlag().Name)
	case !errors.As(err, &unknown):
		return usage(help, "%s%v", prefix, err)
	}
	near := ""
	if unknown.GetSpecifiedShortnames() == "" {
		if beside := besideWith(flags.Name(), unknown.GetSpecifiedName()); beside != "" {
			return usage(help, "%s takes no --%s: %s does", flags.Name(), unknown.GetSpecifiedName(), beside)
		}
		near = sim.Nearest(unknown.GetSpecifiedName(), flagNames(flags))
	}
	if near == "" {
		return usage(help, "%sthere is no such flag", prefix)
	}
	return usage(did("--"+near), "%sunknown flag: --%s", prefix, unknown.GetSpecifiedName())
}

// besideWith is the first command of the same group that has a flag; "" where none has, or the command is in no group.
func besideWith(name, flag string) string {
	group, _, ok := strings.Cut(name, " ")
	c, _ := named(group)
	for _, sub := range c.Sub {
		if ok && sub.Flags != nil {
			flags := flagSet(sub.Name)
			if sub.Flags(flags); flags.Lookup(flag) != nil {
				return sub.Name
			}
		}
	}
	return ""
}

func flagNames(flags *pflag.FlagSet) []string {
	var names []string
	flags.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// noArgs refuses what a command does not take.
func noArgs(name string, args []string) error {
	if len(args) > 0 {
		return usage("ntlmsim help "+name+" says what it takes.", "%s takes no %s", name, quotable(args[0]))
	}
	return nil
}

// oneOf sees to it that a flag says one of these.
func oneOf(flag, value string, of []string) error {
	if slices.Contains(of, value) {
		return nil
	}
	return usage(orElse(did(sim.Nearest(value, of)), "There are: "+strings.Join(of, ", ")+"."),
		"--%s: there is no %q", flag, value)
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
