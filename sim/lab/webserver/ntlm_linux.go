package webserver

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/go-ntlmssp"

	"ntlmsim/sim/logon"
	"ntlmsim/sim/ntlm"
)

// askNTLM opens the attempt's URL with NTLM, on a connection of its own. curl --ntlm cannot: gss-ntlmssp refuses its
// first message, which has no version.
func (l *Lab) askNTLM(ctx context.Context, p Played, seen *Seen) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, l.addr(p))
	}, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // the server is this laboratory's
	defer transport.CloseIdleConnections()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.Attempt.Open.Text, nil)
	if err != nil {
		return err
	}
	as, _ := p.Outcome.Account()
	r.SetBasicAuth(as.String(), p.Outcome.Password())
	watched := &watch{next: transport}
	answer, err := ntlmssp.Negotiator{RoundTripper: watched}.RoundTrip(r)
	if err != nil {
		return err
	}
	if watched.sent != as {
		return fmt.Errorf("the client answered no challenge with %s: it sent %q", as, watched.sent)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	seen.Status = answer.StatusCode
	l.known(seen, answer.Header.Get("X-User"), answer.Header.Get("X-Mech"))
	return nil
}

// A watch sees which account a client answers a challenge with.
type watch struct {
	next http.RoundTripper
	sent logon.Name
}

func (w *watch) RoundTrip(r *http.Request) (*http.Response, error) {
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if message, err := base64.StdEncoding.DecodeString(token); err == nil {
		if m, err := ntlm.ParseAuthenticate(message); err == nil {
			w.sent = logon.Name{Domain: m.Domain, User: m.User}
		}
	}
	return w.next.RoundTrip(r)
}
