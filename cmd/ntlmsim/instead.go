package main

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
	"ntlmsim/sim/page"
	"ntlmsim/sim/whatif"
)

// asksForHelp reports whether an argument asks for help, as in cmd.exe.
func asksForHelp(arg string) bool {
	return slices.Contains([]string{"/?", "-?", "/h", "/help", "-help"}, arg)
}

// oneDash refuses -topology, which would be read as the short flags -t -o -p ….
func oneDash(flags *pflag.FlagSet, args []string) error {
	for i, arg := range args {
		name, _, _ := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
		switch {
		case arg == "--":
			return nil
		case i > 0 && waiting(flags, args[i-1]) != nil:
		case strings.HasPrefix(arg, "-") && len(name) > 1 && flags.Lookup(name) != nil:
			return usage("Write --"+name+".", "-%s: a flag that is a word has two dashes", name)
		}
	}
	return nil
}

// otherWords are commands that people may look for, and what there is.
var otherWords = map[string]string{
	"codes":     "ntlmsim help codes lists the codes, and ntlmsim explain CODE explains one.",
	"code":      "ntlmsim explain CODE explains one.",
	"events":    "ntlmsim explain --event FILE explains what was exported.",
	"scenarios": catalogueHint, "catalogue": catalogueHint, "catalog": catalogueHint, "list": catalogueHint,
	"init": topologyHint, "new": topologyHint, "create": topologyHint,
	"settings": "ntlmsim profiles lists the settings of each product.",
	"test":     "ntlmsim run FILE compares a scenario with what it expects.",
	"draw":     "ntlmsim graph FILE draws.",
}

const (
	catalogueHint = "ntlmsim run --verbose lists the catalogue."
	topologyHint  = "ntlmsim help topology shows how to write one."
	attemptsHint  = "ntlmsim predict --topology FILE asks it a question; ntlmsim help scenario shows attempts."
)

// insteadOfCommand is the hint for a first word that is not a command.
func insteadOfCommand(args []string) string {
	word := args[0]
	if hint, ok := otherWords[strings.ToLower(word)]; ok {
		return hint
	}
	if slices.Contains(helpNames(), word) {
		return "It is a topic: ntlmsim help " + word
	}
	if near := sim.Nearest(word, commandNames()); near != "" {
		return did(near)
	}
	name, _ := splitAttempt(word)
	_, err := lookup(name)
	switch {
	case netuse.LooksLike(strings.Join(args, " ")):
		return "ntlmsim predict says what happens: ntlmsim help predict shows how."
	case isCode(args):
		return "For a code: ntlmsim explain " + logon.Pasted(strings.Join(args, " "))
	case err == nil:
		return "For a file: ntlmsim explain " + word + ", or ntlmsim run " + name
	}
	return "ntlmsim help lists the commands."
}

// insteadOfFile is the hint for a file that does not exist.
func insteadOfFile(name string) string {
	list := scenarios.CatalogueFiles()
	if near := sim.Nearest(name, list); near != "" {
		return did(near)
	}
	if i := slices.IndexFunc(list, func(file string) bool { return path.Base(file) == path.Base(name) }); i >= 0 {
		return did(list[i])
	}
	if logon.LooksLikeCode(name) {
		return "For a code: ntlmsim explain " + name
	}
	return topologyHint + " " + catalogueHint
}

// mostFiles is how many files of a directory a message lists.
const mostFiles = 12

// oneFileOf is the error for a directory where one file is expected: it lists the files.
func oneFileOf(ctx context.Context, at place) error {
	list, err := walk(ctx, at.fsys, at.path)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return usage(topologyHint+" "+catalogueHint, "%s is a directory, and has no *.yaml", at.path)
	}
	var names []string
	for _, p := range list[:min(len(list), mostFiles)] {
		names = append(names, "  "+p.path)
	}
	if more := len(list) - mostFiles; more > 0 {
		names = append(names, fmt.Sprintf("  and %d more", more))
	}
	return usage("Name one of its files (ntlmsim run takes them all):\n"+strings.Join(names, "\n"), "%s is a directory", at.path)
}

// topologyFor is the hint for a missing --topology: a file among the arguments, or an example.
func topologyFor(args []string) string {
	for _, arg := range args {
		if strings.HasSuffix(arg, ".yaml") {
			return "Write --topology " + arg
		}
	}
	return "For instance: --topology kb103390/example.yaml. " + topologyHint
}

// insteadOfProfile is the hint for a profile that does not exist.
func insteadOfProfile(name string) string {
	for _, setting := range logon.SettingNames() {
		if strings.EqualFold(setting, name) {
			return "It is a setting: ntlmsim profiles shows its value in each product."
		}
	}
	if near := logon.NearProfiles(name); len(near) > 0 {
		return page.Capital(logon.DidYouMean(near))
	}
	return "There are: " + strings.Join(slices.Concat(logon.ProfileNames(), logon.ShortProfileNames()), ", ")
}

// insteadOfSetting is the hint for --set MACHINE.SETTING=VALUE where no machine has the setting.
func insteadOfSetting(t logon.Topology, change whatif.Set) string {
	near := sim.Nearest(change.Machine, machinesAnd(t, ""))
	settings := logon.NearSettings(change.Name, whatif.SettingsOf(t))
	const list = "ntlmsim profiles lists the settings of each product."
	switch {
	case change.Machine != "*" && near != "" && !strings.EqualFold(near, change.Machine):
		return did(near+"."+change.Name) + " " + list
	case !isSetting(change.Name) && len(settings) > 0:
		return page.Capital(logon.DidYouMean(settings)) + " " + list
	}
	return list
}
