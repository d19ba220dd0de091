package winevent

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

const (
	gzipMagic = "\x1f\x8b"
	zipMagic  = "PK\x03\x04"
	zipEmpty  = "PK\x05\x06"
)

// What is unpacked at most. Logs are packed to a tenth, or to a fiftieth.
const (
	freeUnpacked = 256 << 20 // bytes, whatever they were packed to
	maxRatio     = 100       // beyond them: bytes for each that was packed
	maxDirectory = 16 << 20  // bytes of a zip archive that say what is in it
	maxFiles     = 4096      // in a zip archive
	maxZipInside = 64 << 20  // bytes of a zip archive that is not a file
)

const unpackIt = "unpack it first"

// gzip reads a packed export.
func (s *scan) gzip(r io.Reader) error {
	if s.packed {
		return &Error{s.place(""), "it is packed twice", unpackIt}
	}
	s.packed = true
	in := &counter{r: r}
	g, err := gzip.NewReader(in)
	switch {
	case in.err != nil:
		return in.err
	case err != nil:
		return &Error{s.place(""), "it cannot be unpacked: " + reason(err), "copy it again; " + unpackIt}
	}
	return s.read(&unpacker{s, g, func() int64 { return in.n }, func() error { return in.err }})
}

func reason(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ends in the middle"
	}
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "gzip: "), "zip: ")
}

// A counter counts what is read, and remembers why that failed.
type counter struct {
	r   io.Reader
	n   int64
	err error // nil at the end
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

// An unpacker hands over what was packed. It refuses what was packed too well to be a log. Where the packed bytes are
// damaged it says so, and ends.
type unpacker struct {
	s      *scan
	r      io.Reader
	size   func() int64 // of the packed bytes
	broken func() error // why they could not be read; nil where they could
}

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.s.unpacked += int64(n)
	switch out := u.s.unpacked; {
	case out > freeUnpacked && out > maxRatio*u.size():
		u.s.refused = &Error{u.s.place(""), fmt.Sprintf("%d KiB are packed in it to more than %d MiB: no log is packed so well", u.size()>>10, out>>20), unpackIt}
		return 0, u.s.refused
	case err == nil || errors.Is(err, io.EOF):
		return n, err
	case u.broken() != nil:
		return n, u.broken()
	}
	u.s.lose(Loss{Problem: fmt.Sprintf("it cannot be unpacked to its end: %s, after %d bytes", reason(err), u.s.unpacked)})
	return n, io.EOF
}

// zip reads each file of an archive. b has what was read of r.
func (s *scan) zip(r io.Reader, b *bufio.Reader) error {
	if s.packed {
		return &Error{s.place(""), "it is packed twice", unpackIt}
	}
	s.packed = true
	from, err := archiveOf(r, b)
	if err != nil {
		return err
	}
	z, err := zip.NewReader(from, from.size)
	switch {
	case from.err != nil:
		return from.err
	case err != nil:
		return &Error{"", "it is a zip archive that cannot be read: " + reason(err), "copy the whole file; " + unpackIt}
	case len(z.File) > maxFiles:
		return &Error{"", fmt.Sprintf("it is a zip archive of %d files, and %d are read", len(z.File), maxFiles), unpackIt}
	}
	from.left = math.MaxInt64
	return s.files(z.File, from)
}

// archiveOf is a zip archive that a file has, or what is read of something else.
func archiveOf(r io.Reader, b *bufio.Reader) (*archive, error) {
	if at, ok := r.(interface {
		io.ReaderAt
		Size() int64
	}); ok {
		return &archive{r: at, size: at.Size(), left: maxDirectory}, nil
	}
	data, err := io.ReadAll(io.LimitReader(b, maxZipInside+1))
	if err == nil && len(data) > maxZipInside {
		err = &Error{"", fmt.Sprintf("it is a zip archive of more than %d MiB that is not a file", maxZipInside>>20), unpackIt}
	}
	return &archive{r: bytes.NewReader(data), size: int64(len(data)), left: maxDirectory}, err
}

// An archive is the bytes of a zip archive. It refuses to be read when more is read than is left.
type archive struct {
	r    io.ReaderAt
	size int64
	left int64
	err  error // why it could not be read, or nil
}

func (a *archive) ReadAt(p []byte, at int64) (int, error) {
	if a.left -= int64(len(p)); a.left < 0 {
		a.err = &Error{"", fmt.Sprintf("it is a zip archive with a list of files of more than %d MiB", maxDirectory>>20), unpackIt}
		return 0, a.err
	}
	if at < 0 || at > a.size {
		return 0, io.ErrUnexpectedEOF // what the archive says of itself is wrong
	}
	n, err := a.r.ReadAt(p, at)
	if err != nil && !errors.Is(err, io.EOF) {
		a.err = err
	}
	return n, err
}

// files reads the files of an archive. One that is no export is left out, unless there is no other.
func (s *scan) files(list []*zip.File, from *archive) error {
	var first error
	read := 0
	for _, f := range list {
		if f.FileInfo().IsDir() {
			continue
		}
		s.inside = fmt.Sprintf("%.100q", f.Name)
		err := s.file(f, from)
		var bad *Error
		switch {
		case err == nil:
			read++
		case !errors.As(err, &bad), s.refused != nil:
			return err
		case first == nil:
			first = err
			fallthrough
		default:
			s.lose(Loss{Problem: bad.Problem, Bytes: int64(min(f.CompressedSize64, uint64(from.size)))})
		}
	}
	if s.inside = ""; read == 0 {
		return first
	}
	return nil
}

// file reads a file of an archive.
func (s *scan) file(f *zip.File, from *archive) error {
	const encrypted = 0x1
	if f.Flags&encrypted != 0 {
		return &Error{s.inside, "it needs a password", unpackIt}
	}
	if f.Method != zip.Store && f.Method != zip.Deflate {
		return &Error{s.inside, fmt.Sprintf("it is packed by method %d, and only deflate can be unpacked", f.Method), unpackIt}
	}
	r, err := f.Open()
	switch {
	case from.err != nil:
		return from.err
	case err != nil:
		return &Error{s.inside, "it cannot be unpacked: " + reason(err), unpackIt}
	}
	defer r.Close()
	return s.read(&unpacker{s, r, func() int64 { return from.size }, func() error { return from.err }})
}
