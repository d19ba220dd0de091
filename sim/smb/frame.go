package smb

import (
	"errors"
	"fmt"
	"io"
)

// SMB2 travels over TCP in frames of a zero byte, a length of 24 bits in network order, and the message
// (MS-SMB2 2.1, RFC 1002 4.3.1 for the packet types that a NetBIOS session service would send instead).

// maxFrame is the longest message that is read; those of a logon have a few hundred bytes.
const maxFrame = 1 << 20

const (
	netbiosNegative  = 0x83 // NEGATIVE SESSION RESPONSE
	netbiosKeepalive = 0x85 // SESSION KEEPALIVE
)

// maxAside is how many frames without an answer (keepalives, interim and unsolicited responses) a reader skips before
// it gives up.
const maxAside = 64

// readFrame reads one message. If the bytes are wrong, the error begins with "the server sent".
func readFrame(r io.Reader) ([]byte, error) {
	for range maxAside {
		var head [4]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return nil, err
		}
		n := frameLength(head)
		switch {
		case head[0] == netbiosKeepalive && n == 0:
			continue
		case head[0] == netbiosNegative:
			return nil, errors.New("the server sent a negative NetBIOS session response")
		case head[0] != 0:
			return nil, fmt.Errorf("the server sent bytes that are not SMB over TCP: they begin with %x", head)
		case n > maxFrame:
			return nil, fmt.Errorf("the server sent a message of %d bytes, more than %d", n, maxFrame)
		}
		m := make([]byte, n)
		if _, err := io.ReadFull(r, m); err == io.EOF {
			return nil, io.ErrUnexpectedEOF
		} else if err != nil {
			return nil, err
		}
		return m, nil
	}
	return nil, errors.New("the server sent nothing but keepalives")
}

func frameLength(head [4]byte) int { return int(head[1])<<16 | int(head[2])<<8 | int(head[3]) }

// frame puts a message into its frame.
func frame(message []byte) []byte {
	n := len(message)
	return append([]byte{0, byte(n >> 16), byte(n >> 8), byte(n)}, message...)
}

// A deframer finds the messages in one direction of a byte stream that comes in pieces of any size. It holds at most
// one message of maxFrame bytes. It skips longer ones, and stops for good at a frame that is not SMB over TCP.
type deframer struct {
	head [4]byte
	have int    // bytes of head
	body []byte // of the current frame
	left int    // bytes of it still to come
	deaf bool   // it has stopped
}

// feed takes the next bytes, and passes each complete message to each, which must not keep it.
func (d *deframer) feed(b []byte, each func(message []byte)) {
	for len(b) > 0 && !d.deaf {
		if d.have < len(d.head) {
			n := copy(d.head[d.have:], b)
			d.have += n
			b = b[n:]
			if d.have == len(d.head) {
				d.begin()
			}
			continue
		}
		n := min(len(b), d.left)
		if frameLength(d.head) <= maxFrame {
			d.body = append(d.body, b[:n]...)
		}
		d.left -= n
		b = b[n:]
		if d.left == 0 {
			d.end(each)
		}
	}
}

// begin reads a complete frame header.
func (d *deframer) begin() {
	d.left = frameLength(d.head)
	switch {
	case d.head[0] != 0 && d.head[0] != netbiosKeepalive:
		d.deaf = true
	case d.left == 0:
		d.have = 0
	}
}

func (d *deframer) end(each func([]byte)) {
	if d.head[0] == 0 && frameLength(d.head) <= maxFrame {
		each(d.body)
	}
	d.body, d.have = d.body[:0], 0
}
