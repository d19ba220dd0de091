package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/replay"
	"ntlmsim/testdata"
)

// readRecordings reads a recording, or joins all *.json of a directory.
func readRecordings(path string) (*replay.Recording, error) {
	all, err := replay.ReadRecordings(path, readRecording)
	var unreadable *replay.Unreadable
	switch {
	case errors.As(err, &unreadable):
		return nil, usage("With ntlmsim come: "+strings.Join(testdata.RecordingNames(), ", ")+".", "--recording: %v", err)
	case err != nil:
		return nil, badScenario("%v", err)
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
	if err := o.played.Of(files, args); err != nil {
		return badScenario("%s: %v", o.recording, err)
	}
	return nil
}
