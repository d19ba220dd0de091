package scenarios

import (
	_ "embed"
	"slices"
	"strings"

	"ntlmsim/scenarios/strict"
	"ntlmsim/sim"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/postback"
)

// Postback is the model of view state in a web farm, in package postback.
func Postback() Model {
	return Model{
		Name:   "postback",
		Format: postbackFormat,
		Schema: PostbackSchema,
		Rows:   func() []sim.Row { return slices.Concat(postback.Table().Rows(), postback.Keys().Rows()) },
		Read:   readPostback,
		Play:   playPostback,
	}
}

type postbackContents struct {
	topology postback.Topology
	attempts []postbackAttempt
	world    *postback.World
	lenient  bool
}

type postbackAttempt struct {
	postback.Attempt
	want    *postbackWant
	because sim.State
	node    *strict.Node
}

// A postbackWant is what an attempt expects. What is nil is not compared.
type postbackWant struct {
	status int
	view   *postback.State
	cause  *postback.Cause
	logged *bool
}

// version reads a version: YAML takes 7.5 for a number, and 10.0 for 10.
func version[T any](name string, to func(*T) *postback.Version) strict.Field[T] {
	return strict.Key(name, func(r *strict.Reader, into *T, n *strict.Node) {
		if !strict.Plain(strict.Follow(n)) {
			r.Fail(n, "write it as 4.5.2 or 7.5", "%s is a version", name)
			return
		}
		v, err := postback.ParseVersion(strict.Follow(n).Value)
		if err != nil {
			r.Fail(n, "write it as 4.5.2 or 7.5", "%s is a version", name)
			return
		}
		*to(into) = v
	}, strict.AnyText)
}

func bits[T any](to func(*T) *int) strict.Field[T] {
	return strict.Key("bits", func(r *strict.Reader, into *T, n *strict.Node) {
		switch v := r.Number(n, 1000); v {
		case 32, 64:
			*to(into) = int(v)
		default:
			r.Fail(n, "write 32 or 64", "a worker process has 32 or 64 bits")
		}
	}, strict.AnyText)
}

var poolObject = strict.Object[postback.Pool]{
	What: "a pool",
	Hint: "shop: {identity: application-pool, framework: 4.0}",
	Fields: []strict.Field[postback.Pool]{
		strict.Key("identity", readIdentity, strict.AnyText),
		strict.Key("load-user-profile", func(r *strict.Reader, p *postback.Pool, n *strict.Node) {
			loads := r.Truth(n)
			p.LoadProfile = &loads
		}, strict.AnyText),
		bits(func(p *postback.Pool) *int { return &p.Bits }),
		version("framework", func(p *postback.Pool) *postback.Version { return &p.Framework }),
	},
}

// readIdentity reads what a pool runs as: one of four words, also as IIS writes them, or an account.
func readIdentity(r *strict.Reader, p *postback.Pool, n *strict.Node) {
	text := r.Text(n)
	if identity, ok := postback.IdentityNamed(text); ok {
		p.Identity = identity
		return
	}
	r.Fail(n, `there are application-pool, network-service, local-service and local-system, and accounts, as CORP\SVCWEB`, "%q is no identity of a pool", text)
}

var provisionObject = strict.Object[postback.Provision]{
	What:     "a place for keys",
	Required: []string{"pool"},
	Hint:     "{pool: shop, framework: 4.0, bits: 64}",
	Fields: []strict.Field[postback.Provision]{
		strict.Text("pool", func(p *postback.Provision) *string { return &p.Pool }),
		version("framework", func(p *postback.Provision) *postback.Version { return &p.Framework }),
		bits(func(p *postback.Provision) *int { return &p.Bits }),
	},
}

var webNodeObject = strict.Object[postback.Node]{
	What:     "a node",
	Required: []string{"iis", "framework"},
	Hint:     "WEB1: {iis: 8.5, framework: 4.5.2}",
	Fields: []strict.Field[postback.Node]{
		version("iis", func(n *postback.Node) *postback.Version { return &n.IIS }),
		version("framework", func(n *postback.Node) *postback.Version { return &n.Framework }),
		strict.Truth("unpatched", func(n *postback.Node) *bool { return &n.Unpatched }),
		strict.Text("platform", func(n *postback.Node) *string { return &n.Platform }),
		strict.Key("auto-gen-keys", func(r *strict.Reader, into *postback.Node, n *strict.Node) {
			r.List(n, "auto-gen-keys", func(item *strict.Node) {
				p := postback.Provision{Framework: postback.V(4, 0), Bits: 64}
				provisionObject.Read(r, item, item, &p)
				into.Provisioned = append(into.Provisioned, p)
			})
		}, strict.ListOf(provisionObject.Place())),
	},
}

