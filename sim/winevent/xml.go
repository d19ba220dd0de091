package winevent

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
)

// xmlEvent reads the text of one event. Where XML does not allow a character of it, it is read without the character;
// where it is cut off, what it says before that is read, if that is at least one field with its name.
func (s *scan) xmlEvent(text []byte, where string) {
	n, _, err := xmlNode(text)
	if err == nil {
		s.node(n, where, int64(len(text)))
		return
	}
	clean, replaced := legalXML(text)
	n, read, err := xmlNode(clean)
	switch {
	case err == nil:
		if s.node(n, where, int64(len(text))) {
			s.lose(Loss{Where: where, Problem: illegal(replaced, "XML")})
		}
		return
	case !isOwn(err):
		if e, ok := n.part(); ok {
			s.event(e)
			s.lose(lostAt(where, fmt.Sprintf("%s; what it says before that, %s, is read", xmlProblem(err), plural(int64(len(e.Fields)), "field")), 0, int64(len(clean))-read))
			return
		}
	}
	s.lose(lostAt(where, xmlProblem(err), 1, int64(len(text))))
}

func illegal(n int, language string) string {
	if n == 1 {
		return fmt.Sprintf("1 character that %s does not allow is replaced by U+FFFD", language)
	}
	return fmt.Sprintf("%d characters that %s does not allow are replaced by U+FFFD", n, language)
}

// node is an event, or a loss.
func (s *scan) node(n node, where string, size int64) bool {
	e, err := n.event()
	if err != nil {
		s.lose(lostEvent(where, err, size))
		return false
	}
	s.event(e)
	return true
}

// part is an event that is cut off, if it has fields, and these have names.
func (n *node) part() (Event, bool) {
	e, err := n.event()
	return e, err == nil && len(e.Fields) > 0 && e.Fields[0].Name != "" && e.Provider != Classic
}

func isOwn(err error) bool {
	var own *Error
	return errors.As(err, &own)
}

func xmlProblem(err error) string {
	problem := problemOf(err)
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		problem = syntax.Msg
	}
	if problem == "unexpected EOF" {
		return "it ends in the middle of an event"
	}
	return problem
}

// xmlNode reads an element. Beside an error it is what was read, and its length.
func xmlNode(text []byte) (node, int64, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	token, err := d.Token()
	if err != nil {
		return node{}, 0, err
	}
	start, ok := token.(xml.StartElement)
	if !ok {
		return node{}, 0, &Error{"", "it does not begin with an element", exportIt}
	}
	room := maxText
	n, err := element(d, start, maxDepth, &room)
	return n, d.InputOffset(), err
}

// element reads an element and all that is in it. Beside an error it has what was whole.
func element(d *xml.Decoder, start xml.StartElement, depth int, room *int) (node, error) {
	n := node{name: start.Name.Local}
	for _, a := range start.Attr {
		n.attrs = append(n.attrs, Field{a.Name.Local, a.Value})
		*room -= len(a.Value)
	}
	if *room -= len(n.name) + 16; depth == 0 || *room < 0 {
		return node{}, tooLong()
	}
	var text strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return n, err
		}
		switch t := token.(type) {
		case xml.CharData:
			if *room -= len(t); *room < 0 {
				return node{}, tooLong()
			}
			text.Write(t)
		case xml.StartElement:
			child, err := element(d, t, depth-1, room)
			if err == nil || len(child.children) > 0 {
				n.children = append(n.children, child)
			}
			if err != nil {
				return n, err
			}
		case xml.EndElement:
			if n.text = text.String(); len(n.children) > 0 {
				n.text = ""
			}
			return n, nil
		}
	}
}

func tooLong() *Error { return &Error{"", "it says more than an event does", exportIt} }
