package strict

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"ntlmsim/sim"
)

// A Place says what an error may show of a part of a text. The rule is one: a value is shown only behind a key that is
// known not to hold a secret, and a key only where it is known, where it is a name, or where it is nearly a known one.
// The nil Place shows nothing.
type Place struct {
	open  func(string) bool        // reports whether a text may be shown here; nil: never
	parts Parts                    // of a text that may be shown in parts; nil: as a whole, or not at all
	keys  map[string]*Place        // of an object
	each  func(name string) *Place // of a mapping whose keys are names
	items *Place                   // of a list
}

// Places of values that hold no secret: a text, a list of texts, either of both.
var (
	AnyText     = &Place{open: func(string) bool { return true }}
	AnyTexts    = &Place{items: AnyText}
	TextOrTexts = &Place{open: AnyText.open, items: AnyText}
)

// A Parts calls show for each part of a text that may be shown: from which column to before which, in characters from
// 0. It gets texts that are broken, too.
type Parts func(text string, show func(from, to int))

// TextIf is the place of a text that may be shown if a condition holds.
func TextIf(open func(string) bool) *Place { return &Place{open: open} }

// InParts is the place of a text of which parts may be shown.
func InParts(parts Parts) *Place { return &Place{parts: parts} }

// Secret is the place of a value that no error shows.
var Secret *Place

// Place is the place of an object of this kind.
func (o Object[T]) Place() *Place {
	keys := make(map[string]*Place, len(o.Fields))
	for _, f := range o.Fields {
		keys[f.name] = f.holds
	}
	return &Place{keys: keys}
}

// Has reports whether an object has a key.
func (p *Place) Has(key string) bool {
	_, ok := p.keys[key]
	return ok
}

// NamesOf is the place of a mapping whose keys are names, with the place of what stands behind each.
func NamesOf(p *Place) *Place { return &Place{each: func(string) *Place { return p }} }

// NamedBy is NamesOf, where the place of a value depends on its name.
func NamedBy(each func(name string) *Place) *Place { return &Place{each: each} }

// ListOf is the place of a list, with the place of its elements.
func ListOf(p *Place) *Place { return &Place{items: p} }

// NamesOr is the place of a list whose elements are names or objects.
func NamesOr(p *Place) *Place {
	return &Place{items: &Place{open: AnyText.open, keys: p.keys}}
}

// TextsOr is the place of a list of texts, or of an object.
func TextsOr(p *Place) *Place { return &Place{items: AnyText, keys: p.keys} }

// key reports whether a key may be shown in a mapping, and where its value stands.
func (p *Place) key(name string) (shown bool, behind *Place) {
	switch {
	case p == nil:
		return false, Secret
	case name == "<<": // of YAML, not read here
		return true, Secret
	case p.each != nil:
		return isName(name), p.each(name)
	}
	if behind, ok := p.keys[name]; ok {
		return true, behind
	}
	if meant := mistyped(name, p.names()); meant != "" {
		return true, p.keys[meant].containers()
	}
	return false, Secret
}

// has reports whether a key is known, so that no similar key need be searched.
func (p *Place) has(name string) bool {
	if p == nil || p.each != nil {
		return true
	}
	_, ok := p.keys[name]
	return ok
}

func (p *Place) names() []string {
	list := make([]string, 0, len(p.keys))
	for name := range p.keys {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// containers is the place behind a misspelt key: known keys within the value are shown, the value itself is not.
func (p *Place) containers() *Place {
	if p == nil {
		return nil
	}
	return &Place{keys: p.keys, each: p.each}
}

// element is the place of list elements.
func (p *Place) element() *Place {
	if p == nil {
		return nil
	}
	return p.items
}

func (p *Place) shows(text string) bool { return p != nil && p.open != nil && p.open(text) }

// mistyped returns the key that a word is probably meant to be, or "". A word with digits is more likely a password.
func mistyped(name string, keys []string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return r != '-' && r != '_' && !unicode.IsLetter(r) }) {
		return ""
	}
	return sim.Nearest(name, keys)
}

// isName reports whether a key can be a name. A key with YAML indicators is more likely a mistake.
func isName(name string) bool { return !strings.ContainsAny(name, `{}[]"',#&*!?`) }

// With is the place of a mapping, with one more key.
func (p *Place) With(name string, behind *Place) *Place {
	keys := map[string]*Place{name: behind}
	maps.Copy(keys, p.keys)
	return &Place{open: p.open, parts: p.parts, keys: keys, each: p.each, items: p.items}
}
