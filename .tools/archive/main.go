// Archive packs files into a .zip or .tar.gz that depends on nothing but their names and contents and the given time:
// the same files give the same bytes, on every system.
//
//	go run -C .tools ./archive -at SECONDS -below FOLDER OUT.zip FILE…
//
// Files whose names have no extension, or .exe, can be executed, but for LICENSE.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A file is one of an archive.
type file struct {
	name string // below the archive's folder
	data []byte
	mode int64
}

func main() {
	at := flag.Int64("at", 0, "time of every file, in `SECONDS` since 1970")
	below := flag.String("below", "", "`FOLDER` in the archive that holds every file")
	flag.Parse()
	if flag.NArg() < 2 {
		fmt.Fprintln(os.Stderr, "archive: an archive to make, and files")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *below, time.Unix(*at, 0).UTC(), flag.Args()[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "archive:", err)
		os.Exit(1)
	}
}

// run makes the archive whose extension says what it is.
func run(out, below string, at time.Time, paths []string) error {
	var files []file
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		files = append(files, file{path.Join(below, filepath.Base(p)), data, mode(filepath.Base(p))})
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	pack := tarGzip
	if strings.HasSuffix(out, ".zip") {
		pack = zipped
	}
	data, err := pack(files, at)
	if err != nil {
		return err
	}
	return os.WriteFile(out, data, 0o644)
}

func mode(name string) int64 {
	if ext := filepath.Ext(name); ext == ".exe" || ext == "" && name != "LICENSE" {
		return 0o755
	}
	return 0o644
}

func zipped(files []file, at time.Time) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: at}
		header.SetMode(os.FileMode(f.mode))
		w, err := z.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.data); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

func tarGzip(files []file, at time.Time) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	t := tar.NewWriter(z)
	for _, f := range files {
		header := &tar.Header{Name: f.name, Mode: f.mode, Size: int64(len(f.data)), ModTime: at, Format: tar.FormatUSTAR}
		if err := t.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := t.Write(f.data); err != nil {
			return nil, err
		}
	}
	if err := t.Close(); err != nil {
		return nil, err
	}
	err = z.Close()
	return b.Bytes(), err
}
