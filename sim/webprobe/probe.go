package webprobe

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

// A Probe is the browsers of a world's machines.
type Probe struct {
	World   *web.World
	Addr    func(web.Attempt, web.Outcome) string // where the attempt's site is: HOST:PORT
	KDC     func(realm string) string             // where the KDC of a realm is; "": the browser reaches none
	TLS     func(host string) *tls.Config         // how it trusts a server
	Timeout time.Duration                         // of one attempt

	// Proving is called before an account's password is proved to a server, and what it returns after that, with
	// whether the server took it for right. Nil: nobody counts.
	Proving func(ctx context.Context, user, at string) (done func(right bool) error, err error)
	// LeavesOutNTLM reports whether NTLM is not sent where a browser would send it: the status is then not known.
	LeavesOutNTLM func(web.Outcome) bool

	signedOn map[string]*krb5.Ticket // first tickets of those who are signed on at a machine
}

// Ask puts an attempt to the servers as a browser of Windows does: it asks a ticket for the name that Windows asks it
// for, and goes on with NTLM only where it gets no ticket. The outcome says how the browser is set up. A site that is
// open to everybody is sent no password, whatever it answers.
func (p *Probe) Ask(ctx context.Context, a web.Attempt, o web.Outcome) (seen Seen, err error) {
	ctx, cancel := context.WithTimeout(ctx, p.Timeout)
	defer cancel()
	v := &visit{p, a, o, p.transport(a, o)}
	defer v.transport.CloseIdleConnections()
	answer, err := v.get(ctx, nil)
	if err != nil {
		return seen, err
	}
	v.answered(&seen, answer, web.Anonymous)
	if seen.Status != http.StatusUnauthorized || o.Site().Anonymous {
		return seen, nil
	}
	if Negotiates(o) {
		token, err := v.token(ctx, answer.TLS, &seen)
		if err != nil {
			return seen, err
		}
		if token != nil {
			return seen, v.show(ctx, token, &seen)
		}
	}
	return seen, v.goOn(ctx, &seen)
}

// transport opens connections to the attempt's site, and to nowhere else.
func (p *Probe) transport(a web.Attempt, o web.Outcome) *http.Transport {
	return &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, p.Addr(a, o))
		},
		TLSClientConfig: p.TLS(a.Open.Host),
	}
}

// A visit is one connection to an attempt's site.
type visit struct {
	*Probe
	attempt   web.Attempt
	outcome   web.Outcome
	transport *http.Transport
}

// get asks for the page, with a token or without.
func (v *visit) get(ctx context.Context, token []byte) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.attempt.Open.Text, nil)
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
	return answer, drain(answer)
}

// longest is how much of a page is read: no more of it is needed than its headers.
const longest = 1 << 20

// drain reads a page to its end, so that the connection can be used again.
func drain(answer *http.Response) error {
	defer answer.Body.Close()
	_, err := io.Copy(io.Discard, io.LimitReader(answer.Body, longest))
	return err
}

// show sends a ticket, and once more on another connection where the attempt is a copy of it.
func (v *visit) show(ctx context.Context, token []byte, seen *Seen) error {
	answer, err := v.get(ctx, token)
	if err != nil || !v.attempt.Replayed {
		v.answered(seen, answer, web.ByKerberos)
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the request that is to be repeated got %d", answer.StatusCode)
	}
	again := *v
	again.transport = v.Probe.transport(v.attempt, v.outcome)
	defer again.transport.CloseIdleConnections()
	answer, err = again.get(ctx, token)
	v.answered(seen, answer, web.ByKerberos)
	return err
}

// goOn asks with NTLM where Windows does; where passwords are counted, not for an account that has been locked out.
func (v *visit) goOn(ctx context.Context, seen *Seen) error {
	switch {
	case !v.mayNTLM(*seen), seen.Code != 0 && !slices.Contains(goesOn, seen.Code), v.Proving != nil && seen.LockedOut(v.outcome):
		return nil
	case v.LeavesOutNTLM != nil && v.LeavesOutNTLM(v.outcome):
		seen.Status = 0
		return nil
	}
	return v.AskNTLM(ctx, v.attempt, v.outcome, seen)
}

// mayNTLM reports whether the browser may send NTLM. Apache offers both schemes wherever it takes NTLM, so that whether
// NTLM stands beside Negotiate is read in the file.
func (v *visit) mayNTLM(seen Seen) bool {
	beside := slices.Contains(v.outcome.Site().Providers, web.NTLM)
	return strings.Contains(seen.Offers, string(web.NTLM)) && (beside || v.outcome.Browser().Integrated)
}

// answered takes in an answer to what was sent.
func (v *visit) answered(s *Seen, answer *http.Response, sent web.Protocol) {
	if answer == nil {
		return
	}
	var offers []string
	for _, line := range answer.Header.Values("WWW-Authenticate") {
		scheme, token, _ := strings.Cut(line, " ")
		if token == "" {
			offers = append(offers, scheme)
		} else if s.Code == 0 {
			s.Code = ErrorIn(token)
		}
	}
	if s.Status == 0 {
		s.Offers = strings.Join(offers, ", ")
	}
	s.Status = answer.StatusCode
	s.Known(v.World.Topology(), answer.Header.Get("X-User"), answer.Header.Get("X-Mech"), sent)
}

