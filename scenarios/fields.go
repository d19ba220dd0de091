package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ntlmsim/sim/logon"
)

// A field is one key that an object of a file can have, and what reads its value into a T.
type field[T any] struct {
	name string
	read func(*reader, *T, *yaml.Node)
}

// An object is the keys of one kind of mapping.
type object[T any] struct {
	what     string // "a machine"
	required []string
	hint     string // what to write where a required key is missing
	fields   []field[T]
}

func (o object[T]) names() []string {
	list := make([]string, len(o.fields))
	for i, f := range o.fields {
		list[i] = f.name
	}
	return list
}

func (o object[T]) field(name string) (field[T], bool) {
	for _, f := range o.fields {
		if f.name == name {
			return f, true
		}
	}
	return field[T]{}, false
}

// read fills a T from a mapping. A key that is misspelt is a mistake, and is read as the one that was meant. What is
// missing is reported at owner, the key that the mapping stands behind.
func (o object[T]) read(r *reader, owner, n *yaml.Node, into *T) {
	target := follow(n)
	switch {
	case empty(target):
		r.fail(owner, "write {} for "+o.what+" without keys", "nothing is written here: %s is a mapping", o.what)
		return
	case target.Kind != yaml.MappingNode:
		r.fail(n, "its keys are: "+strings.Join(o.names(), ", "), "%s is a mapping, not %s", o.what, kind(target))
		return
	}
	seen := make([]string, 0, 8)
	merged := false
	for i := 0; i+1 < len(target.Content) && !r.full(); i += 2 {
		key, value := target.Content[i], target.Content[i+1]
		name, exact := o.known(r, key)
		merged = merged || follow(key).Tag == "!!merge"
		if name == "" {
			continue
		}
		if slices.Contains(seen, name) {
			if exact {
				r.fail(key, "", "%q is here already", name)
			}
			continue
		}
		seen = append(seen, name)
		if empty(follow(value)) {
			hint := "leave the key out, or write what belongs there"
			if slices.Contains(o.required, name) {
				hint = "write what belongs there"
			}
			r.fail(key, hint, "%s has nothing behind it", name)
			continue
		}
		f, _ := o.field(name)
		f.read(r, into, value)
	}
	if merged {
		r.places[[2]int{owner.Line, owner.Column}] = true // what is missing would follow from it
		return
	}
	o.missing(r, owner, seen)
}

func (o object[T]) missing(r *reader, owner *yaml.Node, seen []string) {
	var list []string
	for _, name := range o.required {
		if !slices.Contains(seen, name) {
			list = append(list, name)
		}
	}
	if len(list) > 0 {
		r.fail(owner, o.hint, "%s needs %s", o.what, strings.Join(list, " and "))
	}
}

// known is the name of the field that a key means, and whether it says so exactly; "" where it means none.
func (o object[T]) known(r *reader, key *yaml.Node) (name string, exact bool) {
	name, ok := r.key(key)
	if !ok {
		return "", false
	}
	if _, ok := o.field(name); ok {
		return name, true
	}
	r.fail(key, nearest(name, o.names()), "%s has no key %q", o.what, name)
	return logon.Nearest(name, o.names()), false
}

func text[T any](name string, to func(*T) *string) field[T] {
	return field[T]{name, func(r *reader, into *T, n *yaml.Node) { *to(into) = r.text(n) }}
}

func truth[T any](name string, to func(*T) *bool) field[T] {
	return field[T]{name, func(r *reader, into *T, n *yaml.Node) { *to(into) = r.truth(n) }}
}

func names[T any](name string, to func(*T) *[]string) field[T] {
	return field[T]{name, func(r *reader, into *T, n *yaml.Node) { *to(into) = r.names(n) }}
}

func some[T any](name string, to func(*T) *[]string) field[T] {
	return field[T]{name, func(r *reader, into *T, n *yaml.Node) { *to(into) = r.some(n) }}
}

func word[T any, S ~string](name, what string, of []S, to func(*T) *S) field[T] {
	return field[T]{name, func(r *reader, into *T, n *yaml.Node) { *to(into) = oneOf(r, n, what, of) }}
}

// duration keeps a duration as it is written.
func duration[T any](name string, to func(*T) *string) field[T] {
	return field[T]{name, func(r *reader, into *T, n *yaml.Node) {
		r.duration(n)
		*to(into) = fmt.Sprint(follow(n).Value)
	}}
}
