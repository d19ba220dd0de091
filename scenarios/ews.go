package scenarios

import (
	_ "embed"
	"fmt"
	"iter"
	"slices"

	"ntlmsim/scenarios/strict"
	"ntlmsim/sim"
	"ntlmsim/sim/ewsproxy"
	"ntlmsim/sim/kerberos"
	"ntlmsim/sim/logon"
)

// EWSProxy is the model of one client access server of Exchange that passes web services on to another, in package
// ewsproxy.
func EWSProxy() Model {
	return Model{
		Name:   "ews-proxy",
		Format: ewsFormat,
		Schema: EWSSchema,
		Rows:   func() []sim.Row { return slices.Concat(ewsproxy.Table().Rows(), kerberos.Table().Rows()) },
		Read:   readEWS,
		Play:   playEWS,
		Lint:   lintEWS,
	}
}

type ewsContents struct {
	topology ewsproxy.Topology
	attempts []ewsAttempt
	world    *ewsproxy.World
	lenient  bool
}

type ewsAttempt struct {
	ewsproxy.Attempt
	want    *ewsWant
	because sim.State
	node    *strict.Node
}

// An ewsWant is what an attempt expects. What is nil is not compared.
type ewsWant struct {
	proxied bool
	cause   *ewsproxy.Cause
	name    *string
	code    *int
}

var serverObject = strict.Object[ewsproxy.Server]{
	What:     "a client access server",
	Required: []string{"internal-url"},
	Hint:     "CAS2: {internal-url: 'https://cas2.corp.example/ews/exchange.asmx'}",
	Fields: []strict.Field[ewsproxy.Server]{
		strict.Text("ad-site", func(s *ewsproxy.Server) *string { return &s.Site }),
		strict.Key("internal-url", func(r *strict.Reader, s *ewsproxy.Server, n *strict.Node) { s.InternalURL = urlOf(r, n) }, strict.TextIf(withoutAccount)),
		strict.Key("windows-authentication", func(r *strict.Reader, s *ewsproxy.Server, n *strict.Node) { s.NoWindows = !r.Truth(n) }, strict.AnyText),
		strict.Truth("ntlm-only", func(s *ewsproxy.Server) *bool { return &s.NTLMOnly }),
		strict.Some("alternate-service-account", func(s *ewsproxy.Server) *[]string { return &s.OtherKeys }),
		strict.Truth("extended-protection", func(s *ewsproxy.Server) *bool { return &s.Protected }),
		strict.Text("tls-ends-at", func(s *ewsproxy.Server) *string { return &s.TLSEndsAt }),
		strict.Truth("try-ip-spn", func(s *ewsproxy.Server) *bool { return &s.TryIP }),
	},
}

var ewsWantObject = strict.Object[ewsWant]{
	What:     "want",
	Required: []string{"proxied"},
	Hint:     "write proxied: true, or proxied: false and the cause",
	Fields: []strict.Field[ewsWant]{
		strict.Truth("proxied", func(w *ewsWant) *bool { return &w.proxied }),
		strict.Key("cause", func(r *strict.Reader, w *ewsWant, n *strict.Node) {
			if cause := ewsproxy.Cause(strict.Follow(n).Value); slices.Contains(ewsproxy.Causes, cause) {
				w.cause = &cause
			} else {
				r.Fail(n, "there are: none, 1, 2, unnamed", "this is no cause of the event")
			}
		}, strict.AnyText),
		strict.Key("spn", func(r *strict.Reader, w *ewsWant, n *strict.Node) {
			name := r.Text(n)
			w.name = &name
		}, strict.AnyText),
		strict.Key("kerberos-error", func(r *strict.Reader, w *ewsWant, n *strict.Node) {
			code := int(r.Number(n, 100))
			w.code = &code
		}, strict.AnyText),
	},
}

var ewsAttemptObject = strict.Object[ewsAttempt]{
	What:     "an attempt",
	Required: []string{"name", "from", "to"},
	Hint:     "{name: by its own name, from: CAS1, to: CAS2}",
	Fields: []strict.Field[ewsAttempt]{
		strict.Text("name", func(a *ewsAttempt) *string { return &a.Name }),
		strict.Text("from", func(a *ewsAttempt) *string { return &a.From }),
		strict.Text("to", func(a *ewsAttempt) *string { return &a.To }),
		strict.Key("want", func(r *strict.Reader, a *ewsAttempt, n *strict.Node) {
			a.want = &ewsWant{}
			ewsWantObject.Read(r, n, n, a.want)
		}, ewsWantObject.Place()),
		strict.Key("because", func(r *strict.Reader, a *ewsAttempt, n *strict.Node) {
			a.because = sim.State(strict.OneOf(r, n, "state that decides", ewsStates()))
		}, strict.AnyText),
	},
}

// ewsStates are the states in which the table ends.
func ewsStates() (list []string) {
	for _, row := range ewsproxy.Table().Rows() {
		if row.Final {
			list = append(list, string(row.To))
		}
	}
	return list
}

