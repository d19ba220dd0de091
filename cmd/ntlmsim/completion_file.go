package main

import (
	"context"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/whatif"
)

// A topologyOf completes what a file names: its machines, accounts and settings. The file is found among the words
// before.
type topologyOf struct {
	ctx    context.Context
	e      *env
	before []string // after the command
}

// values are what can stand behind a flag: what the file names, or what the command knows.
func (f *topologyOf) values(command, flag, current string) []string {
	t, ok := f.topology(flag)
	if !ok {
		return flagValues(command, flag)
	}
	switch {
	case flag == "from" || flag == "to":
		return machinesAnd(t, "")
	case flag == "set":
		return whatif.SetWords(t, current)
	case flag == "as" && command == "predict":
		return f.users(t)
	case flag == "as" && strings.Contains(current, "="):
		name, _, _ := strings.Cut(current, "=")
		return prefixed(name+"=", logon.ProfileNames())
	}
	return machinesAnd(t, "=")
}

// topology is the file that the words before name, for a flag that needs it.
func (f *topologyOf) topology(flag string) (logon.Topology, bool) {
	if !slices.Contains([]string{"from", "to", "as", "set", "at"}, flag) {
		return logon.Topology{}, false
	}
	for i, word := range f.before {
		name := strings.TrimPrefix(word, "--topology=")
		named := name != word || i > 0 && f.before[i-1] == "--topology"
		if name = unquoted(name); !named && (strings.HasPrefix(name, "-") || !strings.Contains(name, ".yaml")) {
			continue
		}
		name, _ = splitAttempt(name)
		if file, err := loadNamed(f.ctx, f.e, name, scenarios.Lenient); err == nil {
			return file.Topology, true
		}
	}
	return logon.Topology{}, false
}

// users are the accounts that can be signed on where --from says, or all.
func (f *topologyOf) users(t logon.Topology) []string {
	i := slices.Index(f.before, "--from")
	if i >= 0 && i+1 < len(f.before) {
		for _, m := range t.Machines {
			if strings.EqualFold(m.Name, f.before[i+1]) {
				return logon.SignedOn(t, m)
			}
		}
	}
	return logon.AllAccounts(t)
}

// machinesAnd are the machines, each with what stands behind its name.
func machinesAnd(t logon.Topology, sign string) (list []string) {
	for _, m := range t.Machines {
		list = append(list, m.Name+sign)
	}
	return list
}

// unquoted is a word that is still being typed, without what a shell takes from it: an opening quote, or backslashes
// before backslashes.
func unquoted(word string) string {
	if word != "" && (word[0] == '\'' || word[0] == '"') {
		return strings.TrimSuffix(word[1:], word[:1])
	}
	return strings.NewReplacer(`\\`, `\`, `\*`, `*`, `\#`, `#`).Replace(word)
}

func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}
