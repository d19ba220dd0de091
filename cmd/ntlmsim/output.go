package main

import (
	"io/fs"
	"os"
	"path/filepath"
)

// An output is a file that is written whole or not at all: beside itself first, and under its name in the end. The nil
// output is of a flag that was not given.
type output struct {
	flag, path string
	file       *os.File
	mode       fs.FileMode
}

// newOutput makes sure that the file can be written. Only then is it worth the work that fills it. What is no file, as
// /dev/stdout, is not replaced by one; neither is a link, but the file that it leads to.
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
	if err != nil {
		return nil, usage("", "%s: %v", flag, err)
	}
	return &output{flag, path, f, mode}, nil
}

// write fills the file and gives it its name.
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

// abandon removes what was not given its name.
func (o *output) abandon() {
	if o != nil {
		_ = o.file.Close()
		_ = os.Remove(o.file.Name())
	}
}
