package webserver

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/krb5"
	"ntlmsim/sim/web"
)

// goesOn are the errors of a KDC after which the probe goes on with NTLM, which is its own rule: nothing here shows
// what Windows does. 1 is what MIT's KDC says of an account that has expired, where Windows says 18.
var goesOn = []kerberos.Code{1, kerberos.ClientUnknown, kerberos.ServiceUnknown, kerberos.ClientRevoked, kerberos.PasswordExpired, kerberos.PasswordWrong}

// A visit is one connection to the attempt's site.
type visit struct {
	url       string
	transport *http.Transport
}

func (l *Lab) visit(p Played) *visit {
	return &visit{p.Attempt.Open.Text, &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, l.addr(p))
		},
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // the server is this laboratory's
	}}
}

// get asks for the page, with a token or without.
func (v *visit) get(ctx context.Context, token []byte) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.url, nil)
	if err != nil {
		return nil, err
	}
	if token != nil {
		r.Header.Set("Authorization", "Negotiate "+base64.StdEncoding.EncodeToString(token))
	}
	answer, err := v.transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer, err
}

// askAsWindows puts an attempt to the servers as a browser of Windows does: it asks a ticket for the name that Windows
// asks it for, and goes on with NTLM only where it gets no ticket.
func (l *Lab) askAsWindows(ctx context.Context, p Played) (seen Seen, err error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	v := l.visit(p)
	defer v.transport.CloseIdleConnections()
	answer, err := v.get(ctx, nil)
	if err != nil {
		return seen, err
	}
	l.answered(&seen, answer)
	if seen.Status != 401 {
		return seen, nil
	}
	if negotiates(p.Outcome) {
		token, err := l.token(ctx, p, answer.TLS, &seen)
		if err != nil {
			return seen, err
		}
		if token != nil {
			return seen, l.show(ctx, p, v, token, &seen)
		}
	}
	return seen, l.goOn(ctx, p, &seen)
}

// show sends a ticket, and once more on another connection where the attempt is a copy of it.
func (l *Lab) show(ctx context.Context, p Played, v *visit, token []byte, seen *Seen) error {
	answer, err := v.get(ctx, token)
	if err != nil || !p.Attempt.Replayed {
		l.answered(seen, answer)
		return err
	}
	if answer.StatusCode != 200 {
		return fmt.Errorf("the request that is to be repeated got %d", answer.StatusCode)
	}
	again := l.visit(p)
	defer again.transport.CloseIdleConnections()
	answer, err = again.get(ctx, token)
	l.answered(seen, answer)
	return err
}

// goOn asks with NTLM where Windows does.
func (l *Lab) goOn(ctx context.Context, p Played, seen *Seen) error {
	switch {
	case !mayNTLM(p, *seen), seen.Code != 0 && !slices.Contains(goesOn, seen.Code):
		return nil
	case noStates(p.Outcome):
		seen.Status = 0
		return nil
	}
	return l.askNTLM(ctx, p, seen)
}

// mayNTLM reports whether the browser may send NTLM. Apache offers both schemes wherever it takes NTLM, so that whether
// NTLM stands beside Negotiate is read in the file.
func mayNTLM(p Played, seen Seen) bool {
	beside := slices.Contains(p.Outcome.Site().Providers, web.NTLM)
	return strings.Contains(seen.Offers, string(web.NTLM)) && (beside || p.Outcome.Browser().Integrated)
}

// answered takes in an answer.
func (l *Lab) answered(s *Seen, answer *http.Response) {
	if answer == nil {
		return
	}
	var offers []string
	for _, line := range answer.Header.Values("WWW-Authenticate") {
		scheme, token, _ := strings.Cut(line, " ")
		if token == "" {
			offers = append(offers, scheme)
		} else if s.Code == 0 {
			s.Code = errorIn(token)
		}
	}
	if s.Status == 0 {
		s.Offers = strings.Join(offers, ", ")
	}
	s.Status = answer.StatusCode
	l.known(s, answer.Header.Get("X-User"), answer.Header.Get("X-Mech"))
}

