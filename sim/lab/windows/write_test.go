package windows

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// An export is there whole or not at all, and nothing beside it.
func TestAnExportIsWholeOrNotThere(t *testing.T) {
	good := []File{{Path: "a", Data: []byte("a")}, {Path: "recordings/b", Data: []byte("b")}, {Path: "secrets.ps1", Data: []byte("c"), Secret: true}}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		name  string
		ctx   context.Context
		files []File
		there bool
	}{
		{"written", t.Context(), good, true},
		{"interrupted", cancelled, good, false},
		{"a file that cannot be written", t.Context(), append(good[:2:2], File{Path: "a/c"}), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "out")
			err := Export{Files: test.files}.Write(test.ctx, dir)
			if (err == nil) != test.there {
				t.Error(err)
			}
			entries, err := os.ReadDir(parent)
			if err != nil {
				t.Fatal(err)
			}
			if len(entries) > 1 || (len(entries) == 1) != test.there {
				t.Errorf("there is %v", entries)
			}
			if info, err := os.Stat(filepath.Join(dir, "secrets.ps1")); test.there && (err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600) {
				t.Errorf("secrets.ps1: %v, %v", info, err)
			}
		})
	}
}
