package main

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// settingsFlag is --set: what an administrator would change, without a file being touched.
type settingsFlag []string

func (s *settingsFlag) define(f *pflag.FlagSet) {
	f.StringArrayVar((*[]string)(s), "set", nil, "ask what `MACHINE.SETTING=VALUE` would change, for instance DC.RestrictNTLMInDomain=7; * is every machine that has the setting; a list has commas")
}

// A setting is one value of one machine, or of all that have it.
type setting struct {
	machine string // * is all that have it
	logon.Setting
}

// parse reads what was written.
func (s settingsFlag) parse() (list []setting, err error) {
	for _, text := range s {
		name, value, equals := strings.Cut(text, "=")
		machine, key, dot := strings.Cut(name, ".")
		if !equals || !dot || machine == "" || key == "" {
			return nil, usage("For instance: --set DC.RestrictNTLMInDomain=7", "--set: this is not MACHINE.SETTING=VALUE")
		}
		values := []string{}
		if value != "" {
			values = strings.Split(value, ",")
		}
		list = append(list, setting{machine, logon.Setting{Name: key, Values: values}})
	}
	return list, nil
}

// apply is a file with its machines set so. The file itself is not changed.
func (s settingsFlag) apply(file *scenarios.File) (*scenarios.File, error) {
	list, err := s.parse()
	if err != nil || len(list) == 0 {
		return file, err
	}
	topology := file.Topology
	topology.Machines = slices.Clone(topology.Machines)
	for _, change := range list {
		if n := change.to(topology.Machines); n == 0 && (change.machine != "*" || !known(change.Name)) {
			return nil, usage("ntlmsim profiles lists the settings of each product.", "--set: %s has no machine %s with a setting %s", file.Path, change.machine, change.Name)
		}
	}
	if problems := logon.Check(topology); len(problems) > 0 {
		return nil, usage(problems[0].Hint, "--set: %s: %s", strings.Join(problems[0].Path, "."), problems[0].What)
	}
	return file.In(topology), nil
}

func known(name string) bool {
	return slices.ContainsFunc(logon.SettingNames(), func(s string) bool { return strings.EqualFold(s, name) })
}

// to sets the machines that are meant, and says how many.
func (s setting) to(machines []logon.Machine) (n int) {
	for i := range machines {
		m := &machines[i]
		p, ok := logon.ProfileNamed(m.Profile)
		if !ok || !strings.EqualFold(s.machine, m.Name) && (s.machine != "*" || !p.Has(s.Name)) {
			continue
		}
		others := slices.DeleteFunc(slices.Clone(m.Settings), func(o logon.Setting) bool { return strings.EqualFold(o.Name, s.Name) })
		m.Settings = append(others, s.Setting)
		n++
	}
	return n
}
