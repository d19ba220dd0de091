package logon

import (
	"fmt"
	"slices"
	"strings"
)

// suffixDomain is the domain behind a user principal name with another suffix than its own: one of the forest, whose
// global catalog has all user principal names, or one of a trusted forest to which the suffix is routed.
func (q *Question) suffixDomain(d *domain) *trust {
	for _, m := range []UserPrincipalNames{q.target.settings.UserPrincipalNames, d.answers(q.target).UserPrincipalNames} {
		if m != Principals && m != PrincipalsUnsalted {
			return nil // Samba looks in its own database
		}
	}
	for _, t := range d.order {
		if _, ok := t.domain.upns[q.user]; ok && q.world.routes(t, q.realm) {
			return t
		}
	}
	return nil
}

// routes reports whether a suffix leads along a trust: within a forest any does, to another forest one of its names.
func (w *World) routes(t *trust, suffix string) bool {
	if t.Type != Forest {
		return t.Type == WithinForest
	}
	root := t.domain
	if r := w.domains[fold(root.Forest)]; r != nil {
		root = r
	}
	return slices.ContainsFunc(append(foldAll(root.UPNSuffixes), root.dns), func(name string) bool {
		return name != "" && (suffix == name || strings.HasSuffix(suffix, "."+name))
	})
}

// holderOf is the first domain that has a user principal name, folded; nil: none has.
func (w *World) holderOf(upn string) *domain {
	for _, d := range w.written {
		if db := w.domains[fold(d.Name)]; db.upns[upn] != "" {
			return db
		}
	}
	return nil
}

// BySuffix reports whether a user principal name led across a trust by a suffix that is not the domain's own.
func (o Outcome) BySuffix() bool { return o.Facts.suffix }

// Conditions on a user principal name with another suffix than the domain's DNS name.
var (
	inCatalog = ask("the global catalog of the forest has the account with this user principal name",
		func(f *Facts) bool { return f.suffix && f.trust.Type == WithinForest }, lookedUp(atAuthority))

	routedSuffix = ask("the suffix of the user principal name is routed to a trusted forest, which has the account",
		func(f *Facts) bool { return f.suffix }, lookedUp(atAuthority))
)

// suffixes checks the suffixes of a forest.
func (c *checker) suffixes(path []string, d Domain) {
	for i, s := range d.UPNSuffixes {
		switch {
		case d.Kind == NT4:
			c.add(append(path, "upn-suffixes"), "kind: ad", "a domain of kind nt4 has no user principal names")
			return
		case d.Forest != "" && !strings.EqualFold(d.Forest, d.Name):
			c.add(append(path, "upn-suffixes"), "write them of "+d.Forest, "the suffixes of a forest are written of its root")
			return
		case s == "" || strings.ContainsAny(s, `@\/ `):
			c.add(append(path, "upn-suffixes", fmt.Sprint(i)), "firma.example", "this is no suffix of a user principal name")
		}
	}
}
