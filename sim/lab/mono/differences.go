package mono

import (
	"crypto/sha512"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ntlmsim/sim/postback"
)

// A difference is something that Mono does otherwise than Windows. It changes either the question, which is then
// decided again, or what is expected to be seen. They count in their order: each is met where it changes what came
// before.
type difference struct {
	name   string
	reason string
	asks   func(*postback.Topology)
	when   func(question) bool
	shows  func(*Seen)
}

// A question is an attempt as it is decided with all that Mono asks otherwise.
type question struct {
	Plan
	attempt postback.Attempt
	postback.Outcome
}

// differences are all that are known.
var differences = []difference{
	{name: "one-runtime", reason: "Mono has one System.Web, which does what ASP.NET 4.0 does; ASP.NET 2.0 knows no HMACSHA256", asks: oneRuntime},
	{name: "no-framework45", reason: "Mono computes in no mode but the legacy one, whatever targetFramework says, and compatibilityMode is an attribute that it does not know", asks: noFramework45},
	{name: "always-hmac-sha256", reason: "Mono reads validation, and computes the MAC with HMAC-SHA256 all the same", asks: eachConfig(func(c *postback.Config) { c.Key.Validation = "HMACSHA256" })},
	{name: "no-user-key", reason: "Mono takes ViewStateUserKey, and does not bind it", asks: noUserKey},
	{name: "no-page-binding", reason: "Mono's MAC is that of the data alone: a field of any page is taken", asks: eachConfig(bindsNothing)},
	{name: "before-kb-2905247", reason: "Mono has nothing of KB 2905247: EnableViewStateMac=false is obeyed, and the failure of a post from another page is shown", asks: beforeUpdate},
	{name: "shows-every-failure", reason: "Mono knows no aspnet:AlwaysIgnoreViewStateValidationErrors", asks: eachConfig(func(c *postback.Config) { c.IgnoreErrors = false })},
	{name: "key-per-application", reason: "Mono generates a key for each application, also without IsolateApps and where two have one path", asks: eachConfig(isolates)},
	{name: "no-word-behind-digits", reason: "Mono takes IsolateApps and IsolateByAppId behind the digits of a key for digits", asks: eachConfig(eachKey(noWord))},
	{name: "any-length", reason: "Mono takes a validationKey of any even number of digits", asks: eachConfig(anyLength)},
	{name: "unused-key", reason: "Mono does not look at decryptionKey until it encrypts", asks: unusedKey},
	{name: "page-decides", reason: "Mono's page takes a field for encrypted where its own are; Windows goes by __VIEWSTATEENCRYPTED, which is posted",
		when: func(q question) bool { return q.View == postback.Restored && !q.made().Encrypted && q.onto().Encrypted }, shows: fails(cannotValidate)},
	{name: "other-exceptions", reason: "Mono has an ArgumentException for a key of other signs than digits, and for bytes that are no state of a page",
		when: func(q question) bool { return ended("failed.unreadable")(q) || q.noDigits() && !q.odd() }, shows: fails(noArgument)},
	{name: "names-the-format", reason: "Mono shows the FormatException itself where the field is not Base64", when: ended("failed.format"), shows: fails("System.FormatException")},
	{name: "odd-digits", reason: "Mono has an IndexOutOfRangeException for a key of an odd number of digits",
		when: func(q question) bool { return q.noDigits() && q.odd() }, shows: fails("System.IndexOutOfRangeException")},
	{name: "other-words", reason: "Mono's text for a failure of the MAC is \"Unable to validate data.\"",
		when: ended("failed.mac"), shows: fails(cannotValidate)},
	{name: "either-error", reason: "what Mono decrypts with another key or without a MAC, or reads without decrypting it, is refused by its padding or as no state of a page, as chance has it",
		when: byChance, shows: fails(cannotValidate + or + noArgument)},
}

// Differences are the names of all known differences, each with its reason.
func Differences() (list [][2]string) {
	for _, d := range differences {
		list = append(list, [2]string{d.name, d.reason})
	}
	return list
}

func ended(state string) func(question) bool {
	return func(q question) bool { return string(q.End) == state }
}

// fails is an error page.
func fails(text string) func(*Seen) {
	return func(s *Seen) { *s = Seen{Status: 500, View: postback.Nothing, Error: text} }
}

// What Mono's error pages say.
const (
	cannotValidate = "Unable to validate data"
	noArgument     = "System.ArgumentException"
	or             = " or "
)

func byChance(q question) bool {
	unsigned := q.made().Encrypted && q.made().NoMAC && q.attempt.Field != postback.Whole
	return q.Because == "mismatch.decryption" || unsigned || q.View == postback.Restored && q.made().Encrypted && !q.onto().Encrypted
}

func (q question) made() postback.Page { return q.pageOf(q.attempt.Page) }
func (q question) onto() postback.Page { return q.pageOf(destination(q.attempt)) }

// noDigits reports whether a key is not made of pairs of digits, as the reason says.
func (q question) noDigits() bool {
	return strings.HasPrefix(string(q.End), "failed.") && (strings.Contains(q.Reason(), "hexadecimal digit") || strings.Contains(q.Reason(), "odd number"))
}

