package scenarios

import (
	"slices"
	"strings"

	"ntlmsim/scenarios/strict"
	"ntlmsim/sim"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/web"
)

// Web is the model of a web server with Windows authentication, in package web.
func Web() Model {
	return Model{
		Name:   "web",
		Format: webFormat,
		Schema: WebSchema,
		Rows:   webRows,
		Read:   readWeb,
		Play:   playWeb,
		Lint:   lintWeb,
	}
}

// webRows are the rows of three tables: the one of the web server, and those of Kerberos, which it asks.
func webRows() []sim.Row {
	return slices.Concat(web.Table().Rows(), kerberos.Table().Rows(), kerberos.Hops().Rows())
}

// webContents is a file of the model web while it is read.
type webContents struct {
	topology web.Topology
	attempts []webAttempt
	world    *web.World
	lenient  bool
}

type webAttempt struct {
	web.Attempt
	want    *webWant
	because sim.State
	node    *strict.Node
	broken  bool
}

// A webWant is what an attempt expects. What is nil is not compared.
type webWant struct {
	status   string
	protocol *string
	user     *string
	prompts  *int
	name     *string
	code     *int
	then     *string
	events   []webEvent
	checked  bool // events are given
}

type webEvent struct {
	machine string
	id      int
	code    string
}

var browserObject = strict.Object[web.Browser]{
	What: "a browser",
	Fields: []strict.Field[web.Browser]{
		strict.Truth("integrated-authentication", func(b *web.Browser) *bool { return &b.Integrated }),
		strict.Key("intranet", func(r *strict.Reader, b *web.Browser, n *strict.Node) {
			r.List(n, "intranet", func(item *strict.Node) { b.Intranet = append(b.Intranet, r.Text(item)) })
			b.Zoned = true
		}, strict.AnyTexts),
		strict.Truth("cname-lookup", func(b *web.Browser) *bool { return &b.Canonical }),
		strict.Truth("port-in-spn", func(b *web.Browser) *bool { return &b.Port }),
		strict.Truth("try-ip-spn", func(b *web.Browser) *bool { return &b.TryIP }),
		strict.Truth("no-controller", func(b *web.Browser) *bool { return &b.NoKDC }),
		strict.Truth("clock-recovery", func(b *web.Browser) *bool { return &b.AsksAgain }),
		strict.Truth("channel-binding", func(b *web.Browser) *bool { return &b.Binds }),
	},
}

var siteObject = strict.Object[web.Site]{
	What:     "a site",
	Required: []string{"machine"},
	Hint:     "www: {machine: WEB1, hosts: [www.corp.example], providers: [Negotiate, NTLM]}",
	Fields: []strict.Field[web.Site]{
		strict.Text("machine", func(s *web.Site) *string { return &s.Machine }),
		strict.Some("hosts", func(s *web.Site) *[]string { return &s.Hosts }),
		strict.Truth("anonymous", func(s *web.Site) *bool { return &s.Anonymous }),
		strict.Key("providers", readProviders, strict.AnyTexts),
		strict.Key("kernel-mode", func(r *strict.Reader, s *web.Site, n *strict.Node) { s.UserMode = !r.Truth(n) }, strict.AnyText),
		strict.Truth("app-pool-credentials", func(s *web.Site) *bool { return &s.PoolKey }),
		strict.Text("pool", func(s *web.Site) *string { return &s.Pool }).Showing(openUser),
		strict.Some("other-keys", func(s *web.Site) *[]string { return &s.OtherKeys }),
		strict.Truth("stale-pool-key", func(s *web.Site) *bool { return &s.StaleKey }),
		strict.Word("extended-protection", "extended protection", web.Protections, func(s *web.Site) *web.Protection { return &s.Protected }),
	},
}

func readProviders(r *strict.Reader, s *web.Site, n *strict.Node) {
	s.Providers = []web.Provider{}
	r.List(n, "providers", func(item *strict.Node) {
		s.Providers = append(s.Providers, strict.OneOf(r, item, "provider", web.Providers))
	})
}

