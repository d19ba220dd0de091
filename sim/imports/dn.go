package imports

import (
	"regexp"
	"strings"
)

// label is a part of a DNS name.
var label = regexp.MustCompile(`^[\pL\pN_-]+$`)

// A dn is a distinguished name: its parts, from the name of the object to the domain.
type dn []part

type part struct{ kind, value string } // kind in capitals: CN, OU, DC

// parseDN reads a distinguished name; ok is false where it is none. A comma with a backslash before it belongs to a
// value.
func parseDN(text string) (name dn, ok bool) {
	for _, piece := range splitDN(text) {
		kind, value, found := strings.Cut(piece, "=")
		kind, value = strings.ToUpper(strings.TrimSpace(kind)), strings.TrimSpace(value)
		if !found || kind == "" || value == "" || strings.ContainsAny(kind, " /:\"") || kind == "DC" && !label.MatchString(value) {
			return nil, false
		}
		name = append(name, part{kind, value})
	}
	return name, len(name) > 0
}

func splitDN(text string) (list []string) {
	var b strings.Builder
	escaped := false
	for _, r := range text {
		switch {
		case escaped:
			b.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == ',':
			list = append(list, b.String())
			b.Reset()
		default:
			b.WriteRune(r)
		}
	}
	return append(list, b.String())
}

// domain is the DNS name of the domain that an object is in; "" where the name does not say.
func (d dn) domain() string {
	var labels []string
	for _, p := range d {
		if p.kind == "DC" {
			labels = append(labels, p.value)
		}
	}
	return strings.ToLower(strings.Join(labels, "."))
}

// name is the object's own.
func (d dn) name() string { return d[0].value }

// within reports whether an object is in a container of that name.
func (d dn) within(container string) bool {
	for _, p := range d[1:] {
		if p.kind != "DC" && strings.EqualFold(p.value, container) {
			return true
		}
	}
	return false
}
