package strict

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"ntlmsim/sim"
)

// A Node is a part of a text that is YAML.
type Node = yaml.Node

// A Reader turns nodes into values and collects what is wrong with them. It reads on after a mistake: what it
// returns then is what was probably meant.
type Reader struct {
	source *source
	errs   Errors
	places map[[2]int]bool // where there is a mistake already
	said   map[mistake]bool
	keys   map[*Node]map[string]int

	guessed map[*Node][]string // of a mapping, the fields that mistyped keys mean
	doubted map[*Node]bool     // the values behind them
}

// Follows reports whether a mistake at the end of a path would only follow from a misspelt key.
func (r *Reader) Follows(root *Node, path []string) bool {
	n := Follow(root)
	for _, step := range path {
		_, value := r.step(n, step)
		if value == nil {
			return slices.Contains(r.guessed[n], step)
		}
		n = Follow(value)
	}
	return len(r.guessed[n]) > 0
}

func newReader(s *source) *Reader {
	return &Reader{source: s, places: map[[2]int]bool{}, said: map[mistake]bool{}, keys: map[*Node]map[string]int{},
		guessed: map[*Node][]string{}, doubted: map[*Node]bool{}}
}

// Doubts reports whether a value stands behind a misspelt key: what is wrong with it is not worth saying.
func (r *Reader) Doubts(n *Node) bool { return r.doubted[n] }

// Mistakes is how many mistakes there are so far.
func (r *Reader) Mistakes() int { return len(r.errs) }

// Err is every mistake that was found, in the order of their positions, as Errors; nil if there is none.
func (r *Reader) Err() error {
	if len(r.errs) == 0 {
		return nil
	}
	r.errs.sort()
	return r.errs
}

// Comment is the opening comment of the text, without the #.
func (r *Reader) Comment() string { return r.source.comment() }

// In sets what errors may show of the text from now on. It is for formats where that depends on what the text says.
func (r *Reader) In(root *Place) { r.source.Root, r.source.mask = root, nil }

// A mistake identifies an error: each is reported once.
type mistake struct {
	line, column int
	message      string
}

// Full reports whether there are so many mistakes that no more are looked for.
func (r *Reader) Full() bool { return len(r.errs) >= mostErrors }

// Fail reports a mistake at a node, with a hint what to do about it, or "". The message is formatted with args. Where
// the excerpt does not show the node (an alias, a text of several lines, a secret), quoted parts of the message are
// masked, too.
func (r *Reader) Fail(n *Node, hint, message string, args ...any) {
	message = fmt.Sprintf(message, args...)
	if !r.shown(n) {
		message, hint = quotation.ReplaceAllString(message, stars), quotation.ReplaceAllString(hint, stars)
	}
	r.failAt(n.Line, n.Column, hint, "%s", message)
}

var quotation = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// shown reports whether the excerpt shows a node.
func (r *Reader) shown(n *Node) bool {
	return n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && r.source.masked().shows(n.Line, n.Column)
}

func (r *Reader) failAt(line, column int, hint, message string, args ...any) {
	if r.Full() {
		return
	}
	m := mistake{line, column, fmt.Sprintf(message, args...)}
	if r.said[m] { // what aliases repeat is said once
		return
	}
	r.said[m], r.places[[2]int{line, column}] = true, true
	r.errs = append(r.errs, r.source.errorAt(line, column, m.message, hint))
}

// Consequence is Fail, unless there is a mistake at this place already: a second would only follow from it.
func (r *Reader) Consequence(n *Node, hint, message string) {
	if !r.places[[2]int{n.Line, n.Column}] {
		r.Fail(n, hint, "%s", message)
	}
}

// Follow returns what an alias stands for, and any other node itself.
func Follow(n *Node) *Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// Empty reports whether nothing is written where a value belongs.
func Empty(n *Node) bool {
	return n.Kind == yaml.ScalarNode && n.Value == "" && n.Tag == "!!null"
}

// Plain reports whether a node is a text without quotes.
func Plain(n *Node) bool {
	const quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	return n.Kind == yaml.ScalarNode && n.Style&quoted == 0
}

