package strict

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Locate finds the node at the end of a path: the value if it is a scalar, else its key. If the path does not exist, it
// returns the last node on the way that does.
func (r *Reader) Locate(root *Node, path []string) *Node {
	n, at := root, root
	for _, step := range path {
		key, value := r.step(n, step)
		if value == nil {
			break
		}
		n, at = Follow(value), value
		if n.Kind != yaml.ScalarNode && key != nil || Empty(n) {
			at = key
		}
	}
	return at
}

// KeyOf finds the key at the end of a path.
func (r *Reader) KeyOf(root *Node, path []string) *Node {
	n := root
	var key *Node
	for _, step := range path {
		k, value := r.step(n, step)
		if value == nil {
			return r.Locate(root, path)
		}
		n, key = Follow(value), k
	}
	return key
}

// step goes to the value of a key or to an element of a list; nil if there is none. The keys of a mapping are indexed
// on first use, so that many problems in a large file are located fast.
func (r *Reader) step(n *Node, to string) (key, value *Node) {
	switch n.Kind {
	default:
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(to); err == nil && i >= 0 && i < len(n.Content) {
			return nil, n.Content[i]
		}
	case yaml.MappingNode:
		index, ok := r.keys[n]
		if !ok {
			index = make(map[string]int, len(n.Content)/2)
			for i := len(n.Content) - 2; i >= 0; i -= 2 { // the first of equal keys counts
				index[Follow(n.Content[i]).Value] = i
			}
			r.keys[n] = index
		}
		if i, ok := index[to]; ok {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// FailIn reports a mistake at a column, from 1, of the text of a node. Where the text is not written in one piece, the
// error points at its beginning. The message must not quote what may be a secret.
func (r *Reader) FailIn(n *Node, text string, column int, hint, message string, args ...any) {
	message = fmt.Sprintf(message, args...)
	if Follow(n).Style&yaml.DoubleQuotedStyle != 0 && strings.Contains(message, `\`) {
		hint = backslash
	}
	r.failAt(n.Line, n.Column+r.offset(n, text, column), hint, "%s", message)
}

// offset is the distance in the source between the beginning of a plain or single-quoted scalar and a column of its
// value.
func (r *Reader) offset(n *Node, value string, column int) int {
	if n.Kind != yaml.ScalarNode || !Plain(n) && n.Style&yaml.SingleQuotedStyle == 0 {
		return 0
	}
	raw := []rune(r.source.after(n.Line, n.Column))
	i := 0
	if !Plain(n) {
		i = 1
	}
	start := i
	for c, want := range []rune(value) {
		if i >= len(raw) || raw[i] != want {
			return 0 // it goes on in another line
		}
		if c < column-1 {
			start = i + 1
		}
		i++
		if c < column-1 && want == '\'' && !Plain(n) {
			start++
		}
		if want == '\'' && !Plain(n) {
			i++
		}
	}
	return start
}

// Take removes a key from a mapping, and returns it with its value; nil if there is none. If it is written twice, the
// second stays.
func Take(n *Node, name string) (key, value *Node) {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if k := n.Content[i]; k.Kind == yaml.ScalarNode && k.Value == name {
			key, value = k, n.Content[i+1]
			n.Content = slices.Delete(slices.Clone(n.Content), i, i+2)
			return key, value
		}
	}
	return nil, nil
}

// Misspelt finds a key of a mapping that is probably meant to be another; nil if there is none.
func Misspelt(n *Node, name string) *Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if k := n.Content[i]; k.Kind == yaml.ScalarNode && mistyped(k.Value, []string{name}) != "" {
			return k
		}
	}
	return nil
}

// KeysIn are the keys of a mapping that are such.
func KeysIn(n *Node, such func(key string) bool) (list []*Node) {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if k := n.Content[i]; k.Kind == yaml.ScalarNode && such(k.Value) {
			list = append(list, k)
		}
	}
	return list
}
