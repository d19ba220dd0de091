package fuzz

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"ntlmsim/scenarios"
	"ntlmsim/sim/logon"
	"ntlmsim/sim/logon/netuse"
	"ntlmsim/sim/ntlm"
	"ntlmsim/sim/replay"
)

// A Shape is a kind of random topology.
type Shape string

// The shapes.
const (
	Alone   Shape = "standalone servers"
	Domains Shape = "domains"
	Classic Shape = "domains in the style of NT 4.0"
	Mixed   Shape = "domains of both styles"
)

// Random is the topology and the attempts of one round: the same for the same seed, round, shape and number. They stay
// within what Samba can do, and no two attempts of a round are the same but for their workstation.
func Random(seed uint64, round int, shape Shape, attempts int) *scenarios.File {
	d := &dice{Rand: rand.New(rand.NewPCG(seed, uint64(round)))}
	file := &scenarios.File{Path: fmt.Sprintf("seed %d, round %d", seed, round+1),
		Comment: fmt.Sprintf("Random: %s, seed %d, round %d.", shape, seed, round+1)}
	if shape != Alone {
		d.domains(&file.Topology, shape)
	}
	d.standalone(&file.Topology, shape)
	d.servers = slices.Clone(file.Topology.Machines)
	d.clients(&file.Topology)
	d.own(file.Topology)
	d.stores(&file.Topology)
	d.attempts(file, attempts)
	return file
}

// dice choose a topology and attempts at random.
type dice struct {
	*rand.Rand
	servers  []logon.Machine
	from     []logon.Machine // the client of each server
	accounts []owned
}

// An owned account is one with the names of the database that has it.
type owned struct {
	logon.Account
	database, dns string
}

// one is an element of a list.
func one[T any](d *dice, list ...T) T { return list[d.IntN(len(list))] }

// in says yes once in n times.
func (d *dice) in(n int) bool { return d.IntN(n) == 0 }

var (
	domainNames = []string{"ALPHA", "BETA-DOM", "GAMMA"}
	suffixes    = []string{"alpha.test", "corp.beta.test", "g.example.test"}
	userNames   = []string{"USER1", "user2", "Alice", "bob", "svc-backup", "Ann Lee", "a.b", "x", "Twenty.Characters.Ok", "Guest"}
	strangers   = []string{"nobody", "root", "USER9", "Mallory"}
	passwords   = []string{"PSW1", "psw1", "Passw0rd!", "pässwörd", "a pass phrase of more than fourteen", "€", "fourteen chars", "x"}
	groupNames  = []string{"Sales", "Staff"}
	unknowns    = []string{"LOCAL1", "WORKGROUP", "nowhere.test", "NT AUTHORITY", "A-LONG-NAME.OF.A.DOMAIN.TEST"}
)

// domains are up to three of them, who trusts whom, their controllers, and members of some.
func (d *dice) domains(t *logon.Topology, shape Shape) {
	n := 1 + d.IntN(len(domainNames))
	for i := range n {
		domain := logon.Domain{Name: domainNames[i], DNS: suffixes[i], Kind: logon.ActiveDirectory, Accounts: d.database()}
		if shape == Classic || shape == Mixed && i == 0 {
			domain.Kind, domain.DNS = logon.NT4, ""
		} else {
			d.active(domain.Accounts)
		}
		t.Domains = append(t.Domains, domain)
	}
	for i := range n {
		for j := range i {
			d.trust(t, i, j)
		}
	}
	for i := range n {
		m := logon.Machine{Name: fmt.Sprintf("DC%d", i+1), Role: logon.Controller, Domain: domainNames[i], Profile: "samba-ad-dc", Shares: d.shares()}
		m.Settings = d.settings(m.Role)
		if t.Domains[i].Kind == logon.NT4 {
			m.Profile = "samba-nt4-dc"
			m.Settings = slices.DeleteFunc(d.settings(logon.Member), func(s logon.Setting) bool {
				return s.Values[0] == "disabled" || s.Name == "restrict anonymous" // with which there is no trust
			})
		}
		t.Machines = append(t.Machines, m)
	}
	for i := range 1 + d.IntN(2) {
		t.Machines = append(t.Machines, logon.Machine{Name: fmt.Sprintf("MEMBER%d", i+1), Role: logon.Member, Domain: t.Domains[d.IntN(n)].Name,
			Profile: "samba-member", Settings: d.settings(logon.Member), Accounts: d.database(), Shares: d.shares()})
	}
}

