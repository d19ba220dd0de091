package logon

import (
	"slices"
	"strings"

	"ntlmsim/sim"
)

// A Namespace is one of DFS that a domain has: \\corp.example\public leads to a share of a server.
type Namespace struct {
	Name    string
	Targets []string // \\SERVER\share, in the order of the referral
	Links   []Link
}

// A Link is a folder of a namespace that leads to another share.
type Link struct {
	Path    string
	Targets []string
}

// A Referral is what DFS makes of a path: the client connects to Target in place of Path.
type Referral struct {
	Path   string // as it is typed: \\corp.example\SYSVOL
	Target string // \\DC1.corp.example\SYSVOL; "" where the client was not told

	typed   NetUse
	domain  *domain // of which the namespace is; nil: it is a server's own
	listed  bool    // the client has the domain in its list
	link    bool
	targets []*machine // that the path can lead to
	asked   []host     // in this order, each in a session of the user
	refused *host      // that did not let the client ask
	before  []Outcome  // the session setups at those that did
	prompt  bool       // the password was typed at one of them
}

// A host is a server that is asked for a referral, by the name that the client has for it, and the share to which the
// client connects there.
type host struct {
	*machine
	called, share string
}

// refer follows a path of DFS: the command is then about the server to which the path leads.
func (q *Question) refer() *Problem {
	if q.client == nil || q.run.Server == "" {
		return nil
	}
	r := &Referral{typed: q.run}
	if m := q.reached(q.run.Server); m != nil {
		if s := m.shares[fold(q.run.Share)]; s != nil && len(s.links) > 0 {
			r.asked = []host{{m, q.run.Server, q.run.Share}}
			q.follows(r, Namespace{Links: s.links})
		}
		return nil
	}
	if r.domain = q.world.domains[fold(q.run.Server)]; r.domain == nil {
		return nil
	}
	r.listed = q.client.lists(r.domain)
	if problem := q.notResolved(r); problem != nil {
		return problem
	}
	if domainShare(q.run.Share) {
		q.leads(r, r.domain.controllers, r.controllerTarget(), q.run.Folder)
		return nil
	}
	n := r.domain.namespace(q.run.Share)
	if n == nil {
		return r.noNamespace()
	}
	r.asksController()
	q.follows(r, *n)
	return nil
}

// asksController has the client ask a controller: one of those that it knows, or the host with the domain's name.
func (r *Referral) asksController() {
	controllers := r.domain.controllers
	at := answering(controllers)
	name, _, _ := splitUNC(r.controllerTarget()(at))
	if !r.listed {
		name = r.typed.Server
	}
	r.asked = append(r.asked, host{controllers[at], name, ""})
}

// asksRoot has the client ask the root of a namespace about a link.
func (q *Question) asksRoot(r *Referral, n Namespace) {
	machines := q.machinesOf(n.Targets)
	at := answering(machines)
	server, share, _ := splitUNC(n.Targets[at])
	r.asked = append(r.asked, host{machines[at], server, share})
}

// answering is the first machine that answers, or the first one where none does.
func answering(machines []*machine) int {
	return max(0, slices.IndexFunc(machines, func(m *machine) bool { return !m.Offline }))
}

func (q *Question) machinesOf(targets []string) (list []*machine) {
	for _, t := range targets {
		server, _, _ := splitUNC(t)
		list = append(list, q.world.machineNamed(server))
	}
	return list
}

// domainShare reports whether a share is one that DFS finds at every controller of a domain.
func domainShare(name string) bool { return fold(name) == "SYSVOL" || fold(name) == "NETLOGON" }

// lists reports whether a client has a domain in its list: its own, and those of its forest and of trusted forests.
func (m *machine) lists(d *domain) bool {
	if m.domain == nil {
		return false
	}
	t := m.domain.trusts[d.key]
	return m.domain.key == d.key || t != nil && (t.Type == Forest || t.Type == WithinForest)
}