// isText reports whether every YAML parser there is reads a scalar as the text that it shows.
func isText(n *Node) bool {
	if n.Kind != yaml.ScalarNode {
		return false
	}
	if !Plain(n) {
		return true
	}
	switch strings.ToLower(n.Value) {
	case "yes", "no", "on", "off", "true", "false", "null", "~", "":
		return false
	}
	return n.Tag == "!!str" && !numeric(n.Value)
}

// numeric finds the numbers that only some YAML parsers know: 1_000, 0o17, 0x1F, 1:30:00, .inf.
func numeric(s string) bool {
	digits := strings.TrimLeft(s, "+-")
	if digits == "" || digits[0] != '.' && (digits[0] < '0' || digits[0] > '9') {
		return false
	}
	if strings.Trim(digits, "0123456789_:.") == "" && strings.Trim(digits, "_:.") != "" {
		return strings.Count(digits, ".") < 2 // 10.0.0.1 is none
	}
	_, err := strconv.ParseInt(s, 0, 64)
	_, notFloat := strconv.ParseFloat(s, 64)
	return err == nil || notFloat == nil || strings.EqualFold(digits, ".inf") || strings.EqualFold(digits, ".nan")
}

// Kind names what a node is, for people. It does not repeat it: it may be a password.
func Kind(n *Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case isText(n):
		return "a text"
	case n.Tag == "!!timestamp":
		return "a date"
	case n.Tag == "!!null":
		return "null"
	case n.Tag == "!!int" || n.Tag == "!!float" || numeric(n.Value):
		return "a number"
	}
	return "a truth value"
}

// told is the value, or its kind if it is not a scalar, for keys that hold no secret.
func told(n *Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return Kind(n)
	}
	return strconv.Quote(n.Value)
}

// Text reads a name or a password. YAML reads 1326, 010, no and null as something else, so these must be quoted.
func (r *Reader) Text(n *Node) string {
	target := Follow(n)
	switch {
	case target.Kind != yaml.ScalarNode:
		r.Fail(n, "", "here belongs a text, not %s", Kind(target))
		return ""
	case !isText(target):
		r.Fail(n, "put it in single quotes: '…'", "%s is not a text", Kind(target))
	}
	return target.Value
}

// Truth reads true or false.
func (r *Reader) Truth(n *Node) bool {
	target := Follow(n)
	if target.Kind == yaml.ScalarNode && Plain(target) && target.Tag == "!!bool" {
		if value := strings.ToLower(target.Value); value == "true" || value == "false" {
			return value == "true"
		}
	}
	what := Kind(target)
	if what == "a truth value" {
		what = "another word for it"
	}
	r.Fail(n, "write true or false", "here belongs true or false, not %s", what)
	return false
}

// Number reads a decimal number from 0 to most; 0 after a mistake.
func (r *Reader) Number(n *Node, most int64) int64 {
	target := Follow(n)
	if target.Kind == yaml.ScalarNode && target.Tag == "!!int" && Plain(target) {
		value, err := strconv.ParseInt(target.Value, 10, 64)
		if err == nil && value >= 0 && value <= most && strconv.FormatInt(value, 10) == target.Value {
			return value
		}
	}
	hint := fmt.Sprintf("write a decimal number from 0 to %d", most)
	if isText(target) && numeric(target.Value) {
		hint = "write it without quotes"
	}
	r.Fail(n, hint, "here belongs a number, not %s", told(target))
	return 0
}

// Duration reads a time that passes: 30m, 1h30m.
func (r *Reader) Duration(n *Node) time.Duration {
	d, ok := r.Length(n, "write how long with its unit: 30m, 1h30m, 45s")
	if ok && d <= 0 {
		r.Fail(n, "", "time passes forwards: a duration is more than nothing")
	}
	return max(d, 0)
}

// Length reads a duration of either sign; hint says what to write instead of what is none.
func (r *Reader) Length(n *Node, hint string) (d time.Duration, ok bool) {
	target := Follow(n)
	if target.Kind != yaml.ScalarNode {
		r.Fail(n, hint, "here belongs a duration, not %s", Kind(target))
		return 0, false
	}
	d, err := time.ParseDuration(target.Value)
	if err != nil {
		r.Fail(n, hint, "this is not a duration")
	}
	return d, err == nil
}

