package winevent

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// maxPiece is the size of the largest text that is one event.
const maxPiece = 1 << 20

// A cutter cuts a text, in UTF-8, into pieces that are one event each. It counts lines and remembers what it reads
// since the piece began.
type cutter struct {
	r       *bufio.Reader
	pending []byte // what is read again, before r
	line    int    // from 1
	buf     []byte // the piece, up to maxPiece
	began   int    // its first line
	long    bool   // it is longer than that
	read    int64  // bytes of r
	reread  int64  // bytes that were read again
}

// newCutter reads a text in UTF-8 or UTF-16, with a byte order mark or without.
func newCutter(b *bufio.Reader) (*cutter, error) {
	head, err := b.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	skip, order := 0, binary.ByteOrder(nil)
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		skip = 3
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		skip, order = 2, binary.LittleEndian
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		skip, order = 2, binary.BigEndian
	case len(head) >= 2 && head[0] != 0 && head[1] == 0:
		order = binary.LittleEndian
	case len(head) >= 2 && head[0] == 0 && head[1] != 0:
		order = binary.BigEndian
	}
	_, _ = b.Discard(skip)
	if order != nil {
		b = bufio.NewReaderSize(&utf16Reader{r: b, order: order}, chunkSize)
	}
	return &cutter{r: b, line: 1, began: 1}, nil
}

// next is the next byte of the text, which becomes part of the piece.
func (c *cutter) next() (b byte, err error) {
	if len(c.pending) > 0 {
		b, c.pending = c.pending[0], c.pending[1:]
	} else {
		if b, err = c.r.ReadByte(); err != nil {
			return 0, err
		}
		c.read++
	}
	if b == '\n' {
		c.line++
	}
	if len(c.buf) < maxPiece {
		c.buf = append(c.buf, b)
	} else {
		c.long = true
	}
	return b, nil
}

// peek is the next byte, which is not read yet.
func (c *cutter) peek() (byte, error) {
	if len(c.pending) > 0 {
		return c.pending[0], nil
	}
	b, err := c.r.Peek(1)
	if len(b) == 0 {
		return 0, err
	}
	return b[0], nil
}

// begin lets a piece begin with the last n bytes.
func (c *cutter) begin(n int) {
	kept := c.buf[len(c.buf)-n:]
	c.began = c.line - bytes.Count(kept, []byte("\n"))
	c.buf = append(c.buf[:0], kept...)
	c.long = false
}

// freeReread is how much is read again in any case; beyond it, no more than was read.
const freeReread = 16 << 20

// again reads the piece again from its byte at; false where too much was read again.
func (c *cutter) again(at int) bool {
	back := bytes.Clone(c.buf[at:])
	if c.reread += int64(len(back)); c.long || c.reread > freeReread+c.read {
		return false
	}
	c.line -= bytes.Count(back, []byte("\n"))
	c.pending = append(back, c.pending...)
	c.buf = c.buf[:0]
	return true
}

// where is the place of the piece.
func (s *scan) where(c *cutter) string {
	if s.n == 0 {
		return fmt.Sprintf("line %d", c.began)
	}
	return fmt.Sprintf("line %d, after event %d", c.began, s.n)
}

// A utf16Reader makes UTF-8 of UTF-16. An odd byte at the end is left out.
type utf16Reader struct {
	r     *bufio.Reader
	order binary.ByteOrder
	out   []byte // not handed over yet
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.out) < utf8.UTFMax && len(u.out) < len(p) {
		r, err := u.rune()
		if err != nil && len(u.out) == 0 {
			return 0, err
		}
		if err != nil {
			break
		}
		u.out = utf8.AppendRune(u.out, r)
	}
	n := copy(p, u.out)
	u.out = append(u.out[:0], u.out[n:]...)
	return n, nil
}

func (u *utf16Reader) rune() (rune, error) {
	b, err := u.r.Peek(2)
	if err != nil {
		return 0, err
	}
	r := rune(u.order.Uint16(b))
	_, _ = u.r.Discard(2)
	if !utf16.IsSurrogate(r) {
		return r, nil
	}
	if b, err := u.r.Peek(2); err == nil {
		if both := utf16.DecodeRune(r, rune(u.order.Uint16(b))); both != utf8.RuneError {
			_, _ = u.r.Discard(2)
			return both, nil
		}
	}
	return utf8.RuneError, nil
}
