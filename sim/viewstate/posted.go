package viewstate

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// A Posted is what a page or a post says of its view state.
type Posted struct {
	Text      string // the field
	Generator string // __VIEWSTATEGENERATOR; "": it is not there
	Encrypted bool   // __VIEWSTATEENCRYPTED is there
	Whole     bool   // it was a page or a post, and not the field alone
}

// Find takes the field out of a page of HTML or the body of a post, in pieces where maxPageStateFieldLength cut it. A
// text that is neither is the field itself; % in it are signs of a URL.
func Find(text string) Posted {
	values := fields(text)
	if _, ok := values["__VIEWSTATE"]; !ok {
		return Posted{Text: unescaped(strings.TrimSpace(text))}
	}
	_, encrypted := values["__VIEWSTATEENCRYPTED"]
	p := Posted{Text: values["__VIEWSTATE"], Generator: values["__VIEWSTATEGENERATOR"], Encrypted: encrypted, Whole: true}
	count, _ := strconv.Atoi(values["__VIEWSTATEFIELDCOUNT"])
	for i := 1; i < min(count, 10_000); i++ {
		p.Text += values[fmt.Sprintf("__VIEWSTATE%d", i)]
	}
	return p
}

func unescaped(text string) string {
	if s, err := url.PathUnescape(text); err == nil && strings.Contains(text, "%") {
		return s
	}
	return text
}

var (
	inputs     = regexp.MustCompile(`(?is)<input\b[^>]*>`)
	attributes = regexp.MustCompile(`(?is)\b(name|value)\s*=\s*("[^"]*"|'[^']*')`)
)

// fields are the values of a page or a post whose names begin as those of view state do.
func fields(text string) map[string]string {
	values := map[string]string{}
	for _, input := range inputs.FindAllString(text, -1) {
		is := map[string]string{}
		for _, a := range attributes.FindAllStringSubmatch(input, -1) {
			is[strings.ToLower(a[1])] = html.UnescapeString(a[2][1 : len(a[2])-1])
		}
		values[is["name"]] = is["value"]
	}
	for _, pair := range strings.Split(strings.TrimSpace(text), "&") {
		if name, value, ok := strings.Cut(pair, "="); ok && strings.HasPrefix(name, "__VIEWSTATE") {
			if v, err := url.QueryUnescape(value); err == nil {
				values[name] = v
			}
		}
	}
	return values
}
