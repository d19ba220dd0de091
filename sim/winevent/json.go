package winevent

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"unicode/utf8"
)

// json reads events in JSON: one, an array, one after the other, or a list in an object. Each is cut out first, so that
// one that is damaged does not harm the others.
func (s *scan) json(c *cutter) error {
	j := jsonCutter{scan: s, cutter: c}
	for {
		err := j.value()
		if errors.Is(err, io.EOF) {
			j.end()
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// A jsonCutter cuts events out of JSON.
type jsonCutter struct {
	*scan
	*cutter
	lists []int // arrays that are open; each is in so many objects
}

// value reads the next value, or the sign before it.
func (j *jsonCutter) value() error {
	b, err := j.next()
	if err != nil {
		return err
	}
	j.begin(1)
	switch b {
	case ' ', '\t', '\r', '\n', ',', 0x1e: // the last is before each value of a JSON text sequence
	case '[':
		if len(j.lists) == maxDepth {
			return &Error{j.place(j.scan.where(j.cutter)), "it is nested deeper than an event is", exportIt}
		}
		j.lists = append(j.lists, 0)
	case ']':
		return j.leave()
	case '{':
		return j.object()
	default:
		return j.other()
	}
	return nil
}

// leave is the end of an array. What stands behind it in the objects around it is passed over.
func (j *jsonCutter) leave() error {
	if len(j.lists) == 0 {
		return nil
	}
	depth := j.lists[len(j.lists)-1]
	j.lists = j.lists[:len(j.lists)-1]
	for q := (quotes{}); depth > 0; {
		b, err := j.next()
		if err != nil {
			return err
		}
		depth += q.depth(b)
	}
	return nil
}

// end is the end of the text.
func (j *jsonCutter) end() {
	if n := len(j.lists); n > 0 {
		j.began = j.line
		j.lose(Loss{Where: j.scan.where(j.cutter), Problem: "it ends in the middle of a list of events: how many are missing, nothing says"})
	}
}

// other passes over what is no object, to the end of the line or the next value.
func (j *jsonCutter) other() error {
	for {
		b, err := j.peek()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err != nil || bytes.IndexByte([]byte(",[]{\n"), b) >= 0 {
			text := bytes.ToValidUTF8(bytes.TrimSpace(j.buf), []byte(replacement))
			j.lose(lostAt(j.scan.where(j.cutter), fmt.Sprintf("%.40s is no event", text), 0, int64(len(j.buf))))
			return nil
		}
		_, _ = j.next()
	}
}

// quotes is where in its strings a reader of JSON is.
type quotes struct{ inside, escaped bool }

// depth is by how much a byte changes how deep the next is in objects.
func (q *quotes) depth(b byte) int {
	switch {
	case q.escaped:
		q.escaped = false
	case q.inside && b == '\\':
		q.escaped = true
	case b == '"':
		q.inside = !q.inside
	case q.inside:
	case b == '{':
		return 1
	case b == '}':
		return -1
	}
	return 0
}

// lists are the beginnings of objects in which a list of events is, and in how many objects it is then.
var lists = []struct {
	begin *regexp.Regexp
	depth int
}{
	{regexp.MustCompile(`^\{\s*"(value|[Ee]vents?|[Rr]ecords|[Rr]esults|rows)"\s*:\s*\[$`), 1},
	{regexp.MustCompile(`^\{\s*"Events"\s*:\s*\{\s*"Event"\s*:\s*\[$`), 2},
	{regexp.MustCompile(`^\{[^\[]*"hits"\s*:\s*\{[^\[]*"hits"\s*:\s*\[$`), 2},
}

// object reads an object to its end: an event. It may turn out to be a list of events.
func (j *jsonCutter) object() error {
	q := quotes{}
	for depth := 1; depth > 0; {
		b, err := j.next()
		switch {
		case errors.Is(err, io.EOF):
			j.broken("it ends in the middle of an event")
			return nil
		case err != nil:
			return err
		case b == '\n' && q.inside:
			j.broken("it ends in the middle of a string")
			return nil
		case b == '[' && !q.inside && j.list():
			return nil
		}
		depth += q.depth(b)
	}
	if j.long {
		j.lose(lostAt(j.scan.where(j.cutter), "it says more than an event does", 1, maxPiece))
		return nil
	}
	j.jsonEvent()
	return nil
}

// maxBegin is how far from its beginning an object may have its list of events.
const maxBegin = 1024

func (j *jsonCutter) list() bool {
	if len(j.buf) > maxBegin || len(j.lists) == maxDepth {
		return false
	}
	for _, l := range lists {
		if l.begin.Match(j.buf) {
			j.lists = append(j.lists, l.depth)
			return true
		}
	}
	return false
}

// firstName is how an object begins, to the end of its first name.
var firstName = regexp.MustCompile(`^\{\s*"[^"]{1,100}"`)

// broken leaves out an event that has no end. If another begins in the same way in what was read, it is read from
// there.
func (j *jsonCutter) broken(problem string) {
	where, size := j.scan.where(j.cutter), len(j.buf)
	if begin := firstName.Find(j.buf); begin != nil {
		if i := bytes.Index(j.buf[len(begin):], begin); i >= 0 && j.again(len(begin)+i) {
			size = len(begin) + i
		}
	}
	j.lose(lostAt(where, problem, 1, int64(size)))
}

// jsonEvent reads the event that was cut out.
func (j *jsonCutter) jsonEvent() {
	where, replaced := j.scan.where(j.cutter), 0
	value, err := jsonText(j.buf)
	if err != nil || !utf8.Valid(j.buf) {
		var clean []byte
		if clean, replaced = legalJSON(j.buf); replaced > 0 {
			value, err = jsonText(clean)
		}
	}
	if err != nil {
		j.broken(problemOf(err))
		return
	}
	for _, v := range counted(value) {
		e, err := shape(v, maxInside)
		if err != nil {
			j.lose(lostEvent(where, err, int64(len(j.buf))))
			continue
		}
		j.event(e)
	}
	if replaced > 0 {
		j.lose(Loss{Where: where, Problem: illegal(replaced, "JSON")})
	}
}

// jsonText is the value of a text.
func jsonText(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	token, err := d.Token()
	if err != nil {
		return nil, unexpected(err)
	}
	return jsonValue(d, token, maxDepth)
}