// token is what Kerberos gives for the attempt's site; nil where it gives nothing.
func (v *visit) token(ctx context.Context, over *tls.ConnectionState, seen *Seen) ([]byte, error) {
	o := v.outcome
	name, realm := v.Name(v.attempt, o), v.Realm(o)
	if realm == "" || name == "" {
		return nil, nil
	}
	as, _ := o.Account()
	probe := &krb5.Client{KDC: v.KDC(realm), Realm: realm, User: as.User, Password: o.Password(), Ahead: o.Request().Ahead, AsksAgain: o.Browser().AsksAgain}
	first, err := v.first(ctx, probe)
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
	return probe.Token(t, v.binding(over)), nil
}

// take takes in why there is no ticket: what a KDC says is no error here.
func (s *Seen) take(err error) error {
	var refused *krb5.Error
	if !errors.As(err, &refused) {
		return err
	}
	s.Code = kerberos.Code(refused.Code)
	return nil
}

// Negotiates reports whether the browser answers Negotiate at the site.
func Negotiates(o web.Outcome) bool {
	offered := slices.ContainsFunc(o.Site().Providers, func(p web.Provider) bool { return p != web.NTLM })
	return offered && o.Browser().Integrated && o.Request().Kerberos
}

// Realm is the one whose KDC the browser asks first; "" where it asks none: for an account of one machine, at a machine
// in no domain, and where it reaches no controller.
func (p *Probe) Realm(o web.Outcome) string {
	as, _ := o.Account()
	if !o.Request().Joined || o.Browser().NoKDC {
		return ""
	}
	for _, d := range p.World.Topology().Domains {
		if strings.EqualFold(d.Name, as.Domain) {
			return strings.ToUpper(d.DNS)
		}
	}
	return ""
}

// first is the first ticket: that of the logon at the machine, when its clock and the network were right, or one for
// what was typed now.
func (v *visit) first(ctx context.Context, c *krb5.Client) (*krb5.Ticket, error) {
	if _, typed := v.outcome.Account(); typed {
		return v.prove(ctx, c)
	}
	id := c.User + "@" + c.Realm
	if t := v.signedOn[id]; t != nil {
		return t, nil
	}
	t, err := v.prove(ctx, &krb5.Client{KDC: c.KDC, Realm: c.Realm, User: c.User, Password: c.Password})
	if err == nil {
		if v.signedOn == nil {
			v.signedOn = map[string]*krb5.Ticket{}
		}
		v.signedOn[id] = t
	}
	return t, err
}

// prove asks for a first ticket, for which the password is proved.
func (v *visit) prove(ctx context.Context, c *krb5.Client) (t *krb5.Ticket, err error) {
	err = v.counted(ctx, c.User, c.KDC, func() (right bool, err error) {
		t, err = c.First(ctx)
		return err == nil || !c.Proved(), err
	})
	return t, err
}

// counted proves a password, and says so before and after.
func (p *Probe) counted(ctx context.Context, user, at string, prove func() (right bool, err error)) error {
	if p.Proving == nil {
		_, err := prove()
		return err
	}
	done, err := p.Proving(ctx, user, at)
	if err != nil {
		return err
	}
	right, err := prove()
	if failed := done(right); failed != nil {
		return failed
	}
	return err
}

// Name is the name that Windows asks a ticket for; "": for an address it asks for none.
func (p *Probe) Name(a web.Attempt, o web.Outcome) string {
	b, to := o.Browser(), a.Open
	host := strings.ToLower(to.Host)
	if _, err := netip.ParseAddr(host); err == nil && !b.TryIP {
		return ""
	}
	if real := p.Aliases()[host]; b.Canonical && real != "" {
		host = real
	}
	if b.Port && to.Port != 0 {
		host = fmt.Sprintf("%s:%d", host, to.Port)
	}
	return krb5.Name("HTTP", host)
}

// Aliases are the names that DNS has for machines beside their own, with the name that each stands for.
func (p *Probe) Aliases() map[string]string {
	list := map[string]string{}
	t := p.World.Topology()
	for _, m := range t.Machines {
		own := strings.ToLower(m.Name)
		for _, d := range t.Domains {
			if strings.EqualFold(d.Name, m.Domain) && d.DNS != "" {
				own += "." + strings.ToLower(d.DNS)
			}
		}
		for _, a := range m.Aliases {
			list[strings.ToLower(a)] = own
		}
	}
	return list
}

// binding is the channel binding tls-server-end-point of a connection (RFC 5929 4.1); nil where the browser sends none.
func (v *visit) binding(over *tls.ConnectionState) []byte {
	if over == nil || !v.outcome.Browser().Binds {
		return nil
	}
	sum := sha256.Sum256(over.PeerCertificates[0].Raw)
	return append([]byte("tls-server-end-point:"), sum[:]...)
}
