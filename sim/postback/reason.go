package postback

import (
	"fmt"
	"strings"

	"ntlmsim/sim"
)

// Reason is why, in a sentence or two.
func (o Outcome) Reason() string {
	if tell, ok := reasons[o.Because]; ok {
		return tell(o.facts)
	}
	return reasons[o.End](o.facts)
}

var reasons = map[sim.State]func(*Facts) string{
	"open.restored": func(f *Facts) string {
		return fmt.Sprintf("Both compute with the same key (%s), and the page, the user key and the bytes are those that were signed.", f.got.origin())
	},
	"open.unchecked": func(f *Facts) string {
		return f.at.String() + " has EnableViewStateMac=false, and nothing enforces the check. Whoever can reach the page can have it deserialise what he likes: that runs programs."
	},
	"open.no-state": func(*Facts) string { return "The post has no __VIEWSTATE, so there is nothing to check or to restore." },
	"failed.not-made": func(f *Facts) string {
		return "web.config of " + f.made.app.Name + " at " + f.made.node.Name + " cannot be used: " + f.made.wrong() + "."
	},
	"failed.configuration": func(f *Facts) string {
		return "web.config of " + f.got.app.Name + " at " + f.got.node.Name + " cannot be used: " + f.got.wrong() + "."
	},
	"failed.format": func(*Facts) string { return "What was posted as __VIEWSTATE is not Base64." },
	"failed.unreadable": func(*Facts) string {
		return "The MAC is not checked, and the bytes that were posted are no state of a page."
	},
	mismatch + "mode": func(f *Facts) string {
		return fmt.Sprintf("%s computes in the mode %s and %s in %s: neither takes a field of the other, even with equal keys.", f.made.node.Name, f.made.mode(), f.got.node.Name, f.got.mode())
	},
	mismatch + "unsigned": func(f *Facts) string {
		return f.made.node.Name + " made the page without a MAC, and " + f.got.node.Name + " demands one."
	},
	mismatch + "algorithm": func(f *Facts) string { return "validation differs: " + foundAlgorithms(f) + "." },
	mismatch + "decryption": func(f *Facts) string {
		return "The validation keys are equal, but what the field is encrypted with is not (decryptionKey or decryption)."
	},
	mismatch + "explicit": func(f *Facts) string {
		return "web.config has a validationKey at both nodes, and they are not the same."
	},
	mismatch + "isolated": isolatedReason,
	mismatch + "one-generated": func(f *Facts) string {
		return "Only one of the two has its key in web.config; the other one generates its own (" + foundKeys(f) + ")."
	},
	mismatch + "machines": func(f *Facts) string {
		return fmt.Sprintf("web.config has no key, so each node generates its own: %s and %s never have the same.", f.made.node.Name, f.got.node.Name)
	},
	mismatch + "pool-identity": func(f *Facts) string {
		return fmt.Sprintf("The pool %s runs as ApplicationPoolIdentity at IIS %s, which cannot keep the generated key: after each start of the worker process it is another one.", f.got.pool.Name, f.got.node.IIS)
	},
	mismatch + "no-profile": func(f *Facts) string {
		return fmt.Sprintf("The pool %s runs as %s and its profile is not loaded (LoadUserProfile), so the generated key is kept nowhere: after each start of the worker process it is another one.", f.got.pool.Name, f.got.identity())
	},
	mismatch + "application": func(f *Facts) string {
		return fmt.Sprintf("The generated key is another one for each application: that of %s is not that of %s.", f.made.app.Name, f.got.app.Name)
	},
	mismatch + "pools": func(f *Facts) string {
		return "The two pools keep their generated keys in different places: " + foundKeys(f) + "."
	},
	mismatch + "user": func(f *Facts) string {
		return "ViewStateUserKey was another one when the page was made: " + foundUsers(f) + "."
	},
	mismatch + "page": func(f *Facts) string { return "The field belongs to another page: " + foundPages(f) + "." },
	mismatch + "bytes": func(f *Facts) string {
		return "The bytes of the field are not those that the server sent: they were " + strings.Replace(string(f.attempt.Field), "cut", "cut short", 1) + "."
	},
}

// isolatedReason is about flags behind the digits of a key: both have them, or one alone.
func isolatedReason(f *Facts) string {
	made, got := f.keys()
	switch {
	case made.isolated == "":
		return "The digits of both keys are the same, but only " + f.got.node.Name + " has IsolateApps or IsolateByAppId behind them."
	case got.isolated == "":
		return "The digits of both keys are the same, but only " + f.made.node.Name + " has IsolateApps or IsolateByAppId behind them."
	}
	return fmt.Sprintf("The digits of both keys are the same, but what stands behind them (IsolateApps, IsolateByAppId) makes another key of them for %s than for %s.", f.made.app.Name, f.got.app.Name)
}

// Caveat is what a reader must know beside the reason, or "".
func (o Outcome) Caveat() string {
	switch {
	case len(o.Elsewhere) > 0 && o.View != Restored:
		return "That is so where the post reaches " + o.To + ": " + strings.Join(o.Elsewhere, " and ") + " would take it."
	case o.End == "silent.other-page", o.End == "silent.ignored":
		return "No error is shown and nothing is logged: the page comes as at a first visit, and no event handler runs."
	case o.End == "open.restored" && o.facts.bindsLength():
		return "With MD5 the MAC binds neither the page nor the user: a field of any page and any user with a key of the same length would be taken, too."
	}
	return ""
}
