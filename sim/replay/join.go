package replay

import (
	"fmt"
	"slices"
	"strings"
)

// Join makes one recording of several, as of what each client machine and each server wrote by itself. The same attempt
// recorded twice would be two answers to one question, and is refused.
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

// Files are the scenarios of which there is something, as they were called when it was recorded.
func (r *Recording) Files() (files []string) {
	for _, h := range r.Entries {
		if !slices.Contains(files, h.File) {
			files = append(files, h.File)
		}
	}
	return files
}

// Has says whether there is something of a scenario.
func (r *Recording) Has(file string) bool { return len(r.Entries) > 0 && r.fits(file) != "" }

// Unknown names an attempt that is recorded of a scenario which does not have it; "" if there is none.
func (r *Recording) Unknown(file string, attempts []string) string {
	file = r.fits(file)
	for _, h := range r.Entries {
		if h.File == file && !slices.Contains(attempts, h.Attempt) {
			return h.Attempt
		}
	}
	return ""
}
