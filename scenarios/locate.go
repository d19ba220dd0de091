package scenarios

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"

	"go.yaml.in/yaml/v4"
)

// failProblem reports what the model says is wrong, where its path leads to below a node.
func failProblem(r *reader, t logon.Topology, root *yaml.Node, p logon.Problem) {
	if r.follows(root, p.Path) {
		return
	}
	n := r.locate(root, p.Path)
	if len(p.Path) == 4 && p.Path[2] == "settings" && unknownSetting(t, p.Path[1], p.Path[3]) {
		n = r.keyOf(root, p.Path)
	}
	r.consequence(n, p.Hint, p.What)
}

// locate is the node that a path leads to: a value that is written in one piece, otherwise the key it stands behind.
// Where the path leads to nothing that is written, the last thing on its way that is.
func (r *reader) locate(root *yaml.Node, path []string) *yaml.Node {
	n, at := root, root
	for i, step := range path {
		key, value := r.step(n, step)
		if value == nil {
			break
		}
		n, at = follow(value), value
		if n.Kind != yaml.ScalarNode && key != nil || empty(n) {
			at = key
		}
		if n.Kind == yaml.MappingNode && i == len(path)-1 && i > 0 && path[i-1] == "trusts" {
			if _, domain := r.step(n, "domain"); domain != nil {
				at = domain
			}
		}
	}
	return at
}

// keyOf is the key that a path ends in.
func (r *reader) keyOf(root *yaml.Node, path []string) *yaml.Node {
	n := root
	var key *yaml.Node
	for _, step := range path {
		k, value := r.step(n, step)
		if value == nil {
			return r.locate(root, path)
		}
		n, key = follow(value), k
	}
	return key
}

// unknownSetting says that it is the name of a setting that is wrong, not its value.
func unknownSetting(t logon.Topology, machine, setting string) bool {
	i := slices.IndexFunc(t.Machines, func(m logon.Machine) bool { return m.Name == machine })
	if i < 0 {
		return false
	}
	p, ok := logon.ProfileNamed(t.Machines[i].Profile)
	return ok && !p.Has(setting)
}

// step goes down one key of a mapping, or to one element of a list; nil where there is none. Keys are indexed when a
// mapping is first asked for one, so that many problems in a large file are found in time.
func (r *reader) step(n *yaml.Node, to string) (key, value *yaml.Node) {
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
				index[follow(n.Content[i]).Value] = i
			}
			r.keys[n] = index
		}
		if i, ok := index[to]; ok {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// failCommand points into a command where it is written in one piece, and at its beginning otherwise.
func failCommand(r *reader, n *yaml.Node, command string, err error) {
	var wrong *netuse.Error
	if !errors.As(err, &wrong) {
		r.fail(n, "", "%v", err)
		return
	}
	target, hint := follow(n), wrong.Hint
	if target.Style&yaml.DoubleQuotedStyle != 0 && strings.Contains(wrong.What, `\`) {
		hint = backslash
	}
	r.failAt(n.Line, n.Column+r.offset(n, command, wrong.Column), hint, "%s", wrong.What)
}

// offset is how far behind the beginning of a plain or single-quoted scalar the column of its value stands.
func (r *reader) offset(n *yaml.Node, value string, column int) int {
	if n.Kind != yaml.ScalarNode || !plain(n) && n.Style&yaml.SingleQuotedStyle == 0 {
		return 0
	}
	raw := []rune(r.source.after(n.Line, n.Column))
	i := 0
	if !plain(n) {
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
		if c < column-1 && want == '\'' && !plain(n) {
			start++
		}
		if want == '\'' && !plain(n) {
			i++
		}
	}
	return start
}
