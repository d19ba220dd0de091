package winevent

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// readXML reads events in XML: one, a list in <Events>, or one after the other as wevtutil writes them.
func readXML(text string) (list []Event, err error) {
	d := xml.NewDecoder(strings.NewReader(legible(text)))
	d.Strict = true
	d.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil } // it is UTF-8 by now
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, badXML(d, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local == "Events" {
			continue
		}
		if start.Name.Local != "Event" {
			return nil, &Error{at(d), fmt.Sprintf("<%s> is no <Event>", start.Name.Local), exportIt}
		}
		where := at(d)
		room := maxText
		n, err := element(d, start, maxDepth, &room)
		if err != nil {
			return nil, badXML(d, err)
		}
		e, err := n.event(where)
		if err != nil {
			return nil, err
		}
		if list = append(list, e); len(list) > MaxEvents {
			return nil, tooMany(where)
		}
	}
	if len(list) == 0 {
		return nil, &Error{"", "there is no <Event> in it", exportIt}
	}
	return list, nil
}

// legible leaves out the hyphens with which browsers and documentation begin the lines of elements that can be folded.
func legible(text string) string {
	if !strings.HasPrefix(strings.TrimSpace(text), "- <") && !strings.Contains(text, "\n- <") {
		return text
	}
	return strings.ReplaceAll(strings.Replace(text, "- <", "<", 1), "\n- <", "\n<")
}

func at(d *xml.Decoder) string {
	line, _ := d.InputPos()
	return fmt.Sprintf("line %d", line)
}

func badXML(d *xml.Decoder, err error) error {
	var own *Error
	if errors.As(err, &own) {
		return err
	}
	problem := err.Error()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		problem = syntax.Msg
	}
	if problem == "unexpected EOF" {
		problem = "it ends in the middle of an event"
	}
	return &Error{at(d), problem, exportIt}
}

// element reads an element and all that is in it.
func element(d *xml.Decoder, start xml.StartElement, depth int, room *int) (node, error) {
	n := node{name: start.Name.Local}
	for _, a := range start.Attr {
		n.attrs = append(n.attrs, Field{a.Name.Local, a.Value})
	}
	if *room -= len(n.name) + 16; depth == 0 || *room < 0 {
		return node{}, &Error{at(d), "it says more than an event does", exportIt}
	}
	var text strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return node{}, err
		}
		switch t := token.(type) {
		case xml.CharData:
			if *room -= len(t); *room < 0 {
				return node{}, &Error{at(d), "it says more than an event does", exportIt}
			}
			text.Write(t)
		case xml.StartElement:
			child, err := element(d, t, depth-1, room)
			if err != nil {
				return node{}, err
			}
			n.children = append(n.children, child)
		case xml.EndElement:
			if n.text = text.String(); len(n.children) > 0 {
				n.text = ""
			}
			return n, nil
		}
	}
}
