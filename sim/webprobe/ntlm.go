package webprobe

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/Azure/go-ntlmssp"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/web"
)

// AskNTLM opens the attempt's URL with NTLM, on a connection of its own. curl --ntlm cannot: gss-ntlmssp refuses its
// first message, which has no version.
func (p *Probe) AskNTLM(ctx context.Context, a web.Attempt, o web.Outcome, seen *Seen) error {
	ctx, cancel := context.WithTimeout(ctx, p.Timeout)
	defer cancel()
	as, _ := o.Account()
	return p.counted(ctx, as.User, p.Addr(a, o), func() (right bool, err error) {
		sent, err := p.askNTLM(ctx, a, o, seen)
		return !sent || err == nil && seen.Status == http.StatusOK && o.End != "guest", err
	})
}

// askNTLM reports whether a response was sent.
func (p *Probe) askNTLM(ctx context.Context, a web.Attempt, o web.Outcome, seen *Seen) (sent bool, err error) {
	transport := p.transport(a, o)
	defer transport.CloseIdleConnections()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, a.Open.Text, nil)
	if err != nil {
		return false, err
	}
	as, _ := o.Account()
	r.SetBasicAuth(as.String(), o.Password())
	watched := &watch{next: transport}
	answer, err := ntlmssp.Negotiator{RoundTripper: watched}.RoundTrip(r)
	if err != nil {
		return watched.responded, err
	}
	if watched.failed != nil {
		return watched.responded, watched.failed
	}
	if watched.sent != as {
		return watched.responded, fmt.Errorf("the client answered no challenge with %s: it sent %q", as, watched.sent)
	}
	if err := drain(answer); err != nil {
		return true, err
	}
	seen.Status = answer.StatusCode
	seen.Known(p.World.Topology(), answer.Header.Get("X-User"), answer.Header.Get("X-Mech"), web.ByNTLM)
	return true, nil
}

// A watch sees which account a client answers a challenge with, and whether an answer never came: the client gives an
// earlier one then, without an error.
type watch struct {
	next      http.RoundTripper
	responded bool
	sent      logon.Name
	failed    error
}

func (w *watch) RoundTrip(r *http.Request) (*http.Response, error) {
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if message, err := base64.StdEncoding.DecodeString(token); err == nil {
		if m, err := ntlm.ParseAuthenticate(message); err == nil {
			w.responded, w.sent = true, logon.Name{Domain: m.Domain, User: m.User}
		}
	}
	answer, err := w.next.RoundTrip(r)
	if err != nil {
		w.failed = err
	}
	return answer, err
}