// odd reports whether the validationKey of the node that fails has an odd number of digits.
func (q question) odd() bool {
	c := q.configOf(q.attempt.By, q.attempt.Page.Application)
	if q.End == "failed.configuration" {
		c = q.configOf(q.To, destination(q.attempt).Application)
	}
	return c.Key.ValidationKey != nil && odd.MatchString(*c.Key.ValidationKey)
}

var odd = regexp.MustCompile(`^[0-9A-Fa-f]([0-9A-Fa-f]{2})*$`)

// eachConfig changes every web.config.
func eachConfig(change func(*postback.Config)) func(*postback.Topology) {
	return func(t *postback.Topology) {
		for i := range t.Applications {
			a := &t.Applications[i]
			change(&a.Config)
			for node, c := range a.Own {
				change(&c)
				a.Own[node] = c
			}
		}
	}
}

// bindsNothing has the model bind no page and no user.
func bindsNothing(c *postback.Config) { c.BindsNothing = true }

// oneRuntime has all pools run ASP.NET 4.0. Places for keys are for that runtime where they were for the pool's.
func oneRuntime(t *postback.Topology) {
	for _, n := range t.Nodes {
		for i, place := range n.Provisioned {
			own := slices.ContainsFunc(t.Pools, func(p postback.Pool) bool {
				return strings.EqualFold(p.Name, place.Pool) && p.Framework == place.Framework
			})
			if n.Provisioned[i].Framework = postback.V(2, 0); own {
				n.Provisioned[i].Framework = postback.V(4, 0)
			}
		}
	}
	for i := range t.Pools {
		t.Pools[i].Framework = postback.V(4, 0)
	}
}

func noFramework45(t *postback.Topology) {
	for i := range t.Nodes {
		t.Nodes[i].Framework = postback.V(4, 0)
	}
	eachConfig(func(c *postback.Config) {
		c.Target = 0 // which decides nothing
		if c.Key.Mode != "" {
			c.Key.Mode = string(postback.Framework45) // which 4.0 does not know
		}
	})(t)
}

// eachKey changes both keys of a web.config, where it has them.
func eachKey(change func(string) string) func(*postback.Config) {
	return func(c *postback.Config) {
		for _, key := range []**string{&c.Key.ValidationKey, &c.Key.DecryptionKey} {
			if *key != nil {
				changed := change(**key)
				*key = &changed
			}
		}
	}
}

// isolates makes generated keys other ones for each application.
func isolates(c *postback.Config) {
	for _, key := range []**string{&c.Key.ValidationKey, &c.Key.DecryptionKey} {
		if *key == nil || isGenerated(**key) {
			own := generated + ",IsolateByAppId"
			*key = &own
		}
	}
}

func isGenerated(key string) bool {
	first, _, _ := strings.Cut(key, ",")
	return strings.EqualFold(strings.TrimSpace(first), generated)
}

// noWord is a key that cannot be used, where it has a word behind its digits.
func noWord(key string) string {
	if strings.Contains(key, ",") && !isGenerated(key) {
		return "no digits"
	}
	return key
}

const generated = "AutoGenerate"

// anyLength makes keys of a length that Windows takes, too: another one for each key.
func anyLength(c *postback.Config) {
	for key, bytes := range map[**string]int{&c.Key.ValidationKey: sha512.Size, &c.Key.DecryptionKey: 32} {
		if *key != nil && even.MatchString(**key) {
			sum := sha512.Sum512([]byte(strings.ToUpper(**key)))
			other := fmt.Sprintf("%x", sum[:bytes])
			*key = &other
		}
	}
}

var even = regexp.MustCompile(`^([0-9A-Fa-f]{2})+$`)

// unusedKey has no decryptionKey in applications without a page that is encrypted.
func unusedKey(t *postback.Topology) {
	for i, a := range t.Applications {
		if slices.ContainsFunc(a.Pages, func(p postback.Page) bool { return p.Encrypted }) {
			continue
		}
		t.Applications[i].Key.DecryptionKey = nil
		for node, c := range a.Own {
			c.Key.DecryptionKey = nil
			a.Own[node] = c
		}
	}
}

func noUserKey(t *postback.Topology) {
	for i := range t.Applications {
		for j := range t.Applications[i].Pages {
			t.Applications[i].Pages[j].UserKey = postback.NoUserKey
		}
	}
}

func beforeUpdate(t *postback.Topology) {
	for i := range t.Nodes {
		t.Nodes[i].Unpatched = true
	}
	eachConfig(func(c *postback.Config) { c.AllowInsecure = nil })(t)
}

// unobservable is why Mono cannot play an attempt; "" where it can.
func (p Plan) unobservable(a postback.Attempt) string {
	if a.Gone {
		return "nobody is there to read the answer"
	}
	if p.otherIdentity(a) {
		return "an application that has another web.config at one node is another one to Mono, with another generated key"
	}
	return p.unplain(a)
}

// otherIdentity reports whether nodes of a platform have different files of one application, and generated keys. Mono
// names the place of a key after the application's directory.
func (p Plan) otherIdentity(a postback.Attempt) bool {
	if p.World.Store(a.By, a.Page.Application) != "key.platform" || strings.EqualFold(a.By, a.To) || len(p.application(a.Page.Application).Own) == 0 {
		return false
	}
	for _, node := range []string{a.By, a.To} {
		if key := p.configOf(node, destination(a).Application).Key.ValidationKey; key != nil && !isGenerated(*key) {
			return false
		}
	}
	return true
}
