package main

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/whatif"
)

// settingsFlag is --set: what an administrator would change, without a file being touched.
type settingsFlag []string

func (s *settingsFlag) define(f *pflag.FlagSet) {
	f.StringArrayVar((*[]string)(s), "set", nil, "ask what `MACHINE.SETTING=VALUE` would change, for instance DC.RestrictNTLMInDomain=7; * is every machine that has the setting; a list has commas; unknown is every value")
}

// parse reads the values of the flag.
func (s settingsFlag) parse() (list []whatif.Set, err error) {
	for _, text := range s {
		name, value, equals := strings.Cut(text, "=")
		machine, key, dot := strings.Cut(name, ".")
		if !equals || !dot || machine == "" || key == "" {
			return nil, usage("For instance: --set DC.RestrictNTLMInDomain=7, or --set '*.LmCompatibilityLevel=5' for every machine that has it.", "--set: this is not MACHINE.SETTING=VALUE")
		}
		values := []string{}
		if value != "" {
			values = strings.Split(value, ",")
		}
		set := logon.Setting{Name: key, Values: values}
		if unknown, ok := logon.UnknownSetting(key); ok && value == "unknown" {
			set = unknown
		}
		list = append(list, whatif.Set{Machine: machine, Setting: set})
	}
	return list, nil
}

// apply returns a copy of the file with the settings changed.
func (s settingsFlag) apply(file *scenarios.File) (*scenarios.File, error) {
	list, err := s.parse()
	if err != nil || len(list) == 0 {
		return file, err
	}
	if file, err = ofLogon(file, nil); err != nil {
		return nil, err
	}
	topology := file.Topology
	topology.Machines = slices.Clone(topology.Machines)
	for _, change := range list {
		if n := change.On(topology.Machines); n == 0 && (change.Machine != "*" || !isSetting(change.Name)) {
			return nil, usage(insteadOfSetting(topology, change), "--set: %s has no machine %s with a setting %s", file.Path, change.Machine, change.Name)
		}
	}
	if problems := logon.Check(topology); len(problems) > 0 {
		return nil, usage(problems[0].Hint, "--set: %s: %s", strings.Join(problems[0].Path, "."), problems[0].What)
	}
	return file.In(topology), nil
}

func isSetting(name string) bool {
	doc, _ := logon.SettingDoc(name)
	return doc != ""
}
