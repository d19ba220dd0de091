package lab

import (
	"fmt"
	"slices"
	"strings"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
)

// A Plan is the lab that stands for a topology.
type Plan struct {
	Domains []Domain
	Servers []Server // the first controller of each domain first
	Trusts  []Trust
	Broken  []Broken
}

// A Domain is one that has a controller in the lab.
type Domain struct {
	Name       string // the NetBIOS name
	DNS        string
	Kind       logon.DomainKind
	SID        string // its partners are told it before the domain exists
	Controller string // the server that answers for the domain: its first
	Accounts   []logon.Account
	Policy     logon.Policy
}

// A Server is a real machine of the lab.
type Server struct {
	Name    string
	Kind    Kind
	Domain  string // of a member or a controller
	Address string // IPv4
	Machine string // the machine of the topology that it stands for; "" if the topology has none
	Profile string // what the topology says it is

	Settings []logon.Setting // lines of [global] that the machine asks for
	Accounts []logon.Account // in its passdb: an AD controller's are its domain's
	Shares   []Share
	Policy   logon.Policy
	LM       bool // LM hashes are stored
}

// A Kind is the Samba that a server runs.
type Kind string

const (
	StandaloneServer Kind = "standalone server"
	MemberServer     Kind = "member server"
	ADController     Kind = "AD controller"
	NT4Controller    Kind = "NT4-style controller"
)

// A Share is a share with its permissions resolved to names that Samba knows.
type Share struct {
	Name  string
	Allow []string // nil: everyone
	Deny  []string
	Most  int // how often it may be used at once; 0: as often as anybody wants
	Held  int // how often the lab uses it
}

// A Trust is made at the controller of Truster: the Truster trusts Trusted, and with Both the other way round too.
type Trust struct {
	Truster, Trusted string // domains
	Type             logon.TrustType
	Both             bool
	Down             bool // Trusted's controller cannot be reached from Truster's
}

func (t Trust) String() string {
	if t.Both {
		return fmt.Sprintf("%s and %s trust each other", t.Truster, t.Trusted)
	}
	return fmt.Sprintf("%s trusts %s", t.Truster, t.Trusted)
}

// written reports whether both ends of a trust are written before their controllers start, as the ends of a trust with
// an NT4-style domain are: samba-tool makes trusts between domains of Active Directory only, and "net rpc trustdom
// establish" of Samba 4.17 ends in a segmentation fault.
func (p Plan) written(t Trust) bool {
	return p.Domain(t.Truster).Kind == logon.NT4 || p.Domain(t.Trusted).Kind == logon.NT4
}

// joins reports whether a server is a controller which joins a domain that has one.
func (p Plan) joins(s Server) bool {
	return s.Kind == ADController && p.Domain(s.Domain).Controller != s.Name
}

// controllers are the servers that are controllers of a domain, the one that answers for it first.
func (p Plan) controllers(domain string) (names []string) {
	d := p.Domain(domain)
	names = append(names, d.Controller)
	for _, s := range p.Servers {
		if p.joins(s) && s.Domain == d.Name {
			names = append(names, s.Name)
		}
	}
	return names
}

// Server finds the server that stands for a machine, or has that name.
func (p Plan) Server(name string) (Server, bool) {
	for _, s := range p.Servers {
		if strings.EqualFold(s.Machine, name) || strings.EqualFold(s.Name, name) {
			return s, true
		}
	}
	return Server{}, false
}

// Domain finds a domain by its NetBIOS name.
func (p Plan) Domain(name string) Domain {
	for _, d := range p.Domains {
		if strings.EqualFold(d.Name, name) {
			return d
		}
	}
	return Domain{}
}

// built is the domains that have a controller, by their names in capitals.
func (p Plan) built() map[string]bool {
	names := map[string]bool{}
	for _, d := range p.Domains {
		names[fold(d.Name)] = true
	}
	return names
}

// A builder makes a plan.
type builder struct {
	topology logon.Topology
	asked    map[string]bool // machines that some attempt asks, folded
	needed   map[string]bool // domains that need a controller, folded
	plan     Plan
	cannot   []Cannot
}

// Build says which servers stand for a topology whose machines are asked these attempts, and what of it Samba cannot
// do. A machine that no attempt asks gets no server, but for the controllers that others need; without attempts all
// machines with shares and all controllers count as asked. A domain without a controller machine gets one, named
// after the domain, where a member or a trust needs it.
func Build(t logon.Topology, attempts []scenarios.Attempt) (Plan, []Cannot) {
	b := &builder{topology: t, asked: asked(t, attempts), needed: map[string]bool{}}
	b.need()
	b.domains()
	b.machines()
	b.addresses()
	b.plan.Trusts = Trusts(t, b.plan.built())
	b.broken()
	b.limits(attempts)
	return b.plan, b.cannot
}

