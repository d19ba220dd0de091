package scenarios

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A field is one key that an object of a file can have, and what reads its value into a T.
type field[T any] struct {
	name  string
	read  func(*reader, *T, *yaml.Node)
	holds *place // what an error may show of its value; nil: nothing
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
		name, exact := o.known(r, key, value)
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
		if exact {
			f.read(r, into, value)
		} else {
			f.guess(r, into, target, value)
		}
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

// known is the name of the field that a key means, and whether it says so exactly; "" where it means none. A key that
// means none is not repeated: it may be a password.
func (o object[T]) known(r *reader, key, value *yaml.Node) (name string, exact bool) {
	name, ok := r.key(key)
	if !ok {
		return "", false
	}
	if _, ok := o.field(name); ok {
		return name, true
	}
	meant := mistyped(name, o.names())
	if meant == "" || !r.coloned(key, value) {
		r.fail(key, "there are: "+strings.Join(o.names(), ", "), "%s has no such key", o.what)
		return "", false
	}
	r.fail(key, "did you mean "+meant+"?", "%s has no key %q", o.what, name)
	return meant, false
}

// guess reads what stands behind a key that is mistyped. What is wrong with a value there is not said, for nobody knows
// what it is, and so it is with what would follow from it.
func (f field[T]) guess(r *reader, into *T, in, value *yaml.Node) {
	before := len(r.errs)
	f.read(r, into, value)
	if follow(value).Kind == yaml.MappingNode {
		return
	}
	if follow(value).Kind == yaml.ScalarNode {
		r.errs = r.errs[:before]
	}
	r.doubted[value] = true
	r.guessed[in] = append(r.guessed[in], f.name)
}

// key is a field: its name, what reads its value, and what an error may show of the value.
func key[T any](name string, read func(*reader, *T, *yaml.Node), holds *place) field[T] {
	return field[T]{name, read, holds}
}

// hidden is a text that no error shows: a password.
func hidden[T any](name string, to func(*T) *string) field[T] {
	return field[T]{name, func(r *reader, into *T, n *yaml.Node) { *to(into) = r.text(n) }, secret}
}

// text is a text that is no secret.
func text[T any](name string, to func(*T) *string) field[T] {
	return hidden(name, to).holding(openText)
}

// holding is a field that holds something else.
func (f field[T]) holding(p *place) field[T] {
	f.holds = p
	return f
}

func truth[T any](name string, to func(*T) *bool) field[T] {
	return field[T]{name, func(r *reader, into *T, n *yaml.Node) { *to(into) = r.truth(n) }, openText}
}

func names[T any](name string, to func(*T) *[]string) field[T] {
	return field[T]{name, func(r *reader, into *T, n *yaml.Node) { *to(into) = r.names(n) }, openList}
}

func some[T any](name string, to func(*T) *[]string) field[T] {
	return field[T]{name, func(r *reader, into *T, n *yaml.Node) { *to(into) = r.some(n) }, openList}
}

func word[T any, S ~string](name, what string, of []S, to func(*T) *S) field[T] {
	return field[T]{name, func(r *reader, into *T, n *yaml.Node) { *to(into) = oneOf(r, n, what, of) }, openText}
}

// duration keeps a duration as it is written.
func duration[T any](name string, to func(*T) *string) field[T] {
	return field[T]{name, func(r *reader, into *T, n *yaml.Node) {
		r.duration(n)
		*to(into) = follow(n).Value
	}, openText}
}
