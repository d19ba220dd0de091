package winevent

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// xml reads events in XML: one, a list in <Events>, or one after the other as wevtutil writes them. Each is cut out
// first, so that one that is damaged does not harm the others. What is around them is passed over.
func (s *scan) xml(c *cutter) error {
	x := xmlCutter{scan: s, cutter: c}
	for {
		t, err := x.tag()
		if errors.Is(err, io.EOF) {
			return x.end()
		}
		if err != nil {
			return err
		}
		x.take(t)
	}
}

// An xmlCutter cuts events out of XML. Its piece begins with the first <Event>, or with the last tag where none is
// open.
type xmlCutter struct {
	*scan
	*cutter
	first string // name of the first element
	met   bool   // an <Event> was there
	depth int    // elements <Event> that are open
	start int    // of the last tag, in the piece
	again int    // start of an <Event> in an <Event>, if it was the last tag; else 0
}

// A tag is one of XML, as far as is needed to find where events begin and end.
type tag struct {
	name    string // without a prefix
	closing bool   // </name>
	empty   bool   // <name/>
}

// take goes on to the next tag.
func (x *xmlCutter) take(t tag) {
	if x.first == "" && !t.closing {
		x.first = t.name
	}
	if x.again > 0 && t.name == "System" && !t.closing { // it is the next event: the one before has no end
		x.xmlEvent(x.buf[:x.again], x.scan.where(x.cutter))
		x.begin(len(x.buf) - x.again)
		x.depth = 1
	}
	x.again = 0
	if t.name != "Event" {
		return
	}
	if x.met = true; !t.closing && x.depth > 0 {
		x.again = x.start
	}
	switch {
	case t.closing:
		x.depth--
	case !t.empty:
		x.depth++
	}
	if x.depth == 0 {
		x.xmlEvent(x.buf, x.scan.where(x.cutter))
	}
	x.depth = max(x.depth, 0)
}

// end is the end of the text.
func (x *xmlCutter) end() error {
	switch {
	case x.depth > 0:
		x.xmlEvent(x.buf, x.scan.where(x.cutter))
	case x.met || x.first == "Events":
	case x.first == "":
		return &Error{x.place("line 1"), "there is no <Event> in it", exportIt}
	default:
		return &Error{x.place("line 1"), fmt.Sprintf("<%s> is no <Event>, and there is none in it", x.first), exportIt}
	}
	return nil
}

// tag passes over text, comments and instructions, to the end of the next tag.
func (x *xmlCutter) tag() (tag, error) {
	for {
		b, err := x.next()
		if err != nil {
			return tag{}, err
		}
		if b != '<' {
			continue
		}
		x.mark()
		text, err := x.inside()
		if err != nil {
			return tag{}, err
		}
		if text != "" && !strings.ContainsAny(text[:1], "!? \t\r\n") {
			return tagOf(text), nil
		}
	}
}

// mark is at the < of a tag.
func (x *xmlCutter) mark() {
	if x.long && x.depth > 0 {
		x.lose(lostAt(x.scan.where(x.cutter), "it says more than an event does", 1, maxPiece))
		x.depth, x.again = 0, 0
	}
	if x.depth == 0 {
		x.buf = append(x.buf[:0], '<')
		x.began, x.long = x.line, false
	}
	x.start = len(x.buf) - 1
}

// maxTag is how much of a tag is looked at.
const maxTag = 256

// inside is what is between < and >, without comments, which are read to their end. A < begins another tag.
func (x *xmlCutter) inside() (string, error) {
	var room [maxTag]byte
	for text := room[:0]; ; {
		b, err := x.next()
		switch {
		case err != nil:
			return "", err
		case b == '>':
			return string(text), nil
		case b == '<':
			x.mark()
			text = text[:0]
			continue
		case len(text) == maxTag:
			text = text[:maxTag-1] // it says at its end that it is empty
		}
		text = append(text, b)
		switch string(text) {
		case "!--":
			return "!", x.until("-->")
		case "![CDATA[":
			return "!", x.until("]]>")
		}
	}
}

// until reads up to an end of three bytes.
func (x *xmlCutter) until(end string) error {
	for last := [3]byte{}; string(last[:]) != end; {
		b, err := x.next()
		if err != nil {
			return err
		}
		last = [3]byte{last[1], last[2], b}
	}
	return nil
}

func tagOf(text string) tag {
	t := tag{empty: strings.HasSuffix(text, "/")}
	text, t.closing = strings.CutPrefix(text, "/")
	if i := strings.IndexAny(text, " \t\r\n/"); i >= 0 {
		text = text[:i]
	}
	t.name = text[strings.IndexByte(text, ':')+1:]
	return t
}