// asked is the machines that attempts ask.
func asked(t logon.Topology, attempts []scenarios.Attempt) map[string]bool {
	names := map[string]bool{}
	if len(attempts) == 0 {
		for _, m := range t.Machines {
			if m.Role == logon.Controller || len(m.Shares) > 0 {
				names[fold(m.Name)] = true
			}
		}
		return names
	}
	for _, s := range sent(t, attempts) {
		names[fold(s.To)] = true
	}
	return names
}

// A put is one session setup that an attempt comes to.
type put struct {
	logon.Send
	Attempt string
	Outcome logon.Outcome
}

// sent is what the attempts send.
func sent(t logon.Topology, attempts []scenarios.Attempt) (list []put) {
	world, err := logon.NewWorld(t)
	if err != nil {
		return nil
	}
	file := scenarios.File{Topology: t, Attempts: attempts}
	for p := range file.Play(world) {
		for _, o := range p.Setups {
			list = append(list, put{o.Sent, p.Name, o})
		}
	}
	return list
}

// need finds the domains that must have a controller: those of servers, and whoever is tied to them by a trust.
func (b *builder) need() {
	for _, m := range b.topology.Machines {
		if b.asked[fold(m.Name)] && m.Domain != "" {
			b.needed[fold(m.Domain)] = true
		}
	}
	for grown := true; grown; {
		grown = false
		for _, d := range b.topology.Domains {
			for _, t := range d.Trusts {
				one, other := fold(d.Name), fold(t.Domain)
				if b.needed[one] != b.needed[other] {
					b.needed[one], b.needed[other], grown = true, true, true
				}
			}
		}
	}
}

// domains gives every needed domain its controller.
func (b *builder) domains() {
	for _, d := range b.topology.Domains {
		if !b.needed[fold(d.Name)] {
			continue
		}
		if why := b.unbuildable(d); why != "" {
			b.refuseDomain(d, why)
			continue
		}
		server := b.controller(d)
		b.plan.Domains = append(b.plan.Domains, Domain{Name: fold(d.Name), DNS: DNSName(d), Kind: d.Kind,
			SID: domainSID(d.Name), Controller: server.Name, Accounts: d.Accounts, Policy: d.Policy})
		b.plan.Servers = append(b.plan.Servers, server)
	}
}

// controller is the first machine that is a controller of the domain, or one that the lab adds.
func (b *builder) controller(d logon.Domain) Server {
	for _, m := range b.topology.Machines {
		if m.Role != logon.Controller || !strings.EqualFold(m.Domain, d.Name) {
			continue
		}
		if built, _ := asSamba(b.topology, m); unfit(m, built) == "" {
			return b.server(controllerKind(d), m, built)
		}
	}
	s := Server{Name: ControllerName(b.topology, d.Name), Kind: controllerKind(d), Domain: fold(d.Name), Policy: d.Policy,
		Settings: []logon.Setting{{Name: "ntlm auth", Values: []string{"ntlmv1-permitted"}}}}
	if s.Kind == NT4Controller {
		s.Accounts = passdb(b.topology, d)
	}
	return s
}

func controllerKind(d logon.Domain) Kind {
	if d.Kind == logon.NT4 {
		return NT4Controller
	}
	return ADController
}

// ControllerName names the controller of a domain that has none: DOMAIN-DC, or with a number where that is taken.
func ControllerName(t logon.Topology, domain string) string {
	for i := 0; ; i++ {
		suffix := "-DC"
		if i > 0 {
			suffix += fmt.Sprint(i)
		}
		base := HostLabel(domain)
		name := fold(base[:min(len(base), MaxName-len(suffix))] + suffix)
		if !slices.ContainsFunc(t.Machines, func(m logon.Machine) bool { return strings.EqualFold(m.Name, name) }) {
			return name
		}
	}
}

// machines adds the servers that are not the first controllers of their domains.
func (b *builder) machines() {
	for _, m := range b.topology.Machines {
		if _, ok := b.plan.Server(m.Name); ok || !b.asked[fold(m.Name)] {
			continue
		}
		built, _ := asSamba(b.topology, m)
		switch why := b.unservable(m, built); {
		case why != "":
			b.refuse(m.Name, why)
		case m.Role == logon.Standalone || b.plan.Domain(m.Domain).Name != "": // else refuseDomain has given the reason
			b.plan.Servers = append(b.plan.Servers, b.server(serverKind(m), m, built))
		}
	}
}

