package webconfig

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// An element is one of the file.
type element struct {
	name     string
	attrs    []attribute
	children []*element
	Place
}

// An attribute is one of an element.
type attribute struct {
	name, value string
	Place
}

// Limits of a file.
const (
	mostElements = 100_000
	deepest      = 100
)

// A source is the text of a file, and a place in it, from which the next one is counted.
type source struct {
	name, text string
	counted    int // bytes
	at         Place
}

// parse reads the XML. Namespaces are passed over, as ASP.NET does with the one of older files.
func (s *source) parse() (*element, error) {
	d := xml.NewDecoder(strings.NewReader(s.text))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is decoded already
	root := &element{}
	stack, count := []*element{root}, 0
	for {
		from := d.InputOffset()
		token, err := d.RawToken()
		switch {
		case errors.Is(err, io.EOF) && len(stack) == 1 && len(root.children) == 1:
			return root.children[0], nil
		case errors.Is(err, io.EOF):
			return nil, s.unfinished(stack)
		case err != nil:
			return nil, s.noXML(d.InputOffset(), len(stack))
		}
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > mostElements || len(stack) > deepest {
				return nil, s.fail(from, "there are too many elements, or too many within each other", "")
			}
			e := s.element(t, from, d.InputOffset())
			top := stack[len(stack)-1]
			top.children, stack = append(top.children, e), append(stack, e)
		case xml.EndElement:
			if len(stack) == 1 || stack[len(stack)-1].name != t.Name.Local {
				return nil, s.fail(from, "an element is closed here that is not the last one opened", "")
			}
			stack = stack[:len(stack)-1]
		}
	}
}

// noXML is what is wrong with a text that is no XML, or ends in the middle of a tag.
func (s *source) noXML(offset int64, open int) error {
	if int(offset) >= len(s.text) && open > 1 {
		return s.fail(offset, "the file ends in the middle of a tag", "Is the file cut?")
	}
	return s.fail(max(offset-1, 0), "this is no XML", "Look for a quotation mark that is missing, and for a < or & that is not written as &lt; or &amp;.")
}

// unfinished is what is wrong with a file at whose end elements are open, or that has not one root.
func (s *source) unfinished(stack []*element) error {
	if len(stack) > 1 {
		open := stack[len(stack)-1]
		return Error{s.name, open.Place, "this element is not closed", "Is the file cut?"}
	}
	return Error{s.name, Place{1, 1}, "this is not one XML element", "A web.config is <configuration> … </configuration>."}
}

func (s *source) fail(offset int64, message, hint string) error {
	return Error{s.name, s.place(int(offset)), message, hint}
}

// place is where a byte of the text stands. What is asked in the order of the text is counted once.
func (s *source) place(offset int) Place {
	offset = min(offset, len(s.text))
	if offset < s.counted || s.at.Line == 0 {
		s.counted, s.at = 0, Place{1, 1}
	}
	for _, r := range s.text[s.counted:offset] {
		s.at.Column++
		if r == '\n' {
			s.at = Place{s.at.Line + 1, 1}
		}
	}
	s.counted = offset
	return s.at
}

// element is one with its attributes, each with its place.
func (s *source) element(t xml.StartElement, from, to int64) *element {
	e := &element{name: t.Name.Local, Place: s.place(int(from))}
	at := int(from)
	for _, a := range t.Attr {
		if i := strings.Index(s.text[at:to], a.Name.Local); i >= 0 {
			at += i
		}
		e.attrs = append(e.attrs, attribute{a.Name.Local, a.Value, s.place(at)})
		at = min(at+len(a.Name.Local)+len(a.Value), int(to))
	}
	return e
}

// attr is an attribute; nil where it is not written. A nil element has none.
func (e *element) attr(name string) *attribute {
	if e == nil {
		return nil
	}
	for i := range e.attrs {
		if e.attrs[i].name == name {
			return &e.attrs[i]
		}
	}
	return nil
}

// all are the elements of that name directly below.
func (e *element) all(name string) (list []*element) {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if c.name == name {
			list = append(list, c)
		}
	}
	return list
}
