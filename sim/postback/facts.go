package postback

import (
	"slices"
	"unicode/utf16"
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
	h := Holder{topology: t, node: t.node(node), app: t.application(application), starts: starts}
	h.config = h.app.config(h.node.Name)
	h.pool = t.pool(h.config.Pool)
	h.store = keys.State(keys.Run(generatedID, &h))
	return h
}

// checks reports whether the page that gets the post checks the MAC. EnableViewStateMac=false counts only where nothing
// enforces the check, and never for a field that is encrypted.
func (f *Facts) checks() bool { return !f.onto.NoMAC || f.got.enforces() || f.page.Encrypted }

// signs reports whether the page that was opened has a MAC.
func (f *Facts) signs() bool { return !f.page.NoMAC || f.made.enforces() || f.page.Encrypted }

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

// userKey is the value of ViewStateUserKey. The identifiers of all sessions are of one length.
func (f *Facts) userKey(p Page, later bool) string {
	user := f.attempt.User
	if later && f.attempt.Later != "" {
		user = f.attempt.Later
	}
	switch p.UserKey {
	case ByUser:
		return user
	case BySession:
		if later && (f.attempt.NewSession || !equal(user, f.attempt.User)) {
			return "session 2"
		}
		return "session 1"
	}
	return ""
}

// otherUserKey reports whether the two values of ViewStateUserKey differ in what the MAC binds: with MD5 in the legacy
// mode that is their length alone, and what of them is longer than the key.
func (f *Facts) otherUserKey() bool {
	before, after := f.userKey(f.page, false), f.userKey(f.onto, true)
	if f.bindsNothing() {
		return false
	}
	if !f.bindsLength() {
		return before != after
	}
	x, y := utf16.Encode([]rune(before)), utf16.Encode([]rune(after))
	hidden := max(0, f.keyLength()/2-2) // the modifier is four bytes of the page and then the user key
	return len(x) != len(y) || len(x) > hidden && !slices.Equal(x[hidden:], y[hidden:])
}

// bindsLength reports whether the MAC is the MD5 of the legacy mode, over a field that is not encrypted. System.Web
// copies the key over the page and the user in what it computes.
func (f *Facts) bindsLength() bool {
	return f.got.mode() == Legacy && f.got.validation() == "MD5" && !f.page.Encrypted
}

// keyLength is that of the validation key in bytes: 64 where it is generated.
func (f *Facts) keyLength() int {
	if k, err := f.got.read(f.got.config.Key.ValidationKey); err == nil && !k.AutoGenerate {
		return len(k.Bytes)
	}
	return 64
}

// bindsNothing reports whether the server binds neither page nor user.
func (f *Facts) bindsNothing() bool { return f.got.config.BindsNothing }

// otherPage reports whether the field was made for another page, and the MAC shows it.
func (f *Facts) otherPage() bool { return !f.bindsNothing() && !f.bindsLength() && !f.samePage() }

func (f *Facts) samePage() bool {
	return equal(f.made.app.Path, f.got.app.Path) && equal(f.page.Name, f.onto.Name)
}

// fromElsewhere reports whether the post says no page (__VIEWSTATEGENERATOR), or another one. Only a node that forgives
// writes the page down, and not where it ignores all failures.
func (f *Facts) fromElsewhere() bool {
	return f.attempt.NoPage || !f.made.forgives() || f.made.config.IgnoreErrors || !f.samePage()
}

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
	named := f.page.Encrypted || f.made.mode() == Framework45 // else validation says the cipher, too
	return made != got || named && f.made.decryption() != f.got.decryption()
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
