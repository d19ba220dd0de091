package replay

import (
	"fmt"
	"slices"
	"strings"
)

// Join makes one recording of several, such as those of each client machine and each server. It is an error if two of
// them have the same attempt of the same client.
func Join(list ...*Recording) (*Recording, error) {
	type key struct {
		file, attempt, client, machine string
		retest                         bool
	}
	all := &Recording{Version: recordingVersion}
	seen := map[key]bool{}
	var servers []string
	for _, r := range list {
		for _, h := range r.Entries {
			k := key{h.File, h.Attempt, h.Client, h.Machine, h.Retest}
			if seen[k] {
				return nil, fmt.Errorf("recording: two answers to one attempt (%s, %s)", h.Attempt, h.Client)
			}
			seen[k] = true
		}
		all.Entries = append(all.Entries, r.Entries...)
		all.Events = append(all.Events, r.Events...)
		if r.Server != "" && !slices.Contains(servers, r.Server) {
			servers = append(servers, r.Server)
		}
	}
	all.Server = strings.Join(servers, "; ")
	return all, nil
}

// Files are the paths of the recorded scenarios, as they were when they were recorded.
func (r *Recording) Files() (files []string) {
	for _, h := range r.Entries {
		if !slices.Contains(files, h.File) {
			files = append(files, h.File)
		}
	}
	return files
}

// Has reports whether a scenario is in the recording.
func (r *Recording) Has(file string) bool { return len(r.Entries) > 0 && r.fits(file) != "" }

// Unknown is the name of a recorded attempt that its scenario does not have; "" if there is none.
func (r *Recording) Unknown(file string, attempts []string) string {
	file = r.fits(file)
	for _, h := range r.Entries {
		if h.File == file && !slices.Contains(attempts, h.Attempt) {
			return h.Attempt
		}
	}
	return ""
}
