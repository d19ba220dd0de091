package web

import (
	"slices"
	"strings"
	"time"

	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// A credential is what the browser proves itself with.
type credential struct {
	as       logon.Name
	typed    bool    // at the browser's prompt, not from the session
	again    bool    // after the session's own was refused
	password *string // nil: the account's own
}

// Facts are what the table asks of one request for a page.
type Facts struct {
	world   *World
	attempt Attempt
	client  logon.Machine
	site    *Site
	server  logon.Machine
	browser Browser
	with    credential
	byDNS   bool // the account's domain is named by its name in DNS

	request kerberos.Request
	ticket  kerberos.Decision
	part    part
}

// A part is the NTLM part of an attempt: the same logon as over SMB, at the web server.
type part struct {
	question *logon.Question // nil: not prepared
	facts    logon.Facts
	decision logon.Decision
	decided  bool
	outcome  logon.Outcome // made by explained
}

// offers reports whether the site has one of some providers.
func (f *Facts) offers(list ...Provider) bool {
	return slices.ContainsFunc(f.site.Providers, func(p Provider) bool { return slices.Contains(list, p) })
}

// binds reports whether a response has the channel binding that the site may demand: there is one over TLS only.
func (f *Facts) binds() bool { return f.browser.Binds && f.attempt.Open.Scheme == "https" }

// facts resolves an attempt with a credential.
func (w *World) facts(a Attempt, with credential) *Facts {
	named := with.as.Domain
	if d, ok := w.logon.Domain(named); ok {
		with.as.Domain = d.Name // it may be the DNS name
	}
	f := &Facts{world: w, attempt: a, with: with, byDNS: strings.Contains(named, "."), site: w.site(a.Open.Host, a.AnsweredBy), browser: w.browser(a.From)}
	f.client, _ = w.logon.Machine(a.From)
	f.server, _ = w.logon.Machine(f.site.Machine)
	f.request = w.request(f)
	f.ticket = kerberos.Decide(&f.request)
	return f
}

// request is what the browser asks of Kerberos.
func (w *World) request(f *Facts) kerberos.Request {
	settings, _ := w.logon.Settings(f.client.Name)
	host := f.attempt.Open.Host
	r := kerberos.Request{
		Client: f.client.Name, Server: f.server.Name, Called: host, Address: f.attempt.Open.IsAddress(), TryIP: f.browser.TryIP,
		Kerberos: settings.Kerberos, Joined: w.active(f.client.Domain), Reachable: !f.browser.NoKDC && w.controlled(f.with.as.Domain),
		AsksAgain: f.browser.AsksAgain, Ahead: w.ahead(f.client, f.with.as.Domain), ServerAhead: w.ahead(f.server, f.server.Domain),
		Proof: w.proof(f), Account: w.directory.Find(f.with.as.Domain, f.with.as.User), Name: f.name(),
		Replayed: f.attempt.Replayed, Path: f.server.Domain == "" || w.logon.HasTickets(f.server.Domain, f.with.as.Domain), Keys: w.Keys(*f.site),
		Bound: f.binds(), NeedsBound: f.site.Protected == Required && f.attempt.Open.Scheme == "https",
		RefusesRC4: slices.ContainsFunc(w.topology.NoRC4, func(d string) bool { return strings.EqualFold(d, f.server.Domain) }),
	}
	r.Owners = w.directory.Owners(r.Name)
	return r
}

// name is the service principal name that the browser asks a ticket for.
func (f *Facts) name() kerberos.Name {
	host := f.attempt.Open.Host
	if f.browser.Canonical && slices.ContainsFunc(f.world.own(f.server.Name).Aliases, func(a string) bool { return strings.EqualFold(a, host) }) {
		if host = f.world.topology.DNSOf(f.server); host == "" {
			host = f.server.Name
		}
	}
	if f.browser.Port && f.attempt.Open.Port != 0 {
		host = hostPort(host, f.attempt.Open.Port)
	}
	return kerberos.Name{Class: "HTTP", Host: host}
}

// own is a machine as the file has it.
func (w *World) own(name string) logon.Machine {
	for _, m := range w.topology.Machines {
		if strings.EqualFold(m.Name, name) {
			return m
		}
	}
	return logon.Machine{}
}

// active reports whether a domain is one of Active Directory.
func (w *World) active(domain string) bool { return w.logon.HasTickets(domain, domain) }

// controlled reports whether a controller of a domain answers. A domain without a controller in the file has one.
func (w *World) controlled(domain string) bool {
	names := w.logon.Controllers(domain)
	return w.active(domain) && (len(names) == 0 || slices.ContainsFunc(names, func(n string) bool { return !w.own(n).Offline }))
}

// ahead is how far a machine's clock is ahead of that of a domain's first controller.
func (w *World) ahead(m logon.Machine, domain string) time.Duration {
	for _, n := range w.logon.Controllers(domain) {
		return m.Clock - w.own(n).Clock
	}
	return m.Clock
}

// proof is what the browser can show the KDC.
func (w *World) proof(f *Facts) kerberos.Proof {
	a, known := w.logon.Account(f.with.as.Domain, f.with.as.User)
	switch _, domain := w.logon.Domain(f.with.as.Domain); {
	case f.with.as.User == "":
		return kerberos.Nobody
	case !domain:
		return kerberos.LocalAccount
	case !f.with.typed:
		return kerberos.SignedOn
	case !known || f.with.password == nil || *f.with.password == a.Password:
		return kerberos.RightPassword
	}
	return kerberos.WrongPassword
}

// Keys are those that a site can open a ticket with: the computer's in kernel mode, else the pool's, and what else it
// is given.
func (w *World) Keys(site Site) (list []kerberos.Key) {
	server := w.own(site.Machine)
	computer := w.directory.Find(server.Domain, server.Name+"$")
	pool := w.topology.FindAccount(w.directory, site.Pool)
	if kernel := !site.UserMode && !site.PoolKey; kernel || site.Pool == "" {
		pool = nil
		if computer != nil {
			list = append(list, kerberos.Key{Of: computer, Version: version(server.Channel == logon.WrongPassword), Older: true})
		}
	}
	if pool != nil {
		list = append(list, kerberos.Key{Of: pool, Version: version(site.StaleKey)})
	}
	for _, name := range site.OtherKeys {
		if a := w.topology.FindAccount(w.directory, name); a != nil {
			list = append(list, kerberos.Key{Of: a, Version: logon.KeyNow})
		}
	}
	return list
}

func version(stale bool) int {
	if stale {
		return logon.KeyBefore
	}
	return logon.KeyNow
}

// fallBack prepares the NTLM part.
func (f *Facts) fallBack() {
	run := logon.NetUse{Server: f.attempt.Open.Host}
	if m, _ := f.world.logon.Machine(run.Server); m.Name != f.server.Name {
		run.Server = f.server.Name // another machine of the farm has the host
	}
	as := f.with.as
	if f.with.typed {
		a, _ := f.world.logon.Account(as.Domain, as.User)
		password := a.Password
		if f.with.password != nil {
			password = *f.with.password
		}
		run.User, run.Password, as = &logon.UserName{Form: logon.Qualified, Domain: as.Domain, Name: as.User}, &password, f.attempt.As
	}
	q, problems := f.world.logon.Question(logon.Attempt{From: f.attempt.From, As: as, Run: run, Protocol: logon.NTLM})
	if len(problems) == 0 {
		f.part.question = q
	}
}

// decided is the NTLM part, decided.
func (f *Facts) decided() *part {
	p := &f.part
	if p.decided {
		return p
	}
	if p.question == nil {
		f.fallBack()
	}
	if p.question != nil {
		p.question.Resolve(&p.facts)
		p.decision = logon.Decide(&p.facts)
	}
	p.decided = true
	return p
}

// atClient reports whether the client sends nothing.
func (p *part) atClient() bool { return p.question != nil && p.decision.Stage() == logon.AtClient }

// leaves reports whether a session is left.
func (p *part) leaves(s logon.Session) bool {
	return p.question != nil && p.decision.Session(&p.facts) == s
}

// explained is the NTLM part with its steps and events.
func (p *part) explained() *logon.Outcome {
	if p.outcome.End == "" && p.question != nil {
		p.outcome = p.question.Setups()[0]
	}
	return &p.outcome
}
