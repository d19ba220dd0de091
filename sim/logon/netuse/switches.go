package netuse

import (
	"slices"
	"strings"
	"unicode"

	"ntlmsim/sim"
)

// An option is one switch of NET USE.
type option struct {
	name      string
	values    []string // what may stand behind its colon; nil: it has none, or any where free
	free      bool
	harmless  []string // the values that change nothing of what is predicted; nil: see undecided
	undecided string   // why nothing can be predicted; "" for a switch that changes nothing
}

const (
	anotherLogon = "the logon is then not one by NTLM with a password"
	undecidedYet = "the model does not decide this yet"
)

// options lists every switch of NET USE, in the order of NET HELP USE.
var options = []option{
	{name: "user", free: true},
	{name: "smartcard", undecided: anotherLogon},
	{name: "savecred"}, // it stores what is typed at the prompt, and is ignored without one
	{name: "requireintegrity", undecided: undecidedYet},
	{name: "requireprivacy", undecided: undecidedYet},
	{name: "writethrough"},
	{name: "transport", values: []string{"tcp", "quic"}, harmless: []string{"tcp"}, undecided: "over QUIC the server is reached in another way"},
	{name: "skipcertcheck"},
	{name: "requestcompression", values: []string{"yes", "no"}},
	{name: "blockntlm"},
	{name: "tcpport", free: true, harmless: []string{"445"}, undecided: "another port may be another server"},
	{name: "quicport", free: true, undecided: "over QUIC the server is reached in another way"},
	{name: "rdmaport", free: true, undecided: "another port may be another server"},
	{name: "global"},
	{name: "delete"},
	{name: "home", undecided: "which server that is, only the account's controller knows"},
	{name: "persistent", values: []string{"yes", "no"}},
	{name: "yes"},
	{name: "no"},
}

// option reads one switch. Like NET, it takes every unambiguous abbreviation.
func (u *use) option(word term) error {
	name, value, colon := strings.Cut(word.text[1:], ":")
	o, err := optionNamed(word, strings.ToLower(name))
	if err != nil {
		return err
	}
	if o.name == "user" {
		return u.as(word, value, colon)
	}
	if err := o.takes(word, value, colon); err != nil {
		return err
	}
	if o.undecided != "" && !slices.Contains(o.harmless, strings.ToLower(value)) {
		return word.fail("predict the command without it", "no logon can be predicted with /%s: %s", o.name, o.undecided)
	}
	u.BlockNTLM = u.BlockNTLM || o.name == "blockntlm"
	u.Delete = u.Delete || o.name == "delete"
	return nil
}

// as reads /user:, which may stand before or after the password.
func (u *use) as(word term, value string, colon bool) (err error) {
	switch {
	case u.user != nil:
		return word.fail("", "a second /user")
	case !colon:
		return word.fail(`/user:DOMAIN\USER, without a blank`, "/user has no value")
	}
	u.user = &word
	u.User, err = account(word, value)
	return err
}

// optionsNamed returns the switches that a name can mean: the one with this name, or all that begin with it.
func optionsNamed(name string) (fit []option) {
	for _, o := range options {
		if o.name == name {
			return []option{o}
		}
		if name != "" && strings.HasPrefix(o.name, name) {
			fit = append(fit, o)
		}
	}
	return fit
}

// optionNamed is the switch that a word means. Errors repeat an unknown switch only if it is similar to a known one: it
// may be a password.
func optionNamed(word term, name string) (option, error) {
	fit := optionsNamed(name)
	switch {
	case len(fit) == 1:
		return fit[0], nil
	case len(fit) > 1:
		return option{}, word.fail("write more of it: "+slashed(fit), "/%s fits more than one switch", name)
	case name == "?" || name == "help":
		return option{}, word.fail(netUseHint, "this asks for help, not for a connection")
	}
	if near := nearestSwitch(name); near != "" && !word.quoted {
		return option{}, word.fail("did you mean /"+near+"?", "NET USE has no switch /%s", name)
	}
	return option{}, word.fail(noSwitch(word), "NET USE has no such switch")
}

// nearestSwitch returns the switch that a name is probably meant to be, or "". A word with digits is more likely a
// password.
func nearestSwitch(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return r != '-' && r != '_' && !unicode.IsLetter(r) }) {
		return ""
	}
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = o.name
	}
	return sim.Nearest(name, names)
}

func noSwitch(word term) string {
	switch {
	case strings.HasPrefix(word.text, "//"):
		return `\\SERVER\share has backslashes`
	case word.quoted:
		return "a password that begins with a slash cannot be typed here: use * and typed"
	}
	return "there are: " + slashed(options)
}

func slashed(list []option) string {
	var text []string
	for _, o := range list {
		text = append(text, "/"+o.name)
	}
	return strings.Join(text, ", ")
}

// takes checks the value after the colon of a switch. YES and NO can be abbreviated.
func (o option) takes(word term, value string, colon bool) error {
	switch {
	case o.free && value == "":
		return word.fail("", "/%s has no value", o.name)
	case o.free:
		return nil
	case o.values == nil && colon:
		return word.fail("", "/%s takes no value", o.name)
	case o.values == nil:
		return nil
	case value == "" || !slices.ContainsFunc(o.values, func(v string) bool { return strings.HasPrefix(v, strings.ToLower(value)) }):
		return word.fail("/"+o.name+":"+strings.Join(o.values, "|"), "this is not a value of /%s", o.name)
	}
	return nil
}
