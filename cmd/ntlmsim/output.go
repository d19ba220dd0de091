package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// An output is a file that is written completely or not at all: first under another name beside it, at the end renamed.
// It is nil if its flag was not given.
type output struct {
	flag, path string
	file       *os.File
	mode       fs.FileMode
}

// newOutput checks that the file can be written, before the work that fills it begins. Devices like /dev/stdout are
// refused, and a link is followed.
func newOutput(flag, path string, mode fs.FileMode) (*output, error) {
	if path == "" {
		return nil, nil
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, usage("", "%s: %s exists and is not a regular file", flag, path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	var failed *os.PathError
	if errors.As(err, &failed) {
		return nil, usage("", "%s: %s cannot be written: %v", flag, path, failed.Err) // not the name of the temporary file
	}
	if err != nil {
		return nil, usage("", "%s: %v", flag, err)
	}
	return &output{flag, path, f, mode}, nil
}

// write fills the file and renames it.
func (o *output) write(content func() ([]byte, error)) error {
	if o == nil {
		return nil
	}
	data, err := content()
	if err == nil {
		_, err = o.file.Write(data)
	}
	if closed := o.file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(o.file.Name(), o.mode)
	}
	if err == nil {
		err = os.Rename(o.file.Name(), o.path)
	}
	if err != nil {
		return usage("", "%s: %v", o.flag, err)
	}
	return nil
}

// abandon removes the file if it was not renamed.
func (o *output) abandon() {
	if o != nil {
		_ = o.file.Close()
		_ = os.Remove(o.file.Name())
	}
}
