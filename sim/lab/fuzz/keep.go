package fuzz

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// alone is a file with one of its attempts.
func alone(file *scenarios.File, attempt string) *scenarios.File {
	part := *file
	part.Attempts = nil
	for _, a := range file.Attempts {
		if a.Name == attempt {
			part.Attempts = append(part.Attempts, a)
		}
	}
	return &part
}

// found is a difference as a scenario, which expects what was observed: nothing where nothing was.
func found(file *scenarios.File, d Difference, samba, how string) []byte {
	file.Comment = fmt.Sprintf("%s answers otherwise than is predicted: %s.\nFound at random, %s, %s.", samba, d.Why, file.Path, how)
	if d.Seen != nil {
		session, _ := logon.ParseSession(d.Seen.Session)
		file.Attempts[0].Want = &scenarios.Want{Error: d.Seen.Error, Session: &session}
		file.Comment += " want: is what was observed."
	}
	return scenarios.Write(file)
}

// keep writes a scenario under the first name that is free: what another run found is not overwritten, and a file with
// the same text is not written twice. A file is written whole or not at all.
func keep(dir string, seed uint64, text []byte) (string, error) {
	for n := 1; ; n++ {
		name := filepath.Join(dir, fmt.Sprintf("fuzz-%d-%d.yaml", seed, n))
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		switch {
		case err == nil:
			_, err = f.Write(text)
			if err = errors.Join(err, f.Close()); err != nil {
				_ = os.Remove(name)
			}
			return name, err
		case !errors.Is(err, fs.ErrExist):
			return "", err
		}
		if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, text) {
			return name, nil
		}
	}
}

// Writable makes a directory for what is kept, or makes sure that files can be made in the one that is there.
func Writable(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".fuzz-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
