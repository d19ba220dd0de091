package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// The same files give the same bytes, whatever their order and their own times; and what is unpacked is what was
// packed.
func TestAnArchiveIsReproducible(t *testing.T) {
	at := time.Unix(1_700_000_000, 0).UTC()
	want := []string{
		"x-1/LICENSE -rw-r--r-- mine 2023-11-14 22:13:20",
		"x-1/README.md -rw-r--r-- read 2023-11-14 22:13:20",
		"x-1/x -rwxr-xr-x run 2023-11-14 22:13:20",
	}
	for _, kind := range []string{"x.zip", "x.tar.gz"} {
		var archives [2][]byte
		for i := range archives {
			dir := t.TempDir()
			paths := []string{filepath.Join(dir, "x"), filepath.Join(dir, "README.md"), filepath.Join(dir, "LICENSE")}
			for j, data := range []string{"run", "read", "mine"} {
				if err := os.WriteFile(paths[j], []byte(data), 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Chtimes(paths[j], time.Time{}, at.Add(time.Duration(i+j)*time.Hour)); err != nil {
					t.Fatal(err)
				}
			}
			if i == 1 {
				slices.Reverse(paths)
			}
			out := filepath.Join(dir, kind)
			if err := run(out, "x-1", at, paths); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			archives[i] = data
		}
		if !bytes.Equal(archives[0], archives[1]) {
			t.Errorf("%s: the same files give other bytes", kind)
		}
		if got := listed(t, kind, archives[0]); !slices.Equal(got, want) {
			t.Errorf("%s:\n%q, want\n%q", kind, got, want)
		}
	}
}

// listed is what an archive holds: names, modes, contents and times.
func listed(t *testing.T, kind string, data []byte) (list []string) {
	t.Helper()
	line := func(name string, mode os.FileMode, r io.Reader, at time.Time) {
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprintf("%s %s %s %s", name, mode, text, at.UTC().Format(time.DateTime)))
	}
	if kind == "x.zip" {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			line(f.Name, f.Mode(), r, f.Modified)
		}
		return list
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		line(h.Name, h.FileInfo().Mode(), r, h.ModTime)
	}
}
