package logon

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"ntlmsim/sim"
	"ntlmsim/sim/ntlm"
)

// Question prepares an attempt: which machine asks which, and what exactly is sent. The paths of problems begin at the
// attempt.
func (w *World) Question(a Attempt) (*Question, []Problem) {
	q, problems := w.question(a, nil)
	if len(problems) > 0 {
		return nil, problems
	}
	if first := w.asksFirst(q, a); first != nil {
		return first, nil
	}
	return q, nil
}

// question is Question, at a host that is asked for a referral of DFS if host is not nil.
func (w *World) question(a Attempt, host *machine) (*Question, []Problem) {
	q := &Question{world: w, host: host, ntlm: a.Protocol == NTLM}
	var problems []Problem
	if a.Send != nil {
		problems = w.given(q, *a.Send)
	} else {
		problems = w.typed(q, a)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	q.prepare()
	return q, nil
}

// prepare makes the names that are sent ready to be looked up.
func (q *Question) prepare() {
	q.user, q.domain, q.station, q.share = fold(q.sent.User), fold(q.sent.Domain), fold(q.sent.Workstation), fold(q.sent.Share)
	q.passedOn = `\\` + q.station
	name, realm, ok := strings.Cut(q.user, "@")
	q.principal = [2]string{name, realm}
	if ok && q.domain == "" && q.target.knowsPrincipals() {
		q.name, q.realm = name, realm
	}
	q.tickets()
	facts := q.known()
	q.program = table.Program(&facts, q.begins(), grantedID)
}

// given fills in a scenario's explicit send:, unchanged.
func (w *World) given(q *Question, s Send) []Problem {
	if q.target = w.machineNamed(s.To); q.target == nil {
		return []Problem{w.noMachine([]string{"send", "to"}, s.To)}
	}
	q.called, q.alias = q.target.calledBy(s.To)
	switch {
	case s.User == "" && s.Response != ntlm.None:
		return []Problem{{[]string{"send", "response"}, "no user and a response", "an anonymous session has response: none; otherwise give user:"}}
	case s.User != "" && s.Response == ntlm.None:
		return []Problem{{[]string{"send", "response"}, "a user and no response", "leave user: out for an anonymous session, or choose a response"}}
	}
	q.how, q.sent = asGiven, s
	return nil
}

// typed fills in what a Windows client sends for a NET USE.
func (w *World) typed(q *Question, a Attempt) []Problem {
	var problems []Problem
	if q.client = w.machineNamed(a.From); q.client == nil {
		problems = append(problems, w.noMachine([]string{"from"}, a.From))
	}
	q.as, q.run = w.sessionOf(a.LogonSession()), a.Run
	if q.client != nil {
		q.connections = w.connectionsOf(q.client, q.as)
	}
	if problem := q.refer(); problem != nil {
		problems = append(problems, *problem)
	} else if q.target = q.named(); q.target == nil && (q.client != nil || a.Run.Server != "") && !w.isDomain(a.Run.Server) {
		problems = append(problems, w.noServer(a.Run.Server))
	}
	a.Run = q.run
	if a.Run.Ask && a.Typed == nil {
		problems = append(problems, Problem{[]string{"run"}, "* asks for the password, and nobody types one", "add typed: PASSWORD"})
	}
	if q.client == nil {
		return problems
	}
	if q.client.typing.MapToGuest != NoMapToGuest {
		problems = append(problems, Problem{[]string{"from"}, q.client.Name + " is Samba, which has no NET USE", "choose a Windows machine, or write send: instead"})
	}
	if q.target != nil {
		q.called, q.alias = q.target.calledBy(a.Run.Server)
		q.connected = connectedTo(q.connections, a.Run.Server)
	}
	session, problem := w.session(q.client, a)
	if problem == nil {
		problem = session.goesWith(a.Run)
	}
	if problem != nil {
		problems = append(problems, *problem)
	}
	if len(problems) == 0 {
		q.fill(a, session)
	}
	return problems
}

// reached is the machine that a client reaches by a name: itself by localhost and 127.0.0.1.
func (q *Question) reached(server string) *machine {
	if q.host != nil {
		return q.host
	}
	if m := q.world.machineNamed(server); m != nil || !loops(server) {
		return m
	}
	return q.client
}

// loops reports whether a name means the machine on which it is typed.
func loops(server string) bool {
	address, ok := addressOf(server)
	return fold(server) == "LOCALHOST" || ok && address.IsLoopback()
}

// ofLiterals ends an IPv6 address in a UNC path, where a colon cannot stand: 2001-db8--1.ipv6-literal.net.
const ofLiterals = ".ipv6-literal.net"

func isLiteral(name string) bool {
	i := len(name) - len(ofLiterals)
	return i > 0 && strings.EqualFold(name[i:], ofLiterals)
}

// addressInPath is an address as a UNC path has it, written in the shortest way.
func addressInPath(address string) string {
	if !strings.Contains(address, ":") && !isLiteral(address) {
		return address
	}
	if a, ok := addressOf(address); ok && a.Is6() {
		address = strings.NewReplacer(":", "-", "%", "s").Replace(a.String()) + ofLiterals
	}
	return address
}

// addressOf is the address that a name in a UNC path is, and whether it is one.
func addressOf(name string) (netip.Addr, bool) {
	if isLiteral(name) {
		name = strings.NewReplacer("-", ":", "s", "%", "S", "%").Replace(name[:len(name)-len(ofLiterals)])
	}
	a, err := netip.ParseAddr(name)
	return a, err == nil
}

// isDomain reports whether a name is that of a domain.
func (w *World) isDomain(name string) bool { return name != "" && w.domains[fold(name)] != nil }

// noServer says that the server of a UNC path is no machine.
func (w *World) noServer(name string) Problem {
	problem := w.noMachine([]string{"run"}, name)
	label, _, _ := strings.Cut(fold(name), ".")
	if d := w.domains[label]; d != nil && d.dns == "" {
		problem.Hint = fmt.Sprintf("if it is the DNS name of %s, write dns: %s there", d.Name, name)
	}
	return problem
}

func (w *World) noMachine(path []string, name string) Problem {
	var names []string
	for _, m := range w.machines {
		names = append(names, m.Name)
	}
	return Problem{path, fmt.Sprintf("there is no machine %q", name), MachineHint(name, names)}
}

// MachineHint is the hint for a name that no machine has: a similar one, or how a machine gets that address or alias.
func MachineHint(name string, names []string) string {
	if address, ok := addressOf(name); ok {
		return "write addresses: [" + address.String() + "] at the machine that has it"
	}
	if strings.Contains(name, ".") && sim.Nearest(name, names) == "" {
		return "write aliases: [" + name + "] at the machine that has it"
	}
	return sim.Suggestion(name, names)
}

// signedOn finds the account that is signed on at the client: on that machine, in its domain or in a trusted domain.
func (w *World) signedOn(client *machine, a Attempt) (*database, *account, *Problem) {
	as := a.As
	if local := client.microsoftAccount(as); local != nil {
		return client.own, local, nil
	}
	if strings.EqualFold(as.Domain, microsoft) {
		return nil, nil, &Problem{[]string{"as"}, "no account of " + client.own.name + " stands for this Microsoft account", "write microsoft-account: of an account of " + client.own.name}
	}
	db := w.reachable(client, fold(as.Domain))
	if db == nil && a.SignOn.Kind == ByCloudTrust {
		db = w.joinedToEntra(client, fold(as.Domain))
	}
	if db == nil {
		return nil, nil, &Problem{[]string{"as"}, fmt.Sprintf("%s cannot sign on an account of %s", client.Name, nameOnly(as.Domain)),
			cmp.Or(serviceHint(as.User), sim.Suggestion(as.Domain, client.databases()))}
	}
	if a := db.accounts[fold(as.User)]; a != nil {
		return db, a, nil
	}
	var names []string
	for _, a := range db.accounts {
		names = append(names, a.Name)
	}
	slices.Sort(names)
	return nil, nil, &Problem{[]string{"as"}, fmt.Sprintf("%s has no account %s", db.name, nameOnly(as.User)), cmp.Or(serviceHint(as.User), sim.Suggestion(as.User, names))}
}

// nameOnly quotes a name without what may be a password: some write USER%PASSWORD or USER:PASSWORD.
func nameOnly(name string) string {
	if i := strings.IndexAny(name, "%:"); i >= 0 {
		return fmt.Sprintf("%q", name[:i]+"…")
	}
	return fmt.Sprintf("%q", name)
}

func (w *World) reachable(client *machine, domain string) *database {
	switch {
	case client.Role != Controller && (domain == "" || domain == client.key):
		return client.own
	case client.domain == nil:
		return nil
	case client.domain.is(domain):
		return &client.domain.database
	case client.domain.trusts[domain] != nil:
		return &client.domain.trusts[domain].domain.database
	}
	return nil
}

func (m *machine) databases() []string {
	names := []string{m.own.name}
	if m.domain != nil && m.Role != Controller {
		names = append(names, m.domain.Name)
	}
	if m.domain != nil {
		for _, t := range m.domain.order {
			names = append(names, t.domain.Name)
		}
	}
	return names
}

// fill sets the names and the password of the session setup: those that the session at the client has, unless /USER:
// and the password replace them.
func (q *Question) fill(a Attempt, session credential) {
	run := a.Run
	if run.Delete {
		q.sent = Send{To: q.target.Name}
		return
	}
	if run.User == nil {
		session = session.with(run, q)
	}
	q.how, q.signOn, q.asked, q.blocking = session.how, session, run.Ask || run.Password != nil || !session.attended(), run.BlockNTLM
	q.sent = Send{To: q.target.Name, Share: run.Share, Domain: session.domain, User: session.user, Password: session.password,
		Response: q.client.typing.Sends(), Workstation: q.client.Name}
	if session.how == byNothing {
		q.sent.Domain, q.sent.User, q.sent.Password, q.sent.Response = "", "", "", ntlm.None
	}
	if run.User == nil && q.connected != nil {
		q.how, q.sent.Domain, q.sent.User, q.sent.Password = byConnection, q.connected.As.Domain, q.connected.As.User, q.connected.password()
		q.sent.Response = q.client.typing.Sends()
	}
	q.commanded = run.User != nil && run.Password != nil
	if run.User != nil {
		q.sent.User, q.sent.Response = run.User.Name, q.client.typing.Sends()
		switch run.User.Form {
		case Qualified:
			q.how, q.sent.Domain = byName, run.User.Domain
			if slices.Contains([]string{"", ".", "?"}, run.User.Domain) {
				q.how = byNoDomain
			}
		case UPN:
			q.how, q.sent.Domain = byUPN, ""
		default:
			q.how = byBare
		}
		if run.User.Name == "" {
			q.how, q.sent.Domain, q.sent.Password, q.sent.Response = byEmptyUser, "", "", ntlm.None
		}
	}
	switch {
	case q.how == byEmptyUser:
		q.asked = true
	case run.Password != nil:
		q.sent.Password = *run.Password
	case run.Ask:
		q.sent.Password = *a.Typed
	case a.Typed != nil:
		typed := *a.Typed
		q.typed = &typed
	}
	if run.Password != nil || run.Ask || q.how == byConnection || q.how == byEmptyUser {
		q.signOn.sends = false
	}
	if q.connected != nil && !q.connected.conflicts(q) {
		q.reuse(session)
	}
}

// reuse fills in what the session setup of the session that is used carried. Its password is "" where it is not known.
func (q *Question) reuse(session credential) {
	c := q.connected
	q.sent.Domain, q.sent.User, q.sent.Password = c.As.Domain, c.As.User, c.password()
	if c.Password == nil && sameName(c.As, Name{session.domain, session.user}) {
		q.sent.Password = session.password
	}
	if c.Session == Anonymous {
		q.sent.Response = ntlm.None
	}
}

// Sends is the kind of response that a client sends at its LmCompatibilityLevel.
func (s *Settings) Sends() ntlm.Kind {
	if s.NTLMv1Removed {
		return ntlm.NTLMv2
	}
	switch s.LmCompatibilityLevel {
	case 0:
		return ntlm.NTLMv1
	case 1, 2:
		return ntlm.ESS
	}
	return ntlm.NTLMv2
}