// trust makes a trust between two domains, or none.
func (d *dice) trust(t *logon.Topology, i, j int) {
	if d.in(4) {
		return
	}
	if d.in(2) {
		i, j = j, i
	}
	direction := one(d, logon.Outgoing, logon.Outgoing, logon.Both, logon.Incoming)
	kind := one(d, logon.External, logon.External, logon.Forest)
	if t.Domains[i].Kind == logon.NT4 || t.Domains[j].Kind == logon.NT4 {
		kind = logon.NT4Trust
	}
	t.Domains[i].Trusts = append(t.Domains[i].Trusts, logon.Trust{Domain: t.Domains[j].Name, Type: kind, Direction: direction})
}

func (d *dice) standalone(t *logon.Topology, shape Shape) {
	n := 1
	if shape == Alone {
		n = 3 + d.IntN(4)
	}
	for i := range n {
		t.Machines = append(t.Machines, logon.Machine{Name: fmt.Sprintf("SRV%d", i+1), Role: logon.Standalone, Profile: "samba-standalone",
			Settings: d.settings(logon.Standalone), Accounts: d.database(), Shares: d.shares()})
	}
}

// settings differ from the defaults where the dice say so. A controller without NTLM could not be joined.
func (d *dice) settings(role logon.Role) (list []logon.Setting) {
	set := func(name string, values ...string) {
		if d.in(2) {
			list = append(list, logon.Setting{Name: name, Values: []string{one(d, values...)}})
		}
	}
	if role == logon.Controller {
		set("ntlm auth", "ntlmv1-permitted")
		set("guest ok", "yes")
		return list
	}
	set("map to guest", "bad user", "bad password")
	if d.in(4) {
		set("restrict anonymous", "1", "2")
	}
	set("ntlm auth", "ntlmv1-permitted", "ntlmv1-permitted", "mschapv2-and-ntlmv2-only", "disabled")
	set("lanman auth", "yes")
	set("guest ok", "yes")
	set("server signing", "mandatory")
	return list
}

// database is some accounts, most of them in good state.
func (d *dice) database() (list []logon.Account) {
	for _, i := range d.Perm(len(userNames))[:2+d.IntN(6)] {
		a := logon.Account{Name: userNames[i], Password: one(d, passwords...)}
		if strings.ToUpper(a.Name) == "GUEST" {
			a.Disabled = d.in(2)
			list = append(list, a)
			continue
		}
		if d.in(10) {
			a.Password = ""
		}
		for d.in(4) {
			d.spoil(&a)
		}
		if d.in(3) {
			a.Groups = []string{one(d, groupNames...)}
		}
		list = append(list, a)
	}
	return list
}

// active gives some accounts what only Active Directory has: a previous password, a smart card that is required,
// Protected Users.
func (d *dice) active(list []logon.Account) {
	for i := range list {
		a := &list[i]
		if d.in(6) && a.Password != "" {
			a.Previous = []string{one(d, passwords...) + " before"}
		}
		if len(a.Previous) > 0 && !a.MustChange && !a.PasswordExpired {
			a.Changed = 10 * time.Minute
		}
		a.SmartCard = d.in(12)
		if d.in(12) {
			a.Groups = append(a.Groups, "Protected Users")
		}
	}
}

