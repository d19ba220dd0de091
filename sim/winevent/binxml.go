package winevent

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

// The tokens of binary XML, [MS-EVEN6] 2.2.12. More says that another one of its kind, or a list, follows.
const (
	tokenEnd         = 0x00
	tokenOpen        = 0x01
	tokenCloseStart  = 0x02
	tokenCloseEmpty  = 0x03
	tokenEndElement  = 0x04
	tokenValue       = 0x05
	tokenAttribute   = 0x06
	tokenCDATA       = 0x07
	tokenCharRef     = 0x08
	tokenEntityRef   = 0x09
	tokenPITarget    = 0x0a
	tokenPIData      = 0x0b
	tokenTemplate    = 0x0c
	tokenNormal      = 0x0d // a substitution
	tokenOptional    = 0x0e // one that takes its element or attribute with it where there is no value
	tokenFragment    = 0x0f
	more             = 0x40
	templateHeader   = 24 // next, GUID, size
	maxSubstitutions = 2048
)

// A part is a piece of binary XML before its values are put in: a text, an element, or the place of a value.
type part struct {
	text    string
	element *elementPart
	value   int // its number, where kind is tokenNormal or tokenOptional
	kind    byte
}

type elementPart struct {
	name  string
	attrs []attrPart
	parts []part
	ready *node // what a template made of it already
}

type attrPart struct {
	name  string
	parts []part
}

// A template is an element with places for values, which many records share.
type template struct{ root *elementPart }

// A reader goes through binary XML. Whatever it makes costs room.
type reader struct {
	*chunk
	at, end int
	room    *int
}

var errShort = errors.New("it ends in the middle of its binary XML")

func (r *reader) take(n int) ([]byte, error) {
	if n < 0 || n > r.end-r.at {
		return nil, errShort
	}
	r.at += n
	return r.data[r.at-n : r.at], nil
}

