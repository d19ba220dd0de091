package winevent

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The layout of a log file. A chunk can be read by itself: every offset in it is from its beginning.
const (
	fileMagic   = "ElfFile\x00"
	chunkMagic  = "ElfChnk\x00"
	recordMagic = "\x2a\x2a\x00\x00"

	fileHeader   = 4096
	chunkSize    = 64 << 10
	chunkHeader  = 512
	recordHeader = 24 // magic, size, number, time
	recordEnd    = 4  // its size again
)

// A logReader reads a log file, chunk by chunk.
type logReader struct {
	*scan
	at     int64  // of the chunk, in the file
	chunks int    // that were read, unused ones too
	unused int    // of the last ones
	last   uint64 // number of the last record
	header []byte
}

// log reads a log file. Its checksums are not looked at: those of a log that was copied while it was written are not
// right.
func (s *scan) log(r io.Reader) error {
	l := &logReader{scan: s, header: make([]byte, fileHeader)}
	if n, err := io.ReadFull(r, l.header); err != nil {
		if !ended(err) {
			return err
		}
		return &Error{s.place(""), fmt.Sprintf("it is a log (.evtx) that ends in its header, after %d bytes", n), "copy the whole file; " + exportIt}
	}
	data := make([]byte, chunkSize)
	for l.at = fileHeader; ; l.at += chunkSize {
		n, err := io.ReadFull(r, data)
		if err != nil && !ended(err) {
			return err
		}
		if n > 0 {
			l.chunk(data[:n])
		}
		if err != nil {
			l.missing(n)
			return nil
		}
	}
}

func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// chunk reads a chunk. Only the last one may be shorter than it should be.
func (l *logReader) chunk(data []byte) {
	l.chunks++
	if zero(data) {
		l.unused++
		return
	}
	if l.unused > 0 { // they are between chunks, where none is unused
		size := int64(l.unused) * chunkSize
		l.lose(lostAt(fmt.Sprintf("byte %d", l.at-size), "there are only zeros where chunks of events should be", 0, size))
		l.unused = 0
	}
	if len(data) < chunkHeader+recordHeader {
		l.lose(lostAt(fmt.Sprintf("byte %d", l.at), "it ends in the header of a chunk", 0, int64(len(data))))
		return
	}
	c := chunk{data: data, logReader: l, room: maxTotal}
	c.read()
}

func zero(data []byte) bool {
	for _, b := range data {
		if b != 0 {
			return false
		}
	}
	return true
}

// missing says which chunks the header of the file counts that are not there. A header that was not written at last
// counts too few, never too many.
func (l *logReader) missing(ofLast int) {
	counted := int(binary.LittleEndian.Uint16(l.header[42:]))
	if counted <= l.chunks {
		return
	}
	n := counted - l.chunks
	loss := lostAt(fmt.Sprintf("byte %d", l.at+int64(ofLast)), fmt.Sprintf("it ends after %s, and its header counts %d", plural(int64(l.chunks), "chunk"), counted), 0, int64(n)*chunkSize)
	const mostInChunk = chunkSize / (recordHeader + recordEnd)
	if next := binary.LittleEndian.Uint64(l.header[24:]); next > l.last && next-l.last-1 <= uint64(n*mostInChunk) {
		loss.Events = int(next - l.last - 1)
	}
	l.lose(loss)
}

// A chunk is 64 KiB of records and the templates that they share.
type chunk struct {
	*logReader
	data      []byte
	templates map[uint32]*template
	room      int // what all its events may still say
	records   int // that were found
}

// read reads the records. Behind one that is damaged it looks for the next.
func (c *chunk) read() {
	c.templates = map[uint32]*template{}
	if string(c.data[:8]) != chunkMagic {
		c.unmarked()
	}
	end := len(c.data)
	if free := c.u32At(48); free >= chunkHeader && free < end {
		end = free
	}
	for at := chunkHeader; at+recordHeader+recordEnd <= end; {
		size := c.sizeOf(at)
		if size > 0 {
			c.record(at, size)
			at += size
			continue
		}
		if zero(c.data[at:end]) {
			break
		}
		next := c.nextRecord(at + 1)
		if string(c.data[:8]) == chunkMagic || c.records > 0 || next < end {
			c.lose(lostAt(c.place(at), c.damage(at, end), 0, int64(min(next, end)-at)))
		}
		at = next
	}
	c.compare()
}

