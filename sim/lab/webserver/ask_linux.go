package webserver

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/web"
	"ntlmsim/sim/webprobe"
)

// A client is somebody who asks the KDC for a first ticket.
type client struct {
	realm, user, password string
	ahead                 time.Duration
	config                string // the file of its configuration; "": the usual one
}

// A ticket is what kinit got.
type ticket struct {
	cache string
	code  kerberos.Code
}

// kinit asks for a first ticket.
func (l *Lab) kinit(ctx context.Context, c client) (ticket, error) {
	l.tickets++
	got := ticket{cache: "FILE:" + l.path(fmt.Sprintf("tickets-%d", l.tickets))}
	l.secrets = append(l.secrets, c.password)
	trace, _, err := l.traced(ctx, c, got.cache, c.password+"\n", "kinit", c.user+"@"+c.realm)
	got.code = firstError(trace)
	return got, err
}

// traced runs a client of Kerberos, and returns MIT's trace of it and what it printed. That the client fails is no
// error.
func (l *Lab) traced(ctx context.Context, c client, cache, typed string, argv ...string) (trace, printed string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	file := l.path("trace")
	os.Remove(file)
	env := append(clock(c.ahead), "KRB5CCNAME="+cache, "KRB5_TRACE="+file)
	if c.config != "" {
		env = append(env, "KRB5_CONFIG="+l.path(c.config))
	}
	cmd := l.command(ctx, env, argv...)
	cmd.Stdin = strings.NewReader(typed)
	out, _ := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return "", "", fmt.Errorf("%s does not end", argv[0])
	}
	text, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		err = nil // nothing of Kerberos was done
	}
	return string(text), string(out), err
}

var kdcError = regexp.MustCompile(`(?:Received error from KDC|TGS request result): (-\d+)/`)

// firstError is the first error of the KDC in a trace, but for the one that asks for a proof of the password.
func firstError(trace string) kerberos.Code {
	const base, wantsProof = -1765328384, 25
	for _, m := range kdcError.FindAllStringSubmatch(trace, -1) {
		n, _ := strconv.Atoi(m[1])
		if code := n - base; code != wantsProof {
			return kerberos.Code(code)
		}
	}
	return 0
}

// Ask puts an attempt to the servers as the plan's client does.
func (l *Lab) Ask(ctx context.Context, p Played) (Seen, error) {
	switch l.plan.Client {
	case Probe:
		return l.probe.Ask(ctx, p.Attempt, p.Outcome)
	case Chromium:
		return l.askWithChromium(ctx, p)
	}
	return l.askWithCurl(ctx, p)
}

func (l *Lab) askWithCurl(ctx context.Context, p Played) (Seen, error) {
	o := p.Outcome
	var seen Seen
	if webprobe.Negotiates(o) {
		sent, err := l.negotiate(ctx, p, &seen)
		if sent || err != nil {
			return seen, err
		}
	} else if err := l.plain(ctx, p, &seen); err != nil {
		return seen, err
	}
	switch {
	case seen.Status != 401 || !takesNTLM(o.Site()):
		return seen, nil
	case o.NTLM == nil || noStates(o):
		seen.Status = 0 // curl's own 401 says nothing
		return seen, nil
	}
	seen.Again = webprobe.Negotiates(o)
	err := l.probe.AskNTLM(ctx, p.Attempt, p.Outcome, &seen)
	return seen, err
}

// plain asks without a logon.
func (l *Lab) plain(ctx context.Context, p Played, seen *Seen) error {
	_, out, err := l.traced(ctx, client{}, "FILE:"+l.path("none"), "", l.curl(p)...)
	l.read(seen, out)
	return err
}

// negotiate asks with Kerberos, and reports whether a token was sent.
func (l *Lab) negotiate(ctx context.Context, p Played, seen *Seen) (sent bool, err error) {
	c := l.clientOf(p)
	got, err := l.signOn(ctx, p, c)
	if seen.Code = got.code; err != nil {
		return false, err
	}
	trace, out, err := l.traced(ctx, c, got.cache, "", l.curl(p, "--anyauth", "-u", ":")...)
	l.read(seen, out)
	readTrace(seen, trace)
	token := tokenSent.FindStringSubmatch(out)
	if token == nil || err != nil {
		return false, err
	}
	if p.Attempt.Replayed {
		if seen.Status != 200 {
			return true, fmt.Errorf("the request that is to be repeated got %d", seen.Status)
		}
		*seen = Seen{SPN: seen.SPN, Offers: seen.Offers}
		_, out, err = l.traced(ctx, c, got.cache, `header = "Authorization: Negotiate `+token[1]+`"`, l.curl(p, "-K", "-")...)
		l.read(seen, out)
	}
	return true, err
}

