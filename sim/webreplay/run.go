package webreplay

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/lab/webserver"
	"ntlmsim/sim/replay"
	"ntlmsim/sim/web"
	"ntlmsim/sim/webprobe"
)

// Options say whom a replay asks, and how.
type Options struct {
	Servers  Servers
	Software []string // whose known differences count: of webserver.Servers
	Timeout  time.Duration

	Authorities    *x509.CertPool // whose certificates of servers are believed; nil: those of the system
	AnyCertificate bool           // every one is

	MaxBad int
	State  *replay.StateFile // where bad passwords are noted; nil: nowhere
	Plan   bool              // nothing is sent
}

// A Replay puts the attempts of files to servers.
type Replay struct {
	Options
	files        []file
	purse, worst *replay.Purse
	addresses    map[string][]string // the forms of each
}

type file struct {
	path string
	plan webserver.Plan
}

// New prepares the attempts of files of the model web. A wrong name or address is a *Mistake.
func New(ctx context.Context, files []*scenarios.File, o Options) (*Replay, error) {
	r := &Replay{Options: o, addresses: map[string][]string{},
		purse: replay.NewPurse(o.MaxBad, o.State, o.Plan), worst: replay.NewPurse(o.MaxBad, o.State, true)}
	for _, name := range o.Software {
		if list := webserver.Servers(); !slices.Contains(list, name) {
			return nil, &Mistake{fmt.Sprintf("--server %q", name), "known differences of web files are those of " + strings.Join(list, ", ")}
		}
	}
	var topologies []web.Topology
	var all []web.Attempt
	for _, f := range files {
		t, attempts, _ := scenarios.WebOf(f)
		plan, err := webserver.PrepareFor(o.Software, t, attempts)
		if err != nil {
			return nil, err
		}
		r.files = append(r.files, file{f.Path, plan})
		topologies, all = append(topologies, t), append(all, attempts...)
	}
	if err := o.Servers.Check(topologies, all); err != nil {
		return nil, err
	}
	r.expect(ctx)
	return r, nil
}

// expect announces to the budgets what will be asked where.
func (r *Replay) expect(ctx context.Context) {
	for _, f := range r.files {
		asked := map[string]string{}
		probe := r.probe(f.plan)
		for _, p := range f.plan.Attempts {
			for _, address := range []string{r.Servers.site(p.Attempt, p.Outcome.Site()), r.Servers.kdc(probe.Realm(p.Outcome))} {
				if address != "" {
					asked[address] = address
				}
			}
		}
		var at []string
		for address, forms := range replay.LookedUp(ctx, asked) {
			r.addresses[address] = forms
			at = append(at, forms...)
		}
		r.purse.Expect(f.plan.World.Topology().Topology, at)
		r.worst.Expect(f.plan.World.Topology().Topology, at)
	}
}

// probe asks the attempts of a plan.
func (r *Replay) probe(p webserver.Plan) *webprobe.Probe {
	probe := p.Probe()
	probe.Addr = func(a web.Attempt, o web.Outcome) string { return r.Servers.site(a, o.Site()) }
	probe.KDC, probe.TLS, probe.Timeout, probe.Proving = r.Servers.kdc, r.trust, r.Timeout, r.proving
	return probe
}

// trust is how the certificate of a host is judged.
func (r *Replay) trust(host string) *tls.Config {
	return &tls.Config{ServerName: host, RootCAs: r.Authorities, InsecureSkipVerify: r.AnyCertificate}
}

// A withheld is a proof of a password that is not sent, with the reason.
type withheld struct{ why string }

func (w *withheld) Error() string { return w.why }

// proving counts a proof of a password before it is sent.
func (r *Replay) proving(ctx context.Context, user, at string) (done func(right bool) error, err error) {
	spent, why, err := r.purse.Spend(ctx, user, r.addresses[at])
	if err != nil {
		return nil, err
	}
	if why != "" {
		return nil, &withheld{why}
	}
	return func(right bool) error {
		if !right {
			return nil
		}
		return r.purse.GiveBack(spent)
	}, nil
}

// Run asks every attempt, and hands over each result as it comes. It ends early for an error: the context has ended, or
// what is spent cannot be noted.
func (r *Replay) Run(ctx context.Context, each func(webserver.Result)) error {
	for _, f := range r.files {
		probe := r.probe(f.plan)
		known := map[string]bool{}
		for i, p := range f.plan.Attempts {
			if err := ctx.Err(); err != nil {
				return err
			}
			result, err := r.one(ctx, probe, known, p, i+1)
			if err != nil {
				return err
			}
			result.File = f.path
			each(result)
		}
	}
	return nil
}