// unmarked says that a chunk has lost its mark. Its records may be there.
func (c *chunk) unmarked() {
	loss := Loss{Where: fmt.Sprintf("byte %d", c.at), Problem: fmt.Sprintf("a chunk begins with %q instead of %q; its records are read all the same", c.data[:8], chunkMagic)}
	if c.nextRecord(chunkHeader) == len(c.data) {
		loss.Problem, loss.Bytes = fmt.Sprintf("there is no chunk: it begins with %q, and has no record", c.data[:8]), int64(len(c.data))
	}
	c.lose(loss)
}

func (c *chunk) u32At(at int) int { return int(binary.LittleEndian.Uint32(c.data[at:])) }

func (c *chunk) u64At(at int) uint64 { return binary.LittleEndian.Uint64(c.data[at:]) }

// sizeOf is the size of the record that begins there, or 0.
func (c *chunk) sizeOf(at int) int {
	if at+recordHeader+recordEnd > len(c.data) || string(c.data[at:at+4]) != recordMagic {
		return 0
	}
	size := c.u32At(at + 4)
	if size < recordHeader+recordEnd || size > len(c.data)-at {
		return 0
	}
	return size
}

// nextRecord is where the next record begins whose two sizes are the same; the end of the chunk where none does.
func (c *chunk) nextRecord(at int) int {
	for at < len(c.data) {
		i := bytes.Index(c.data[at:], []byte(recordMagic))
		if i < 0 {
			break
		}
		if at += i; c.sizeOf(at) > 0 && c.u32At(at+c.sizeOf(at)-recordEnd) == c.sizeOf(at) {
			return at
		}
		at++
	}
	return len(c.data)
}

// place is the place of a record.
func (c *chunk) place(at int) string {
	if string(c.data[at:at+4]) != recordMagic {
		return fmt.Sprintf("byte %d", c.at+int64(at))
	}
	return fmt.Sprintf("byte %d, record %d", c.at+int64(at), c.u64At(at+8))
}

// damage says why no record begins there.
func (c *chunk) damage(at, end int) string {
	if string(c.data[at:at+4]) != recordMagic {
		return "there is no record where one should be"
	}
	return fmt.Sprintf("its size is %d, and there are %d bytes", c.u32At(at+4), end-at)
}

// record reads a record.
func (c *chunk) record(at, size int) {
	c.records++
	c.last = c.u64At(at + 8)
	e, err := c.eventAt(at+recordHeader, at+size-recordEnd)
	if err != nil {
		c.lose(lostEvent(c.place(at), err, int64(size)))
		return
	}
	c.event(e)
}

func problemOf(err error) string {
	var own *Error
	if errors.As(err, &own) {
		return own.Problem
	}
	return err.Error()
}

// compare says how many records the header of the chunk counts that were not found. One that was never filled counts
// from 0, or to the greatest number there is.
func (c *chunk) compare() {
	first, last := c.u64At(8), c.u64At(16)
	if string(c.data[:8]) != chunkMagic || first == 0 || last < first || last-first >= chunkSize/(recordHeader+recordEnd) {
		return
	}
	if n := int(last-first) + 1 - c.records; n > 0 {
		c.last = max(c.last, last)
		c.lose(lostAt(fmt.Sprintf("byte %d", c.at), fmt.Sprintf("its chunk counts %d records, and has %d", last-first+1, c.records), n, 0))
	}
}

// eventAt is what one record says.
func (c *chunk) eventAt(from, to int) (Event, error) {
	room := min(maxText, c.room)
	r := reader{chunk: c, at: from, end: to, room: &room}
	before := room
	n, err := r.fragment(false, maxDepth)
	c.room -= before - room
	if err != nil {
		return Event{}, err
	}
	whole, err := n.instance(nil, r.room)
	if err != nil {
		return Event{}, err
	}
	return whole.event()
}
