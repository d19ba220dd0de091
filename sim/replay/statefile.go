package replay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// A StateFile is where runs note what they spend, before they send it, so that later runs know it: accounts, addresses
// and times, but no passwords. The nil StateFile remembers nothing.
type StateFile struct {
	Path string

	clock func() time.Time // nil: time.Now
}

// A StateError means that the state file cannot be read or written. Then nothing more is sent.
type StateError struct {
	Path string
	Err  error
}

func (e *StateError) Error() string { return fmt.Sprintf("%s: %v", e.Path, e.Err) }
func (e *StateError) Unwrap() error { return e.Err }

// errContent is wrapped in the StateError of a file with wrong content.
var errContent = errors.New("its content is not a state file of ntlmsim")

const (
	stateVersion  = 1
	statePatience = 10 * time.Second // for another run that writes; none needs a second
)

type stateContent struct {
	Version int     `json:"version"`
	Spent   []Spent `json:"spent"`
}

func (f *StateFile) now() time.Time {
	if f == nil || f.clock == nil {
		return time.Now().Round(0)
	}
	return f.clock()
}

// Check is an error if the file cannot be read or written.
func (f *StateFile) Check(ctx context.Context) error {
	return f.locked(ctx, func() error {
		list, err := f.read()
		if err != nil {
			return err
		}
		return f.write(list)
	})
}

// Forget drops what was spent at these addresses, or everything if none is given, and returns what it dropped. With
// everything, content that cannot be read is dropped, too.
func (f *StateFile) Forget(ctx context.Context, addresses []string) (dropped []Spent, err error) {
	err = f.locked(ctx, func() error {
		list, err := f.read()
		if err != nil && (len(addresses) > 0 || !errors.Is(err, errContent)) {
			return err
		}
		var kept []Spent
		for _, s := range list {
			if len(addresses) == 0 || slices.ContainsFunc(s.At, func(at string) bool { return slices.Contains(addresses, at) }) {
				dropped = append(dropped, s)
			} else {
				kept = append(kept, s)
			}
		}
		return f.write(kept)
	})
	return dropped, err
}

// change gives the entries to a function and writes its result, while no other run can write. With look, it writes
// nothing and does not wait.
func (f *StateFile) change(ctx context.Context, look bool, to func([]Spent) []Spent) error {
	if f == nil {
		to(nil)
		return nil
	}
	if look {
		list, err := f.read()
		if err == nil {
			to(list)
		}
		return err
	}
	return f.locked(ctx, func() error {
		list, err := f.read()
		if err != nil {
			return err
		}
		return f.write(to(list))
	})
}

// locked calls do while no other process has the lock. The lock is a separate file, since the state file is replaced.
func (f *StateFile) locked(ctx context.Context, do func() error) error {
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o700); err != nil {
		return &StateError{f.Path, err}
	}
	ctx, cancel := context.WithTimeout(ctx, statePatience)
	defer cancel()
	for {
		unlock, err := lockFile(f.Path + ".lock")
		if err == nil {
			defer unlock()
			return do()
		}
		if !errors.Is(err, errLocked) {
			return &StateError{f.Path, err}
		}
		select {
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return ctx.Err()
			}
			return &StateError{f.Path, fmt.Errorf("it has been locked for %s: %w", statePatience, err)}
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// errLocked is what lockFile says while another process has the lock.
var errLocked = errors.New("another run is writing")

func (f *StateFile) read() ([]Spent, error) {
	data, err := os.ReadFile(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, &StateError{f.Path, err}
	}
	var content stateContent
	if err := json.Unmarshal(data, &content); err != nil {
		return nil, &StateError{f.Path, fmt.Errorf("%w: %w", errContent, err)}
	}
	if content.Version != stateVersion {
		return nil, &StateError{f.Path, fmt.Errorf("%w: its version is %d, not %d", errContent, content.Version, stateVersion)}
	}
	return content.Spent, nil
}

// write replaces the file by a complete new one: a killed process leaves the old or the new one.
func (f *StateFile) write(list []Spent) error {
	data, err := json.MarshalIndent(stateContent{stateVersion, append([]Spent{}, list...)}, "", "  ")
	if err != nil {
		return &StateError{f.Path, err}
	}
	if err := replaceFile(f.Path, append(data, '\n')); err != nil {
		return &StateError{f.Path, err}
	}
	return nil
}

// replaceFile writes a new file, which only its owner may read, and renames it to path.
func replaceFile(path string, data []byte) error {
	beside, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // 0600
	if err != nil {
		return err
	}
	_, err = beside.Write(data)
	err = errors.Join(err, beside.Close())
	if err == nil {
		err = os.Rename(beside.Name(), path)
	}
	if err != nil {
		_ = os.Remove(beside.Name())
	}
	return err
}
