package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// MaxSize is how many bytes a text may have. It is written by people; what is larger is a mistake or an attack.
const MaxSize = 4 << 20

const (
	maxDepth  = 64      // of lists and mappings within each other
	maxCopies = 100_000 // nodes that aliases repeat
)

// checkText refuses binary data, and characters that editors and YAML treat differently as line ends.
func (s *source) checkText(data []byte) *Error {
	for offset := 0; offset < len(data); {
		r, size := utf8.DecodeRune(data[offset:])
		if message, hint := s.notText(data, offset, r, size); message != "" {
			start := 1 + bytes.LastIndexByte(data[:offset], '\n')
			e := s.errorAt(1+bytes.Count(data[:offset], []byte("\n")), 1+utf8.RuneCount(data[start:offset]), message, hint)
			return &e
		}
		offset += size
	}
	return nil
}

// notText says what is wrong with one character of a text, or "".
func (s *source) notText(data []byte, offset int, r rune, size int) (message, hint string) {
	switch {
	case offset == 0 && (bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF})):
		return "the file is UTF-16", "save it as UTF-8"
	case r == utf8.RuneError && size == 1:
		return "this is not UTF-8", "save the file as UTF-8"
	case r == 0:
		return "the file is binary: it has a NUL byte", ""
	case r == '\r' && !bytes.HasPrefix(data[offset+1:], []byte("\n")):
		return "a carriage return without a line feed", "end lines with LF or CR LF"
	case r < 0x20 && r != '\t' && r != '\n' && r != '\r', r >= 0x7F && r < 0xA0, r == '\u2028', r == '\u2029', r == '\uFEFF':
		return fmt.Sprintf("the character U+%04X does not belong in a %s", r, s.Name), `within double quotes it can be written as an escape, "\u` + fmt.Sprintf("%04X", r) + `"`
	}
	return "", ""
}

// Open parses a text: its Reader and its root, or every mistake for which it cannot be read, as Errors. file is only
// for messages.
func Open(f Format, file string, data []byte) (*Reader, *Node, error) {
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	source, wrong := newSource(f, file, data)
	if wrong != nil {
		return nil, nil, Errors{*wrong}
	}
	root, errs := parse(source, data)
	if len(errs) > 0 {
		return nil, nil, errs
	}
	return newReader(source), root, nil
}

// byteOrderMark begins some files. It is not a part of the text, and columns do not count it.
const byteOrderMark = "\uFEFF"

// parse returns the root node of a text: exactly one document, within the limits of guard.
func parse(s *source, data []byte) (*Node, Errors) {
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, Errors{s.notYAML(err)}
	}
	var document, another yaml.Node
	if err := loader.Load(&document); errors.Is(err, io.EOF) {
		return nil, Errors{s.errorAt(1, 1, s.Empty, s.EmptyHint)}
	} else if err != nil {
		return nil, Errors{s.notYAML(err)}
	}
	if err := loader.Load(&another); err == nil {
		return nil, Errors{s.errorAt(another.Line, another.Column, "a second document begins here", "one file is one "+s.Name)}
	} else if !errors.Is(err, io.EOF) {
		return nil, Errors{s.notYAML(err)}
	}
	root := document.Content[0]
	if Empty(root) {
		return nil, Errors{s.errorAt(1, 1, s.Empty, s.EmptyHint)}
	}
	if errs := guard(s, root); len(errs) > 0 {
		return nil, errs
	}
	return root, nil
}

// guarded limits the size of a document before anything else walks it.
type guarded struct {
	source *source
	done   map[*Node]extent // of what is anchored
	open   map[*Node]bool
	copies int
	errs   Errors
}

// An extent is the number of nodes, aliases expanded, and their depth.
type extent struct{ size, depth int }

func guard(s *source, root *Node) Errors {
	g := guarded{source: s, done: map[*Node]extent{}, open: map[*Node]bool{}}
	g.visit(root, 1)
	if g.copies > maxCopies && len(g.errs) == 0 {
		g.fail(root, fmt.Sprintf("aliases repeat more than %d nodes", maxCopies), "write out what is meant")
	}
	g.errs.sort()
	return g.errs
}

func (g *guarded) fail(n *Node, message, hint string) {
	if len(g.errs) < mostErrors {
		g.errs = append(g.errs, g.source.errorAt(n.Line, n.Column, message, hint))
	}
}

func (g *guarded) visit(n *Node, depth int) extent {
	if n.Kind == yaml.AliasNode {
		return g.alias(n, depth)
	}
	if n.Style&yaml.TaggedStyle != 0 || n.Tag == "!" {
		g.fail(n, "tags are not read here", "quote a value that begins with !")
	}
	if depth > maxDepth {
		g.fail(n, fmt.Sprintf("lists and mappings are more than %d deep", maxDepth), "")
		return extent{1, 1}
	}
	if n.Anchor != "" {
		g.open[n] = true
		defer delete(g.open, n)
	}
	e := extent{size: 1}
	for _, child := range n.Content {
		c := g.visit(child, depth+1)
		e.size, e.depth = min(e.size+c.size, maxCopies+1), max(e.depth, c.depth)
	}
	e.depth++
	if n.Anchor != "" {
		g.done[n] = e
	}
	return e
}

func (g *guarded) alias(n *Node, depth int) extent {
	if g.open[n.Alias] {
		g.fail(n, "this is an alias within itself", "")
		return extent{1, 1}
	}
	e := g.done[n.Alias] // an alias follows what it repeats
	if depth+e.depth > maxDepth+1 {
		g.fail(n, fmt.Sprintf("lists and mappings are more than %d deep", maxDepth), "")
	}
	g.copies = min(g.copies+e.size, maxCopies+1)
	return e
}