func (d *domain) namespace(name string) *Namespace {
	for i := range d.Namespaces {
		if strings.EqualFold(d.Namespaces[i].Name, name) {
			return &d.Namespaces[i]
		}
	}
	return nil
}

// follows goes to the target of the longest link that the path has, or else of the root.
func (q *Question) follows(r *Referral, n Namespace) {
	targets, rest := n.Targets, q.run.Folder
	for _, l := range n.Links {
		if below, ok := under(q.run.Folder, l.Path); ok && (!r.link || len(below) < len(rest)) {
			r.link, targets, rest = true, l.Targets, below
		}
	}
	if len(targets) == 0 {
		return // a share with links, and none of them in the path
	}
	if r.link && len(n.Targets) > 0 {
		q.asksRoot(r, n)
	}
	q.leads(r, q.machinesOf(targets), func(i int) string { return targets[i] }, rest)
}

// under is what of a path is below a folder, and whether it is that folder or below it.
func under(path, folder string) (below string, ok bool) {
	if len(path) < len(folder) || !strings.EqualFold(path[:len(folder)], folder) {
		return "", false
	}
	below = path[len(folder):]
	return strings.TrimPrefix(below, `\`), below == "" || below[0] == '\\'
}

// leads makes the command one about the first target that answers.
func (q *Question) leads(r *Referral, machines []*machine, target func(int) string, rest string) {
	at := answering(machines)
	r.Target, r.targets = target(at), machines
	r.Path = strings.TrimSuffix(strings.TrimSuffix(q.run.path(), rest), `\`)
	server, share, _ := splitUNC(r.Target)
	q.run.Server, q.run.Share, q.run.Folder = server, share, rest
	q.referral = r
}

// controllerTarget are the shares of the controllers, by names of the kind that the path has for the domain.
func (r *Referral) controllerTarget() func(int) string {
	return func(i int) string {
		name := r.domain.controllers[i].Name
		if fold(r.typed.Server) == r.domain.dns {
			name += "." + r.domain.DNS
		}
		return `\\` + name + `\` + r.typed.Share
	}
}

// path is the UNC path of a command.
func (n NetUse) path() string {
	text := `\\` + n.Server + `\` + shareOrIPC(n.Share)
	if n.Folder != "" {
		text += `\` + n.Folder
	}
	return text
}

// splitUNC is the server and the share of \\SERVER\share, or of a folder below it.
func splitUNC(text string) (server, share string, ok bool) {
	rest, unc := strings.CutPrefix(text, `\\`)
	server, share, _ = strings.Cut(rest, `\`)
	share, _, _ = strings.Cut(share, `\`)
	return server, share, unc && server != "" && share != ""
}

// notResolved is why no referral can be had for a path that begins with the name of a domain.
func (q *Question) notResolved(r *Referral) *Problem {
	d, name := r.domain, r.typed.Server
	switch {
	case d.Kind == NT4:
		return &Problem{[]string{"run"}, name + " is a domain of Windows NT 4.0, which has no namespaces of DFS", `name a server: \\SERVER\share`}
	case len(d.controllers) == 0:
		return &Problem{[]string{"run"}, name + " is the domain " + d.Name + ", and no controller of it is in the file: DFS asks one", "write it down: DC: {role: controller, domain: " + d.Name + ", profile: windows-server}"}
	case !r.listed && fold(name) != d.dns:
		return &Problem{[]string{"run"}, q.client.Name + " does not know " + name + " as a domain, and no host has that NetBIOS name", r.byDNS()}
	}
	return nil
}

func (r *Referral) byDNS() string {
	if r.domain.DNS == "" {
		return "write dns: of the domain, and name it so in the path"
	}
	return `name the domain by its DNS name: \\` + r.domain.DNS + `\` + shareOrIPC(r.typed.Share)
}

func (r *Referral) noNamespace() *Problem {
	if share := shareOrIPC(r.typed.Share); share == "IPC$" || strings.HasSuffix(share, "$") {
		return &Problem{[]string{"run"}, share + ` is no namespace of ` + r.domain.Name + ": a path like this leads to one of its controllers", `name the controller: \\` + r.domain.controllers[0].Name + `\` + share}
	}
	names := []string{"SYSVOL", "NETLOGON"}
	for _, n := range r.domain.Namespaces {
		names = append(names, n.Name)
	}
	hint := `name the server, or write namespaces: {public: ['\\SERVER\share']} of the domain`
	if near := sim.Nearest(r.typed.Share, names); near != "" {
		hint = "did you mean " + near + "?"
	}
	return &Problem{[]string{"run"}, r.domain.Name + " has no namespace " + shareOrIPC(r.typed.Share), hint}
}

// Referral is what DFS made of the path; nil if the path names a server.
func (o Outcome) Referral() *Referral { return o.Facts.question.referral }

// Called is the name by which the client calls the server: the one in the path, or the one to which DFS led.
func (o Outcome) Called() string { return o.Facts.question.run.Server }

// Directly is an attempt at the server to which DFS leads the path of a command.
func (w *World) Directly(a Attempt) Attempt {
	if q := (&Question{world: w, client: w.machineNamed(a.From), run: a.Run}); q.refer() == nil {
		a.Run = q.run
	}
	return a
}

// Made reports whether somebody has made the namespace: SYSVOL and NETLOGON come with the domain.
func (r *Referral) Made() bool { return r.domain == nil || !domainShare(r.typed.Share) }

// Servers are the machines that an attempt can ask: those that are asked for a referral, and the one to which it leads.
func (w *World) Servers(a Attempt) (names []string) {
	q := &Question{world: w, client: w.machineNamed(a.From), run: a.Run}
	if q.refer() == nil && q.referral != nil {
		for _, h := range q.referral.asked {
			names = append(names, h.Name)
		}
	}
	return append(names, q.run.Server)
}

// Refused reports whether the client did not get as far as asking for the referral.
func (r *Referral) Refused() bool { return r.refused != nil }

// told keeps the session setups at a server that has told where the path leads.
func (q *Question) told(setups []Outcome) {
	q.referral.before = append(q.referral.before, setups...)
	if len(setups) > 1 {
		q.referral.prompt = true
		*q = q.retest()
	}
}

// prompted reports whether NET has asked for the password before the target was reached.
func (r *Referral) prompted() bool { return r != nil && r.prompt }

// setups are the session setups at the servers that were asked before.
func (r *Referral) setups() []Outcome {
	if r == nil {
		return nil
	}
	return r.before
}

// dependsOn reports whether it depends on a value to which server a path leads, and whether the client is told.
func (r *Referral) dependsOn(u Unknown) bool {
	if r == nil {
		return false
	}
	machines := r.targets
	if r.domain != nil {
		machines = slices.Concat(machines, r.domain.controllers)
	}
	return u.Key == KeyOffline && slices.ContainsFunc(machines, func(m *machine) bool { return strings.EqualFold(m.Name, u.Of) }) ||
		slices.ContainsFunc(r.before, func(o Outcome) bool { return o.DependsOn(u) })
}

// asksFirst is the question at a server that is asked for a referral, where the client does not get as far as asking:
// the attempt ends with it. It is nil where the client is told where the path leads. The session is one of the user's
// credentials (MS-SMB2 3.2.4.20.3), whatever connections there are. A password that is typed for it is the one that
// goes on to the target.
func (w *World) asksFirst(q *Question, a Attempt) *Question {
	if q.referral == nil || a.Run.Delete {
		return nil
	}
	for i := range q.referral.asked {
		at := &q.referral.asked[i]
		a.Run.Server, a.Run.Share, a.Run.Folder, a.Run.Device = at.called, at.share, "", ""
		first, problems := w.question(a, at.machine)
		if len(problems) > 0 {
			continue
		}
		first.connections, first.connected = nil, nil
		first.prepare()
		if setups := first.Setups(); Joined(setups).Error == 0 {
			q.told(setups)
			continue
		}
		first.referral = q.referral
		first.referral.refused, first.referral.Target = at, ""
		first.prepare()
		return first
	}
	return nil
}
