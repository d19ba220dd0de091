package winevent

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Scan reads an export and hands over its events one after the other, in their order. What kind of export it is, its
// first bytes say. It holds one chunk of a log, or one event of a text, at a time, so its memory does not grow with the
// export. What cannot be read is left out and is in the losses. An error says that it is no export (an *Error), or is
// the error of r. A zip archive needs an r that is an io.ReaderAt and has a Size; else it is held in memory, and its
// size is limited.
func Scan(r io.Reader, found func(Event)) (Losses, error) {
	s := &scan{found: found}
	err := s.read(r)
	return s.lost, err
}

// Read reads every event of an export that is in memory. Where something could not be read, the events that could are
// returned beside the error.
func Read(data []byte) (list []Event, err error) {
	lost, err := Scan(bytes.NewReader(data), func(e Event) { list = append(list, e) })
	switch {
	case err != nil:
		return list, err
	case len(list) == 0 && lost.Count == 0:
		return nil, &Error{"", "there is no event in it", exportIt}
	}
	return list, lost.error()
}

// A scan is one reading of an export.
type scan struct {
	found  func(Event)
	n      int    // events that were found
	inside string // the file of an archive that is read; "" outside of archives
	lost   Losses

	packed   bool   // what is read was unpacked
	unpacked int64  // bytes, so far
	refused  *Error // why nothing more is unpacked, or nil
}

func (s *scan) event(e Event) {
	s.n++
	s.found(e)
}

func (s *scan) lose(l Loss) {
	l.Where = s.place(l.Where)
	s.lost.add(l)
}

// place is a place in the file that is read.
func (s *scan) place(where string) string {
	if s.inside == "" || where == "" {
		return s.inside + where
	}
	return s.inside + ": " + where
}

// read reads an export of any kind.
func (s *scan) read(r io.Reader) error {
	b := bufio.NewReaderSize(r, chunkSize)
	head, err := b.Peek(8)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch {
	case bytes.HasPrefix(head, []byte(fileMagic)):
		return s.log(b)
	case bytes.HasPrefix(head, []byte(gzipMagic)):
		return s.gzip(b)
	case bytes.HasPrefix(head, []byte(zipMagic)), bytes.HasPrefix(head, []byte(zipEmpty)):
		return s.zip(r, b)
	case len(head) == 8 && string(head[4:]) == "LfLe":
		return &Error{s.place(""), "it is a log of Windows XP or Server 2003 (.evt)",
			"open it on a later Windows, and save it as XML: wevtutil qe FILE.evt /lf:true /f:xml"}
	}
	return s.text(b)
}

// text reads events that are written as text, XML or JSON.
func (s *scan) text(b *bufio.Reader) error {
	c, err := newCutter(b)
	if err != nil {
		return err
	}
	head, err := c.r.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch start := strings.TrimLeft(string(head), " \t\r\n\x1e"); {
	case start == "" && len(head) < headSize && s.lost.Count > 0:
		return nil // it would have something, if it could be unpacked
	case start == "" && len(head) < headSize:
		return &Error{s.place(""), "it is empty", exportIt}
	case strings.HasPrefix(start, "<"), strings.HasPrefix(start, "- <"), strings.Contains(start, "<Event "), strings.Contains(start, "<Event>"):
		return s.xml(c)
	case strings.HasPrefix(start, "{"), strings.HasPrefix(start, "["):
		return s.json(c)
	case beginsPasted(start):
		return s.pasted(c)
	default:
		return s.noExport(start)
	}
}

// headSize is how much of a text says what kind it is.
const headSize = 4096

const exportIt = "export events as XML (Event Viewer: Copy as XML, or Save as .xml; wevtutil qe LOG /f:xml), as JSON (Get-WinEvent … | ConvertTo-Json -Depth 4), as a log (.evtx), or as text (Event Viewer, in English or German)"

// noExport says what a text is that is no export.
func (s *scan) noExport(start string) error {
	line, _, _ := strings.Cut(start, "\n")
	line = strings.ToValidUTF8(strings.TrimSpace(line), "\uFFFD")
	if r := []rune(line); len(r) > 40 {
		line = string(r[:40]) + "…"
	}
	what := fmt.Sprintf("it begins with %q, and is neither XML, nor JSON, nor a log (.evtx)", line)
	switch {
	case strings.HasPrefix(start, "Log Name:"), strings.HasPrefix(start, "ProviderName"), strings.HasPrefix(start, "TimeCreated"), strings.HasPrefix(start, "Message"):
		what = "it is an event as text for people, without a sentence that is known in English or German"
	case strings.HasPrefix(start, "Keywords,"), strings.HasPrefix(start, "Level,"), strings.HasPrefix(start, `"`):
		what = "it is a table (CSV), which leaves fields of the events out"
	}
	return &Error{s.place(""), what, exportIt}
}
