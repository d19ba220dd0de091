//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly || windows)

package replay

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// lockFile makes a file that exists as long as the lock. On these systems a killed process leaves it behind.
func lockFile(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%w: if no other run is under way, remove %s", errLocked, path)
	}
	if err != nil {
		return nil, err
	}
	return func() { _, _ = f.Close(), os.Remove(path) }, nil
}