// serverKind is the kind of server for a machine that is not the first controller of its domain.
func serverKind(m logon.Machine) Kind {
	switch m.Role {
	case logon.Standalone:
		return StandaloneServer
	case logon.Member:
		return MemberServer
	}
	return ADController
}

// unservable is why a machine has no server; "" where nothing stands in the way but that its domain is not built.
func (b *builder) unservable(m, built logon.Machine) string {
	if why := unfit(m, built); why != "" {
		return why
	}
	if holds(m) && taken(m) {
		return fmt.Sprintf("the lab makes an account %q of its own", labAdmin)
	}
	if m.Role != logon.Controller {
		if why := unnamed(b.server(MemberServer, m, built)); why != "" {
			return why
		}
	}
	if m.Role != logon.Standalone && b.plan.Domain(m.Domain).Kind == logon.NT4 {
		return b.unservableNT4(m)
	}
	return ""
}

// unfit is why Samba cannot stand for a machine, whatever its domain; "" where it can.
func unfit(m, built logon.Machine) string {
	switch {
	case len(m.Name) > MaxName:
		return "its name is longer than the 15 characters of a NetBIOS name"
	case takenShare(m) != "":
		return fmt.Sprintf("its share %q would be a section of smb.conf that has a meaning of its own", takenShare(m))
	case overused(m) != "":
		return fmt.Sprintf("its share %q is used more often than the lab's %d times", overused(m), mostUses)
	}
	return unusable(m, built)
}

// unservableNT4 is why a machine of a domain in the style of NT 4.0 has no server; "" where it can have one.
func (b *builder) unservableNT4(m logon.Machine) string {
	switch {
	case m.Role == logon.Member && b.takesNoNTLM(m.Domain):
		return "the controller of " + m.Domain + " takes no NTLM, and in the style of NT 4.0 nothing else lets a member join"
	case m.Channel != logon.Sound:
		return "the secure channels of members of domains in the style of NT 4.0 are not broken here"
	case m.Role == logon.Controller:
		return "in the style of NT 4.0 one controller stands for the domain " + m.Domain + ", and this is another"
	}
	return ""
}

// takesNoNTLM reports whether the controller of an NT4-style domain refuses every NTLM response.
func (b *builder) takesNoNTLM(domain string) bool {
	s, ok := b.plan.Server(b.plan.Domain(domain).Controller)
	return ok && s.Kind == NT4Controller && s.says("ntlm auth", "disabled")
}

func (b *builder) server(kind Kind, m, built logon.Machine) Server {
	s := Server{Name: fold(m.Name), Kind: kind, Domain: fold(m.Domain), Machine: m.Name, Profile: m.Profile,
		Settings: built.Settings, Policy: m.Policy, LM: setting(built, "lanman auth") == "yes"}
	switch kind {
	case NT4Controller:
		s.Policy, s.Accounts = domainNamed(b.topology, m.Domain).Policy, passdb(b.topology, domainNamed(b.topology, m.Domain))
	case StandaloneServer, MemberServer:
		s.Accounts = built.Accounts
		if holds(m) {
			s.Accounts = append(slices.Clone(s.Accounts), logon.Account{Name: labAdmin, Password: labPassword})
		}
	}
	for _, share := range m.Shares {
		s.Shares = append(s.Shares, b.share(built, share))
	}
	return s
}

// addresses numbers the servers from 10.66.0.1, leaving out the lab's own address.
func (b *builder) addresses() {
	n := 0
	for i := range b.plan.Servers {
		n++
		if n == labHost {
			n++
		}
		b.plan.Servers[i].Address = address(n)
	}
}

// Trusts lists each tie between two of these domains once.
func Trusts(t logon.Topology, built map[string]bool) (list []Trust) {
	for _, d := range t.Domains {
		for _, trust := range d.Trusts {
			one, other := fold(d.Name), fold(trust.Domain)
			if trust.Direction == logon.Incoming {
				one, other = other, one
			}
			if built[one] && built[other] {
				list = withTrust(list, Trust{Truster: one, Trusted: other, Type: trust.Type, Both: trust.Direction == logon.Both, Down: trust.Down})
			}
		}
	}
	return list
}

// withTrust adds a trust, or what it says of a tie that is listed already.
func withTrust(list []Trust, t Trust) []Trust {
	for i, known := range list {
		switch {
		case known.Truster == t.Truster && known.Trusted == t.Trusted:
			list[i].Both = known.Both || t.Both
			return list
		case known.Truster == t.Trusted && known.Trusted == t.Truster:
			list[i].Both = true
			return list
		}
	}
	return append(list, t)
}