var algorithms = []string{"MD5", "SHA1", "3DES", "AES", "HMACSHA256", "HMACSHA384", "HMACSHA512"}

var machineKeyObject = strict.Object[postback.MachineKey]{
	What: "machine-key",
	Hint: "machine-key: {validation: HMACSHA256, validation-key: AutoGenerate}",
	Fields: []strict.Field[postback.MachineKey]{
		strict.Key("validation", func(r *strict.Reader, k *postback.MachineKey, n *strict.Node) {
			k.Validation = strict.OneOf(r, n, "algorithm", algorithms)
		}, strict.AnyText),
		strict.Key("decryption", func(r *strict.Reader, k *postback.MachineKey, n *strict.Node) {
			k.Decryption = strict.OneOf(r, n, "algorithm", []string{"Auto", "AES", "3DES", "DES"})
		}, strict.AnyText),
		secretKey("validation-key", func(k *postback.MachineKey) **string { return &k.ValidationKey }),
		secretKey("decryption-key", func(k *postback.MachineKey) **string { return &k.DecryptionKey }),
		strict.Key("compatibility-mode", func(r *strict.Reader, k *postback.MachineKey, n *strict.Node) {
			k.Mode = strict.OneOf(r, n, "mode", []string{"Framework20SP1", "Framework20SP2", "Framework45"})
		}, strict.AnyText),
	},
}

// secretKey is one of the keys, which no message shows.
func secretKey(name string, to func(*postback.MachineKey) **string) strict.Field[postback.MachineKey] {
	return strict.Key(name, func(r *strict.Reader, k *postback.MachineKey, n *strict.Node) {
		text := r.Text(n)
		*to(k) = &text
	}, nil)
}

var pageObject = strict.Object[postback.Page]{
	What: "a page",
	Hint: "cart.aspx: {user-key: user}",
	Fields: []strict.Field[postback.Page]{
		strict.Key("view-state-mac", func(r *strict.Reader, p *postback.Page, n *strict.Node) { p.NoMAC = !r.Truth(n) }, strict.AnyText),
		strict.Truth("encrypted", func(p *postback.Page) *bool { return &p.Encrypted }),
		strict.Word("user-key", "value of ViewStateUserKey", []postback.UserKey{postback.ByUser, postback.BySession}, func(p *postback.Page) *postback.UserKey { return &p.UserKey }),
	},
}

// configFields are what web.config says: of an application, and of one node of it.
func configFields[T any](to func(*T) *postback.Config) []strict.Field[T] {
	return []strict.Field[T]{
		strict.Text("pool", func(x *T) *string { return &to(x).Pool }),
		version("target-framework", func(x *T) *postback.Version { return &to(x).Target }),
		strict.Key("machine-key", func(r *strict.Reader, x *T, n *strict.Node) {
			to(x).Key = postback.MachineKey{}
			machineKeyObject.Read(r, n, n, &to(x).Key)
		}, machineKeyObject.Place()),
		strict.Key("allow-insecure-deserialization", func(r *strict.Reader, x *T, n *strict.Node) {
			allows := r.Truth(n)
			to(x).AllowInsecure = &allows
		}, strict.AnyText),
		strict.Truth("ignore-errors", func(x *T) *bool { return &to(x).IgnoreErrors }),
	}
}

var configObject = strict.Object[postback.Config]{
	What:   "a web.config",
	Hint:   "at: {WEB2: {machine-key: {validation: SHA1}}}",
	Fields: configFields(func(c *postback.Config) *postback.Config { return c }),
}

// An applicationRead is an application, and what its nodes have of their own: read once it is known what all have.
type applicationRead struct {
	postback.Application
	own *strict.Node
}

var applicationObject = strict.Object[applicationRead]{
	What:     "an application",
	Required: []string{"nodes", "pool"},
	Hint:     "shop: {nodes: [WEB1, WEB2], pool: shop}",
	Fields: slices.Concat([]strict.Field[applicationRead]{
		strict.Text("path", func(a *applicationRead) *string { return &a.Path }),
		strict.Some("nodes", func(a *applicationRead) *[]string { return &a.Nodes }),
		strict.Truth("affinity", func(a *applicationRead) *bool { return &a.Affinity }),
		strict.Key("pages", func(r *strict.Reader, a *applicationRead, n *strict.Node) {
			r.Each(n, "pages", "pages: {cart.aspx: {user-key: user}}", func(name string, key, value *strict.Node) {
				p := postback.Page{Name: name}
				pageObject.Read(r, key, value, &p)
				a.Pages = append(a.Pages, p)
			})
		}, strict.NamesOf(pageObject.Place())),
		strict.Key("at", func(_ *strict.Reader, a *applicationRead, n *strict.Node) { a.own = n }, strict.NamesOf(configObject.Place())),
	}, configFields(func(a *applicationRead) *postback.Config { return &a.Config })),
}

