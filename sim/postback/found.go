package postback

import "fmt"

func foundPosted(f *Facts) string { return f.at.String() + " at " + f.got.node.Name }
func foundMade(f *Facts) string   { return f.attempt.Page.String() + " at " + f.made.node.Name }
func foundField(f *Facts) string  { return string(f.attempt.Field) }

func foundModes(f *Facts) string {
	return fmt.Sprintf("%s has %s, %s has %s", f.made.node.Name, f.made.mode(), f.got.node.Name, f.got.mode())
}

func foundAlgorithms(f *Facts) string {
	return fmt.Sprintf("%s has %s, %s has %s", f.made.node.Name, f.made.validation(), f.got.node.Name, f.got.validation())
}

func foundDecryption(f *Facts) string {
	return fmt.Sprintf("%s has %s, %s has %s", f.made.node.Name, f.made.decryption(), f.got.node.Name, f.got.decryption())
}

// foundKeys tells where the keys come from; no key is told.
func foundKeys(f *Facts) string {
	return fmt.Sprintf("%s: %s; %s: %s", f.made.node.Name, f.made.origin(), f.got.node.Name, f.got.origin())
}

// origin is where the validation key comes from, in words.
func (h *Holder) origin() string {
	if s := h.secret(h.config.Key.ValidationKey); s.explicit {
		return "in web.config of " + h.app.Name
	}
	return h.stored()
}

func foundUsers(f *Facts) string {
	return fmt.Sprintf("made for %q, posted by %q", f.userKey(f.page, false), f.userKey(f.onto, true))
}

func foundPages(f *Facts) string { return f.attempt.Page.String() + " is posted to " + f.at.String() }

func foundStart(f *Facts) string {
	return f.got.pool.Name + " at " + f.got.node.Name + " runs as " + f.got.identity()
}

func foundSame(f *Facts) string {
	return fmt.Sprintf("%s, %s, %s", f.got.mode(), f.got.validation(), f.got.origin())
}
