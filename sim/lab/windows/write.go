package windows

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
)

// Write makes a directory with the files of the export, whole or not at all: under another name beside it first, and
// under its own in the end. A directory that exists must be empty; the error of one that is not is fs.ErrExist.
func (e Export) Write(ctx context.Context, dir string) error {
	switch entries, err := os.ReadDir(dir); {
	case err == nil && len(entries) > 0:
		return &fs.PathError{Op: "write", Path: dir, Err: fs.ErrExist}
	case err != nil && !os.IsNotExist(err):
		return err
	}
	temporary, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary) // nothing has that name any more once it is renamed
	for _, f := range e.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.write(temporary); err != nil {
			return err
		}
	}
	if err := os.Chmod(temporary, 0o755); err != nil {
		return err
	}
	_ = os.Remove(dir) // an empty one makes room; one that is not empty stays, and the next line fails
	return os.Rename(temporary, dir)
}

func (f File) write(dir string) error {
	path := filepath.Join(dir, filepath.FromSlash(f.Path))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if f.Secret {
		mode = 0o600
	}
	return os.WriteFile(path, f.Data, mode)
}