var postbackWantObject = strict.Object[postbackWant]{
	What:     "want",
	Required: []string{"status"},
	Hint:     "want: {status: 500, cause: 1}",
	Fields: []strict.Field[postbackWant]{
		strict.Key("status", func(r *strict.Reader, w *postbackWant, n *strict.Node) { w.status = int(r.Number(n, 599)) }, strict.AnyText),
		strict.Key("view-state", func(r *strict.Reader, w *postbackWant, n *strict.Node) {
			v := strict.OneOf(r, n, "what becomes of the state", postback.States)
			w.view = &v
		}, strict.AnyText),
		strict.Key("cause", func(r *strict.Reader, w *postbackWant, n *strict.Node) {
			if cause := postback.Cause(strict.Follow(n).Value); slices.Contains(postback.Causes, cause) {
				w.cause = &cause
			} else {
				r.Fail(n, "there are: none, 1, 2, 3, 4, unnamed", "this is no cause of the article")
			}
		}, strict.AnyText),
		strict.Key("logged", func(r *strict.Reader, w *postbackWant, n *strict.Node) {
			logged := r.Truth(n)
			w.logged = &logged
		}, strict.AnyText),
	},
}

var postbackAttemptObject = strict.Object[postbackAttempt]{
	What:     "an attempt",
	Required: []string{"name", "page", "made-by"},
	Hint:     "{name: by another node, page: shop/cart.aspx, made-by: WEB1, posted-to: WEB2}",
	Fields: []strict.Field[postbackAttempt]{
		strict.Text("name", func(a *postbackAttempt) *string { return &a.Name }),
		strict.Key("page", func(r *strict.Reader, a *postbackAttempt, n *strict.Node) { a.Page = readPlace(r, n) }, strict.AnyText),
		strict.Text("made-by", func(a *postbackAttempt) *string { return &a.By }),
		strict.Text("posted-to", func(a *postbackAttempt) *string { return &a.To }),
		strict.Key("for", func(r *strict.Reader, a *postbackAttempt, n *strict.Node) {
			p := readPlace(r, n)
			a.For = &p
		}, strict.AnyText),
		strict.Text("as", func(a *postbackAttempt) *string { return &a.User }),
		strict.Text("later-as", func(a *postbackAttempt) *string { return &a.Later }),
		strict.Truth("new-session", func(a *postbackAttempt) *bool { return &a.NewSession }),
		strict.Some("recycled", func(a *postbackAttempt) *[]string { return &a.Recycled }),
		strict.Some("drained", func(a *postbackAttempt) *[]string { return &a.Drained }),
		strict.Word("field", "damage", postback.Damages, func(a *postbackAttempt) *postback.Damage { return &a.Field }),
		strict.Truth("no-generator", func(a *postbackAttempt) *bool { return &a.NoPage }),
		strict.Truth("disconnected", func(a *postbackAttempt) *bool { return &a.Gone }),
		strict.Key("want", func(r *strict.Reader, a *postbackAttempt, n *strict.Node) {
			a.want = &postbackWant{}
			postbackWantObject.Read(r, n, n, a.want)
		}, postbackWantObject.Place()),
		strict.Key("because", func(r *strict.Reader, a *postbackAttempt, n *strict.Node) {
			a.because = sim.State(strict.OneOf(r, n, "state that decides", postback.Reasons()))
		}, strict.AnyText),
	},
}

// readPlace reads a page: shop/cart.aspx.
func readPlace(r *strict.Reader, n *strict.Node) postback.Place {
	application, page, ok := strings.Cut(r.Text(n), "/")
	if !ok || application == "" || page == "" {
		r.Fail(n, "write the application and the page: shop/cart.aspx", "this is no page of an application")
	}
	return postback.Place{Application: application, Page: page}
}

