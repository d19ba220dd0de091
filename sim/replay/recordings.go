package replay

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ntlmsim/scenarios"
)

// An Unreadable is a recording that cannot be read.
type Unreadable struct{ Err error }

func (u *Unreadable) Error() string { return u.Err.Error() }
func (u *Unreadable) Unwrap() error { return u.Err }

// ReadRecordings reads a recording, or joins all *.json of a directory. A file that cannot be read is an *Unreadable;
// every other error is about the content of one.
func ReadRecordings(path string, read func(file string) ([]byte, error)) (*Recording, error) {
	files := []string{path}
	if entries, err := os.ReadDir(path); err == nil {
		files = nil
		for _, e := range entries {
			if filepath.Ext(e.Name()) == ".json" {
				files = append(files, filepath.Join(path, e.Name()))
			}
		}
		if len(files) == 0 {
			return nil, &Unreadable{fmt.Errorf("%s has no *.json", path)}
		}
	}
	var list []*Recording
	for _, file := range files {
		data, err := read(file)
		if err != nil {
			return nil, &Unreadable{err}
		}
		r, err := ParseRecording(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		list = append(list, r)
	}
	if len(list) == 1 {
		return list[0], nil
	}
	all, err := Join(list...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return all, nil
}

// Of checks that the recording belongs to files, as they are now. The arguments name them: FILE#ATTEMPT is a part of
// one.
func (r *Recording) Of(files []*scenarios.File, args []string) error {
	if !slices.ContainsFunc(files, func(f *scenarios.File) bool { return r.Has(f.Path) }) {
		return fmt.Errorf("it was recorded for %s, not for %s", strings.Join(r.Files(), ", "), strings.Join(args, ", "))
	}
	for _, file := range files {
		if slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(arg, file.Path+"#") }) {
			continue // only a part of it is here
		}
		var names []string
		for _, a := range file.Attempts {
			names = append(names, a.Name)
		}
		if name := r.Unknown(file.Path, names); name != "" {
			return fmt.Errorf("it has an attempt %q, which %s does not have", name, file.Path)
		}
	}
	return nil
}