// clientOf is the client of an attempt.
func (l *Lab) clientOf(p Played) client {
	o := p.Outcome
	as, _ := o.Account()
	c := client{realm: l.realm(as.Domain), user: as.User, password: o.Password(), ahead: o.Request().Ahead}
	switch {
	case o.Browser().NoKDC:
		c.config = "alone.conf"
	case !o.Request().Joined:
		c.config = "outside.conf"
	}
	return c
}

// signOn is the first ticket: of the logon at the machine, when its clock and the network were right, or with what was
// typed now.
func (l *Lab) signOn(ctx context.Context, p Played, c client) (ticket, error) {
	_, typed := p.Outcome.Account()
	switch {
	case c.realm == "": // an account of one machine
		return ticket{cache: "FILE:" + l.path("none")}, nil
	case !typed && c.config != "outside.conf":
		c.ahead, c.config = 0, ""
	}
	return l.kinit(ctx, c)
}

// Addr is where the attempt's site listens.
func (l *Lab) Addr(a web.Attempt, o web.Outcome) string {
	s := l.sites[o.Site().Name]
	if a.Open.Scheme == "https" {
		return fmt.Sprintf("%s:%d", l.host(), s.secure)
	}
	return fmt.Sprintf("%s:%d", l.host(), s.port)
}

// curl is a command that opens the attempt's URL at the site's port. It says what it sends and gets.
func (l *Lab) curl(p Played, more ...string) []string {
	to := "::" + l.Addr(p.Attempt, p.Outcome)
	return slices.Concat([]string{"curl", "-q", "-s", "-v", "-o", "/dev/null", "--max-time", "10", "--noproxy", "*", "--insecure", "--http1.1", "--connect-to", to}, more, []string{p.Attempt.Open.Text})
}

var (
	tokenSent  = regexp.MustCompile(`(?m)^> Authorization: Negotiate (\S+)`)
	statusLine = regexp.MustCompile(`(?m)^< HTTP/1\.1 (\d+)`)
	header     = regexp.MustCompile(`(?m)^< X-(User|Mech): (.*?)\r?$`)
	tokenGot   = regexp.MustCompile(`(?m)^< WWW-Authenticate: Negotiate (\S+)`)
	offer      = regexp.MustCompile(`(?m)^< WWW-Authenticate: (\w+)\r?$`)
	nameAsked  = regexp.MustCompile(`Getting credentials \S+ -> ([^@\s]+)@`)
)

// read takes in what curl says of the last answer.
func (l *Lab) read(s *Seen, said string) {
	if all := statusLine.FindAllStringSubmatch(said, -1); len(all) > 0 {
		s.Status, _ = strconv.Atoi(all[len(all)-1][1])
	}
	if s.Offers == "" {
		s.Offers = offers(said)
	}
	var user, mech string
	for _, m := range header.FindAllStringSubmatch(said, -1) {
		if m[1] == "User" {
			user = m[2]
		} else {
			mech = m[2]
		}
	}
	s.Known(l.plan.World.Topology(), user, mech, web.Anonymous)
	for _, m := range tokenGot.FindAllStringSubmatch(said, -1) {
		if s.Code == 0 {
			s.Code = webprobe.ErrorIn(m[1])
		}
	}
}

// offers is what the first answer offers.
func offers(said string) string {
	first, _, _ := strings.Cut(said, "\n< \r\n")
	var list []string
	for _, m := range offer.FindAllStringSubmatch(first, -1) {
		list = append(list, m[1])
	}
	return strings.Join(list, ", ")
}

// readTrace takes in what was asked of the KDC.
func readTrace(s *Seen, trace string) {
	if m := nameAsked.FindStringSubmatch(trace); m != nil {
		s.SPN = m[1]
	}
	if code := firstError(trace); code != 0 && s.Code == 0 {
		s.Code = code
	}
}
