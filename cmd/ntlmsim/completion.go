package main

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/report"
	"ntlmsim/sim/webkeys"
)

// completionScripts are files named by shell. They ask the program itself: __complete prints a word and its meaning on
// each line, and :files where a file can stand as well.
//
//go:embed completion
var completionScripts embed.FS

func shells() (list []string) {
	entries, _ := completionScripts.ReadDir("completion") // it is part of the program
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func completionCommand() command {
	return command{
		Name:  "completion",
		Args:  strings.Join(shells(), "|"),
		Short: "print what makes a shell complete commands, flags and names",
		Long:  "Prints a script for a shell. It asks the program itself, so that it never goes out of date.",
		Examples: []example{
			{"source <(ntlmsim completion bash)", "in ~/.bashrc"},
			{"ntlmsim completion zsh > \"${fpath[1]}/_ntlmsim\"", "once, for zsh"},
			{"ntlmsim completion fish > ~/.config/fish/completions/ntlmsim.fish", "once, for fish"},
			{"ntlmsim completion powershell | Out-String | Invoke-Expression", "in $PROFILE"},
		},
		Run: func(_ context.Context, e *env, args []string) error {
			if len(args) != 1 {
				return usage("There are: "+strings.Join(shells(), ", "), "completion takes the name of a shell")
			}
			script, err := completionScripts.ReadFile("completion/" + args[0])
			if err != nil {
				return usage(orElse(did(sim.Nearest(args[0], shells())), "There are: "+strings.Join(shells(), ", ")), "there is no completion for %q", args[0])
			}
			_, err = e.raw.Write(script)
			return err
		},
		Complete: shells,
	}
}

func completeCommand() command {
	return command{Name: "__complete", Hidden: true, Run: func(ctx context.Context, e *env, args []string) error {
		if len(args) == 0 {
			args = []string{""}
		}
		for _, word := range candidates(ctx, e, args[:len(args)-1], args[len(args)-1]) {
			fmt.Fprintln(e.raw, word)
		}
		return nil
	}}
}

// files stands for every file of the disk.
const files = ":files"

// candidates are the words that can stand after others, each with its meaning behind a tab.
func candidates(ctx context.Context, e *env, before []string, current string) []string {
	at := slices.IndexFunc(before, func(w string) bool { _, ok := named(w); return ok })
	if at < 0 {
		return begun(firstWords(current), current)
	}
	c, _ := named(before[at])
	if sub, _, ok := c.sub(before[at+1:]); ok {
		c = sub
	}
	flags, _ := c.flags(e)
	current = unquoted(current)
	from := &topologyOf{ctx: ctx, e: e, before: before[at+1:]}
	if name, value, ok := strings.Cut(current, "="); ok && strings.HasPrefix(name, "--") {
		return prefixed(name+"=", begun(from.values(c.Name, strings.TrimPrefix(name, "--"), value), value))
	}
	if f := waiting(flags, before[len(before)-1]); f != nil {
		return begun(from.values(c.Name, f.Name, current), current)
	}
	if strings.HasPrefix(current, "-") {
		return begun(flagWords(flags), current)
	}
	if file, _, ok := strings.Cut(current, "#"); ok && (c.Name == "explain" || c.Name == "graph") {
		return begun(attemptWords(ctx, e, file), current)
	}
	var list []string
	if c.Complete != nil {
		list = c.Complete()
	}
	if strings.Contains(c.Args, "FILE") {
		list = append(list, files)
	}
	if strings.Contains(c.Args, "CODE") && current != "" {
		list = append(list, report.CodeWords()...)
	}
	return begun(list, current)
}

func firstWords(current string) []string {
	if strings.HasPrefix(current, "-") {
		return []string{"--help\tsay what there is", "--version\tsay which ntlmsim this is", "--color\tauto, always or never"}
	}
	var list []string
	for _, c := range commands() {
		if !c.Hidden {
			list = append(list, c.Name+"\t"+c.Short)
		}
	}
	return list
}

// waiting is the flag that the word before waits to get a value for, or nil.
func waiting(flags *pflag.FlagSet, word string) *pflag.Flag {
	name, long := strings.CutPrefix(word, "--")
	if !long {
		return nil
	}
	f := flags.Lookup(name)
	if f == nil || f.NoOptDefVal != "" {
		return nil
	}
	return f
}

func flagWords(flags *pflag.FlagSet) (list []string) {
	flags.VisitAll(func(f *pflag.Flag) {
		_, about := pflag.UnquoteUsage(f)
		list = append(list, "--"+f.Name+"\t"+about)
	})
	return list
}

// flagValues are what can stand behind a flag of a command.
func flagValues(command, name string) []string {
	switch name {
	case "color":
		return []string{"auto", "always", "never"}
	case "format":
		if command == "graph" {
			return graphFormats
		}
		return ruleFormats
	case "logs":
		return logFormats
	case "model":
		return scenarios.ModelNames(models)
	case "state":
		return sim.StateNames(sim.States(models[0].Rows()))
	case "topology", "path":
		return append(scenarios.CatalogueFiles(), files)
	case "for":
		return exportTargets
	case "domains":
		return domainStyles
	case "validation", "framework", "decryption":
		return webkeys.Values(name)
	case "junit", "output", "event", "record", "out", "config", "known-keys", "user-key-file":
		return []string{files}
	}
	return nil
}

// attemptWords are the attempts of a file by number, with their names.
func attemptWords(ctx context.Context, e *env, name string) (list []string) {
	file, err := loadAny(ctx, e, name, scenarios.Lenient)
	if err != nil {
		return nil
	}
	for i, a := range file.Attempts {
		list = append(list, fmt.Sprintf("%s#%d\t%s", name, i+1, a.Name))
	}
	return list
}

func begun(list []string, with string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(w string) bool { return w != files && !hasPrefixFold(w, with) })
}

func prefixed(prefix string, list []string) []string {
	for i, w := range list {
		if w != files {
			list[i] = prefix + w
		}
	}
	return list
}