var postbackObject = strict.Object[postbackContents]{
	What:     "a scenario",
	Required: []string{"nodes", "pools", "applications"},
	Hint:     "applications: {shop: {nodes: [WEB1, WEB2], pool: shop}}",
	Fields: []strict.Field[postbackContents]{
		strict.Key("nodes", readNodes, strict.NamesOf(webNodeObject.Place())),
		strict.Key("pools", readPools, strict.NamesOf(poolObject.Place())),
		strict.Key("applications", readApplications, strict.NamesOf(applicationObject.Place())),
		strict.Key("attempts", readPostbackAttempts, strict.ListOf(postbackAttemptObject.Place())),
	},
}

var postbackFormat = strict.Format{
	Name:      "scenario",
	Empty:     "the file is empty",
	EmptyHint: "a scenario has nodes, pools, applications and attempts",
	Root:      postbackObject.Place(),
}

func readNodes(r *strict.Reader, c *postbackContents, n *strict.Node) {
	r.Each(n, "nodes", "nodes: {WEB1: {iis: 8.5, framework: 4.5.2}}", func(name string, key, value *strict.Node) {
		node := postback.Node{Name: name}
		webNodeObject.Read(r, key, value, &node)
		c.topology.Nodes = append(c.topology.Nodes, node)
	})
}

func readPools(r *strict.Reader, c *postbackContents, n *strict.Node) {
	r.Each(n, "pools", "pools: {shop: {identity: application-pool}}", func(name string, key, value *strict.Node) {
		p := postback.Pool{Name: name, Identity: postback.PoolIdentity, Bits: 64, Framework: postback.V(4, 0)}
		poolObject.Read(r, key, value, &p)
		if p.Framework >= postback.V(4, 0) {
			p.Framework = postback.V(4, 0) // the runtime of all later versions
		}
		c.topology.Pools = append(c.topology.Pools, p)
	})
}

func readApplications(r *strict.Reader, c *postbackContents, n *strict.Node) {
	r.Each(n, "applications", "applications: {shop: {nodes: [WEB1, WEB2], pool: shop}}", func(name string, key, value *strict.Node) {
		a := applicationRead{Application: postback.Application{Name: name, Path: "/" + name}}
		applicationObject.Read(r, key, value, &a)
		if a.own != nil {
			a.Own = map[string]postback.Config{}
			r.Each(a.own, "at", "at: {WEB2: {machine-key: {validation: SHA1}}}", func(node string, key, value *strict.Node) {
				own := a.Config
				configObject.Read(r, key, value, &own)
				a.Own[node] = own
			})
		}
		c.topology.Applications = append(c.topology.Applications, a.Application)
	})
}

func readPostbackAttempts(r *strict.Reader, c *postbackContents, n *strict.Node) {
	r.List(n, "attempts", func(item *strict.Node) {
		a := postbackAttempt{node: item}
		postbackAttemptObject.Read(r, item, item, &a)
		if a.want == nil && !c.lenient {
			r.Fail(item, "write what is expected: want: {status: 200}", "an attempt needs want")
		}
		c.attempts = append(c.attempts, a)
	})
}

// readPostback reads a file of the model postback.
func readPostback(r *strict.Reader, root *strict.Node, f *File, lenient bool) {
	c := &postbackContents{lenient: lenient}
	postbackObject.Read(r, root, root, c)
	f.Content = c
	for _, a := range c.attempts {
		one := Attempt{Because: a.because, Line: a.node.Line}
		one.Name = a.Name
		f.Attempts = append(f.Attempts, one)
	}
	problems := postback.Check(c.topology)
	for _, p := range problems {
		failProblem(r, logon.Topology{}, root, logon.Problem(p))
	}
	if len(problems) > 0 || r.Mistakes() > 0 {
		return
	}
	c.world = postback.New(c.topology)
	for _, a := range c.attempts {
		for _, p := range c.world.CheckAttempt(a.Attempt) {
			failProblem(r, logon.Topology{}, strict.Follow(a.node), logon.Problem(p))
		}
	}
}

// PostbackOf is the farms and attempts of a file of the model postback; ok is false for a file of another model.
func PostbackOf(f *File) (t postback.Topology, attempts []postback.Attempt, ok bool) {
	c, ok := f.Content.(*postbackContents)
	if !ok {
		return t, nil, false
	}
	for _, a := range c.attempts {
		attempts = append(attempts, a.Attempt)
	}
	return c.topology, attempts, true
}

//go:embed postback_schema.json
var postbackSchema []byte

// PostbackSchema is Schema for files of the model postback.
func PostbackSchema() []byte { return slices.Clone(postbackSchema) }