var webAttemptObject = strict.Object[webAttempt]{
	What:     "an attempt",
	Required: []string{"name", "from", "as", "open"},
	Hint:     `{name: by its name, from: PC1, as: 'CORP\ANNA', open: 'http://web1/'}`,
	Fields: []strict.Field[webAttempt]{
		strict.Text("name", func(a *webAttempt) *string { return &a.Name }),
		strict.Text("from", func(a *webAttempt) *string { return &a.From }),
		strict.Key("as", func(r *strict.Reader, a *webAttempt, n *strict.Node) { a.As = readPerson(r, n) }, openUser),
		strict.Key("open", func(r *strict.Reader, a *webAttempt, n *strict.Node) { a.Open = urlOf(r, n) }, strict.TextIf(withoutAccount)),
		strict.Key("then", func(r *strict.Reader, a *webAttempt, n *strict.Node) {
			u := urlOf(r, n)
			a.Then = &u
		}, strict.TextIf(withoutAccount)),
		strict.Key("typed", func(r *strict.Reader, a *webAttempt, n *strict.Node) {
			a.Typed = &web.Typed{}
			typedObject.Read(r, n, n, a.Typed)
		}, typedObject.Place()),
		strict.Text("answered-by", func(a *webAttempt) *string { return &a.AnsweredBy }),
		strict.Truth("replayed", func(a *webAttempt) *bool { return &a.Replayed }),
		strict.Key("want", func(r *strict.Reader, a *webAttempt, n *strict.Node) {
			a.want = &webWant{}
			webWantObject.Read(r, n, n, a.want)
		}, webWantObject.Place()),
		strict.Key("because", readWebState, strict.AnyText),
	},
}

// withoutAccount reports whether an error may show a URL: one with an account in it may have a password.
func withoutAccount(url string) bool { return !strings.Contains(url, "@") }

// urlOf reads a URL.
func urlOf(r *strict.Reader, n *strict.Node) web.URL {
	before := r.Mistakes()
	text := r.Text(n)
	if r.Mistakes() > before {
		return web.URL{}
	}
	if !withoutAccount(text) {
		r.Fail(n, "leave the account and the password out of it", "a URL with an account in it is not modelled")
		return web.URL{}
	}
	u, err := web.ParseURL(text)
	if err != nil {
		r.Fail(n, "http://web1.corp.example/", "%v", err)
	}
	return u
}

// readPerson reads an account as a person is asked for it: DOMAIN\USER, or USER@DNS-DOMAIN.
func readPerson(r *strict.Reader, n *strict.Node) logon.Name {
	user, suffix, ok := strings.Cut(strict.Follow(n).Value, "@")
	if ok && user != "" && suffix != "" && !strings.ContainsAny(user+suffix, `\@`) {
		return logon.Name{Domain: suffix, User: user}
	}
	return readAccount(r, n)
}

func readWebState(r *strict.Reader, a *webAttempt, n *strict.Node) {
	text := r.Text(n)
	if a.because = sim.State(text); !slices.Contains(webStates(), text) {
		r.Fail(n, sim.Suggestion(text, webStates()), "no attempt ends because of %q", text)
	}
}

// webStates are the states that can decide an attempt: those in which a table ends.
func webStates() []string {
	list := slices.Clone(logon.DecidingStates())
	for _, row := range webRows() {
		if row.Final && !slices.Contains(list, string(row.To)) {
			list = append(list, string(row.To))
		}
	}
	return list
}

var typedObject = strict.Object[web.Typed]{
	What:     "what is typed",
	Required: []string{"account", "password"},
	Hint:     `{account: 'CORP\ANNA', password: PSW1}`,
	Fields: []strict.Field[web.Typed]{
		strict.Key("account", func(r *strict.Reader, t *web.Typed, n *strict.Node) { t.As = readPerson(r, n) }, openUser),
		strict.Password("password", func(t *web.Typed) *string { return &t.Password }),
	},
}

var webStatuses = []string{"200", "401", "401.1", "401.2"}

var webProtocols = []string{"none", string(web.Anonymous), string(web.ByKerberos), string(web.ByNTLM)}

// webSeconds is what a second hop ends in: the site behind knows the person, or does not, or is not asked.
var webSeconds = []string{"as-person", "refused", "none"}