// spoil puts an account into a state in which it is refused, or may be.
func (d *dice) spoil(a *logon.Account) {
	switch d.IntN(7) {
	case 0:
		a.Disabled = true
	case 1:
		a.Locked = true
	case 2:
		a.Expired = true
	case 3:
		a.MustChange = true
	case 4:
		a.PasswordExpired = true
	case 5:
		a.Hours = logon.NoHours
	case 6:
		a.Workstations = []string{"WS1", "WS2"}
	}
}

// shares are one that is open and others that are not.
func (d *dice) shares() []logon.Share {
	names := append(slices.Clone(userNames), groupNames...)
	list := []logon.Share{{Name: "share"}}
	if d.in(2) {
		list = append(list, logon.Share{Name: "some", Allow: []string{one(d, names...), one(d, names...)}})
	}
	if d.in(2) {
		list = append(list, logon.Share{Name: "most", Deny: []string{one(d, names...)}})
	}
	return list
}

// own lists the accounts of all databases.
func (d *dice) own(t logon.Topology) {
	for _, domain := range t.Domains {
		for _, a := range domain.Accounts {
			d.accounts = append(d.accounts, owned{a, domain.Name, domain.DNS})
		}
	}
	for _, m := range t.Machines {
		for _, a := range m.Accounts {
			d.accounts = append(d.accounts, owned{a, m.Name, ""})
		}
	}
}

// attempts throws until so many are found that differ, or no more are: session setups, and commands of which the client
// makes a session setup.
func (d *dice) attempts(file *scenarios.File, n int) {
	world, err := logon.NewWorld(file.Topology)
	if err != nil {
		panic(err) // the dice throw topologies
	}
	seen := map[string]bool{}
	for tries := 0; len(file.Attempts) < n && tries < 4*n; tries++ {
		a, key := d.attempt(uint32(len(file.Attempts) + 1))
		if seen[key] || a.Send == nil && !sends(world, a) {
			continue
		}
		seen[key] = true
		a.Name = fmt.Sprintf("attempt %d", len(file.Attempts)+1)
		file.Attempts = append(file.Attempts, scenarios.Attempt{Attempt: a, Command: command(a)})
	}
}

// attempt throws the nth attempt. Two with one key are the same, but for their workstation.
func (d *dice) attempt(n uint32) (a logon.Attempt, key string) {
	if d.in(4) {
		a = d.netUse()
		return a, typedAs(a)
	}
	send := d.send()
	key = fmt.Sprintf("%v %q %q", send, send.Password, saltOf(send))
	if send.Workstation == "" && !d.in(8) {
		send.Workstation = replay.Mark(n)
	}
	return logon.Attempt{Send: &send}, key
}

// command is what is typed; "" for a session setup.
func command(a logon.Attempt) string {
	if a.Send != nil {
		return ""
	}
	return netuse.Write("", a.Run)
}

// typedAs is everything that makes a command differ from another one.
func typedAs(a logon.Attempt) string {
	text := func(s *string) string {
		if s == nil {
			return "none"
		}
		return "=" + *s
	}
	return fmt.Sprintf("%s %s %s %s", a.Who(), text(a.SignOn.Password), command(a), text(a.Typed))
}

// sends reports whether a client can be given a command, and makes a session setup of it.
func sends(w *logon.World, a logon.Attempt) bool {
	setups, problems := logon.NewHistory(w).Ask(a)
	return len(problems) == 0 && setups[0].SendsSetup()
}

func saltOf(s logon.Send) string {
	if s.Salt == nil {
		return "as sent"
	}
	return "=" + *s.Salt
}

