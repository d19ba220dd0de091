package strict

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A Field is one key that an Object can have, and what reads its value into a T.
type Field[T any] struct {
	name  string
	read  func(*Reader, *T, *Node)
	holds *Place // what an error may show of its value; nil: nothing
}

// An Object describes one kind of mapping by its keys.
type Object[T any] struct {
	What     string // "a machine"
	Required []string
	Hint     string // what to write where a required key is missing
	Fields   []Field[T]
}

// Names returns the keys, in their order.
func (o Object[T]) Names() []string {
	list := make([]string, len(o.Fields))
	for i, f := range o.Fields {
		list[i] = f.name
	}
	return list
}

func (o Object[T]) field(name string) (Field[T], bool) {
	for _, f := range o.Fields {
		if f.name == name {
			return f, true
		}
	}
	return Field[T]{}, false
}

// Read fills a T from a mapping. A misspelt key is a mistake, and is read as the one that was meant. What is missing is
// reported at owner, the key that the mapping stands behind.
func (o Object[T]) Read(r *Reader, owner, n *Node, into *T) {
	target := Follow(n)
	switch {
	case Empty(target):
		r.Fail(owner, "write {} for "+o.What+" without keys", "nothing is written here: %s is a mapping", o.What)
		return
	case target.Kind != yaml.MappingNode:
		r.Fail(n, "its keys are: "+strings.Join(o.Names(), ", "), "%s is a mapping, not %s", o.What, Kind(target))
		return
	}
	seen := make([]string, 0, 8)
	merged := false
	for i := 0; i+1 < len(target.Content) && !r.Full(); i += 2 {
		key, value := target.Content[i], target.Content[i+1]
		name, exact := o.known(r, key, value)
		merged = merged || Follow(key).Tag == "!!merge"
		if name == "" {
			continue
		}
		if slices.Contains(seen, name) {
			if exact {
				r.Fail(key, "", "%q is here already", name)
			}
			continue
		}
		seen = append(seen, name)
		if Empty(Follow(value)) {
			hint := "leave the key out, or write what belongs there"
			if slices.Contains(o.Required, name) {
				hint = "write what belongs there"
			}
			r.Fail(key, hint, "%s has nothing behind it", name)
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

func (o Object[T]) missing(r *Reader, owner *Node, seen []string) {
	var list []string
	for _, name := range o.Required {
		if !slices.Contains(seen, name) {
			list = append(list, name)
		}
	}
	if len(list) > 0 {
		r.Fail(owner, o.Hint, "%s needs %s", o.What, strings.Join(list, " and "))
	}
}

// known returns the field name that a key means, and whether it is spelt exactly so; "" for an unknown key. Messages do
// not repeat an unknown key: it may be a password.
func (o Object[T]) known(r *Reader, key, value *Node) (name string, exact bool) {
	name, ok := r.key(key)
	if !ok {
		return "", false
	}
	if _, ok := o.field(name); ok {
		return name, true
	}
	meant := mistyped(name, o.Names())
	if meant == "" || !r.coloned(key, value) {
		r.Fail(key, "there are: "+strings.Join(o.Names(), ", "), "%s has no such key", o.What)
		return "", false
	}
	r.Fail(key, "did you mean "+meant+"?", "%s has no key %q", o.What, name)
	return meant, false
}

// guess reads the value of a misspelt key. Mistakes in the value are not reported, nor mistakes that follow from it,
// since the key is only a guess.
func (f Field[T]) guess(r *Reader, into *T, in, value *Node) {
	before := len(r.errs)
	f.read(r, into, value)
	if Follow(value).Kind == yaml.MappingNode {
		return
	}
	if Follow(value).Kind == yaml.ScalarNode {
		r.errs = r.errs[:before]
	}
	r.doubted[value] = true
	r.guessed[in] = append(r.guessed[in], f.name)
}

// Key is a field by its name, what reads its value, and what an error may show of the value.
func Key[T any](name string, read func(*Reader, *T, *Node), holds *Place) Field[T] {
	return Field[T]{name, read, holds}
}

// Password is a field with a text that no error shows.
func Password[T any](name string, to func(*T) *string) Field[T] {
	return Field[T]{name, func(r *Reader, into *T, n *Node) { *to(into) = r.Text(n) }, Secret}
}

// Text is a field with a text that is no secret.
func Text[T any](name string, to func(*T) *string) Field[T] {
	return Password(name, to).Showing(AnyText)
}

// Showing is the same field, with another place of its value.
func (f Field[T]) Showing(p *Place) Field[T] {
	f.holds = p
	return f
}

// Or is the same field, whose value may be a word instead, written without quotes; take then takes it.
func (f Field[T]) Or(word string, take func(*T)) Field[T] {
	read := f.read
	f.read = func(r *Reader, into *T, n *Node) {
		if Is(n, word) {
			take(into)
		} else {
			read(r, into, n)
		}
	}
	return f
}

// Not is the same field, in which a word without quotes is a mistake, also as an element of a list.
func (f Field[T]) Not(word, hint, mistake string) Field[T] {
	read := f.read
	f.read = func(r *Reader, into *T, n *Node) {
		if !r.Finds(n, word, hint, mistake) {
			read(r, into, n)
		}
	}
	return f
}

// Finds reports whether a value, or an element of a list, is a word without quotes. That is a mistake.
func (r *Reader) Finds(n *Node, word, hint, mistake string) bool {
	for _, value := range append([]*Node{n}, Follow(n).Content...) {
		if Is(value, word) {
			r.Fail(value, hint, "%s", mistake)
			return true
		}
	}
	return false
}

// Is reports whether a value is a word, written without quotes.
func Is(n *Node, word string) bool {
	target := Follow(n)
	return Plain(target) && target.Value == word
}

// Truth is a field that is true or false.
func Truth[T any](name string, to func(*T) *bool) Field[T] {
	return Field[T]{name, func(r *Reader, into *T, n *Node) { *to(into) = r.Truth(n) }, AnyText}
}

// Names is a field with a list of names, which may be empty.
func Names[T any](name string, to func(*T) *[]string) Field[T] {
	return Field[T]{name, func(r *Reader, into *T, n *Node) { *to(into) = r.names(n) }, AnyTexts}
}

// Some is a field with a list of names that has at least one.
func Some[T any](name string, to func(*T) *[]string) Field[T] {
	return Field[T]{name, func(r *Reader, into *T, n *Node) { *to(into) = r.some(n) }, AnyTexts}
}

// Word is a field with one of a few words; what says what they are: "role".
func Word[T any, S ~string](name, what string, of []S, to func(*T) *S) Field[T] {
	return Field[T]{name, func(r *Reader, into *T, n *Node) { *to(into) = OneOf(r, n, what, of) }, AnyText}
}

// Duration is a field with a duration (1h30m), which is kept as it is written.
func Duration[T any](name string, to func(*T) *string) Field[T] {
	return Field[T]{name, func(r *Reader, into *T, n *Node) {
		r.Duration(n)
		*to(into) = Follow(n).Value
	}, AnyText}
}
