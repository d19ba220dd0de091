package viewstate

import (
	"encoding/binary"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// A Page is what a field is bound to besides the keys.
type Page struct {
	Generator uint32 // __VIEWSTATEGENERATOR as a number; the legacy mode binds it
	Directory string // TemplateSourceDirectory, "/shop"; Framework45 binds it
	Type      string // the name of the page's class, "default_aspx"; Framework45 binds it
	UserKey   string // ViewStateUserKey; "": it is not set
	Form      Form   // whether __VIEWSTATEENCRYPTED is posted with the field
}

// A Form is whether a field of the legacy mode is encrypted: a page says so with __VIEWSTATEENCRYPTED beside it.
type Form string

// The forms. Unsaid tries both.
const (
	Unsaid    Form = ""
	Signed    Form = "signed"
	Encrypted Form = "encrypted"
)

// ParseGenerator reads a __VIEWSTATEGENERATOR: eight hexadecimal digits.
func ParseGenerator(text string) (uint32, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 16, 32)
	if err != nil {
		return 0, fmt.Errorf("%q is no __VIEWSTATEGENERATOR: it is a number of up to eight hexadecimal digits, which stands in the page beside __VIEWSTATE", cut(text))
	}
	return uint32(n), nil
}

// PageAt is the page of a virtual path ("/shop/orders/list.aspx") in an application ("/shop"; "" and "/" are the root
// of the site), without a query. The class is named after the file as the compiler of pages does it.
func PageAt(path, app string) (p Page, err error) {
	if strings.Contains(path, "://") {
		return p, fmt.Errorf("%q is a URL: name the path in it, as /shop/default.aspx", cut(path))
	}
	if end := strings.IndexAny(path, "?#"); end >= 0 {
		path = path[:end]
	}
	path = "/" + strings.TrimPrefix(strings.ReplaceAll(path, `\`, "/"), "/")
	app = "/" + strings.Trim(app, "/")
	slash := strings.LastIndexByte(path, '/')
	if !strings.Contains(path[slash:], ".") {
		return p, fmt.Errorf("%q names no page: it ends with one, as /shop/default.aspx does", cut(path))
	}
	inside := strings.TrimPrefix(path, "/")
	if app != "/" {
		if len(path) <= len(app) || !strings.EqualFold(path[:len(app)], app) || path[len(app)] != '/' {
			return p, fmt.Errorf("%q is not in the application %q", cut(path), cut(app))
		}
		inside = path[len(app)+1:]
	}
	p.Directory, p.Type = path[:max(slash, 1)], className(inside)
	return p, nil
}

// className is a path as the name of a class: what is neither letter nor digit is _.
func className(path string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, path)
	if name != "" && unicode.IsDigit(rune(name[0])) {
		return "_" + name
	}
	return name
}

// modifier is what the legacy mode binds (UI/ObjectStateFormatter.cs, GetMacKeyModifier).
func (p Page) modifier() []byte {
	out := binary.LittleEndian.AppendUint32(nil, p.Generator)
	return append(out, p.userKey()...)
}

// userKey is the user key in UTF-16.
func (p Page) userKey() (out []byte) {
	for _, unit := range utf16.Encode([]rune(p.UserKey)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return out
}

// purposes are what Framework45 binds (UI/ObjectStateFormatter.cs, GetSpecificPurposes).
func (p Page) purposes() []string {
	list := []string{"TemplateSourceDirectory: " + upper(p.Directory), "Type: " + upper(p.Type)}
	if p.UserKey != "" {
		list = append(list, "ViewStateUserKey: "+p.UserKey)
	}
	return list
}

// upper is ToUpperInvariant, which takes no letter into ASCII that is none (ı and ſ stay).
func upper(s string) string {
	return strings.Map(func(r rune) rune {
		if u := unicode.ToUpper(r); r < unicode.MaxASCII || u > unicode.MaxASCII {
			return u
		}
		return r
	}, s)
}

// shown is a word for messages, unless it may be a key, or a piece of one, that stands in the wrong place.
func shown(s string) string {
	if len(s) > 20 || digitsOfAKey.MatchString(s) {
		return "with that name"
	}
	return strconv.Quote(s)
}

var digitsOfAKey = regexp.MustCompile(`[0-9a-fA-F]{8}`)

// cut is the beginning of a long text, for messages.
func cut(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