var webWantObject = strict.Object[webWant]{
	What:     "want",
	Required: []string{"status"},
	Hint:     "write the status of HTTP: 200, 401.1 or 401.2",
	Fields: []strict.Field[webWant]{
		strict.Key("status", readHTTPStatus, strict.AnyText),
		strict.Key("protocol", func(r *strict.Reader, w *webWant, n *strict.Node) {
			p := strict.OneOf(r, n, "protocol", webProtocols)
			w.protocol = &p
		}, strict.AnyText),
		strict.Key("user", func(r *strict.Reader, w *webWant, n *strict.Node) {
			user := readAccount(r, n).String()
			w.user = &user
		}, openUser),
		strict.Key("prompts", func(r *strict.Reader, w *webWant, n *strict.Node) {
			prompts := int(r.Number(n, 3))
			w.prompts = &prompts
		}, strict.AnyText),
		strict.Key("spn", func(r *strict.Reader, w *webWant, n *strict.Node) {
			name := r.Text(n)
			w.name = &name
		}, strict.AnyText),
		strict.Key("kerberos-error", func(r *strict.Reader, w *webWant, n *strict.Node) {
			code := int(r.Number(n, 100))
			w.code = &code
		}, strict.AnyText),
		strict.Key("then", func(r *strict.Reader, w *webWant, n *strict.Node) {
			then := strict.OneOf(r, n, "end of a second hop", webSeconds)
			w.then = &then
		}, strict.AnyText),
		strict.Key("events", readWebEvents, strict.ListOf(webEventObject.Place())),
	},
}

// readHTTPStatus reads 401.1, which YAML takes for a number.
func readHTTPStatus(r *strict.Reader, w *webWant, n *strict.Node) {
	if w.status = strict.Follow(n).Value; !slices.Contains(webStatuses, w.status) {
		r.Fail(n, "there are: "+strings.Join(webStatuses, ", "), "this is no status that a page ends in")
	}
}

var webEventObject = strict.Object[webEvent]{
	What:     "an event",
	Required: []string{"machine", "id"},
	Hint:     "{machine: DC1, id: 4769, code: 0x7}",
	Fields: []strict.Field[webEvent]{
		strict.Text("machine", func(e *webEvent) *string { return &e.machine }),
		strict.Key("id", func(r *strict.Reader, e *webEvent, n *strict.Node) { e.id = int(r.Number(n, 1<<16-1)) }, strict.AnyText),
		strict.Text("code", func(e *webEvent) *string { return &e.code }),
	},
}

func readWebEvents(r *strict.Reader, w *webWant, n *strict.Node) {
	w.checked = true
	r.List(n, "events", func(item *strict.Node) {
		var e webEvent
		webEventObject.Read(r, item, item, &e)
		w.events = append(w.events, e)
	})
}

var webObject = strict.Object[webContents]{
	What:     "a scenario",
	Required: []string{"machines", "sites"},
	Hint:     "machines: {WEB1: {role: member, domain: CORP, profile: windows-2022}}, sites: {www: {machine: WEB1}}",
	Fields: []strict.Field[webContents]{
		strict.Key("domains", func(r *strict.Reader, c *webContents, n *strict.Node) { c.topology.Domains = readDomains(r, n) }, strict.NamesOf(domainObject.Place())),
		strict.Key("machines", func(r *strict.Reader, c *webContents, n *strict.Node) { c.topology.Machines = readMachines(r, n) }, strict.NamesOf(machineObject.Place())),
		spns(func(c *webContents) *[]logon.Registered { return &c.topology.SPNs }),
		strict.Key("delegation", readDelegation, strict.NamesOf(delegateObject.Place())),
		strict.Some("not-delegated", func(c *webContents) *[]string { return &c.topology.NotDelegated }),
		strict.Some("rc4-only", func(c *webContents) *[]string { return &c.topology.RC4Only }),
		strict.Some("no-rc4", func(c *webContents) *[]string { return &c.topology.NoRC4 }),
		strict.Key("sites", readSites, strict.NamesOf(siteObject.Place())),
		strict.Key("browsers", readBrowsers, strict.NamesOf(browserObject.Place())),
		strict.Key("attempts", readWebAttempts, strict.ListOf(webAttemptObject.Place())),
	},
}

var webFormat = strict.Format{
	Name:      "scenario",
	Empty:     "the file is empty",
	EmptyHint: "a scenario has domains, machines, sites and attempts",
	Root:      webObject.Place(),
}

