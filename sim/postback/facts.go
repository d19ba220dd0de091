package postback

import (
	"slices"
	"strings"
)

// Facts are what the table asks: who made the field, and who gets it.
type Facts struct {
	attempt Attempt
	made    Holder
	got     Holder
	page    Page  // that was opened
	onto    Page  // that is posted to
	at      Place // where that is
}

// facts resolves an attempt whose node that gets the post is named.
func (t *Topology) facts(a Attempt) *Facts {
	f := &Facts{attempt: a, at: a.Page}
	if a.For != nil {
		f.at = *a.For
	}
	f.made = t.holder(a.By, a.Page.Application, 0)
	starts := 0
	if slices.ContainsFunc(a.Recycled, func(n string) bool { return equal(n, a.To) }) {
		starts = 1
	}
	f.got = t.holder(a.To, f.at.Application, starts)
	f.page, f.onto = f.made.app.page(a.Page.Page), f.got.app.page(f.at.Page)
	return f
}

// holder is an application at a node, with the place of its generated key.
func (t *Topology) holder(node, application string, starts int) Holder {
	h := Holder{node: t.node(node), app: t.application(application), starts: starts}
	h.config = h.app.config(h.node.Name)
	h.pool = t.pool(h.config.Pool)
	h.store = keys.State(keys.Run(generatedID, &h))
	return h
}

// checks reports whether the page that gets the post checks the MAC: EnableViewStateMac=false counts only where
// nothing enforces it.
func (f *Facts) checks() bool { return !f.onto.NoMAC || f.got.enforces() }

// signs reports whether the page that was opened has a MAC.
func (f *Facts) signs() bool { return !f.page.NoMAC || f.made.enforces() }

// enforces reports whether EnableViewStateMac=false is ignored.
func (h *Holder) enforces() bool {
	if insecure := h.config.AllowInsecure; insecure != nil {
		return !*insecure
	}
	return !h.node.Unpatched || h.framework() >= Version(40502)
}

// forgives reports whether a failure of a post from another page is not shown.
func (h *Holder) forgives() bool {
	insecure := h.config.AllowInsecure
	return !h.node.Unpatched || h.framework() >= Version(40502) || insecure != nil && !*insecure
}

// encrypts reports whether the field is encrypted.
func (h *Holder) encrypts(p Page) bool {
	v := h.validation()
	return p.Encrypted || h.mode() == Framework45 || v == "AES" || v == "3DES"
}

// userKey is the value of ViewStateUserKey: the session is told apart by its user, and by being a new one.
func (f *Facts) userKey(p Page, later bool) string {
	user := f.attempt.User
	if later && f.attempt.Later != "" {
		user = f.attempt.Later
	}
	switch p.UserKey {
	case ByUser:
		return strings.ToLower(user)
	case BySession:
		if later && (f.attempt.NewSession || !equal(user, f.attempt.User)) {
			return "the next session"
		}
		return "the first session"
	}
	return ""
}

// otherUserKey reports whether the two values of ViewStateUserKey differ in what the MAC binds: with MD5 in the legacy
// mode that is their length alone.
func (f *Facts) otherUserKey() bool {
	before, after := f.userKey(f.page, false), f.userKey(f.onto, true)
	if f.bindsLength() {
		return len(before) != len(after)
	}
	return before != after
}

// bindsLength reports whether the MAC is the MD5 of the legacy mode, which binds no page and no user.
func (f *Facts) bindsLength() bool { return f.got.mode() == Legacy && f.got.validation() == "MD5" }

// otherPage reports whether the field is of another page, as the MAC sees it.
func (f *Facts) otherPage() bool { return !f.bindsLength() && !f.samePage() }

func (f *Facts) samePage() bool {
	return equal(f.made.app.Path, f.got.app.Path) && equal(f.page.Name, f.onto.Name)
}

// fromElsewhere reports whether the post says no page, or another one.
func (f *Facts) fromElsewhere() bool { return f.attempt.NoPage || !f.samePage() }

// keys are the validation keys of both, as far as they can be told apart.
func (f *Facts) keys() (made, got secret) {
	return f.made.secret(f.made.config.Key.ValidationKey), f.got.secret(f.got.config.Key.ValidationKey)
}

// otherDecryption reports whether the field is encrypted, and the keys or the algorithms for that differ.
func (f *Facts) otherDecryption() bool {
	if !f.made.encrypts(f.page) {
		return false
	}
	made, got := f.made.secret(f.made.config.Key.DecryptionKey), f.got.secret(f.got.config.Key.DecryptionKey)
	return made != got || f.made.decryption() != f.got.decryption()
}

// otherKey reports whether the validation keys differ.
func (f *Facts) otherKey() bool {
	made, got := f.keys()
	return made != got
}

// explicit counts which of both keys stand in web.config.
func (f *Facts) explicit() (n int) {
	made, got := f.keys()
	for _, s := range []secret{made, got} {
		if s.explicit {
			n++
		}
	}
	return n
}

func (f *Facts) sameNode() bool { return equal(f.made.node.Name, f.got.node.Name) }
