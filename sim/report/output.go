package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// An Output is a file that is written completely or not at all: first under another name beside it, at the end renamed.
// It is nil if its flag was not given.
type Output struct {
	flag, path string
	file       *os.File
	mode       fs.FileMode
}

// NewOutput checks that the file can be written, before the work that fills it begins. Devices like /dev/stdout are
// refused, and a link is followed.
func NewOutput(flag, path string, mode fs.FileMode) (*Output, error) {
	if path == "" {
		return nil, nil
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %s exists and is not a regular file", flag, path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	var failed *os.PathError
	if errors.As(err, &failed) {
		return nil, fmt.Errorf("%s: %s cannot be written: %v", flag, path, failed.Err) // not the name of the temporary file
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %v", flag, err)
	}
	return &Output{flag, path, f, mode}, nil
}

// Write fills the file and renames it.
func (o *Output) Write(content func() ([]byte, error)) error {
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
		return fmt.Errorf("%s: %v", o.flag, err)
	}
	return nil
}

// Abandon removes the file if it was not renamed.
func (o *Output) Abandon() {
	if o != nil {
		_ = o.file.Close()
		_ = os.Remove(o.file.Name())
	}
}
