package imports

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// An element is one of an XML file, with the line on which it begins.
type element struct {
	name     string
	attrs    map[string]string
	children []*element
	line     int
}

// Limits of an XML file.
const (
	mostElements = 200_000
	deepest      = 50
)

// parseXML reads an XML file. Its errors do not repeat what is written there: it may be a password.
func parseXML(text string) (*element, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is decoded already
	root := &element{}
	stack, count := []*element{root}, 0
	for {
		token, err := d.Token()
		line, _ := d.InputPos()
		switch {
		case errors.Is(err, io.EOF):
			return root, nil
		case err != nil:
			return nil, fmt.Errorf("line %d: this is no XML", line)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > mostElements || len(stack) > deepest {
				return nil, fmt.Errorf("line %d: more than %d elements, or %d within each other", line, mostElements, deepest)
			}
			e := &element{name: t.Name.Local, attrs: map[string]string{}, line: line}
			for _, a := range t.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			top := stack[len(stack)-1]
			top.children, stack = append(top.children, e), append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
}

// child is the first element of that name below another; nil if there is none. A nil element has none.
func (e *element) child(path ...string) *element {
	for _, name := range path {
		if e == nil {
			return nil
		}
		var next *element
		for _, c := range e.children {
			if c.name == name {
				next = c
				break
			}
		}
		e = next
	}
	return e
}

// all are the elements of that name directly below another.
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

// attr is an attribute; "" where it is not written.
func (e *element) attr(name string) string {
	if e == nil {
		return ""
	}
	return e.attrs[name]
}