var ewsObject = strict.Object[ewsContents]{
	What:     "a scenario",
	Required: []string{"machines", "servers"},
	Hint:     "servers: {CAS2: {internal-url: 'https://cas2.corp.example/ews/exchange.asmx'}}",
	Fields: []strict.Field[ewsContents]{
		strict.Key("domains", func(r *strict.Reader, c *ewsContents, n *strict.Node) { c.topology.Domains = readDomains(r, n) }, strict.NamesOf(domainObject.Place())),
		strict.Key("machines", func(r *strict.Reader, c *ewsContents, n *strict.Node) { c.topology.Machines = readMachines(r, n) }, strict.NamesOf(machineObject.Place())),
		spns(func(c *ewsContents) *[]logon.Registered { return &c.topology.SPNs }),
		strict.Key("servers", readServers, strict.NamesOf(serverObject.Place())),
		strict.Key("attempts", readEWSAttempts, strict.ListOf(ewsAttemptObject.Place())),
	},
}

var ewsFormat = strict.Format{
	Name:      "scenario",
	Empty:     "the file is empty",
	EmptyHint: "a scenario has domains, machines, servers and attempts",
	Root:      ewsObject.Place(),
}

func readServers(r *strict.Reader, c *ewsContents, n *strict.Node) {
	r.Each(n, "servers", "servers: {CAS1: {internal-url: 'https://cas1.corp.example/ews/exchange.asmx'}}", func(name string, key, value *strict.Node) {
		s := ewsproxy.Server{Machine: name}
		serverObject.Read(r, key, value, &s)
		c.topology.Servers = append(c.topology.Servers, s)
	})
}

func readEWSAttempts(r *strict.Reader, c *ewsContents, n *strict.Node) {
	r.List(n, "attempts", func(item *strict.Node) {
		a := ewsAttempt{node: item}
		ewsAttemptObject.Read(r, item, item, &a)
		if a.want == nil && !c.lenient {
			r.Fail(item, "write what is expected: want: {proxied: true}", "an attempt needs want")
		}
		c.attempts = append(c.attempts, a)
	})
}

// readEWS reads a file of the model ews-proxy.
func readEWS(r *strict.Reader, root *strict.Node, f *File, lenient bool) {
	c := &ewsContents{lenient: lenient}
	ewsObject.Read(r, root, root, c)
	f.Content = c
	f.Remarks = newest(&c.topology.Topology)
	for _, a := range c.attempts {
		one := Attempt{Because: a.because, Line: a.node.Line}
		one.Name = a.Name
		f.Attempts = append(f.Attempts, one)
	}
	problems := ewsproxy.Check(c.topology)
	for _, p := range problems {
		failProblem(r, c.topology.Topology, root, p)
	}
	if len(problems) > 0 || r.Mistakes() > 0 {
		return
	}
	world, err := ewsproxy.New(c.topology)
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

// EWSOf is the machines, servers and attempts of a file of the model ews-proxy; ok is false for a file of another
// model.
func EWSOf(f *File) (t ewsproxy.Topology, attempts []ewsproxy.Attempt, ok bool) {
	c, ok := f.Content.(*ewsContents)
	if !ok {
		return t, nil, false
	}
	for _, a := range c.attempts {
		attempts = append(attempts, a.Attempt)
	}
	return c.topology, attempts, true
}

// playEWS decides the attempts of a file of the model ews-proxy.
func playEWS(f *File) iter.Seq[Played] {
	c := f.Content.(*ewsContents)
	return func(yield func(Played) bool) {
		for i, a := range c.attempts {
			if !yield(Played{Attempt: f.Attempts[i], Number: i + 1, Decision: c.decide(a)}) {
				return
			}
		}
	}
}

func (c *ewsContents) decide(a ewsAttempt) *Decision {
	o := c.world.Predict(a.Attempt)
	d := &Decision{Asked: fmt.Sprintf("%s passes a request for web services on to %s", a.From, a.To), Verdict: o.Verdict(), Reason: o.Reason, Caveat: o.Caveat, Steps: o.Trace, Because: o.Because, End: o.Because}
	if o.Cause == ewsproxy.NoCause {
		d.Result = Success
	}
	if o.Event != "" {
		d.Logged = []string{a.From + " logs (translated from French): " + o.Event, a.From + " logs (the French text): " + o.French}
	}
	if d.Advised = "What would work"; len(o.Advice) > 1 {
		d.Advised += ", each alone"
	}
	for _, x := range o.Advice {
		d.Advice = append(d.Advice, Advice{Change: x.Change, Run: x.Run, Caveat: x.Caveat})
	}
	a.compare(d, o)
	return d
}

func (a ewsAttempt) compare(d *Decision, o ewsproxy.Outcome) {
	if w := a.want; w != nil {
		d.Wanted = fmt.Sprintf("proxied %t", w.proxied)
		d.Compare("proxied", w.proxied, o.Proxied)
		if w.cause != nil {
			d.Wanted += ", cause " + string(*w.cause)
			d.Compare("cause", *w.cause, o.Cause)
		}
		if w.name != nil {
			d.Wanted += ", spn " + *w.name
			d.Compare("spn", *w.name, orNone(o.SPN))
		}
		if w.code != nil {
			d.Wanted += fmt.Sprintf(", kerberos-error %d", *w.code)
			d.Compare("kerberos-error", *w.code, o.Code)
		}
	}
	if a.because != "" {
		d.Wanted += ", because " + string(a.because)
		d.Compare("because", a.because, d.Because)
	}
}

//go:embed ews_schema.json
var ewsSchema []byte

// EWSSchema is Schema for files of the model ews-proxy.
func EWSSchema() []byte { return withShared(ewsSchema) }
