package webserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"ntlmsim/sim/webprobe"
)

// askWithChromium opens the attempt's URL in a private window of Chromium, as the person who is signed on. Where
// Chromium asks for an account, that is typed, and it sends the first message of NTLM, which gss-ntlmssp refuses. Then
// go-ntlmssp asks with NTLM.
func (l *Lab) askWithChromium(ctx context.Context, p Played) (seen Seen, err error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	b, err := l.ready(ctx, p, &seen)
	if err != nil {
		return seen, err
	}
	w, err := b.open(ctx, p)
	if err != nil {
		return seen, err
	}
	switch err := l.took(&seen, w, b); {
	case err != nil || !w.asked:
		return seen, err
	case noStates(p.Outcome):
		seen.Status = 0
		return seen, nil
	}
	seen.Again = true
	return seen, l.probe.AskNTLM(ctx, p.Attempt, p.Outcome, &seen)
}

// ready is the browser of an attempt, with the tickets of who is signed on. Its names lead to the attempt's site.
func (l *Lab) ready(ctx context.Context, p Played, seen *Seen) (*process, error) {
	c := l.clientOf(p)
	h, err := habitOf(p.Outcome, c)
	if err != nil {
		return nil, err
	}
	b, err := l.browser(h)
	if err != nil {
		return nil, err
	}
	got, err := l.signOn(ctx, p, c)
	if err != nil {
		return nil, err
	}
	if webprobe.Negotiates(p.Outcome) {
		seen.Code = got.code
	}
	l.gate.leadTo(l.Addr(p.Attempt, p.Outcome))
	return b, b.begin(got)
}

// begin gives the browser the tickets of who is signed on, and begins a new trace.
func (b *process) begin(of ticket) error {
	if err := os.Remove(b.trace); err != nil && !os.IsNotExist(err) {
		return err
	}
	err := os.Rename(strings.TrimPrefix(of.cache, "FILE:"), b.cache)
	if os.IsNotExist(err) { // nobody of the domain is signed on
		if err = os.Remove(b.cache); os.IsNotExist(err) {
			err = nil
		}
	}
	return err
}

// took takes in what passed at the gate, and what MIT's library did in the browser.
func (l *Lab) took(seen *Seen, w *window, b *process) error {
	said := l.gate.said()
	l.read(seen, said)
	trace, err := os.ReadFile(b.trace)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	readTrace(seen, string(trace))
	if sent := strings.Contains(said, "\n> Authorization: NTLM TlRMTVNTUAAB"); sent != w.asked {
		return fmt.Errorf("the browser asked for an account: %t; it sent NTLM: %t", w.asked, sent)
	}
	return nil
}

// A window is a private window of a browser, which shares nothing with others.
type window struct {
	*devtools
	session  string
	context  string
	account  string // what is typed where it asks
	password string
	asked    bool // for an account
	ended    bool
	failed   string
}

// open opens the attempt's URL in a window of its own.
func (b *process) open(ctx context.Context, p Played) (*window, error) {
	as, _ := p.Outcome.Account()
	w := &window{devtools: b.devtools, account: as.String(), password: p.Outcome.Password()}
	if err := w.make(ctx); err != nil {
		return nil, err
	}
	b.seen = w.see
	defer func() { b.seen = nil }()
	if err := w.call(ctx, w.session, "Page.navigate", map[string]any{"url": p.Attempt.Open.Text}, nil); err != nil {
		return nil, err
	}
	for !w.ended {
		if _, err := w.next(ctx); err != nil {
			return nil, err
		}
	}
	b.seen = nil
	if w.failed != "" {
		return nil, errors.New("the browser: " + w.failed)
	}
	return w, w.call(ctx, "", "Target.disposeBrowserContext", map[string]any{"browserContextId": w.context}, nil)
}

// make makes the window, and has it tell what it does.
func (w *window) make(ctx context.Context) error {
	var made struct {
		Context string `json:"browserContextId"`
		Target  string `json:"targetId"`
		Session string `json:"sessionId"`
	}
	for _, c := range []struct {
		method string
		params func() map[string]any
	}{
		{"Target.createBrowserContext", func() map[string]any { return nil }},
		{"Target.createTarget", func() map[string]any {
			return map[string]any{"url": "about:blank", "browserContextId": made.Context}
		}},
		{"Target.attachToTarget", func() map[string]any { return map[string]any{"targetId": made.Target, "flatten": true} }},
		{"Network.enable", func() map[string]any { return nil }},
		{"Fetch.enable", func() map[string]any { return map[string]any{"handleAuthRequests": true} }},
	} {
		if err := w.call(ctx, made.Session, c.method, c.params(), &made); err != nil {
			return err
		}
	}
	w.context, w.session = made.Context, made.Session
	return nil
}

// see takes in an event.
func (w *window) see(m message) error {
	var of struct {
		Request  string `json:"requestId"`
		Error    string `json:"errorText"`
		Canceled bool   `json:"canceled"`
	}
	if err := json.Unmarshal(m.Params, &of); err != nil || m.Session != w.session {
		return err
	}
	switch m.Method {
	case "Fetch.requestPaused":
		return w.answer("Fetch.continueRequest", map[string]any{"requestId": of.Request})
	case "Fetch.authRequired":
		return w.answer("Fetch.continueWithAuth", map[string]any{"requestId": of.Request, "authChallengeResponse": w.typed()})
	case "Network.loadingFinished":
		w.ended = true
	case "Network.loadingFailed":
		w.ended, w.failed = true, of.Error
	}
	return nil
}

func (w *window) answer(method string, params map[string]any) error {
	_, err := w.send(w.session, method, params)
	return err
}

// typed is what the person types: the account the first time, and then nothing.
func (w *window) typed() map[string]any {
	if w.asked {
		return map[string]any{"response": "CancelAuth"}
	}
	w.asked = true
	return map[string]any{"response": "ProvideCredentials", "username": w.account, "password": w.password}
}
