package scenarios

import (
	"slices"
	"strings"
	"unicode"

	"ntlmsim/sim"
)

// A place is where something stands in a file, as far as it decides what an error may show. The rule is one: a value is
// shown only behind a key that is known not to hold a secret, and a key only where it is known, where it is a name, or
// where it is nearly a known one. The nil place shows nothing.
type place struct {
	open  func(string) bool        // reports whether a text may be shown here; nil: never
	parts partsOf                  // of a text that may be shown in parts; nil: as a whole, or not at all
	keys  map[string]*place        // of an object
	each  func(name string) *place // of a mapping whose keys are names
	items *place                   // of a list
}

var (
	openText    = &place{open: func(string) bool { return true }}
	openList    = &place{items: openText}
	openSetting = &place{open: openText.open, items: openText}
)

// A partsOf calls show for each part of a text that may be shown: from which column to before which, in characters from 0. It
// gets texts that are broken, too.
type partsOf func(text string, show func(from, to int))

// textIf is a text that may be shown where a condition holds.
func textIf(open func(string) bool) *place { return &place{open: open} }

// inParts is a text that may be shown in parts.
func inParts(parts partsOf) *place { return &place{parts: parts} }

// secret is what a field holds unless it says otherwise.
var secret *place

// place is where an object of this kind stands.
func (o object[T]) place() *place {
	keys := make(map[string]*place, len(o.fields))
	for _, f := range o.fields {
		keys[f.name] = f.holds
	}
	return &place{keys: keys}
}

func named(p *place) *place { return &place{each: func(string) *place { return p }} }

// namedBy is a mapping whose keys are names, on which depends what stands behind them.
func namedBy(each func(name string) *place) *place { return &place{each: each} }

func listed(p *place) *place { return &place{items: p} }

// either is a list whose elements are names or objects.
func either(p *place) *place {
	return &place{items: &place{open: openText.open, keys: p.keys}}
}

// key reports whether a key may be shown in a mapping, and where its value stands.
func (p *place) key(name string) (shown bool, behind *place) {
	switch {
	case p == nil:
		return false, secret
	case name == "<<": // of YAML, not read here
		return true, secret
	case p.each != nil:
		return isName(name), p.each(name)
	}
	if behind, ok := p.keys[name]; ok {
		return true, behind
	}
	if meant := mistyped(name, p.names()); meant != "" {
		return true, p.keys[meant].containers()
	}
	return false, secret
}

// has reports whether a key is one that need not be looked for.
func (p *place) has(name string) bool {
	if p == nil || p.each != nil {
		return true
	}
	_, ok := p.keys[name]
	return ok
}

func (p *place) names() []string {
	list := make([]string, 0, len(p.keys))
	for name := range p.keys {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// containers is a place behind a key that is mistyped: what has known keys of its own is shown, a value is not.
func (p *place) containers() *place {
	if p == nil {
		return nil
	}
	return &place{keys: p.keys, each: p.each}
}

// element is where the elements of a list stand.
func (p *place) element() *place {
	if p == nil {
		return nil
	}
	return p.items
}

func (p *place) shows(text string) bool { return p != nil && p.open != nil && p.open(text) }

// mistyped is the key that somebody meant who wrote another word, or "". A word with digits is more likely a password.
func mistyped(name string, keys []string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return r != '-' && r != '_' && !unicode.IsLetter(r) }) {
		return ""
	}
	return sim.Nearest(name, keys)
}

// isName reports whether a key can be a name. What has indicators of YAML in it is more likely a mistake of two values.
func isName(name string) bool { return !strings.ContainsAny(name, `{}[]"',#&*!?`) }
