package winevent

import (
	"encoding/binary"
	"errors"
	"fmt"
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
)

// readFile reads a log file. Its checksums and its count of chunks are not looked at: those of a log that was copied
// while it was written are not right. What is damaged is left out, and said in the error.
func readFile(data []byte) (list []Event, err error) {
	if len(data) < fileHeader {
		return nil, &Error{"", fmt.Sprintf("it is a log (.evtx) that ends in its header, after %d bytes", len(data)), "copy the whole file; " + exportIt}
	}
	start := fileHeader
	if n := int(binary.LittleEndian.Uint16(data[40:])); n >= 128 && n <= fileHeader {
		start = n
	}
	var damaged damage
	total := maxTotal
	for ; start+chunkHeader <= len(data); start += chunkSize {
		c := chunk{data: data[start:min(start+chunkSize, len(data))], at: start, total: &total}
		if string(c.data[:8]) != chunkMagic {
			damaged.chunk(start, c.data)
			continue
		}
		if list = c.events(list, &damaged); len(list) > MaxEvents {
			return nil, tooMany(fmt.Sprintf("byte %d", start))
		}
	}
	if len(list) == 0 && damaged.n == 0 {
		return nil, &Error{"", "it is a log (.evtx) without events", exportIt}
	}
	return list, damaged.error()
}

// damage is what could not be read.
type damage struct {
	n     int
	first error
}

func (d *damage) add(err error) {
	if d.n++; d.first == nil {
		d.first = err
	}
}

// chunk counts a damaged chunk. One that was never written to is not damaged.
func (d *damage) chunk(start int, data []byte) {
	for _, b := range data[:8] {
		if b != 0 {
			d.add(&Error{fmt.Sprintf("byte %d", start), fmt.Sprintf("there is no chunk: %q", data[:8]), exportIt})
			return
		}
	}
}

func (d *damage) error() error {
	if d.n < 2 {
		return d.first
	}
	var first *Error
	errors.As(d.first, &first)
	return &Error{first.Where, fmt.Sprintf("%s (and %d more that cannot be read)", first.Problem, d.n-1), first.Hint}
}

// A chunk is 64 KiB of records and the templates that they share.
type chunk struct {
	data      []byte
	at        int // in the file
	templates map[uint32]*template
	total     *int // what all events may still say
}

// events appends what the records say.
func (c *chunk) events(list []Event, damaged *damage) []Event {
	c.templates = map[uint32]*template{}
	end := len(c.data)
	if free := int(binary.LittleEndian.Uint32(c.data[48:])); free >= chunkHeader && free < end {
		end = free
	}
	for at := chunkHeader; at+recordHeader+4 <= end && string(c.data[at:at+4]) == recordMagic; {
		size := int(binary.LittleEndian.Uint32(c.data[at+4:]))
		where := fmt.Sprintf("byte %d, record %d", c.at+at, binary.LittleEndian.Uint64(c.data[at+8:]))
		if size < recordHeader+4 || size > len(c.data)-at {
			damaged.add(&Error{where, fmt.Sprintf("its size is %d, and there are %d bytes", size, len(c.data)-at), exportIt})
			return list
		}
		e, err := c.event(at+recordHeader, at+size-4, where)
		if err != nil {
			damaged.add(err)
		} else {
			list = append(list, e)
		}
		at += size
	}
	return list
}

// event is what one record says.
func (c *chunk) event(from, to int, where string) (Event, error) {
	r := reader{chunk: c, at: from, end: to, room: new(min(maxText, *c.total))}
	before := *r.room
	n, err := r.fragment(false, maxDepth)
	*c.total -= before - *r.room
	if err != nil {
		return Event{}, &Error{where, err.Error(), exportIt}
	}
	whole, err := n.instance(nil, r.room)
	if err != nil {
		return Event{}, &Error{where, err.Error(), exportIt}
	}
	return whole.event(where)
}