// token is what Kerberos gives for the attempt's site; nil where it gives nothing.
func (l *Lab) token(ctx context.Context, p Played, over *tls.ConnectionState, seen *Seen) ([]byte, error) {
	name := l.windowsName(p)
	c := l.clientOf(p)
	if name == "" || c.realm == "" || c.config == "outside.conf" {
		return nil, nil
	}
	probe := &krb5.Client{KDC: l.kdcOf(c), Realm: c.realm, User: c.user, Password: c.password, Ahead: c.ahead, AsksAgain: p.Outcome.Browser().AsksAgain}
	first, err := l.first(ctx, p, probe)
	if err != nil {
		return nil, seen.take(err)
	}
	t, err := probe.For(ctx, first, name)
	if err != nil {
		if err = seen.take(err); err == nil && seen.Code != 0 {
			seen.SPN = name
		}
		return nil, err
	}
	seen.SPN = name
	return probe.Token(t, binding(p, over)), nil
}

// take takes in why there is no ticket. That no KDC answers is no error here.
func (s *Seen) take(err error) error {
	var refused *krb5.Error
	var network *net.OpError
	switch {
	case errors.As(err, &refused):
		s.Code = kerberos.Code(refused.Code)
	case !errors.As(err, &network):
		return err
	}
	return nil
}

// kdcOf is where a client finds a KDC: where nobody listens, if it reaches none.
func (l *Lab) kdcOf(c client) string {
	if c.config != "" {
		return "127.0.0.1:1"
	}
	return fmt.Sprintf("127.0.0.1:%d", l.kdc)
}

// first is the first ticket: that of the logon at the machine, when its clock and the network were right, or one for
// what was typed now.
func (l *Lab) first(ctx context.Context, p Played, c *krb5.Client) (*krb5.Ticket, error) {
	if _, typed := p.Outcome.Account(); typed {
		return c.First(ctx)
	}
	id := c.User + "@" + c.Realm
	if t := l.signedOn[id]; t != nil {
		return t, nil
	}
	at := krb5.Client{KDC: fmt.Sprintf("127.0.0.1:%d", l.kdc), Realm: c.Realm, User: c.User, Password: c.Password}
	t, err := at.First(ctx)
	if err == nil {
		l.signedOn[id] = t
	}
	return t, err
}

// windowsName is the name that Windows asks a ticket for; "": for an address it asks for none.
func (l *Lab) windowsName(p Played) string {
	b, to := p.Outcome.Browser(), p.Attempt.Open
	host := strings.ToLower(to.Host)
	if _, err := netip.ParseAddr(host); err == nil && !b.TryIP {
		return ""
	}
	if real := l.aliases()[host]; b.Canonical && real != "" {
		host = real
	}
	if b.Port && to.Port != 0 {
		host = fmt.Sprintf("%s:%d", host, to.Port)
	}
	return krb5.Name("HTTP", host)
}

// aliases are the names that DNS has for machines beside their own, with the name that each stands for.
func (l *Lab) aliases() map[string]string {
	list := map[string]string{}
	t := l.plan.World.Topology()
	for _, m := range t.Machines {
		own := strings.ToLower(m.Name)
		if realm := l.realm(m.Domain); realm != "" {
			own += "." + strings.ToLower(realm)
		}
		for _, a := range m.Aliases {
			list[strings.ToLower(a)] = own
		}
	}
	return list
}

// binding is the channel binding tls-server-end-point of a connection (RFC 5929 4.1); nil where the browser sends none.
func binding(p Played, over *tls.ConnectionState) []byte {
	if over == nil || !p.Outcome.Browser().Binds {
		return nil
	}
	sum := sha256.Sum256(over.PeerCertificates[0].Raw)
	return append([]byte("tls-server-end-point:"), sum[:]...)
}