var delegateObject = strict.Object[web.Delegate]{
	What: "a delegation",
	Fields: []strict.Field[web.Delegate]{
		strict.Truth("unconstrained", func(d *web.Delegate) *bool { return &d.Unconstrained }),
		strict.Key("to", func(r *strict.Reader, d *web.Delegate, n *strict.Node) { d.To = namesIn(r, n, "to") }, strict.AnyTexts),
		strict.Truth("any-protocol", func(d *web.Delegate) *bool { return &d.AnyProtocol }),
		strict.Some("from", func(d *web.Delegate) *[]string { return &d.From }),
	},
}

func readDelegation(r *strict.Reader, c *webContents, n *strict.Node) {
	r.Each(n, "delegation", "delegation: {WEB1: {to: [HTTP/back.corp.example]}}", func(account string, key, value *strict.Node) {
		d := web.Delegate{Account: account}
		delegateObject.Read(r, key, value, &d)
		c.topology.Delegation = append(c.topology.Delegation, d)
	})
}

func readSites(r *strict.Reader, c *webContents, n *strict.Node) {
	r.Each(n, "sites", "sites: {www: {machine: WEB1}}", func(name string, key, value *strict.Node) {
		s := web.Site{Name: name, Providers: []web.Provider{web.Negotiate, web.NTLM}}
		siteObject.Read(r, key, value, &s)
		c.topology.Sites = append(c.topology.Sites, s)
	})
}

func readBrowsers(r *strict.Reader, c *webContents, n *strict.Node) {
	r.Each(n, "browsers", "browsers: {PC1: {intranet: ['*.corp.example']}}", func(name string, key, value *strict.Node) {
		b := web.Usual(name)
		browserObject.Read(r, key, value, &b)
		c.topology.Browsers = append(c.topology.Browsers, b)
	})
}

func readWebAttempts(r *strict.Reader, c *webContents, n *strict.Node) {
	r.List(n, "attempts", func(item *strict.Node) {
		before := r.Mistakes()
		a := webAttempt{node: item}
		webAttemptObject.Read(r, item, item, &a)
		if a.want == nil && !c.lenient {
			r.Fail(item, "write what is expected: want: {status: 200, protocol: kerberos}", "an attempt needs want")
		}
		a.broken = r.Mistakes() > before
		c.attempts = append(c.attempts, a)
	})
}

// readWeb reads a file of the model web.
func readWeb(r *strict.Reader, root *strict.Node, f *File, lenient bool) {
	c := &webContents{lenient: lenient}
	webObject.Read(r, root, root, c)
	f.Content = c
	f.Remarks = newest(&c.topology.Topology)
	for _, a := range c.attempts {
		one := Attempt{Because: a.because, Line: a.node.Line}
		one.Name = a.Name
		f.Attempts = append(f.Attempts, one)
	}
	c.check(r, root)
}

// check asks the model what is wrong with the topology and with each attempt.
func (c *webContents) check(r *strict.Reader, root *strict.Node) {
	problems := web.Check(c.topology)
	for _, p := range problems {
		failProblem(r, c.topology.Topology, root, p)
	}
	if len(problems) > 0 || r.Mistakes() > 0 {
		return
	}
	world, err := web.New(c.topology)
	if err != nil {
		r.Fail(root, "", "%v", err)
		return
	}
	c.world = world
	for _, a := range c.attempts {
		for _, p := range world.CheckAttempt(a.Attempt) {
			failProblem(r, c.topology.Topology, strict.Follow(a.node), p)
		}
	}
}

// Only leaves one attempt in a file, by its number from 0.
func (f *File) Only(i int) {
	f.Attempts = f.Attempts[i : i+1]
	switch c := f.Content.(type) {
	case *webContents:
		c.attempts = c.attempts[i : i+1]
	case *ewsContents:
		c.attempts = c.attempts[i : i+1]
	}
}

// WebOf is the machines, sites and attempts of a file of the model web; ok is false for a file of another model.
func WebOf(f *File) (t web.Topology, attempts []web.Attempt, ok bool) {
	c, ok := f.Content.(*webContents)
	if !ok {
		return t, nil, false
	}
	for _, a := range c.attempts {
		attempts = append(attempts, a.Attempt)
	}
	return c.topology, attempts, true
}