// List calls each for the elements of a list; of says what they are: "names".
func (r *Reader) List(n *Node, of string, each func(*Node)) {
	target := Follow(n)
	if target.Kind != yaml.SequenceNode {
		r.Fail(n, "a list is written [A, B]", "here belongs a list of %s, not %s", of, Kind(target))
		return
	}
	for _, item := range target.Content {
		if r.Full() {
			return
		}
		if Empty(item) {
			r.Fail(item, "leave it out", "nothing is written in this place of the list")
			continue
		}
		if item.Kind == yaml.AliasNode && item.Alias.Kind == yaml.ScalarNode {
			r.Fail(item, "write it out", "an alias of a text does not belong in a list")
			continue
		}
		each(item)
	}
}

// names reads a list of names.
func (r *Reader) names(n *Node) []string {
	list := []string{}
	r.List(n, "names", func(item *Node) { list = append(list, r.Text(item)) })
	return list
}

// some is names for lists that must not be empty: an empty list could mean none or all.
func (r *Reader) some(n *Node) []string {
	if target := Follow(n); target.Kind == yaml.SequenceNode && len(target.Content) == 0 {
		r.Fail(n, "an empty list is no limit: leave the key out", "the list is empty")
	}
	return r.names(n)
}

// Each calls entry for the entries of a mapping whose keys are names, in order; what says what they are: "machines".
// hint says how to write such a mapping.
func (r *Reader) Each(n *Node, what, hint string, entry func(name string, key, value *Node)) {
	target := Follow(n)
	if target.Kind != yaml.MappingNode {
		r.Fail(n, hint, "here belongs a mapping of %s, not %s", what, Kind(target))
		return
	}
	seen := make(map[string]bool, len(target.Content)/2)
	for i := 0; i+1 < len(target.Content) && !r.Full(); i += 2 {
		key, value := target.Content[i], target.Content[i+1]
		name, ok := r.key(key)
		if !ok {
			continue
		}
		if !r.coloned(key, value) {
			r.Fail(key, hint, "a name needs a colon, and something behind it")
			continue
		}
		if seen[name] {
			r.Fail(key, "", "%q is here already", name)
			continue
		}
		seen[name] = true
		entry(name, key, value)
	}
}

// coloned reports whether a colon follows a key. In {USER1: {}, PSW1} none follows PSW1, which may be anything.
func (r *Reader) coloned(key, value *Node) bool {
	if !Empty(value) {
		return true
	}
	behind, ok := strings.CutPrefix(r.source.after(key.Line, key.Column), key.Value)
	return ok && Plain(key) && strings.HasPrefix(strings.TrimLeft(behind, " \t"), ":")
}

// key reads a key that is a name.
func (r *Reader) key(key *Node) (string, bool) {
	switch {
	case key.Kind == yaml.AliasNode:
		r.failAt(key.Line, key.Column, "write the key out", "a key is a text, not an alias")
	case key.Kind == yaml.ScalarNode && key.Tag == "!!merge":
		r.Fail(key, "write the keys out", "merge keys (<<) are not read here")
	case key.Kind != yaml.ScalarNode:
		r.Fail(key, "", "a key is a text, not %s", Kind(key))
	default:
		return r.Text(key), true
	}
	return "", false
}

// OneOf reads one of a few words; what says what they are: "role". After a mistake it returns the word as it is
// written.
func OneOf[S ~string](r *Reader, n *Node, what string, of []S) S {
	word := r.Text(n)
	names := make([]string, len(of))
	for i, o := range of {
		names[i] = string(o)
		if names[i] == word {
			return o
		}
	}
	r.Consequence(n, nearest(word, names), fmt.Sprintf("%q is no %s", word, what))
	return S(word)
}

// nearest is a hint: the word that was probably meant, or all words.
func nearest(word string, of []string) string {
	if best := sim.Nearest(word, of); best != "" {
		return "did you mean " + best + "?"
	}
	return "there are: " + strings.Join(of, ", ")
}
