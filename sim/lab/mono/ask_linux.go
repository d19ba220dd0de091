package mono

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"ntlmsim/sim/postback"
)

// An answer is a page, or an error page.
type answer struct {
	status int
	body   string
}

// Ask opens the page of an attempt at the node that makes it, and posts it to the node that the model says gets it.
func (l *Lab) Ask(ctx context.Context, p Played) (Seen, error) {
	a := p.Attempt
	made, err := l.request(ctx, a.By, a.Page, userKey(l.plan.pageOf(a.Page), a, false), nil)
	if err != nil {
		return Seen{}, err
	}
	if made.status != http.StatusOK {
		return made.seen(""), nil
	}
	form, err := made.form()
	if err != nil {
		return Seen{}, err
	}
	if err := damage(form, a); err != nil {
		return Seen{}, err
	}
	at := destination(a)
	if err := l.startAgain(a, at); err != nil {
		return Seen{}, err
	}
	got, err := l.request(ctx, p.To, at, userKey(l.plan.pageOf(at), a, true), form)
	return got.seen(form.Get("typed") + " " + made.mark()), err
}

// startAgain has the worker process that gets the post start again, where the attempt says so.
func (l *Lab) startAgain(a postback.Attempt, at postback.Place) error {
	if !slices.ContainsFunc(a.Recycled, func(n string) bool { return strings.EqualFold(n, a.To) }) {
		return nil
	}
	name := l.plan.workerOf(a.To, at.Application)
	if _, err := l.worker(name); err != nil {
		return err
	}
	return l.recycle(name)
}

// request asks for a page, or posts a form to it. That the right process got exactly this is made sure of.
func (l *Lab) request(ctx context.Context, node string, at postback.Place, userKey string, form url.Values) (answer, error) {
	name := l.plan.workerOf(node, at.Application)
	worker, err := l.worker(name)
	if err != nil {
		return answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	method, body := http.MethodGet, ""
	if form != nil {
		method, body = http.MethodPost, form.Encode()
	}
	path := "/" + siteName(l.plan.number(at.Application)) + "/" + at.Page
	r, err := http.NewRequestWithContext(ctx, method, "http://"+worker.addr+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if userKey != "" {
		r.Header.Set("X-User-Key", url.QueryEscape(userKey))
	}
	response, err := direct.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	want := fmt.Sprintf("%s %s %s %x", name, method, path, sha256.Sum256([]byte(body)))
	if got := response.Header.Get("X-Got"); err == nil && got != want {
		err = fmt.Errorf("not scored: the server got %q, not %q", got, want)
	}
	return answer{response.StatusCode, string(text)}, err
}

// direct keeps no connection: a worker process may have started again.
var direct = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

var (
	hidden  = regexp.MustCompile(`<input type="hidden" name="([^"]+)"[^>]* value="([^"]*)"`)
	marked  = regexp.MustCompile(`<p>made ([^<]*)</p>`)
	handled = regexp.MustCompile(`<p>handled ([^<]*)</p>`)
	thrown  = regexp.MustCompile(`(?s)<h1>([\w.]+)</h1>.*?<h2 class="exceptionMessage">(.*?)</h2>`)
)

// form is the page's form with something typed, and its button pressed.
func (a answer) form() (url.Values, error) {
	form := url.Values{"typed": {"3 of anna's \"books\" & more"}, "send": {"Send"}}
	for _, m := range hidden.FindAllStringSubmatch(a.body, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	if form.Get("__VIEWSTATE") == "" || a.mark() == "" {
		return nil, errors.New("the page has no view state")
	}
	return form, nil
}

// mark is what the page put into its view state.
func (a answer) mark() string {
	if m := marked.FindStringSubmatch(a.body); m != nil {
		return html.UnescapeString(m[1])
	}
	return ""
}

// seen is what an answer shows to somebody who typed something into a page with a mark.
func (a answer) seen(want string) Seen {
	s := Seen{Status: a.status, View: postback.Nothing}
	if m := handled.FindStringSubmatch(a.body); m != nil {
		if s.View = "other"; html.UnescapeString(m[1]) == want {
			s.View = postback.Restored
		}
	} else if a.mark() != "" {
		s.View = postback.Lost
	}
	if a.status != http.StatusOK {
		s.Error = failure(a.body)
	}
	return s
}

// failure is what an error page says first: the text of an HttpException, or else the exception.
func failure(page string) string {
	m := thrown.FindStringSubmatch(page)
	switch {
	case m == nil:
		return "no exception"
	case m[1] == "System.Web.HttpException":
		return firstSentence(html.UnescapeString(m[2]))
	}
	return m[1]
}

// damage does to the field what the attempt says.
func damage(form url.Values, a postback.Attempt) error {
	field := form.Get("__VIEWSTATE")
	bytes, err := base64.StdEncoding.DecodeString(field)
	if err != nil {
		return err
	}
	switch a.Field {
	case postback.Empty:
		form.Del("__VIEWSTATE")
		return nil
	case postback.Changed:
		bytes[0] ^= 1
	case postback.Cut:
		bytes = bytes[:len(bytes)-3]
	case postback.NotBase64:
		form.Set("__VIEWSTATE", "!!!!")
		return nil
	}
	form.Set("__VIEWSTATE", base64.StdEncoding.EncodeToString(bytes))
	return nil
}

// userKey is what the page sets ViewStateUserKey to.
func userKey(p postback.Page, a postback.Attempt, later bool) string {
	user := a.User
	if later && a.Later != "" {
		user = a.Later
	}
	switch {
	case p.UserKey == postback.ByUser:
		return user
	case p.UserKey == postback.BySession && later && a.NewSession:
		return user + "'s next session"
	case p.UserKey == postback.BySession:
		return user + "'s session"
	}
	return ""
}