// send throws one session setup: mostly one that means an account that there is.
func (d *dice) send() logon.Send {
	server := one(d, d.servers...)
	s := logon.Send{To: server.Name, Share: d.share(server)}
	if d.in(40) {
		return s // anonymous
	}
	meant := one(d, d.accounts...)
	if d.in(6) {
		meant.Account = logon.Account{Name: one(d, append(strangers, userNames...)...), Password: one(d, passwords...)}
	}
	s.User, s.Domain = d.name(meant, server)
	s.Password = d.password(meant.Password)
	if len(meant.Previous) > 0 && d.in(3) {
		s.Password = meant.Previous[0]
	}
	s.Response = d.response(s.Password)
	if s.Response.Salted() && d.in(6) {
		salt := one(d, "", strings.ToUpper(s.Domain), strings.ToLower(s.Domain), server.Name, meant.database, "LOCAL1")
		s.Salt = &salt
	}
	if len(meant.Workstations) > 0 && d.in(2) {
		s.Workstation = one(d, "WS1", "ws2", "WS3")
	}
	return s
}

func (d *dice) share(m logon.Machine) string {
	names := []string{"", "share", "share", "SHARE", "missing"}
	for _, s := range m.Shares {
		names = append(names, s.Name)
	}
	return one(d, names...)
}

// name is how a user is named: in which domain, or as a user principal name.
func (d *dice) name(meant owned, server logon.Machine) (user, domain string) {
	user = one(d, meant.Name, meant.Name, strings.ToUpper(meant.Name), strings.ToLower(meant.Name))
	if d.in(8) {
		domain = one(d, "", "", "", meant.database, "LOCAL1")
		return user + "@" + one(d, d.realm(meant), d.realm(meant), "nowhere.test", server.Name), domain
	}
	switch d.IntN(8) {
	case 0:
		domain = server.Name
	case 1:
		domain = one(d, "", "?", ".")
	case 2:
		domain = one(d, unknowns...)
	case 3:
		domain = one(d, d.accounts...).database
	default:
		domain = d.realm(meant)
	}
	return user, one(d, domain, domain, domain, strings.ToLower(domain), strings.ToUpper(domain))
}

// realm is one of the names of the database of an account.
func (d *dice) realm(meant owned) string {
	if meant.dns != "" && d.in(3) {
		return meant.dns
	}
	return meant.database
}

func (d *dice) password(right string) string {
	if !d.in(4) {
		return right
	}
	return one(d, "", "wrong", strings.ToUpper(right), strings.ToLower(right), one(d, passwords...), right+" ")
}

// response is NTLMv2 more often than not; LM only where the password has such a hash.
func (d *dice) response(password string) ntlm.Kind {
	kind := one(d, ntlm.NTLMv2, ntlm.NTLMv2, ntlm.NTLMv2, ntlm.NTLMv2, ntlm.LMv2, ntlm.ESS, ntlm.NTLMv1, ntlm.LM)
	if _, ok := ntlm.LMOWFv1(password); kind == ntlm.LM && !ok {
		return ntlm.NTLMv2
	}
	return kind
}

// A Round is one topology of a run and its attempts, before they are made: File makes them.
type Round struct {
	Seed     uint64
	Number   int // from 0
	Shape    Shape
	Attempts int
}

// File is the topology and the attempts of the round.
func (r Round) File() *scenarios.File { return Random(r.Seed, r.Number, r.Shape, r.Attempts) }

// How many attempts a round has: as many as keep it from being spent on building alone, and no more than keep it
// varied.
var roundSize = map[Shape]int{Alone: 1500, Domains: 600, Classic: 1200, Mixed: 600}

// turns are the shapes of rounds, over and over.
var turns = []Shape{Alone, Domains, Classic, Mixed, Alone, Classic, Domains}

// Rounds divides so many attempts into rounds.
func Rounds(seed uint64, attempts int) (list []Round) {
	for i := 0; attempts > 0; i++ {
		r := Round{Seed: seed, Number: i, Shape: turns[i%len(turns)]}
		r.Attempts = min(attempts, roundSize[r.Shape])
		attempts -= r.Attempts
		list = append(list, r)
	}
	return list
}

// Files makes the file of each round of a run, one after the other.
func Files(seed uint64, attempts int) iter.Seq[*scenarios.File] {
	return func(yield func(*scenarios.File) bool) {
		for _, r := range Rounds(seed, attempts) {
			if !yield(r.File()) {
				return
			}
		}
	}
}