func (r *Replay) one(ctx context.Context, probe *webprobe.Probe, known map[string]bool, p webserver.Played, number int) (webserver.Result, error) {
	result := webserver.Result{Number: number, Attempt: p.Attempt.Name, Want: p.Want, Known: p.Known}
	if result.Verdict, result.Why = r.unasked(probe, p); result.Verdict != "" {
		result.Known = nil
		return result, nil
	}
	if r.Plan {
		return result, r.planned(ctx, probe, known, p, &result)
	}
	got, err := probe.Ask(ctx, p.Attempt, p.Outcome)
	var state *replay.StateError
	if ctx.Err() != nil || errors.As(err, &state) {
		return result, errors.Join(ctx.Err(), err)
	}
	if got.LockedOut(p.Outcome) {
		as, _ := p.Outcome.Account()
		r.purse.Locked(as.User)
	}
	judge(p, got, err, &result)
	return result, nil
}

// planned is what a dry run says of an attempt: whether the passwords that it needs may be sent.
func (r *Replay) planned(ctx context.Context, probe *webprobe.Probe, known map[string]bool, p webserver.Played, result *webserver.Result) error {
	if err := r.expensive(ctx, probe, p); err != nil {
		return err
	}
	result.Verdict = webserver.Planned
	for _, proof := range r.proofs(probe, known, p) {
		spent, why, err := r.purse.Spend(ctx, proof.user, r.addresses[proof.at])
		switch {
		case err != nil:
			return err
		case why != "":
			result.Verdict, result.Why, result.Known = webserver.NotAsked, why, nil
			return nil
		case proof.right:
			if err := r.purse.GiveBack(spent); err != nil {
				return err
			}
		}
	}
	return nil
}

// expensive counts what an attempt costs at most: a password at the KDC, and one at the site.
func (r *Replay) expensive(ctx context.Context, probe *webprobe.Probe, p webserver.Played) error {
	as, _ := p.Outcome.Account()
	for _, at := range []string{r.kdcOf(probe, p), r.ntlmAt(p)} {
		if at == "" {
			continue
		}
		if _, _, err := r.worst.Spend(ctx, as.User, r.addresses[at]); err != nil {
			return err
		}
	}
	return nil
}

// A proof is a password that is proved to a server.
type proof struct {
	user, at string
	right    bool
}

// proofs are those of an attempt, if every answer is as predicted. A first ticket of somebody who is signed on serves
// for all attempts of a file.
func (r *Replay) proofs(probe *webprobe.Probe, known map[string]bool, p webserver.Played) (list []proof) {
	o := p.Outcome
	as, typed := o.Account()
	if at := r.kdcOf(probe, p); at != "" && (typed || !known[as.String()]) {
		refused := webserver.FirstRefused(o)
		list = append(list, proof{as.User, at, !refused || o.Code == kerberos.ClientUnknown}) // who is unknown is asked no proof
		known[as.String()] = !refused && !typed || known[as.String()]
	}
	if o.NTLM != nil {
		list = append(list, proof{as.User, r.ntlmAt(p), o.Status == 200 && o.End != "guest"})
	}
	return list
}

// kdcOf is the KDC that is asked a first ticket; "": none is.
func (r *Replay) kdcOf(probe *webprobe.Probe, p webserver.Played) string {
	if !asksTicket(probe, p) {
		return ""
	}
	return r.Servers.kdc(probe.Realm(p.Outcome))
}

// asksTicket reports whether a browser asks a KDC at all.
func asksTicket(probe *webprobe.Probe, p webserver.Played) bool {
	return !p.Outcome.Site().Anonymous && webprobe.Negotiates(p.Outcome) && probe.Name(p.Attempt, p.Outcome) != "" && probe.Realm(p.Outcome) != ""
}

// ntlmAt is the site that may be sent NTLM; "": none is.
func (r *Replay) ntlmAt(p webserver.Played) string {
	site := p.Outcome.Site()
	if site.Anonymous || !slices.ContainsFunc(site.Providers, func(w web.Provider) bool { return w != web.KerberosAlone }) {
		return ""
	}
	return r.Servers.site(p.Attempt, site)
}

// Spent is what each account has cost; in a plan, what it can cost.
func (r *Replay) Spent() []replay.Spending {
	if r.Plan {
		return r.worst.Spent()
	}
	return r.purse.Spent()
}

// Attempts is how many there are.
func (r *Replay) Attempts() (n int) {
	for _, f := range r.files {
		n += len(f.plan.Attempts)
	}
	return n
}

// unasked is why an attempt is not asked, with the verdict; "" where it is.
func (r *Replay) unasked(probe *webprobe.Probe, p webserver.Played) (webserver.Verdict, string) {
	o := p.Outcome
	realm := probe.Realm(o)
	switch {
	case r.Servers.site(p.Attempt, o.Site()) == "":
		return webserver.NotAsked, "no --at says where " + p.Attempt.Open.Host + " is"
	case p.Cannot != "":
		return webserver.NotObservable, p.Cannot
	case unfaithful(probe, p) != "":
		return webserver.NotAsked, unfaithful(probe, p)
	case asksTicket(probe, p) && r.Servers.kdc(realm) == "":
		return webserver.CouldNot, fmt.Sprintf("the browser asks a ticket, and no --kdc says where the KDC of %s is", realm)
	}
	return "", ""
}