func (r *reader) u8() (byte, error) {
	b, err := r.take(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

func (r *reader) u16() (int, error) {
	b, err := r.take(2)
	if err != nil {
		return 0, err
	}
	return int(binary.LittleEndian.Uint16(b)), nil
}

func (r *reader) u32() (uint32, error) {
	b, err := r.take(4)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(b), nil
}

// chars reads n UTF-16 characters.
func (r *reader) chars(n int) (string, error) {
	b, err := r.take(2 * n)
	if err != nil {
		return "", err
	}
	return utf16le(b), r.pay(2 * n)
}

func utf16le(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

var errMuch = errors.New("it says more than an event does")

func (r *reader) pay(n int) error { return pay(r.room, n) }

func pay(room *int, n int) error {
	if *room -= n; *room < 0 {
		return errMuch
	}
	return nil
}

// fragment reads a fragment: an element, or the instance of a template. inTemplate: it is the template itself.
func (r *reader) fragment(inTemplate bool, depth int) (*elementPart, error) {
	if depth == 0 {
		return nil, errors.New("it is nested deeper than an event is")
	}
	for {
		token, err := r.u8()
		if err != nil {
			return nil, err
		}
		switch token {
		case tokenFragment:
			if _, err := r.take(3); err != nil { // version and flags
				return nil, err
			}
		case tokenOpen, tokenOpen | more:
			return r.open(token, inTemplate, depth-1)
		case tokenTemplate:
			if inTemplate {
				return nil, errors.New("a template has a template in it")
			}
			return r.instance(depth - 1)
		default:
			return nil, fmt.Errorf("token 0x%02x is where an element or a template should begin", token)
		}
	}
}

// open reads an element behind its token.
func (r *reader) open(token byte, inTemplate bool, depth int) (*elementPart, error) {
	if depth == 0 {
		return nil, errMuch
	}
	if err := r.pay(16); err != nil {
		return nil, err
	}
	head := 4 // its size, which the end of the element says as well
	if inTemplate {
		head += 2 // the value that it depends on
	}
	if _, err := r.take(head); err != nil {
		return nil, err
	}
	name, err := r.name()
	if err != nil {
		return nil, err
	}
	e := &elementPart{name: name}
	if token&more != 0 {
		if err := r.attributes(e); err != nil {
			return nil, err
		}
	}
	switch close, err := r.u8(); {
	case err != nil:
		return nil, err
	case close == tokenCloseEmpty:
		return e, nil
	case close != tokenCloseStart:
		return nil, fmt.Errorf("token 0x%02x is where the start of <%s> should end", close, name)
	}
	return e, r.content(e, inTemplate, depth)
}

func (r *reader) attributes(e *elementPart) error {
	if _, err := r.take(4); err != nil { // the size of the list
		return err
	}
	for again := true; again; {
		token, err := r.u8()
		if err != nil {
			return err
		}
		if token&^more != tokenAttribute {
			return fmt.Errorf("token 0x%02x is where an attribute of <%s> should begin", token, e.name)
		}
		again = token&more != 0
		name, err := r.name()
		if err != nil {
			return err
		}
		a := attrPart{name: name}
		for r.at < r.end {
			p, ok, err := r.said(r.data[r.at])
			if err != nil {
				return err
			}
			if !ok {
				break
			}
			a.parts = append(a.parts, p)
		}
		e.attrs = append(e.attrs, a)
	}
	return nil
}

// content reads what is in an element, to its end.
func (r *reader) content(e *elementPart, inTemplate bool, depth int) error {
	for {
		if r.at >= r.end {
			return errShort
		}
		p, ok, err := r.said(r.data[r.at])
		if err != nil {
			return err
		}
		if ok {
			e.parts = append(e.parts, p)
			continue
		}
		token, _ := r.u8()
		switch token {
		case tokenEndElement:
			return nil
		case tokenOpen, tokenOpen | more:
			child, err := r.open(token, inTemplate, depth-1)
			if err != nil {
				return err
			}
			e.parts = append(e.parts, part{element: child})
		case tokenPITarget:
			if _, err := r.name(); err != nil {
				return err
			}
		case tokenPIData:
			if _, err := r.string(); err != nil {
				return err
			}
		default:
			return fmt.Errorf("token 0x%02x is in <%s>", token, e.name)
		}
	}
}

// said reads a text, or the place of a value; false where the token begins neither.
func (r *reader) said(token byte) (p part, ok bool, err error) {
	switch token &^ more {
	case tokenValue:
		if _, err = r.take(1); err == nil {
			p.text, err = r.valueText()
		}
	case tokenCDATA:
		if _, err = r.take(1); err == nil {
			p.text, err = r.string()
		}
	case tokenCharRef:
		if _, err = r.take(1); err == nil {
			var c int
			c, err = r.u16()
			p.text = string(rune(c))
		}
	case tokenEntityRef:
		if _, err = r.take(1); err == nil {
			var name string
			name, err = r.name()
			p.text = entities[name]
		}
	case tokenNormal, tokenOptional:
		_, _ = r.take(1)
		p.kind = token &^ more
		if p.value, err = r.u16(); err == nil {
			_, err = r.take(1) // the type, which the value says as well
		}
	default:
		return part{}, false, nil
	}
	return p, true, err
}

var entities = map[string]string{"lt": "<", "gt": ">", "amp": "&", "quot": `"`, "apos": "'"}

// valueText is a text that is not a value of a record.
func (r *reader) valueText() (string, error) {
	kind, err := r.u8()
	if err != nil {
		return "", err
	}
	if kind != typeString {
		return "", fmt.Errorf("a text is of type 0x%02x", kind)
	}
	return r.string()
}

// string is a text that says its length first.
func (r *reader) string() (string, error) {
	n, err := r.u16()
	if err != nil {
		return "", err
	}
	return r.chars(n)
}

// name is one that stands here, or earlier in the chunk.
func (r *reader) name() (string, error) {
	offset, err := r.u32()
	if err != nil {
		return "", err
	}
	there := reader{chunk: r.chunk, at: int(offset), end: len(r.data), room: r.room}
	if offset > uint32(len(r.data)) {
		return "", fmt.Errorf("a name is at 0x%x, beyond the chunk", offset)
	}
	if _, err := there.take(6); err != nil { // the next name, and a hash
		return "", err
	}
	text, err := there.string()
	if err != nil {
		return "", err
	}
	if int(offset) == r.at {
		_, err = r.take(there.at + 2 - r.at) // it ends in a zero
	}
	return strings.ToValidUTF8(text, "\uFFFD"), err
}

// instance reads a template and the values of a record, and puts them in.
func (r *reader) instance(depth int) (*elementPart, error) {
	if _, err := r.take(5); err != nil { // a version, and a number
		return nil, err
	}
	offset, err := r.u32()
	if err != nil {
		return nil, err
	}
	t, err := r.template(offset)
	if err != nil {
		return nil, err
	}
	values, err := r.values(depth)
	if err != nil {
		return nil, err
	}
	n, err := t.root.instance(values, r.room)
	if err != nil {
		return nil, err
	}
	return &elementPart{ready: &n}, nil
}

// template is one that stands here, or earlier in the chunk.
func (r *reader) template(offset uint32) (*template, error) {
	if offset > uint32(len(r.data)) || len(r.data)-int(offset) < templateHeader {
		return nil, fmt.Errorf("a template is at 0x%x, beyond the chunk", offset)
	}
	begin := int(offset) + templateHeader
	size := binary.LittleEndian.Uint32(r.data[begin-4:])
	if uint64(size) > uint64(len(r.data)-begin) {
		return nil, fmt.Errorf("a template of %d bytes is at 0x%x, more than the chunk has", size, offset)
	}
	if int(offset) == r.at {
		if _, err := r.take(templateHeader + int(size)); err != nil {
			return nil, err
		}
	}
	if t := r.templates[offset]; t != nil {
		return t, nil
	}
	room := min(maxText, r.chunk.room)
	inside := reader{chunk: r.chunk, at: begin, end: begin + int(size), room: &room}
	root, err := inside.fragment(true, maxDepth)
	r.chunk.room -= min(maxText, r.chunk.room) - room
	if err != nil {
		return nil, err
	}
	t := &template{root}
	r.templates[offset] = t
	return t, nil
}
