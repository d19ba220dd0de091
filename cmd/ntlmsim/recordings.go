package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/replay"
	"ntlmsim/testdata"
)

// readRecordings reads a recording, or joins all *.json of a directory.
func readRecordings(path string) (*replay.Recording, error) {
	files := []string{path}
	if entries, err := os.ReadDir(path); err == nil {
		files = nil
		for _, e := range entries {
			if filepath.Ext(e.Name()) == ".json" {
				files = append(files, filepath.Join(path, e.Name()))
			}
		}
		if len(files) == 0 {
			return nil, usage("", "--recording: %s has no *.json", path)
		}
	}
	var list []*replay.Recording
	for _, file := range files {
		data, err := readRecording(file)
		if err != nil {
			return nil, usage("With ntlmsim come: "+strings.Join(testdata.RecordingNames(), ", ")+".", "--recording: %v", err)
		}
		r, err := replay.ParseRecording(data)
		if err != nil {
			return nil, badScenario("%s: %v", file, err)
		}
		list = append(list, r)
	}
	if len(list) == 1 {
		return list[0], nil
	}
	all, err := replay.Join(list...)
	if err != nil {
		return nil, badScenario("%s: %v", path, err)
	}
	return all, nil
}

// readRecording reads a file of the disk or, where there is none, the recording of that name that comes with the
// program.
func readRecording(file string) ([]byte, error) {
	data, err := os.ReadFile(file)
	if !errors.Is(err, fs.ErrNotExist) {
		return data, err
	}
	if ours, wrong := testdata.Recording(filepath.Base(file)); wrong == nil {
		return ours, nil
	}
	return nil, err
}

// recordedOf checks that the recording belongs to these scenarios, as they are now.
func (o *replayOptions) recordedOf(files []*scenarios.File, args []string) error {
	if o.played == nil || len(o.played.Entries) == 0 {
		return nil
	}
	if !slices.ContainsFunc(files, func(f *scenarios.File) bool { return o.played.Has(f.Path) }) {
		return badScenario("%s: it was recorded for %s, not for %s", o.recording, strings.Join(o.played.Files(), ", "), strings.Join(args, ", "))
	}
	for _, file := range files {
		if slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(arg, file.Path+"#") }) {
			continue // only a part of it is here
		}
		var names []string
		for _, a := range file.Attempts {
			names = append(names, a.Name)
		}
		if name := o.played.Unknown(file.Path, names); name != "" {
			return badScenario("%s: it has an attempt %q, which %s does not have", o.recording, name, file.Path)
		}
	}
	return nil
}
